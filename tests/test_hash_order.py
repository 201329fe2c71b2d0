"""The order of hashes is NumPy's, for any keys."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualityfilter import hash_order as module
from qualityfilter.hash_order import FEW, hash_order

RANDOM = np.random.default_rng(7)
SPREAD = RANDOM.integers(0, 2**64, 3 * FEW, dtype=np.uint64)
KEYS = {
    "spread": SPREAD,
    "of one partition": SPREAD >> np.uint64(16) | np.uint64(0xABCD << 48),
    "alike in their upper bits": SPREAD >> np.uint64(30) & np.uint64(0xFFFFF) | np.uint64(1 << 63) * (SPREAD & np.uint64(1)),
    "few different ones": SPREAD % np.uint64(5),
    "all the same": np.full(2 * FEW, 9, np.uint64),
    "descending": np.arange(2 * FEW, 0, -1).astype(np.uint64),
}


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("wide", [False, True])
def test_it_is_the_order_of_lexsort(name: str, wide: bool) -> None:
    key = KEYS[name]
    second = RANDOM.integers(0, 3, key.size).astype(np.uint64)
    expected = np.lexsort((second, key)) if wide else np.lexsort((key,))
    assert np.array_equal(hash_order(key, second if wide else None), expected)


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 3), max_size=60))
def test_any_keys(keys: list[int]) -> None:
    key = np.array(keys, np.uint64)
    expected = np.argsort(key, kind="stable")
    assert np.array_equal(hash_order(key), expected)
    if key.size:
        assert np.array_equal(module._by_upper_bits(key), expected)

"""Signatures are datasketch's, candidates follow the curve, sketches estimate Jaccard and containment."""

import numpy as np
import pytest
from datasketch import MinHash as Reference
from hypothesis import given
from hypothesis import strategies as st

from qualityfilter import Documents, Recipe, RecipeError
from qualityfilter.signing import MinHash, curve_lines, exact_hashes, shingles, sign, signature, signature_of_hashes, text_hashes


def reference(values, permutations, seed=1):
    sketch = Reference(num_perm=permutations, seed=seed, hashfunc=lambda raw: int(raw))
    for value in values:
        sketch.update(str(int(value)).encode())
    return sketch.hashvalues


@pytest.mark.parametrize(("count", "seed"), [(112, 1), (128, 1), (126, 42), (1, 7)])
def test_signature_equals_datasketch_for_the_same_hash_values(count, seed):
    values = np.random.RandomState(3).randint(0, 2**32, 300, dtype=np.uint32)
    assert np.array_equal(signature_of_hashes(values, count, seed), reference(values, count, seed))


def test_signature_of_a_text_is_that_of_its_shingle_hashes():
    docs = Documents.of("the heron stood still in the shallow water and waited", "苍鹭站在浅水里一动不动地等着，等了很久很久。", "short")
    offsets, hashes = docs.views.units.offsets, shingles(docs, 5)
    ours = signature(docs)
    for row in range(2):
        mine = hashes[offsets[row] : offsets[row + 1] - 4] >> np.uint64(32)
        assert np.array_equal(ours[row], reference(mine, 112))
    assert (ours[2] == 0xFFFFFFFF).all()


def test_case_width_and_punctuation_do_not_change_a_signature_but_numbers_do():
    a = "The Heron stood STILL in 2024, and waited for the fish."
    b = "the heron stood still in ２０２４ and waited — for the fish"
    c = "the heron stood still in 2025 and waited for the fish"
    same = signature(Documents.of(a, b, c))
    assert np.array_equal(same[0], same[1])
    assert not np.array_equal(same[0], same[2])


def words(n, start=0):
    return [f"word{i}x" for i in range(start, start + n)]


def overlapping(share, n=1200):
    """Two word sequences whose 5-gram sets have about this Jaccard: they share a prefix."""
    common = round(2 * share * n / (1 + share))
    return " ".join(words(n)), " ".join([*words(common), *words(n - common, 10**6)])


def jaccard(a, b):
    grams = [{tuple(t.split()[i : i + 5]) for i in range(len(t.split()) - 4)} for t in (a, b)]
    return len(grams[0] & grams[1]) / len(grams[0] | grams[1])


@pytest.mark.parametrize("share", [0.5, 0.7, 0.8, 0.9])
def test_sketch_estimates_jaccard_within_four_standard_deviations(share):
    estimates, truths = [], []
    for seed in range(12):
        a, b = (" ".join(f"{w}s{seed}" for w in t.split()) for t in overlapping(share))
        signed = sign(Documents.of(a, b), MinHash())
        estimates.append(signed.sketches.compare(np.array([0]), np.array([1]))[0][0])
        truths.append(jaccard(a, b))
    truth = np.mean(truths)
    deviation = np.sqrt(truth * (1 - truth) / (1200 / 32) / 12)
    assert abs(np.mean(estimates) - truth) < 4 * deviation


def test_sketch_estimates_containment_of_a_part_in_the_whole():
    whole, part_ = " ".join(words(3000)), " ".join(words(900))
    signed = sign(Documents.of(whole, part_), MinHash())
    estimate, containment = signed.sketches.compare(np.array([0]), np.array([1]))
    assert containment[0] > 0.97
    assert estimate[0] < 0.45


@pytest.mark.parametrize(("settings", "at", "expected"), [(MinHash(), 0.75, 0.772), (MinHash(), 0.8, 0.924), (MinHash(14, 9), 0.7, 0.438)])
def test_candidate_probability_is_the_published_curve(settings, at, expected):
    assert settings.candidate_probability(at) == pytest.approx(expected, abs=0.001)


@pytest.mark.parametrize("share", [round(0.5 + 0.05 * i, 2) for i in range(10)])
@pytest.mark.parametrize("settings", [MinHash(), MinHash(14, 9)])
def test_documents_become_candidates_as_often_as_the_curve_says(share, settings):
    """Within three standard deviations, from .5 to .95."""
    texts = []
    for seed in range(300):
        texts += [" ".join(f"{w}q{seed}" for w in t.split()) for t in overlapping(share, 160)]
    keys = sign(Documents.from_texts(texts), settings).keys
    hits = sum(bool((keys[i] == keys[i + 1]).any()) for i in range(0, len(texts), 2))
    chances = np.array([settings.candidate_probability(jaccard(texts[i], texts[i + 1])) for i in range(0, len(texts), 2)])
    assert abs(hits - chances.sum()) <= 3 * np.sqrt((chances * (1 - chances)).sum())


@given(st.lists(st.text(max_size=80), min_size=1, max_size=6))
def test_signing_does_not_depend_on_neighbours(texts):
    texts = [t.encode("utf8", "ignore").decode() for t in texts]
    together = sign(Documents.from_texts(texts), MinHash())
    for row, text in enumerate(texts):
        alone = sign(Documents.of(text), MinHash())
        assert np.array_equal(together.keys[row], alone.keys[0])
        assert np.array_equal(together.exact[row], alone.exact[0])
        lo, hi = together.sketches.offsets[row : row + 2]
        assert np.array_equal(together.sketches.records[lo:hi], alone.sketches.records)


def test_exact_hash_ignores_white_space_at_the_ends_only():
    a, b, c = exact_hashes(Documents.of(" a b\n", "a b", "a  b")).tolist()
    assert a == b != c
    x, y = text_hashes(Documents.of(" a b\n", "a b"))
    assert x != y


@given(st.lists(st.integers(0, 2**64 - 1), max_size=300))
def test_both_sorts_sort(values):
    from qualityfilter.kernels.minhash import heap_sort, sort

    for one in (heap_sort, sort):
        array = np.array([5, *values, 7], np.uint64)
        one(array, 1, array.size - 1)
        assert array.tolist() == [5, *sorted(values), 7]


@pytest.mark.parametrize(
    ("curve", "expected"),
    [
        ({0.8: (0.92, 1), 0.5: (0, 0.06)}, (14, 8)),  # FineWeb's is the smallest that does both
        ({0.5: (0.9, 1)}, (4, 1)),
        ({0.5: (0, 0.01), 0.9: (0.9, 1)}, (5, 9)),
    ],
)
def test_the_layout_of_a_curve_is_the_smallest_that_keeps_to_it(curve, expected):
    recipe = Recipe.of({"name": "c", "dedup": {"keep": "first", "minhash": {"curve": {k: list(v) for k, v in curve.items()}}}})
    settings = recipe.dedup.minhash.settings()
    assert (settings.bands, settings.rows) == expected
    assert all(low <= settings.candidate_probability(s) <= high for s, (low, high) in curve.items())


@pytest.mark.parametrize(
    ("minhash", "problem"),
    [
        ({"curve": {0.8: [0.99, 1], 0.79: [0, 0.01]}}, "no layout of up to 512 permutations"),
        ({"curve": {0.8: [0.9, 0.1]}}, "the least first"),
        ({"curve": {0.8: [0.9, 1]}, "preset": "fineweb"}, "either `preset` or `curve`"),
    ],
)
def test_a_curve_that_cannot_be_is_refused(minhash, problem):
    with pytest.raises(RecipeError, match=problem):
        Recipe.of({"name": "c", "dedup": {"keep": "first", "minhash": minhash}})


def test_the_curve_is_printed():
    first, *rows = curve_lines(MinHash())
    assert first.startswith("14 bands of 8 rows, 112 permutations")
    assert {row.split()[0]: row.split()[-1] for row in rows}.items() >= {"0.50": "0.053", "0.80": "0.924", "0.95": "1.000"}.items()

"""Finds words in a text, many at once: four bytes tell where one of them may begin, a tree of bytes (a trie) whether one does.

A newline at the beginning of a word stands for the start of a line: "\\nshare" is found where a line begins with "share".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from qualityfilter.kernels import kernel

FIRST = 4  # bytes of a word that are looked at first
GROUPS = 60  # of words whose beginnings are looked for together; the other bits are free for what else is looked for in the same pass
SHORT_GROUPS = 4  # the last of them: of words of fewer bytes
SHORT = np.uint64((1 << GROUPS) - (1 << (GROUPS - SHORT_GROUPS)))
SLOTS = 1 << 12


class Words(NamedTuple):
    """`first[k, byte]` has bit g set where a word of group g may have this byte as its k-th. `following[state, byte]` is the next state of
    the tree, 0 for none, and `mark[state]` the mark of the word that ends there, 0 for none. `beginning[slot]` and `state[slot]`: a hash
    table of the first four bytes of words, in lower case, and the state that these lead to (0: an empty slot). ASCII case does not matter.
    """

    first: npt.NDArray[np.uint64]
    beginning: npt.NDArray[np.uint32]
    state: npt.NDArray[np.int16]
    following: npt.NDArray[np.int16]
    mark: npt.NDArray[np.uint8]


def words_of(marks: Mapping[str, int]) -> Words:
    """The tables of words, each with a mark of 1 to 255: at most 32,767 bytes in all, 512 bytes of memory for each of theirs, and fewer
    than SLOTS different beginnings."""
    branches: list[dict[int, int]] = [{}]
    ends = [0]
    found: dict[bytes, int] = {}
    for text, mark in marks.items():
        found[text.lower().encode()] = found.get(text.lower().encode(), 0) | mark
    beginnings: dict[bytes, int] = {}
    for word, mark in sorted(found.items()):
        state = 0
        for size, byte in enumerate(word, 1):
            if byte not in branches[state]:
                branches[state][byte] = len(branches)
                branches.append({})
                ends.append(0)
            state = branches[state][byte]
            if size == FIRST:
                beginnings[word[:FIRST]] = state
        ends[state] = mark
    following = np.zeros((len(branches), 256), np.int16)
    for state, branch in enumerate(branches):
        following[state, list(branch)] = list(branch.values())
    following[:, 65:91] = following[:, 97:123]
    first = np.zeros((FIRST, 256), np.uint64)
    short = sorted(word for word in found if len(word) < FIRST)
    for words, group, groups in ((sorted(beginnings), 0, GROUPS - SHORT_GROUPS), (short, GROUPS - SHORT_GROUPS, SHORT_GROUPS)):
        for rank, word in enumerate(words):  # neighbours share a group, so that what it lets through is little more than what it is for
            let_through(first, group + rank * groups // len(words), *({byte} for byte in word))
    return Words(first, *_slots(beginnings), following, np.array(ends, np.uint8))


def _slots(beginnings: Mapping[bytes, int]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int16]]:
    keys, states = np.zeros(SLOTS, np.uint32), np.zeros(SLOTS, np.int16)
    for word, state in sorted(beginnings.items()):
        key = int.from_bytes(word, "little")
        slot = (key * _MIX >> 16) & (SLOTS - 1)
        while states[slot]:
            slot = (slot + 1) & (SLOTS - 1)
        keys[slot], states[slot] = key, state
    return keys, states


_MIX = 0x9E3779B1


def let_through(first: npt.NDArray[np.uint64], group: int, *sets: set[int]) -> None:
    """Let pass, as a member of a group, what begins with a byte of each of these sets; case does not matter."""
    bit = np.uint64(1 << group)
    for k in range(FIRST):
        bytes_ = sets[k] if k < len(sets) else set(range(256))
        upper = {byte - 32 for byte in bytes_ if 97 <= byte <= 122}
        first[k, sorted(bytes_ | upper)] |= bit


@kernel()
def _lower(c):
    return np.uint32(c | 32) if 65 <= c <= 90 else np.uint32(c)


@kernel()
def begun(beginning, state, buf, i):
    """The state of the tree after the four bytes at i; 0 where no word begins with them."""
    key = _lower(buf[i]) | _lower(buf[i + 1]) << np.uint32(8) | _lower(buf[i + 2]) << np.uint32(16) | _lower(buf[i + 3]) << np.uint32(24)
    slot = (np.int64(key) * _MIX >> 16) & (SLOTS - 1)
    while state[slot] != 0 and beginning[slot] != key:
        slot = (slot + 1) & (SLOTS - 1)
    return np.int64(state[slot])


@kernel()
def word_at(buf, i, end, following, mark, state, wanted):
    """Whether a word with one of the wanted marks goes on at i, from this state of the tree (0: begins there)."""
    while i < end:
        state = np.int64(following[state, buf[i]])
        if state == 0:
            break
        if mark[state] & wanted:
            return True
        i += 1
    return False


ANY_MARK = 255


@kernel("void(u1[::1], i8[:,::1], i2[:,::1], u1[::1], i2[:,::1], u1[::1], b1[::1])")
def begin_or_hold(buf, lines, first, first_mark, held, held_mark, out):
    """out[k]: line k, a row (document, start, end), begins with one of the first words, what is no letter or digit apart, or holds one of
    the others, or a character that is not ASCII: of these no more is said."""
    for k in range(lines.shape[0]):
        start, end = lines[k, 1], lines[k, 2]
        begin = start
        while begin < end and not (48 <= buf[begin] <= 57 or 97 <= (buf[begin] | 32) <= 122):
            begin += 1
        found = word_at(buf, begin, end, first, first_mark, np.int64(0), ANY_MARK)
        i = start
        while not found and i < end:
            found = buf[i] >= 0x80 or (held[0, buf[i]] != 0 and word_at(buf, i, end, held, held_mark, np.int64(0), ANY_MARK))
            i += 1
        out[k] = found

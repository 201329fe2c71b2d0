"""What units a document is made of: lengths, kinds, and how many stand in a list of words."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from qualityfilter.kernels import kernel
from qualityfilter.kernels.scan import CJK_KIND, FNV_OFFSET, FNV_PRIME, WORD_KIND

BITS = 10
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FUNCTION_WORD = 0x80

# columns of the result
CHARS, ALPHABETIC, WORDS, WORD_CHARS, CJK_UNITS, LONGEST, FUNCTION_WORDS, LISTED, N_WORD = range(9)


def unit_hash(word: str) -> int:
    """The hash that `scan` gives to a unit: FNV-1a over its code points, which must be folded (lower case)."""
    value = int(FNV_OFFSET)
    for char in word:
        value = (value ^ ord(char)) * int(FNV_PRIME) % 2**64
    return value


def word_table(listed: tuple[str, ...], function_words: tuple[str, ...]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint8]]:
    """Keys and values of an open-addressing table: the place in `listed` plus one, and FUNCTION_WORD where it is one."""
    keys, values = np.zeros(1 << BITS, np.uint64), np.zeros(1 << BITS, np.uint8)
    for word in dict.fromkeys(listed + function_words):
        key = unit_hash(word)
        at = key * int(GOLDEN) % 2**64 >> (64 - BITS)
        while values[at]:
            at = (at + 1) % (1 << BITS)
        keys[at] = key
        values[at] = (listed.index(word) + 1 if word in listed else 0) | (FUNCTION_WORD if word in function_words else 0)
    return keys, values


@kernel("void(u1[::1], u8[::1], i4[::1], i4[::1], u1[::1], i8[::1], u8[::1], u1[::1], i8[:,::1])")
def words(buf, unit_hash, unit_start, unit_chars, unit_kind, offsets, keys, values, out):
    """Fill the columns above for each document; LISTED has a bit for each listed word that occurs (at most 63)."""
    mask = np.int64(keys.size - 1)
    for d in range(offsets.size - 1):
        chars, alphabetic, n_words, word_chars, cjk, longest, functional = 0, 0, 0, 0, 0, 0, 0
        listed = np.int64(0)
        for u in range(offsets[d], offsets[d + 1]):
            length, kind = np.int64(unit_chars[u]), unit_kind[u]
            chars += length
            if kind == CJK_KIND:
                cjk += 1
                alphabetic += 1
                at = unit_start[u]
                if buf[at] == 0xE3 and buf[at + 1] == 0x80:  # U+3007, 3021-3029, 3038-303A are numbers, not letters
                    third = buf[at + 2]
                    if third == 0x87 or 0xA1 <= third <= 0xA9 or 0xB8 <= third <= 0xBA:
                        alphabetic -= 1
            else:
                longest = max(longest, length)
                if kind == WORD_KIND:
                    alphabetic += 1
                    n_words += 1
                    word_chars += length
            key = unit_hash[u]
            slot = np.int64((key * GOLDEN) >> np.uint64(64 - BITS))
            while values[slot] != 0:
                if keys[slot] == key:
                    functional += values[slot] >> np.uint8(7)
                    place = np.int64(values[slot] & np.uint8(0x7F))
                    if place > 0:
                        listed |= np.int64(1) << (place - 1)
                    break
                slot = (slot + 1) & mask
        out[d, CHARS], out[d, ALPHABETIC], out[d, WORDS], out[d, WORD_CHARS] = chars, alphabetic, n_words, word_chars
        out[d, CJK_UNITS], out[d, LONGEST], out[d, FUNCTION_WORDS], out[d, LISTED] = cjk, longest, functional, listed

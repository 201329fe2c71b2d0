"""Sums that tell running text from lists, menus and damage: over sentences as language models read them, and over lines."""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel
from qualityfilter.kernels.ngram import COMMA, EOS, NEITHER
from qualityfilter.kernels.scan import CJK_KIND, MOST_UNITS, decode
from qualityfilter.kernels.unicode import PUNCTUATION, SYMBOL

# columns of `sentences`: sums over tokens
(
    TOKENS, READ_TOKENS, READ_WORDS, BITS, BITS_SQUARED, WORD_BITS, PRIOR, PRIOR_SQUARED, COMMON, LENGTH_SQUARED, IN_LONG, UNBROKEN,
    SENTENCES,
) = range(13)  # fmt: skip
FIRST_MARK = np.int64(COMMA) - 1
MARKS = 13  # 4 columns: how many EOS, COMMA, OTHER, BREAK
MATCHED = 17  # 7 columns: words by length of the longest n-gram that the model knows; 0 for unknown words
N_SENTENCE = 24

# columns of `lines`: sums over lines that are not blank
(
    FILLED, CHARS, CHARS_SQUARED, ENDED, IN_ENDED, STOPPED, IN_STOPPED, PROSE, BULLETS, DUPLICATES, IN_DUPLICATES, SHORT_RUN, HEAD,
    HEAD_SHORT, TAIL, TAIL_SHORT, SEPARATORS, LINKS, ACCENTED, PRIVATE,
) = range(20)  # fmt: skip
BY_WIDTH = 20  # 6 columns: lines under 10, 20, 40, 80, 160 columns, and wider ones
IN_WIDTH = 26  # 6 columns: the characters in them
N_LINE = 32

MOST_BITS = 40.0  # a token's surprise, capped: what is beyond is equally strange
UNKNOWN_CHARACTER = 6.0  # bits to spell a CJK character that the model does not know, beside those to say that there is one
PER_LETTER, MOST_LETTERS = 2.5, 12  # bits to spell an unknown word
COMMON_BITS = 8.0  # words likelier than 1 in 256: function words and the like
LONG = 12  # tokens of a long sentence
STEPS = 128  # of a quarter bit: histogram of sentences
WINDOW = 400  # units in which different ones are counted: the share of different ones falls with length
SHORT = 25  # columns of a short line
PROSE_COLUMNS = 60
EDGE = 15  # lines at either end


@kernel("void(u8[::1], u1[::1], u1[::1], i4[::1], u1[::1], i8[::1], f4[::1], f4[::1], u1[::1], f8[:,::1], f8[:,::1])")
def sentences(token, kind, chars, sentence_end, sentence_model, sentence_offsets, bits, prior, matched, out, histogram):
    """Fill out[d, :N_SENTENCE], and histogram[d]: tokens by the mean bits of their sentence. Sentences without a model count as unread."""
    for d in range(sentence_offsets.size - 1):
        row, steps = out[d], histogram[d]
        for s in range(sentence_offsets[d], sentence_offsets[d + 1]):
            begin = np.int64(sentence_end[s - 1]) if s > 0 else np.int64(0)
            end = np.int64(sentence_end[s])
            read = sentence_model[s] != NEITHER
            total, squares, breaks = 0.0, 0.0, row[MARKS + 3]
            for t in range(begin, end):
                extra = 0.0
                unknown = matched[t] >= 128
                if unknown:
                    extra = UNKNOWN_CHARACTER if kind[t] == CJK_KIND else PER_LETTER * min(np.int64(chars[t]), MOST_LETTERS)
                x = min(np.float64(bits[t]) + extra, MOST_BITS)
                total += x
                squares += x * x
                if kind[t] == 3:
                    row[MARKS + (0 if token[t] == EOS else np.int64(token[t]) - FIRST_MARK)] += 1.0
                elif read:
                    p = min(np.float64(prior[t]) + extra, MOST_BITS)
                    row[READ_WORDS] += 1.0
                    row[WORD_BITS] += x
                    row[PRIOR] += p
                    row[PRIOR_SQUARED] += p * p
                    row[COMMON] += p < COMMON_BITS
                    row[MATCHED + (0 if unknown else np.int64(matched[t]))] += 1.0
            n = np.float64(end - begin)
            row[TOKENS] += n
            row[LENGTH_SQUARED] += n * n
            row[SENTENCES] += 1.0
            if n >= LONG:
                row[IN_LONG] += n
            if row[MARKS + 3] - breaks <= 1.0:
                row[UNBROKEN] += n
            if read:
                row[READ_TOKENS] += n
                row[BITS] += total
                row[BITS_SQUARED] += squares
                steps[min(STEPS - 1, np.int64(total / n * 4.0))] += n


@kernel("void(u8[::1], i8[::1], f8[::1], f8[::1])")
def variety(unit_hash, unit_offsets, window_share, entropy):
    """Different units as a share of the first WINDOW; entropy of the first MOST_UNITS units in bits, with Miller and Madow's correction."""
    size = 16
    for d in range(unit_offsets.size - 1):
        while size < 2 * min(unit_offsets[d + 1] - unit_offsets[d], MOST_UNITS):
            size *= 2
    keys, counts, stamps = np.zeros(size, np.uint64), np.zeros(size, np.int32), np.full(size, -1, np.int32)
    for d in range(unit_offsets.size - 1):
        first = unit_offsets[d]
        last = min(unit_offsets[d + 1], first + MOST_UNITS)
        different, summed = 0, 0.0
        for u in range(first, last):
            h = unit_hash[u]
            at = np.int64((h ^ (h >> np.uint64(29))) & np.uint64(size - 1))
            while stamps[at] == d and keys[at] != h:
                at = (at + 1) & (size - 1)
            if stamps[at] != d:
                stamps[at], keys[at], counts[at] = d, h, 0
                different += 1
            c = np.float64(counts[at])
            counts[at] += 1
            if c > 0:  # c log c grows by this
                summed += (c + 1.0) * np.log2(c + 1.0) - c * np.log2(c)
            if u - first < WINDOW:
                window_share[d] = different / np.float64(u - first + 1)
        n = np.float64(last - first)
        if n > 0:
            entropy[d] = max(np.log2(n) - summed / n + (different - 1) / n * 0.7213475204444817, 0.0)  # 1 / (2 ln 2)


@kernel()
def _sentence_stop(point):
    return (
        point == 46 or point == 33 or point == 63 or point == 34 or point == 0x3002 or point == 0xFF01 or point == 0xFF1F or point == 0x201D
    )


@kernel()
def _closing(point):
    """Other marks that running text ends a line with: colons, semicolons, brackets, quotes, an ellipsis."""
    if point < 128:
        return 39 <= point <= 41 or 58 <= point <= 59
    return point == 0x2026 or point == 0x2019 or point == 0xFF09 or 0xFF1A <= point <= 0xFF1B or 0x300B <= point <= 0x300F


@kernel()
def _bullet(buf, start, end, classes):
    """Whether a line begins with a bullet, another symbol, or a number and a full stop or bracket."""
    point, i = decode(buf, start)
    if point < 48 or point > 57:
        kind = classes[point] & np.uint8(0x7F)
        return kind == SYMBOL or (
            kind == PUNCTUATION and (point == 42 or point == 45 or point == 0xB7 or point == 0x2022 or point == 0x2013)
        )
    while i < end and 48 <= buf[i] <= 57:
        i += 1
    if i == end:
        return False
    point, i = decode(buf, i)
    return point == 46 or point == 41 or point == 0x3001 or point == 0xFF09


@kernel("void(u1[::1], i8[::1], u1[::1], i4[::1], i4[::1], i4[::1], i8[::1], u8[::1], f8[::1], f8[:,::1])")
def lines(buf, offsets, classes, line_start, line_end, line_chars, line_offsets, line_hash, wide, out):
    """Fill out[d, :N_LINE]; wide[d] is how many columns a character of document d takes."""
    size = 16
    for d in range(line_offsets.size - 1):
        while size < 2 * (line_offsets[d + 1] - line_offsets[d]):
            size *= 2
    keys, stamps = np.zeros(size, np.uint64), np.full(size, -1, np.int32)
    for d in range(line_offsets.size - 1):
        row = out[d]
        run, below = 0, 0
        for line in range(line_offsets[d], line_offsets[d + 1]):
            below += line_chars[line] > 0
        for line in range(line_offsets[d], line_offsets[d + 1]):
            if line_chars[line] == 0:
                continue
            n = np.float64(line_chars[line])
            columns = n * wide[d]
            row[FILLED] += 1.0
            row[CHARS] += n
            row[CHARS_SQUARED] += n * n
            width, limit = 0, 10.0
            while width < 5 and columns >= limit:
                width += 1
                limit *= 2.0
            row[BY_WIDTH + width] += 1.0
            row[IN_WIDTH + width] += n
            short = columns < SHORT
            run = run + 1 if short else 0
            row[SHORT_RUN] = max(row[SHORT_RUN], np.float64(run))
            if row[FILLED] <= EDGE:
                row[HEAD] += 1.0
                row[HEAD_SHORT] += short
            if below <= EDGE:
                row[TAIL] += 1.0
                row[TAIL_SHORT] += short
            below -= 1
            i = np.int64(line_end[line]) - 1
            while buf[i] & np.uint8(0xC0) == np.uint8(0x80):
                i -= 1
            point, _ = decode(buf, i)
            stop = _sentence_stop(point)
            if stop:
                row[STOPPED] += 1.0
                row[IN_STOPPED] += n
                if columns > PROSE_COLUMNS:
                    row[PROSE] += n
            if stop or _closing(point):
                row[ENDED] += 1.0
                row[IN_ENDED] += n
            row[BULLETS] += _bullet(buf, np.int64(line_start[line]), np.int64(line_end[line]), classes)
            h = line_hash[line]
            at = np.int64((h ^ (h >> np.uint64(29))) & np.uint64(size - 1))
            while stamps[at] == d and keys[at] != h:
                at = (at + 1) & (size - 1)
            if stamps[at] == d:
                row[DUPLICATES] += 1.0
                row[IN_DUPLICATES] += n
            stamps[at], keys[at] = d, h


@kernel("void(u1[::1], i8[::1], f8[:,::1])")
def marks(buf, offsets, out):
    """Add up |, >, _, / and links, letters of Latin-1 to Greek, and private-use characters of each document, in bytes' first bytes."""
    for d in range(offsets.size - 1):
        separators, links, accented, private = 0, 0, 0, 0
        end = offsets[d + 1]
        for i in range(offsets[d], end):
            c = buf[i]
            if c < 0x80:
                separators += c == 124 or c == 62 or c == 95 or c == 47
                links += c == 64 or (c == 58 and i + 2 < end and buf[i + 1] == 47 and buf[i + 2] == 47)
            elif c >= 0xC2:
                accented += c < 0xCE
                private += c == 0xEE or (c == 0xEF and buf[i + 1] < 0xA4)
        out[d, SEPARATORS], out[d, LINKS], out[d, ACCENTED], out[d, PRIVATE] = separators, links, accented, private

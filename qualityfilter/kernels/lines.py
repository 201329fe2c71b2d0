"""Lines and their neighbourhood: shapes, linear scores of hashed features, and what stands around a line.

Blank lines are left out everywhere here: extraction keeps them or not, so nothing may hang on them. Document d owns the lines
offsets[d]:offsets[d + 1].
"""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel
from qualityfilter.kernels.cleaning import holds_sign
from qualityfilter.kernels.features import AHEAD, SEGMENT_UNITS
from qualityfilter.kernels.prefetching import prefetch
from qualityfilter.kernels.scan import decode
from qualityfilter.kernels.unicode import CJK, DIGIT, LETTER, PUNCTUATION, SPACE, SYMBOL, UPPER

FIRST_SEGMENTS = 3  # of a long line the model reads these, and the last one
OF_LINE_BEFORE = 2  # the place, among what a line emits, of the one feature that tells of the line before it

# what is known of a line alone
(
    WIDTH, WORDS, DIGITS, UPPERS, PUNCTUATIONS, SYMBOLS, IDEOGRAPHS, SPACES, COMMAS, STOPS, LAST, FIRST, LINKS, SEPARATORS, TITLED,
    WORD_LENGTH, DIGIT_RUN, DIGIT_RUNS, MONEY, EXCLAIMED, BRACKETS, REPEATS,
) = range(22)  # fmt: skip
N_SHAPE = 22

# what a line begins or ends with, in an order that trees can cut
END_LETTER, END_DIGIT, END_CJK, END_OTHER, END_ARROW, END_BRACKET, END_COLON, END_COMMA, END_QUOTE, END_STOP = range(10)


@kernel()
def edge(point, classes):
    """The class of a line's first or last character."""
    if point == 46 or point == 33 or point == 63 or point == 0x3002 or point == 0xFF01 or point == 0xFF1F or point == 0x2026:
        return END_STOP
    if point == 34 or point == 39 or point == 0x201C or point == 0x201D or point == 0x2018 or point == 0x2019:
        return END_QUOTE
    if point == 44 or point == 59 or point == 0x3001 or point == 0xFF0C or point == 0xFF1B:
        return END_COMMA
    if point == 58 or point == 0xFF1A:
        return END_COLON
    if point == 62 or point == 0xBB or point == 0x203A or 0x2190 <= point <= 0x21FF or point == 0x25BC or point == 0x25B6:
        return END_ARROW
    kind = classes[point] & np.uint8(0x7F)
    if kind == LETTER:
        return END_LETTER
    if kind == DIGIT:
        return END_DIGIT
    if kind == CJK:
        return END_CJK
    if point == 41 or point == 93 or point == 0xFF09 or point == 0x3011 or point == 40 or point == 91 or point == 0xFF08 or point == 0x3010:
        return END_BRACKET
    return END_OTHER


@kernel("void(u1[::1], i8[::1], i4[::1], i8[::1], u8[::1], i8[::1], i8[::1], i8[::1])")
def same_before(buf, document_offsets, start, offsets, hashes, table, blanks, out):
    """out[line] = the first line of the batch that says the same behind the same blanks. `table` has a power of two of places, more than
    there are lines, and `blanks` one a line."""
    table[:] = -1
    last = table.size - 1
    for d in range(offsets.size - 1):
        for line in range(offsets[d], offsets[d + 1]):
            i = np.int64(start[line])
            while i > document_offsets[d] and buf[i - 1] != 10:
                i -= 1
            blanks[line] = start[line] - i
            place = np.int64(hashes[line] >> np.uint64(20)) & last
            while table[place] >= 0:
                other = table[place]
                same = hashes[other] == hashes[line] and blanks[other] == blanks[line]
                for k in range(1, blanks[line] + 1 if same else 1):
                    same = same and buf[start[other] - k] == buf[start[line] - k]
                if same:
                    break
                place = (place + 1) & last
            if table[place] < 0:
                table[place] = line
            out[line] = table[place]


@kernel("void(u1[::1], u1[::1], i4[::1], i4[::1], i8[::1], f4[:,::1])")
def shapes(buf, classes, start, end, same, out):
    """out[:REPEATS, line] = counts and shares of one line; see the names above. A CJK character is two wide. What same[line], a line
    before it or the line itself, looks like is how it looks."""
    for line in range(start.size):
        if same[line] < line:
            continue
        i, stop = np.int64(start[line]), np.int64(end[line])
        chars, letters, digits, uppers, puncts, symbols, cjk, spaces = 0, 0, 0, 0, 0, 0, 0, 0
        commas, stops, links, separators, words, titled, run, longest, runs, money, exclaimed, brackets = 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
        before = 0  # what stood before: 0 none or blank, 1 part of a word, 2 other
        first, point = np.uint32(0), np.uint32(0)
        while i < stop:
            if before == 1 and np.uint8(97) <= buf[i] <= np.uint8(122):  # within a word nothing else is asked of small letters
                word = i
                while i < stop and np.uint8(97) <= buf[i] <= np.uint8(122):
                    i += 1
                chars += i - word
                letters += i - word
                run = 0
                point = np.uint32(buf[i - 1])
                continue
            point, following = decode(buf, i)
            if chars == 0:
                first = point
            chars += 1
            flags = classes[point]
            kind = flags & np.uint8(0x7F)
            now = 2
            if kind == LETTER:
                letters += 1
                now = 1
                if flags & np.uint8(UPPER):
                    uppers += 1
                if before != 1:
                    words += 1
                    if flags & np.uint8(UPPER):
                        titled += 1
            elif kind == DIGIT:
                digits += 1
                now = 1
                if before != 1:
                    words += 1
            elif kind == CJK:
                cjk += 1
            elif kind == SPACE:
                spaces += 1
                now = 0
            elif kind == PUNCTUATION:
                puncts += 1
                if point == 44 or point == 59 or point == 0x3001 or point == 0xFF0C or point == 0xFF1B:
                    commas += 1
                elif point == 46 or point == 0x3002 or point == 33 or point == 0xFF01 or point == 63 or point == 0xFF1F:
                    if point >= 0x3000 or following == stop or buf[following] == 32:
                        stops += 1
                    if point == 33 or point == 0xFF01:
                        exclaimed += 1
                elif (
                    (point == 47 and following < stop and buf[following] == 47)
                    or point == 64
                    or (point == 46 and before == 1 and following < stop and buf[following] >= 97)
                ):
                    links += 1
                elif point == 40 or point == 91 or point == 0xFF08 or point == 0x3010 or point == 0x300A:
                    brackets += 1
                if point == 47 or point == 0xB7 or point == 0x2022 or point == 0x203A or point == 0xBB or point == 0x30FB:
                    separators += 1
            elif kind == SYMBOL:
                symbols += 1
                if point == 124 or point == 62 or point == 0xFF5C or 0x2190 <= point <= 0x21FF or 0x2500 <= point <= 0x25FF:
                    separators += 1
                if point == 36 or point == 0xA3 or point == 0xA5 or point == 0x20AC or point == 0xFFE5:
                    money += 1
            if point == 0x5143 and before == 1:
                money += 1
            if kind == DIGIT:
                run += 1
                longest = max(longest, run)
                runs += run == 1
            else:
                run = 0
            before = now
            i = following
        n = np.float32(max(chars, 1))
        width = np.float32(chars + cjk)
        out[WIDTH, line] = np.log1p(width)
        out[WORDS, line] = np.log1p(np.float32(words + cjk))
        out[DIGITS, line] = digits / n
        out[UPPERS, line] = uppers / np.float32(max(letters, 1))
        out[PUNCTUATIONS, line] = puncts / n
        out[SYMBOLS, line] = symbols / n
        out[IDEOGRAPHS, line] = cjk / n
        out[SPACES, line] = spaces / n
        out[COMMAS, line] = commas / np.float32(max(words + cjk, 1))
        out[STOPS, line] = min(stops, 8)
        out[LAST, line] = edge(point, classes)
        out[FIRST, line] = edge(first, classes)
        if first == 42 or first == 45 or first == 0x2022 or first == 0xB7 or first == 0x25CF:
            out[FIRST, line] = -1.0
        elif first == 35:
            out[FIRST, line] = -2.0
        elif first < 128 and classes[first] == LETTER:
            out[FIRST, line] = -3.0  # lower case
        out[LINKS, line] = min(links, 8)
        out[SEPARATORS, line] = separators / np.float32(max(words + cjk, 1))
        out[TITLED, line] = titled / np.float32(max(words, 1))
        out[WORD_LENGTH, line] = (letters + digits) / np.float32(max(words, 1))
        out[DIGIT_RUN, line] = min(longest, 12)
        out[DIGIT_RUNS, line] = min(runs, 12)
        out[MONEY, line] = min(money, 4)
        out[EXCLAIMED, line] = min(exclaimed, 4)
        out[BRACKETS, line] = min(brackets, 4)
    for k in range(REPEATS):
        row = out[k]
        for line in range(start.size):
            row[line] = row[same[line]]


@kernel("void(u8[::1], i8[::1], i8[::1], f4[:,::1])")
def repeats(hashes, offsets, work, out):
    """out[REPEATS, line] = how many other lines of the document say the same, at most 20; `work` has two places a line and more."""
    for d in range(offsets.size - 1):
        a, b = offsets[d], offsets[d + 1]
        size = 1
        while size < 2 * (b - a):
            size *= 2
        work[:size] = -1
        for line in range(a, b):
            place = np.int64(hashes[line] & np.uint64(size - 1))
            while work[place] >= 0 and hashes[work[place]] != hashes[line]:
                place = (place + 1) & (size - 1)
            if work[place] < 0:
                work[place] = line
                out[REPEATS, line] = 0
            else:
                out[REPEATS, work[place]] += 1
        for line in range(a, b):
            place = np.int64(hashes[line] & np.uint64(size - 1))
            while hashes[work[place]] != hashes[line]:
                place = (place + 1) & (size - 1)
            if work[place] != line:
                out[REPEATS, line] = out[REPEATS, work[place]]
        for line in range(a, b):
            out[REPEATS, line] = min(out[REPEATS, line], np.float32(20.0))


@kernel("void(i4[::1], i8[::1], i4[::1], i4[::1], i8[::1], i8[::1], i8[:,::1])")
def segments_of_lines(unit_start, unit_offsets, start, end, offsets, segment_documents, out):
    """out[line] = first segment and the one after the last, of `features.occurrences`; none for lines behind what these read."""
    for d in range(offsets.size - 1):
        u, s, last = unit_offsets[d], segment_documents[d], segment_documents[d + 1]
        for line in range(offsets[d], offsets[d + 1]):
            n = 0
            while u < unit_offsets[d + 1] and unit_start[u] < end[line]:
                n += 1
                u += 1
            out[line, 0] = min(s, last)
            s += max(1, (n + SEGMENT_UNITS - 1) // SEGMENT_UNITS)
            out[line, 1] = min(s, last)


# what is known of a line: LINEAR columns. What its words say of the line itself (is it removed, is it advertising, is it removed by what
# is labelled by hand alone), and of the lines around it: of the next and the one before (NEXT), the ones after these (NEXT_2, NEXT_3),
# and, where it is a heading, of the lines below it
(
    OWN, TO_NEXT, TO_PREVIOUS, TO_NEXT_2, TO_PREVIOUS_2, TO_NEXT_3, TO_PREVIOUS_3, TO_BELOW,
    OWN_AD, TO_NEXT_AD, TO_PREVIOUS_AD, OWN_HAND, TO_NEXT_HAND, TO_PREVIOUS_HAND, TO_BELOW_HAND,
) = range(15)  # fmt: skip
N_LINEAR = 15

SAID, SAID_AD, SAID_HAND, BELOW, BELOW_HAND, JUDGED, SQUASHED, WIDE, ROOT, FLOW = range(10)
N_SAID = 10
FLOW_TIE, FLOW_TRUST = 1.0, 0.8  # FLOW is JUDGED after neighbours have voted; see `smoothed`
LONG, LONG_ENDS, SHORT = np.float32(4.1), np.float32(8), np.float32(3.7)
HEADING_GAIN = np.float32(0.5)
OUTSIDE = np.float32(-9.0)
FAR = np.float32(99.0)
BINS = 64

COLUMNS = 16  # of the table of weights: the square of the inverse document frequency, and N_LINEAR weights
BIAS = 32768  # is added to each column of the table, so that none is negative
ROW = COLUMNS // 4  # words of 64 bits a row of the table is: four columns each


@kernel("void(i4[::1], i8[::1], i8[:,::1], u8[::1], f4[::1], i8[::1], f4[:,::1])")
def linear(bucket, segment_offsets, segments, table, scale, same, out):
    """out[line, k] = cosine-normalised score under column k + 1 of `table`; sums are whole numbers. same[line] is the line itself or one
    before it that emits the same.

    Columns are added four at a time as halves of 64 bits, even and odd ones apart: a line emits far fewer than 2 ** 16 features. What a
    line emits third tells of the line before it; it is left out, so that a line says the same wherever it stands.
    """
    halves, low, half, whole = np.uint64(0x0000FFFF0000FFFF), np.uint64(0xFFFFFFFF), np.uint64(16), np.uint64(32)
    zero, one, two, three, row_words = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(ROW)
    total, last = np.zeros(2 * ROW, np.uint64), bucket.size - 1
    for line in range(segments.shape[0]):
        if same[line] < line:
            out[line] = out[same[line]]
            continue
        a, b, c, d, e, f, g, h = zero, zero, zero, zero, zero, zero, zero, zero
        first, end, n = segments[line, 0], segments[line, 1], np.int64(0)
        for s in range(first, end):
            if s >= first + FIRST_SEGMENTS and s < end - 1:
                continue
            start = segment_offsets[s]
            for j in range(start, segment_offsets[s + 1]):
                prefetch(table, np.int64(bucket[min(j + AHEAD, last)]) * ROW)
                if s == first and j == start + OF_LINE_BEFORE:
                    continue
                n += 1
                row = np.uint64(bucket[j]) * row_words
                p, q, r, t = table[row], table[row + one], table[row + two], table[row + three]
                a += p & halves
                b += (p >> half) & halves
                c += q & halves
                d += (q >> half) & halves
                e += r & halves
                f += (r >> half) & halves
                g += t & halves
                h += (t >> half) & halves
        total[0], total[1], total[2], total[3], total[4], total[5], total[6], total[7] = a, b, c, d, e, f, g, h
        norm = np.float32(np.sqrt(np.float64(max(np.int64(a & low) - n * BIAS, 1))))
        for k in range(1, COLUMNS):
            pair = total[2 * (k // 4) + k % 2]
            found = np.int64(pair >> whole if k % 4 >= 2 else pair & low) - n * BIAS
            out[line, k - 1] = np.float32(found) / norm * scale[k]


@kernel("void(i8[::1], f4[:,::1], i8[::1])")
def headings(offsets, shape, out):
    """out[line] = the last label (a short line that is no sentence, and is followed by a wider one) before the line; -1 for none."""
    for d in range(offsets.size - 1):
        head = np.int64(-1)
        for i in range(offsets[d], offsets[d + 1]):
            out[i] = head
            width = shape[WIDTH, i]
            if width < SHORT and shape[LAST, i] < LONG_ENDS and i + 1 < offsets[d + 1] and shape[WIDTH, i + 1] > width + HEADING_GAIN:
                head = i


@kernel("void(i8[::1], i8[::1], f4[:,::1], f4[:,::1], f4[:,::1])")
def said(offsets, head, shape, score, out):
    """out[:, line] = what a line and the lines around it say of it, SAID … SQUASHED, its width and the root of that;
    FLOW is left to `smoothed`."""
    for d in range(offsets.size - 1):
        a, b = offsets[d], offsets[d + 1]
        for i in range(a, b):
            removed, ad, hand = score[i, OWN], score[i, OWN_AD], score[i, OWN_HAND]
            if i > a:
                removed += score[i - 1, TO_NEXT]
                ad += score[i - 1, TO_NEXT_AD]
                hand += score[i - 1, TO_NEXT_HAND]
            if i + 1 < b:
                removed += score[i + 1, TO_PREVIOUS]
                ad += score[i + 1, TO_PREVIOUS_AD]
                hand += score[i + 1, TO_PREVIOUS_HAND]
            if i > a + 1:
                removed += score[i - 2, TO_NEXT_2]
            if i + 2 < b:
                removed += score[i + 2, TO_PREVIOUS_2]
            if i > a + 2:
                removed += score[i - 3, TO_NEXT_3]
            if i + 3 < b:
                removed += score[i + 3, TO_PREVIOUS_3]
            below, below_hand = np.float32(0.0), np.float32(0.0)
            if 0 <= head[i] < i - 1:
                below, below_hand = score[head[i], TO_BELOW], score[head[i], TO_BELOW_HAND]
            removed += below
            hand += below_hand
            judged = np.float32(0.5) * (removed + hand)
            half = np.exp(-abs(judged))
            wide = np.expm1(np.float64(shape[WIDTH, i]))
            out[WIDE, i] = wide
            out[ROOT, i] = np.sqrt(wide)
            out[SAID, i] = removed
            out[SAID_AD, i] = ad
            out[SAID_HAND, i] = hand
            out[BELOW, i] = below
            out[BELOW_HAND, i] = below_hand
            out[JUDGED, i] = judged
            out[SQUASHED, i] = (np.float32(1.0) - half) / (np.float32(1.0) + half) * np.float32(1.0 if judged > 0 else -1.0)


# Inputs of the trees, feature by feature: x[feature, line - first], for the lines first:last of documents that lie end to end.
BESIDE = (
    *((N_SHAPE + JUDGED, at) for at in (-4, -3, -2, -1, 1, 2, 3, 4)),
    *((WIDTH, at) for at in (-3, -2, -1, 1, 2, 3)),
    *((N_SHAPE + SAID_AD, at) for at in (-2, -1, 1, 2)),
    *((LAST, at) for at in (-2, -1, 1, 2)),
    *((what, at) for what in (DIGITS, TITLED, REPEATS) for at in (-1, 1)),
)  # a row of shape or, behind these, of what lines say; and how many lines away
N_BESIDE = N_SHAPE + JUDGED + 3 + len(BESIDE)


@kernel("i8(i8[::1], i8, i8, f4[:,::1], f4[:,::1], f4[:,::1], i8, f4[:,::1])")
def inputs_beside(offsets, low, high, shape, score, say, k, x):
    """From row k on: shape, scores, and those of the lines next to a line. Returns the row after."""
    first, end = offsets[low], offsets[high]
    n = end - first
    for j in range(N_SHAPE):
        x[k + j, :n] = shape[j, first:end]
    k += N_SHAPE
    for j in range(JUDGED):
        x[k + j, :n] = say[j, first:end]
    k += JUDGED
    one, two, three = x[k], x[k + 1], x[k + 2]
    for i in range(n):
        one[i] = score[first + i, OWN]
        two[i] = score[first + i, OWN_AD]
        three[i] = score[first + i, OWN_HAND]
    k += 3
    for j in range(len(BESIDE)):
        what, at = BESIDE[j]
        row = say[what - N_SHAPE] if what >= N_SHAPE else shape[what]
        x[k, :n] = OUTSIDE
        for d in range(low, high):
            begin, stop = offsets[d] - min(at, 0), offsets[d + 1] - max(at, 0)
            if begin < stop:
                x[k, begin - first : stop - first] = row[begin + at : stop + at]
        k += 1
    return k


REACH = (2, 5, 10, 20)
N_REACH = len(REACH) * 8 + 2


@kernel("i8(i8[::1], i8, i8, f4[:,::1], f4[:,::1], f8[:,::1], i8, f4[:,::1])")
def inputs_around(offsets, low, high, shape, say, work, k, x):
    """Means over the lines within REACH of a line, on both sides and on either. `work` has 6 rows of the longest document and one."""
    start = k
    first = offsets[low]
    for d in range(low, high):
        a, b = offsets[d], offsets[d + 1]
        n = b - a
        work[:6, 0] = 0.0
        for r in range(n):
            width = np.float64(shape[WIDTH, a + r])
            long = shape[WIDTH, a + r] > LONG and shape[LAST, a + r] >= LONG_ENDS
            work[0, r + 1] = work[0, r] + say[SQUASHED, a + r]
            work[1, r + 1] = work[1, r] + say[SAID_AD, a + r]
            work[2, r + 1] = work[2, r] + width
            work[3, r + 1] = work[3, r] + width * width
            work[4, r + 1] = work[4, r] + (say[JUDGED, a + r] > 0)
            work[5, r + 1] = work[5, r] + long
        k = start
        for reach in REACH:
            for r in range(n):
                p, q = max(0, r - reach), min(n, r + reach + 1)
                of = 1.0 / (q - p)
                at = a + r - first
                x[k, at] = (work[0, q] - work[0, p]) * of
                x[k + 1, at] = (work[1, q] - work[1, p]) * of
                width = (work[2, q] - work[2, p]) * of
                x[k + 2, at] = width
                x[k + 3, at] = np.sqrt(max((work[3, q] - work[3, p]) * of - width * width, 0.0))
                x[k + 4, at] = (work[4, q] - work[4, p]) * of
                x[k + 5, at] = work[5, q] - work[5, p]
                x[k + 6, at] = (work[0, r] - work[0, p]) / max(r - p, 1)
                x[k + 7, at] = (work[0, q] - work[0, r + 1]) / max(q - 1 - r, 1)
            k += 8
        since = 30
        for i in range(a, b):
            x[k, i - first] = since
            since = 1 if shape[WIDTH, i] > LONG and shape[LAST, i] >= LONG_ENDS else min(since + 1, 30)
        since = 30
        for i in range(b - 1, a - 1, -1):
            x[k + 1, i - first] = since
            since = 1 if shape[WIDTH, i] > LONG and shape[LAST, i] >= LONG_ENDS else min(since + 1, 30)
        k += 2
    return k


DECAYS = (0.7, 0.9, 0.97)
N_EXTREMES = 2 * 2 * 3 + 2 + 2 * len(DECAYS)


@kernel("i8(i8[::1], i8, i8, f4[:,::1], f4[:,::1], f4[:,::1], i8, f4[:,::1])")
def inputs_extreme(offsets, low, high, shape, say, work, k, x):
    """The greatest and least judgement within 2, 4 and 16 lines before and after, the widest line within 16; and means that fade with
    the distance, of lines by the root of their width. `work` has 2 rows as long as the longest document and 32.
    """
    start = k
    first = offsets[low]
    for d in range(low, high):
        a, b = offsets[d], offsets[d + 1]
        n = b - a
        k = start
        for what in range(3):
            row = shape[WIDTH] if what == 2 else say[JUDGED]
            sign = np.float32(-1.0 if what == 1 else 1.0)
            for side in (-1, 1):
                # work[0, r]: greatest of a window that begins at r; windows double
                one, two = work[0], work[1]
                for r in range(n + 16):
                    place = r - 16 if side < 0 else r + 1
                    one[r] = sign * row[a + place] if 0 <= place < n else -FAR
                for r in range(n + 15):
                    two[r] = max(one[r], one[r + 1])  # windows of 2
                if what < 2:
                    shift = 14 if side < 0 else 0
                    for r in range(n):
                        x[k, a + r - first] = two[r + shift]
                    k += 1
                for r in range(n + 13):
                    one[r] = max(two[r], two[r + 2])  # windows of 4
                if what < 2:
                    shift = 12 if side < 0 else 0
                    for r in range(n):
                        x[k, a + r - first] = one[r + shift]
                    k += 1
                for r in range(n + 9):
                    two[r] = max(one[r], one[r + 4])
                for r in range(n):
                    x[k, a + r - first] = max(two[r], two[r + 8])
                k += 1
        for r in range(n):
            work[0, r] = say[ROOT, a + r]
        for decay in DECAYS:
            fade = np.float32(decay)
            for side in (-1, 1):
                total, weight = np.float32(0.0), np.float32(0.5)
                for z in range(n):
                    r = z if side < 0 else n - 1 - z
                    x[k, a + r - first] = total / weight
                    total = total * fade + work[0, r] * say[JUDGED, a + r]
                    weight = (weight - np.float32(0.5)) * fade + work[0, r] + np.float32(0.5)
                k += 1
    return k


ALIKE = np.float32(0.25)  # widths that differ by less are alike
LIST_REACH = 6
N_ALIKE = 3 + 2


@kernel("i8(i8[::1], i8, i8, f4[:,::1], f4[:,::1], i8, f4[:,::1])")
def inputs_alike(offsets, low, high, shape, work, k, x):
    """How many of the lines within 2, 5 and 10 of a line are as wide, and of those within LIST_REACH end and begin as it does; shares."""
    first = offsets[low]
    for d in range(low, high):
        a, n = offsets[d], offsets[d + 1] - offsets[d]
        for what in range(3):
            row = shape[WIDTH if what == 0 else LAST if what == 1 else FIRST]
            least = ALIKE if what == 0 else np.float32(0.5)
            count = work[0]
            count[:n] = np.float32(0.0)
            for apart in range(1, (11 if what == 0 else LIST_REACH + 1)):
                for r in range(n - apart):
                    same = np.float32(abs(row[a + r] - row[a + r + apart]) < least)
                    count[r] += same
                    count[r + apart] += same
                to = np.int64(-1)
                if what == 0:
                    to = 0 if apart == 2 else 1 if apart == 5 else 2 if apart == 10 else -1
                elif apart == LIST_REACH:
                    to = what + 2
                if to >= 0:
                    for r in range(n):
                        x[k + to, a + r - first] = count[r] / max(min(r, apart) + min(n - 1 - r, apart), 1)
    return k + N_ALIKE


N_BLOCKS = 7 + 5 + 2


@kernel("i8(i8[::1], i8, i8, f4[:,::1], f4[:,::1], i8[::1], i8, f4[:,::1])")
def inputs_blocks(offsets, low, high, shape, say, head, k, x):
    """Of the run of short, or of wide, lines around a line; of the stretch of the page that is most likely its content; of the heading."""
    start = k
    first = offsets[low]
    for d in range(low, high):
        a, b = offsets[d], offsets[d + 1]
        k = start
        i = a
        while i < b:
            short = shape[WIDTH, i] < SHORT
            end = i
            total, ad, width, squares, most = 0.0, 0.0, 0.0, 0.0, -FAR
            while end < b and (shape[WIDTH, end] < SHORT) == short:
                own = np.float64(shape[WIDTH, end])
                total += say[JUDGED, end]
                ad += say[SAID_AD, end]
                width += own
                squares += own * own
                most = max(most, say[JUDGED, end])
                end += 1
            n = end - i
            width /= n
            for j in range(i, end):
                at = j - first
                x[k, at] = min(n, 60) if short else -min(n, 60)
                x[k + 1, at] = min(j - i, 40)
                x[k + 2, at] = min(end - 1 - j, 40)
                x[k + 3, at] = total / n
                x[k + 4, at] = ad / n
                x[k + 5, at] = np.sqrt(max(squares / n - width * width, 0.0))
                x[k + 6, at] = most
            i = end
        k += 7
        best, current, since, low_end, high_end, total = -1e30, 0.0, a, a, a, 0.0
        for i in range(a, b):
            value = np.float64(-say[JUDGED, i]) * say[ROOT, i] - 1.0
            total += say[WIDE, i]
            if current <= 0:
                current, since = value, i
            else:
                current += value
            if current > best:
                best, low_end, high_end = current, since, i
        inside = 0.0
        for i in range(low_end, high_end + 1):
            inside += say[WIDE, i]
        for i in range(a, b):
            at = i - first
            x[k, at] = i - low_end
            x[k + 1, at] = high_end - i
            x[k + 2, at] = inside / max(total, 1.0)
            x[k + 3, at] = high_end - low_end + 1
            x[k + 4, at] = (i - low_end) / (high_end - low_end + 1.0)
            x[k + 5, at] = say[JUDGED, head[i]] if head[i] >= 0 else OUTSIDE
            x[k + 6, at] = min(i - head[i], 60) if head[i] >= 0 else 61
        k += 7
    return k


RUN_GAP = 2  # lines that flow the other way do not end a run of content
RUN_REACH = (3, 8, 20, 50)
N_RUNS = 24 + 3 * len(RUN_REACH)


@kernel("i8(i8[::1], i8, i8, f4[:,::1], f4[:,::1], f8[:,::1], i8[:,::1], i8, f4[:,::1])")
def inputs_runs(offsets, low, high, shape, say, work, runs, k, x):
    """Of the run of content that a line is in, by FLOW; of the page's main run, what lies between that and the line, and how the line's
    own run differs from it; and means over lines before and after, by the root of their width. A page of an article has one run that is
    its text; comments, reviews and the next article are runs behind it. `work` has 9 rows and `runs` 3, of the longest document and two.
    """
    start = k
    first = offsets[low]
    for d in range(low, high):
        a, n = offsets[d], offsets[d + 1] - offsets[d]
        if n == 0:
            continue
        count, last = np.int64(0), np.int64(-RUN_GAP - 2)
        for r in range(n):
            runs[0, r] = -1
            if say[FLOW, a + r] < 0:
                if r - last > RUN_GAP + 1:
                    count += 1
                    runs[1, count - 1] = r
                else:
                    for j in range(last + 1, r):
                        runs[0, j] = count - 1
                runs[0, r] = count - 1
                runs[2, count - 1] = r
                last = r
        work[:5, : count + 1] = 0.0
        work[5:9, 0] = 0.0
        content, total = 0.0, 0.0
        for r in range(n):
            flow, width = np.float64(say[FLOW, a + r]), np.float64(say[WIDE, a + r])
            root, run = np.float64(say[ROOT, a + r]), runs[0, r]
            total += width
            if run >= 0:
                own = width if flow < 0 else 0.0
                content += own
                work[0, run] += own
                work[1, run] += shape[WIDTH, a + r] > LONG and shape[LAST, a + r] >= LONG_ENDS
                work[2, run] += flow * root
                work[3, run] += root
                work[4, run] += shape[WIDTH, a + r]
            work[5, r + 1] = work[5, r] + max(flow, 0.0) * root
            work[6, r + 1] = work[6, r] + flow * root
            work[7, r + 1] = work[7, r] + root
            work[8, r + 1] = work[8, r] + min(shape[REPEATS, a + r], np.float32(5.0))
        main, best = np.int64(-1), -1.0
        for run in range(count):
            if -work[2, run] > best:
                best, main = -work[2, run], run
        content, total = max(content, 1.0), max(total, 1.0)
        main_size, main_start, main_end, main_flow, main_long, main_width = 1.0, np.int64(0), np.int64(0), 0.0, 0.0, 0.0
        if main >= 0:
            main_start, main_end = runs[1, main], runs[2, main]
            main_size = main_end - main_start + 1.0
            main_flow, main_long = work[2, main] / max(work[3, main], 1.0), work[1, main] / main_size
            main_width = work[4, main] / main_size
        main_log = np.log1p(work[0, main]) if main >= 0 else 0.0
        current, size, flow, long, width, size_log = np.int64(-1), 1.0, 0.0, 0.0, 0.0, 0.0  # of the run
        for r in range(n):
            at, run = a + r - first, runs[0, r]
            k = start
            x[k, at] = say[FLOW, a + r]
            x[k + 1, at] = shape[WIDTH, a + r] > LONG and shape[LAST, a + r] >= LONG_ENDS
            if run >= 0:
                if run != current:
                    current = run
                    size = runs[2, run] - runs[1, run] + 1.0
                    flow, long, width = work[2, run] / max(work[3, run], 1.0), work[1, run] / size, work[4, run] / size
                    size_log = np.log1p(work[0, run])
                x[k + 2, at] = size_log
                x[k + 3, at] = work[0, run] / content
                x[k + 4, at] = size
                x[k + 5, at] = long
                x[k + 6, at] = flow
                x[k + 7, at] = long - main_long
                x[k + 8, at] = width - main_width
                x[k + 9, at] = flow - main_flow
                x[k + 10, at] = run
                x[k + 11, at] = count - 1 - run
                x[k + 12, at] = r - runs[1, run]
                x[k + 13, at] = runs[2, run] - r
            else:
                x[k + 2, at], x[k + 3, at], x[k + 4, at], x[k + 5, at], x[k + 6, at] = -1.0, -1.0, 0.0, -1.0, 5.0
                x[k + 7, at], x[k + 8, at], x[k + 9, at] = 0.0, -9.0, 9.0
                x[k + 10, at], x[k + 11, at], x[k + 12, at], x[k + 13, at] = -1.0, -1.0, -1.0, -1.0
            x[k + 14, at] = run >= 0 and run == main
            if main >= 0:
                before, after = r < main_start, r > main_end
                x[k + 15, at] = r - main_start if before else r - main_end if after else 0
                between = work[5, main_start] - work[5, r + 1] if before else work[5, r] - work[5, main_end + 1] if after else 0.0
                x[k + 16, at] = np.sqrt(max(between, 0.0))
                x[k + 17, at] = main_flow
                x[k + 18, at] = work[0, main] / content
                x[k + 19, at] = main_log
                x[k + 20, at] = main_long
            else:
                for j in range(15, 21):
                    x[k + j, at] = -FAR
            x[k + 21, at] = count
            x[k + 22, at] = content / total
            x[k + 23, at] = r / np.float64(n)
            k += 24
            for reach in RUN_REACH:
                p, q = max(0, r - reach), min(n, r + reach + 1)
                x[k, at] = (work[6, r] - work[6, p]) / (work[7, r] - work[7, p] + 1.0)
                x[k + 1, at] = (work[6, q] - work[6, r + 1]) / (work[7, q] - work[7, r + 1] + 1.0)
                x[k + 2, at] = (work[8, q] - work[8, p]) / (q - p)
                k += 3
    return start + N_RUNS


TERM, OFTEN = 4, 3


@kernel("i8(i4[::1], i4[::1], u1[::1], u8[::1], i8[::1], i4[::1], i8[::1], i4[::1], i8[::1])")
def terms(unit_start, unit_chars, unit_kind, unit_hash, unit_offsets, end, offsets, out, ends):
    """What a line speaks of: its words of TERM letters or more and its pairs of CJK characters, as 31 bits; line i owns
    out[ends[i]:ends[i + 1]]. Returns how many there are."""
    n = 0
    mix, shift = np.uint64(0x9E3779B97F4A7C15), np.uint64(33)
    ends[0] = 0
    for d in range(offsets.size - 1):
        u = unit_offsets[d]
        for i in range(offsets[d], offsets[d + 1]):
            before = np.uint64(0)
            while u < unit_offsets[d + 1] and unit_start[u] < end[i]:
                if unit_kind[u] == 2:
                    if before != 0:
                        out[n] = np.int32((before * mix + unit_hash[u]) >> shift)
                        n += 1
                    before = unit_hash[u]
                else:
                    before = np.uint64(0)
                    if unit_kind[u] == 0 and unit_chars[u] >= TERM:
                        out[n] = np.int32(unit_hash[u] >> shift)
                        n += 1
                u += 1
            ends[i + 1] = n
    return n


N_SHARED = 8


@kernel("void(i8[::1], i4[::1], i8[::1], f4[:,::1], f4[:,::1], f4[:,::1])")
def shared(offsets, words, ends, shape, say, out):
    """out[:, line] = what the line has in common with the others of its page: the share of its terms that long lines hold too, the same
    with how many do (OFTEN at most), what the other lines that hold them are said to be (SQUASHED), the share that any other holds, how
    many these are; and means of the second within 5 lines, of the third within 5 and 2."""
    most, most_lines = np.int64(0), np.int64(0)
    for d in range(offsets.size - 1):
        most = max(most, ends[offsets[d + 1]] - ends[offsets[d]])
        most_lines = max(most_lines, offsets[d + 1] - offsets[d])
    room = 16
    while room < 2 * most:
        room *= 2
    key, count, longs, last = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int32)
    rarely = np.arange(OFTEN + 1) / np.float64(OFTEN)
    vote, slot, sums = np.empty(room, np.float64), np.empty(max(most, 1), np.int32), np.empty((2, most_lines + 1), np.float64)
    for d in range(offsets.size - 1):
        a, b = offsets[d], offsets[d + 1]
        if a == b:
            continue
        base, size = ends[a], 16
        while size < 2 * (ends[b] - base):
            size *= 2
        key[:size] = -1
        for i in range(a, b):
            long = shape[WIDTH, i] > LONG and shape[LAST, i] >= LONG_ENDS
            for j in range(ends[i], ends[i + 1]):
                place = (np.int64(words[j]) * 2654435761 >> 7) & (size - 1)
                while key[place] >= 0 and key[place] != words[j]:
                    place = (place + 1) & (size - 1)
                if key[place] < 0:
                    key[place], count[place], longs[place], last[place], vote[place] = words[j], 0, 0, -1, 0.0
                slot[j - base] = place
                if last[place] != i - a:
                    last[place] = i - a
                    count[place] += 1
                    longs[place] += long
                    vote[place] += say[SQUASHED, i]
        sums[:, 0] = 0.0
        for i in range(a, b):
            long = shape[WIDTH, i] > LONG and shape[LAST, i] >= LONG_ENDS
            n = ends[i + 1] - ends[i]
            known, often, others, said_of, own = 0, 0.0, 0, 0.0, np.float64(say[SQUASHED, i])
            for j in range(ends[i], ends[i + 1]):
                place = slot[j - base]
                in_long, in_others = longs[place] - long, count[place] - 1
                known += in_long > 0
                often += rarely[min(in_long, OFTEN)]
                others += in_others > 0
                said_of += (vote[place] - own) / max(in_others, 1)  # exactly nothing where no other line holds it
            of = np.float64(max(n, 1))
            out[0, i] = known / of if n > 0 else -1.0
            out[1, i] = often / of
            out[2, i] = said_of / others if others > 0 else 0.0
            out[3, i] = others / of if n > 0 else -1.0
            out[4, i] = others
            sums[0, i - a + 1] = sums[0, i - a] + out[1, i]
            sums[1, i - a + 1] = sums[1, i - a] + out[2, i]
        n = b - a
        for r in range(n):
            p, q = max(0, r - 5), min(n, r + 6)
            out[5, a + r] = (sums[0, q] - sums[0, p]) / (q - p)
            out[6, a + r] = (sums[1, q] - sums[1, p]) / (q - p)
            p, q = max(0, r - 2), min(n, r + 3)
            out[7, a + r] = (sums[1, q] - sums[1, p]) / (q - p)


@kernel()
def width_bin(width):
    return min(BINS - 1, np.int64(width * np.float32(8.0)))


@kernel()
def score_bin(squashed):
    return min(BINS - 1, np.int64((squashed + 1.0) * (BINS / 2)))


N_PAGE = 4 + 2 + 4 + 4 + 4


@kernel("i8(i8[::1], i8, i8, f4[:,::1], f4[:,::1], i8, f4[:,::1])")
def inputs_page(offsets, low, high, shape, say, k, x):
    """Of the page, and of the line's place in it."""
    start = k
    first = offsets[low]
    seen, widths = np.zeros(BINS + 1, np.int64), np.zeros(BINS + 1, np.int64)
    for d in range(low, high):
        a, b = offsets[d], offsets[d + 1]
        n = b - a
        k = start
        seen[:] = 0
        widths[:] = 0
        judged, squashed, page_ad, short, cjk, longs, wide, total, gone, ads = 0.0, 0.0, 0.0, 0, 0.0, 0, 0.0, 0.0, 0.0, 0.0
        first_long, last_long = np.int64(-1), np.int64(-1)
        for i in range(a, b):
            width = np.float64(say[WIDE, i])
            total += width
            judged += say[JUDGED, i]
            squashed += say[SQUASHED, i]
            page_ad += say[SAID_AD, i]
            cjk += shape[IDEOGRAPHS, i]
            short += shape[WIDTH, i] < np.float32(3.5)
            gone += width if say[JUDGED, i] > 0 else 0.0
            ads += width if say[SAID_AD, i] > 0 else 0.0
            seen[score_bin(say[SQUASHED, i]) + 1] += 1
            widths[width_bin(shape[WIDTH, i]) + 1] += 1
            if shape[WIDTH, i] > LONG and shape[LAST, i] >= LONG_ENDS:
                if first_long < 0:
                    first_long = i
                last_long = i
                longs += 1
                wide += width
        for j in range(BINS):
            seen[j + 1] += seen[j]
            widths[j + 1] += widths[j]
        before, total = 0.0, max(total, 1.0)
        for i in range(a, b):
            at, r = i - first, i - a
            width = np.float64(say[WIDE, i])
            x[k, at] = i - first_long if longs > 0 else -FAR
            x[k + 1, at] = last_long - i if longs > 0 else -FAR
            x[k + 2, at] = longs
            x[k + 3, at] = wide / total
            x[k + 4, at] = widths[width_bin(shape[WIDTH, i])] / np.float64(n)
            x[k + 5, at] = seen[score_bin(say[SQUASHED, i])] / np.float64(n)
            x[k + 6, at] = squashed / n
            x[k + 7, at] = judged / n
            x[k + 8, at] = page_ad / n
            x[k + 9, at] = short / np.float64(n)
            x[k + 10, at] = gone / total
            x[k + 11, at] = ads / total
            x[k + 12, at] = np.log1p(total)
            x[k + 13, at] = (before + width / 2) / total
            before += width
            x[k + 14, at] = cjk / n
            x[k + 15, at] = np.log1p(np.float64(n))
            x[k + 16, at] = min(r, 30)
            x[k + 17, at] = min(n - 1 - r, 30)
        k += 18
    return k


N_INPUT = N_BESIDE + N_REACH + N_EXTREMES + N_ALIKE + N_BLOCKS + N_RUNS + N_SHARED + N_PAGE


@kernel("void(i8[::1], f8[::1], f8[::1], f8[::1])")
def smoothed(offsets, odds, chain, out):
    """out = log-odds of lines after their neighbours have voted: a chain of two states whose neighbours are equal at log-odds
    chain[0], with the log-odds of each line taken times chain[1]; forward and backward, with odds.
    """
    tie = np.exp(chain[0])
    for d in range(offsets.size - 1):
        a, b = offsets[d], offsets[d + 1]
        message = 1.0
        for i in range(a, b):
            out[i] = np.exp(chain[1] * min(max(odds[i], -30.0), 30.0)) * message
            message = (tie * out[i] + 1.0) / (out[i] + tie)
        message = 1.0
        for i in range(b - 1, a - 1, -1):
            own = np.exp(chain[1] * min(max(odds[i], -30.0), 30.0)) * message
            out[i] = np.log(out[i] * message)
            message = (tie * own + 1.0) / (own + tie)


@kernel("b1(u8[::1], i8[::1], i8[::1], u8[::1], i8[::1], i8[::1])")
def survivors(hashes, offsets, rows, left, left_offsets, out):
    """out[line] = which line of document rows[d] of the batch before a line of document d is: the first that says the same, behind the
    one before. Whether all are found.
    """
    for d in range(rows.size):
        at, end = offsets[rows[d]], offsets[rows[d] + 1]
        for i in range(left_offsets[d], left_offsets[d + 1]):
            while at < end and hashes[at] != left[i]:
                at += 1
            if at == end:
                return False
            out[i] = at
            at += 1
    return True


@kernel("void(i8[::1], f8[::1], f8[::1], f8[::1], b1[::1])")
def blocks(offsets, chance, least, within, goes):
    """goes[line]: its chance is at least `least`, or at least `within` in a run of such lines that lines of the first kind enclose."""
    for d in range(offsets.size - 1):
        a, b = offsets[d], offsets[d + 1]
        open_since = np.int64(-1)  # the first line of a run after one that goes
        for i in range(a, b):
            if chance[i] >= least[i]:
                goes[i] = True
                if open_since >= 0:
                    for j in range(open_since, i):
                        goes[j] = True
                open_since = i + 1
            elif chance[i] < within[i]:
                open_since = -1


WORDS_IN_CONTENT, ALONE, ALONE_IN_CONTENT, POSSIBLE, SHORT_BY, SHORT_IN_CONTENT, LIKELY, LIKELY_IN_CONTENT, N_RULES = range(9)
HEADING_SIGN = 35


@kernel("void(u1[::1], i8[::1], i4[::1], i4[::1], i8[::1], f8[::1], f4[::1], f8[:,::1], f8, f8, i8, i8, b1[::1], b1[::1])")
def by_words(buf, offsets, start, end, page, chance, call, rules, content, stray, few_lines, few_bytes, goes, called):
    """called[line]: its own words give it away; goes[line], as `blocks` gives it: not so where all else on the page is content.

    rules[page[line]] holds log-odds of being advertising, by the line's own words (`call`), and chances of removal: a line goes from ALONE
    and the chance POSSIBLE, or from so far short of ALONE as SHORT_BY says and the chance LIKELY. Where the chances of the lines that stay
    are below `content` on average, other numbers hold, but for headings, and what is below WORDS_IN_CONTENT goes from the chance `stray`
    alone. Of documents of fewer lines than `few_lines`, and of lines of fewer bytes than `few_bytes`, less is believed.
    """
    for d in range(offsets.size - 1):
        a, b = offsets[d], offsets[d + 1]
        total, stay = 0.0, 0
        for i in range(a, b):  # of what stays alone, so that a second round sees the same
            if not goes[i]:
                total += chance[i]
                stay += 1
        in_content = stay > 0 and total / stay < content
        for i in range(a, b):
            rule, odds = rules[page[i]], np.float64(call[i])
            if in_content and odds < rule[WORDS_IN_CONTENT] and chance[i] < stray:
                goes[i] = False
            heading = buf[start[i]] == HEADING_SIGN
            enough = rule[ALONE_IN_CONTENT] if in_content and not heading else rule[ALONE]
            found = odds >= enough and chance[i] >= rule[POSSIBLE]
            if not heading and b - a >= few_lines:
                short, likely = (SHORT_IN_CONTENT, LIKELY_IN_CONTENT) if in_content else (SHORT_BY, LIKELY)
                found |= odds >= enough - rule[short] and chance[i] >= rule[likely]
            called[i] = found and end[i] - start[i] >= few_bytes


LEADS_ON, HEADS_ON = 24, 12  # bytes from which a line that ends in a comma, or before a small letter, is a piece of a sentence and not of
# a menu; and where the line below has as many
_LEAD_INS = """as see that is are by get have obtain find write gives give yields becomes where then and or let to of with"""
LEAD_INS = np.array(sorted(int.from_bytes(word.encode(), "little") for word in _LEAD_INS.split()), np.uint64)
"""What a sentence may end with where a formula goes on with it: words of at most 8 small letters, as numbers."""


@kernel("b1(u1[::1], i8, i8, u8[::1])")
def ends_in_lead_in(buf, start, end, words):
    """Whether the last word of a line is one of `words`, small letters packed into 64 bits."""
    word, size = np.uint64(0), 0
    i = end - 1
    while i >= start and 97 <= buf[i] <= 122 and size < 8:
        word = (word << np.uint64(8)) | np.uint64(buf[i])
        size += 1
        i -= 1
    if size == 0 or (i >= start and buf[i] != 32):
        return False
    at = np.searchsorted(words, word)
    return at < words.size and words[at] == word


@kernel("void(u1[::1], i8[::1], i4[::1], i4[::1], i8[::1], u8[::1], b1[::1])")
def runs_on(buf, offsets, start, end, number, lead_ins, out):
    """out[line]: its sentence goes on in the line after it: that stands right below and begins with a small letter where this one has no
    full stop, or with a displayed formula; or this one ends in a comma; or it ends as what leads to a formula does, and there it is.
    """
    for d in range(offsets.size - 1):
        for i in range(offsets[d], offsets[d + 1] - 1):
            size, below = end[i] - start[i], number[i + 1] == number[i] + 1
            last, wide = buf[end[i] - 1], size >= LEADS_ON or (size >= HEADS_ON and end[i + 1] - start[i + 1] >= LEADS_ON)
            head = buf[start[i + 1]]
            after = buf[start[i + 1] + 1] if end[i + 1] > start[i + 1] + 1 else np.uint8(0)
            formula = (head == 36 and after == 36) or (head == 92 and (after == 91 or after == 98))
            letter = 97 <= last <= 122 or 65 <= last <= 90 or last == 36 or last == 41
            comma = last == 44 or last == 59
            if end[i] - start[i] >= 3 and buf[end[i] - 3] == 0xE3 and buf[end[i] - 2] == 0x80 and last == 0x81:
                comma = True  # 、
            if end[i] - start[i] >= 3 and buf[end[i] - 3] == 0xEF and buf[end[i] - 2] == 0xBC and (last == 0x8C or last == 0x9B):
                comma = True  # ， ；
            if formula:
                out[i] = (below and wide and (letter or comma)) or ends_in_lead_in(buf, np.int64(start[i]), np.int64(end[i]), lead_ins)
            elif below and wide:
                out[i] = comma or (letter and 97 <= head <= 122)


TITLE, BODY, TITLE_REACH = 90, 90, 3  # bytes of a title at most, and of the line that it is of at least; how many lines below it that is


@kernel("void(i8[::1], i4[::1], i4[::1], u8[::1], i4[::1], u1[::1], b1[::1], b1[::1])")
def titles(offsets, start, end, unit_hash, unit_start, unit_kind, goes, out):
    """out[line]: it goes, and its words stand, one after the other, in the first line below it that stays: it says what that is about."""
    for d in range(offsets.size - 1):
        for i in range(offsets[d], offsets[d + 1]):
            if not goes[i] or end[i] - start[i] > TITLE:
                continue
            body = i + 1
            while body < offsets[d + 1] and body <= i + TITLE_REACH and goes[body]:
                body += 1
            if body >= offsets[d + 1] or body > i + TITLE_REACH or end[body] - start[body] < BODY:
                continue
            first, last = np.searchsorted(unit_start, start[i]), np.searchsorted(unit_start, end[i])
            if last - first < (3 if last > first and unit_kind[first] == 2 else 2):
                continue
            for u in range(np.searchsorted(unit_start, start[body]), np.searchsorted(unit_start, end[body]) - (last - first) + 1):
                j = 0
                while first + j < last and unit_hash[u + j] == unit_hash[first + j]:
                    j += 1
                if first + j == last:
                    out[i] = True
                    break


@kernel("void(i8[::1], b1[::1], b1[::1])")
def with_what_follows(offsets, on, goes):
    """A line whose sentence goes on in the next one goes only where that goes too."""
    for d in range(offsets.size - 1):
        for i in range(offsets[d + 1] - 2, offsets[d] - 1, -1):
            goes[i] = goes[i] and (goes[i + 1] or not on[i])


@kernel("i8(u1[::1], i8[::1], i4[::1], i4[::1], i8[::1], b1[::1], i1[::1], i8[::1], i8[::1], i8[:,::1])")
def block_spans(buf, offsets, start, end, number, goes, kind, guarded_start, guarded_end, out):
    """Runs of lines that go and are of one kind, without blank lines between, as (first line, last line, kind); returns how many.

    A line that touches a guarded range, or holds a character with which formulae, code and tables begin, is a run of its own: what
    protects it does not protect the lines beside it.
    """
    n, g = 0, 0
    for d in range(offsets.size - 1):
        joins = False
        for i in range(offsets[d], offsets[d + 1]):
            if not goes[i]:
                joins = False
                continue
            while g < guarded_start.size and guarded_end[g] <= start[i]:
                g += 1
            alone = g < guarded_start.size and guarded_start[g] < end[i]
            alone |= holds_sign(buf, start[i], end[i] - start[i])
            if joins and not alone and kind[i] == out[n - 1, 2] and number[i] == number[i - 1] + 1:
                out[n - 1, 1] = i
            else:
                out[n, 0] = i
                out[n, 1] = i
                out[n, 2] = kind[i]
                n += 1
            joins = not alone
    return n

"""Lines and their neighbourhood: shapes, linear scores of hashed features, and what stands around a line.

Blank lines are left out everywhere here: extraction keeps them or not, so nothing may hang on them. Document d owns the lines
offsets[d]:offsets[d + 1].
"""

from __future__ import annotations

import numpy as np

from qualityfilter.kernels import kernel
from qualityfilter.kernels.features import SEGMENT_UNITS
from qualityfilter.kernels.scan import decode
from qualityfilter.kernels.unicode import CJK, DIGIT, LETTER, PUNCTUATION, SPACE, SYMBOL, UPPER

FIRST_SEGMENTS = 3  # of a long line the model reads these, and the last one

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


@kernel("void(u1[::1], u1[::1], i4[::1], i4[::1], f4[:,::1])")
def shapes(buf, classes, start, end, out):
    """out[line, :REPEATS] = counts and shares of one line; see the names above. A CJK character is two wide."""
    for line in range(start.size):
        i, stop = np.int64(start[line]), np.int64(end[line])
        chars, letters, digits, uppers, puncts, symbols, cjk, spaces = 0, 0, 0, 0, 0, 0, 0, 0
        commas, stops, links, separators, words, titled, run, longest, runs, money, exclaimed, brackets = 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
        before = 0  # what stood before: 0 none or blank, 1 part of a word, 2 other
        first, point = np.uint32(0), np.uint32(0)
        while i < stop:
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
        out[line, WIDTH] = np.log1p(width)
        out[line, WORDS] = np.log1p(np.float32(words + cjk))
        out[line, DIGITS] = digits / n
        out[line, UPPERS] = uppers / np.float32(max(letters, 1))
        out[line, PUNCTUATIONS] = puncts / n
        out[line, SYMBOLS] = symbols / n
        out[line, IDEOGRAPHS] = cjk / n
        out[line, SPACES] = spaces / n
        out[line, COMMAS] = commas / np.float32(max(words + cjk, 1))
        out[line, STOPS] = min(stops, 8)
        out[line, LAST] = edge(point, classes)
        out[line, FIRST] = edge(first, classes)
        if first == 42 or first == 45 or first == 0x2022 or first == 0xB7 or first == 0x25CF:
            out[line, FIRST] = -1.0
        elif first == 35:
            out[line, FIRST] = -2.0
        elif first < 128 and classes[first] == LETTER:
            out[line, FIRST] = -3.0  # lower case
        out[line, LINKS] = min(links, 8)
        out[line, SEPARATORS] = separators / np.float32(max(words + cjk, 1))
        out[line, TITLED] = titled / np.float32(max(words, 1))
        out[line, WORD_LENGTH] = (letters + digits) / np.float32(max(words, 1))
        out[line, DIGIT_RUN] = min(longest, 12)
        out[line, DIGIT_RUNS] = min(runs, 12)
        out[line, MONEY] = min(money, 4)
        out[line, EXCLAIMED] = min(exclaimed, 4)
        out[line, BRACKETS] = min(brackets, 4)


@kernel("void(u8[::1], i8[::1], i8[::1], f4[:,::1])")
def repeats(hashes, offsets, work, out):
    """out[line, REPEATS] = how many other lines of the document say the same, at most 20; `work` has two places a line and more."""
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
                out[line, REPEATS] = 0
            else:
                out[work[place], REPEATS] += 1
        for line in range(a, b):
            place = np.int64(hashes[line] & np.uint64(size - 1))
            while hashes[work[place]] != hashes[line]:
                place = (place + 1) & (size - 1)
            if work[place] != line:
                out[line, REPEATS] = out[work[place], REPEATS]
        for line in range(a, b):
            out[line, REPEATS] = min(out[line, REPEATS], np.float32(20.0))


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


@kernel("void(i4[::1], i8[::1], i8[:,::1], i1[:,::1], f4[::1], f4[:,::1])")
def linear(bucket, segment_offsets, segments, weights, scale, out):
    """out[line, k] = cosine-normalised score under column k + 1 of `weights`, as `features.segment_scores` has it for a segment."""
    columns = weights.shape[1]
    total = np.zeros(columns, np.float32)
    for line in range(segments.shape[0]):
        total[:] = np.float32(0.0)
        square = np.float32(0.0)
        first, last = segments[line, 0], segments[line, 1]
        for s in range(first, last):
            if s >= first + FIRST_SEGMENTS and s < last - 1:
                continue
            for j in range(np.uint64(segment_offsets[s]), np.uint64(segment_offsets[s + 1])):
                b = np.uint64(bucket[j])
                value = np.float32(weights[b, 0])
                square += value * value
                for k in range(1, columns):
                    q = np.float32(weights[b, k])
                    total[k] += value * q * abs(q)
        norm = np.float32(np.sqrt(square)) * np.float32(16129.0)
        for k in range(1, columns):
            out[line, k - 1] = total[k] / norm * scale[k] if square > 0.0 else np.float32(0.0)


# what stands around a line; LINEAR columns: the line's own scores (removed, ad, removed by what is labelled by hand alone), what it
# says of the next line, and of the one before
OWN, OWN_AD, OWN_HAND, TO_NEXT, TO_NEXT_AD, TO_NEXT_HAND, TO_PREVIOUS, TO_PREVIOUS_AD, TO_PREVIOUS_HAND = range(9)
N_LINEAR = 9
SAID, SAID_BY_HAND = 2, 5  # behind N_SHAPE: what a line and its neighbours say together
AT = (-4, -3, -2, -1, 1, 2, 3, 4)
REACH = (2, 5, 10, 20)
NEAR = 10  # extremes are looked for among so many lines on either side
LONG, LONG_ENDS, SHORT = np.float32(4.1), np.float32(8), np.float32(3.7)  # of a sentence: its least width and end; width of a label
ALIKE = np.float32(0.25)  # widths that differ by less are alike
FAR = 99.0
BINS = 64  # of ranks within a page
N_AROUND = 6 + 8 + 8 + 6 + 4 * 6 + 3 * 5 + 2 + 3 + 4 + 2 + 10
OUTSIDE = np.float32(-9.0)  # the score of a line that is not there
N_INPUT = N_SHAPE + N_AROUND
PAGE_IDEOGRAPHS = N_INPUT - 5


@kernel()
def width_bin(width):
    return min(BINS - 1, np.int64(width * np.float32(8.0)))


@kernel()
def score_bin(squashed):
    return min(BINS - 1, np.int64((squashed + 1.0) * (BINS / 2)))


@kernel("void(i8[::1], f4[:,::1], f4[:,::1], f8[:,::1], f4[:,::1])")
def inputs(offsets, shape, score, work, out):
    """out[line] = its shape and what stands around it: what the trees read. `work` has a row for each line of the longest document,
    and one more.
    """
    seen, widths = np.zeros(BINS, np.int64), np.zeros(BINS, np.int64)
    for d in range(offsets.size - 1):
        a, b = offsets[d], offsets[d + 1]
        n = b - a
        if n == 0:
            continue
        page, short, cjk, page_ad, page_squashed, wide, all_width = 0.0, 0, 0.0, 0.0, 0.0, 0.0, 0.0
        first_long, last_long, longs = np.int64(-1), np.int64(-1), 0
        seen[:] = 0
        widths[:] = 0
        work[0, 1:5] = 0.0
        for i in range(a, b):
            judged = np.float32(0.5) * (score[i, OWN] + score[i, OWN_HAND])
            if i > a:
                judged += np.float32(0.5) * (score[i - 1, TO_NEXT] + score[i - 1, TO_NEXT_HAND])
            if i + 1 < b:
                judged += np.float32(0.5) * (score[i + 1, TO_PREVIOUS] + score[i + 1, TO_PREVIOUS_HAND])
            half = np.exp(-abs(np.float64(judged)))
            squashed = (1.0 - half) / (1.0 + half) * (1.0 if judged > 0 else -1.0)
            r = i - a
            work[r, 0] = judged
            work[r + 1, 1] = work[r, 1] + squashed
            work[r + 1, 2] = work[r, 2] + score[i, OWN_AD]
            work[r + 1, 3] = work[r, 3] + shape[i, WIDTH]
            work[r + 1, 4] = work[r, 4] + (judged > 0)
            work[r, 5] = squashed
            work[r, 6] = shape[i, WIDTH]
            work[r, 7] = shape[i, WIDTH] > LONG and shape[i, LAST] >= LONG_ENDS
            page += judged
            page_ad += score[i, OWN_AD]
            page_squashed += squashed
            cjk += shape[i, IDEOGRAPHS]
            short += shape[i, WIDTH] < np.float32(3.5)
            seen[score_bin(squashed)] += 1
            widths[width_bin(shape[i, WIDTH])] += 1
            width = np.expm1(np.float64(shape[i, WIDTH]))
            all_width += width
            if work[r, 7] != 0.0:
                if first_long < 0:
                    first_long = i
                last_long = i
                longs += 1
                wide += width
        for k in range(1, BINS):
            seen[k] += seen[k - 1]
            widths[k] += widths[k - 1]
        since, run, run_end = 30, a, a
        for i in range(a, b):
            r = i - a
            k = N_SHAPE
            for j in range(N_SHAPE):
                out[i, j] = shape[i, j]
            context, context_ad, context_hand = np.float32(0.0), np.float32(0.0), np.float32(0.0)
            if i > a:
                context += score[i - 1, TO_NEXT]
                context_ad += score[i - 1, TO_NEXT_AD]
                context_hand += score[i - 1, TO_NEXT_HAND]
            if i + 1 < b:
                context += score[i + 1, TO_PREVIOUS]
                context_ad += score[i + 1, TO_PREVIOUS_AD]
                context_hand += score[i + 1, TO_PREVIOUS_HAND]
            out[i, k] = score[i, OWN]
            out[i, k + 1] = score[i, OWN_AD]
            out[i, k + 2] = score[i, OWN] + context
            out[i, k + 3] = context_ad
            out[i, k + 4] = score[i, OWN_HAND]
            out[i, k + 5] = score[i, OWN_HAND] + context_hand
            k += 6
            for x in AT:
                inside = a <= i + x < b
                out[i, k] = work[r + x, 0] if inside else OUTSIDE
                k += 1
                if -3 < x < 3:
                    out[i, k] = score[i + x, OWN_AD] if inside else OUTSIDE
                    out[i, k + 1] = shape[i + x, LAST] if inside else OUTSIDE
                    k += 2
                if -4 < x < 4:
                    out[i, k] = shape[i + x, WIDTH] if inside else OUTSIDE
                    k += 1
            for reach in REACH:
                low, high = max(0, r - reach), min(n, r + reach + 1)
                size = np.float64(high - low)
                out[i, k] = (work[high, 1] - work[low, 1]) / size
                out[i, k + 1] = (work[high, 2] - work[low, 2]) / size
                out[i, k + 2] = (work[high, 3] - work[low, 3]) / size
                out[i, k + 3] = (work[high, 4] - work[low, 4]) / size
                out[i, k + 4] = (work[r, 1] - work[low, 1]) / max(r - low, 1)
                out[i, k + 5] = (work[high, 1] - work[r + 1, 1]) / max(high - 1 - r, 1)
                k += 6
            widest_before, widest_after, alike, near_longs = np.float32(0.0), np.float32(0.0), 0, 0
            most, least, own_width = -FAR, FAR, shape[i, WIDTH]
            for x in range(1, NEAR + 1):
                if r >= x:
                    at = np.uint64(r - x)
                    width, judged, is_long = np.float32(work[at, 6]), work[at, 0], work[at, 7]
                    widest_before = max(widest_before, width)
                    alike += abs(width - own_width) < ALIKE
                    near_longs += is_long != 0.0
                    most, least = max(most, judged), min(least, judged)
                if r + x < n:
                    at = np.uint64(r + x)
                    width, judged, is_long = np.float32(work[at, 6]), work[at, 0], work[at, 7]
                    widest_after = max(widest_after, width)
                    alike += abs(width - own_width) < ALIKE
                    near_longs += is_long != 0.0
                    most, least = max(most, judged), min(least, judged)
                if x == 2 or x == 5 or x == NEAR:
                    out[i, k] = most
                    out[i, k + 1] = least
                    out[i, k + 2] = max(widest_before, widest_after)
                    out[i, k + 3] = alike / np.float64(min(n, r + x + 1) - max(0, r - x))
                    out[i, k + 4] = near_longs
                    k += 5
            out[i, k] = widest_before
            out[i, k + 1] = widest_after
            k += 2
            is_short = shape[i, WIDTH] < SHORT
            if i >= run_end:
                run = i
                run_end = i + 1
                while run_end < b and (shape[run_end, WIDTH] < SHORT) == is_short:
                    run_end += 1
            out[i, k] = min(run_end - run, 60) if is_short else -min(run_end - run, 60)
            out[i, k + 1] = min(i - run, 40)
            out[i, k + 2] = min(run_end - 1 - i, 40)
            k += 3
            out[i, k] = i - first_long if longs > 0 else -FAR
            out[i, k + 1] = last_long - i if longs > 0 else -FAR
            out[i, k + 2] = longs
            out[i, k + 3] = wide / max(all_width, 1.0)
            k += 4
            out[i, k] = (widths[width_bin(shape[i, WIDTH]) - 1] if width_bin(shape[i, WIDTH]) > 0 else 0) / np.float64(n)
            out[i, k + 1] = (seen[score_bin(work[r, 5]) - 1] if score_bin(work[r, 5]) > 0 else 0) / np.float64(n)
            k += 2
            out[i, k] = since
            is_long = shape[i, WIDTH] > LONG and shape[i, LAST] >= LONG_ENDS
            since = 1 if is_long else min(since + 1, 30)
            out[i, k + 1] = page_squashed / n
            k += 2
            out[i, k] = page / n
            out[i, k + 1] = page_ad / n
            k += 2
            out[i, k] = short / np.float64(n)
            k += 1
            out[i, k] = cjk / n
            out[i, k + 1] = np.log1p(np.float32(n))
            out[i, k + 2] = min(r, 30)
            out[i, k + 3] = min(n - 1 - r, 30)
            k += 4
        ahead = 30
        for i in range(b - 1, a - 1, -1):
            out[i, N_INPUT - 1] = ahead
            ahead = 1 if shape[i, WIDTH] > LONG and shape[i, LAST] >= LONG_ENDS else min(ahead + 1, 30)


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
            for j in range(start[i], end[i]):
                c = buf[j]
                if c == 36 or c == 96 or c == 124 or c == 126 or c == 92 or c == 60:
                    alone = True
            if joins and not alone and kind[i] == out[n - 1, 2] and number[i] == number[i - 1] + 1:
                out[n - 1, 1] = i
            else:
                out[n, 0] = i
                out[n, 1] = i
                out[n, 2] = kind[i]
                n += 1
            joins = not alone
    return n

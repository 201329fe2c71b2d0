"""What a scan of texts would find after whole lines of them went, from what it found before."""

from __future__ import annotations

from qualityfilter.kernels import kernel


@kernel(
    "UniTuple(i8,2)(u1[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1], i8[::1],"
    "u8[::1], i4[::1], i4[::1], i4[::1], u1[::1], i8[::1], i4[::1], i4[::1], i4[::1], i8[::1],"
    "u8[::1], i4[::1], i4[::1], i4[::1], u1[::1], i8[::1], i4[::1], i4[::1], i4[::1], i8[::1], i8[::1])"
)
def left(
    buf, offsets, rows, first, cut_start, cut_end, offsets_after,
    hashes, start, end, chars, kind, unit_offsets, line_start, line_end, line_chars, line_offsets,
    hashes_after, start_after, end_after, chars_after, kind_after, unit_offsets_after,
    line_start_after, line_end_after, line_chars_after, line_offsets_after, line_before,
):  # fmt: skip
    """Units and lines (`scan.scan`) of the documents `rows` without their cuts first[r]:first[r + 1], whole lines with a newline each;
    line_before[line] = which line that was, -1 for the blank one that a newline at the end leaves. Returns how many units and lines."""
    unit, line = 0, 0
    for r in range(rows.size):
        d = rows[r]
        unit_offsets_after[r], line_offsets_after[r] = unit, line
        u, last_unit, i, last_line = unit_offsets[d], unit_offsets[d + 1], line_offsets[d], line_offsets[d + 1]
        stop, shift, c, first_line = offsets[d + 1], offsets[d] - offsets_after[r], first[r], line
        while True:
            to, after = stop, stop  # what is cut next
            if c < first[r + 1]:
                to, after = cut_start[c], cut_end[c]
                c += 1
                while c < first[r + 1] and cut_start[c] == after:  # what touches goes as one
                    after = cut_end[c]
                    c += 1
            while u < last_unit and start[u] < to:
                hashes_after[unit], chars_after[unit], kind_after[unit] = hashes[u], chars[u], kind[u]
                start_after[unit], end_after[unit] = start[u] - shift, end[u] - shift
                unit += 1
                u += 1
            cut_short = to < stop and after == stop
            while i < last_line and (line_start[i] < to or to == stop):
                line_start_after[line], line_end_after[line] = line_start[i] - shift, line_end[i] - shift
                line_chars_after[line], line_before[line] = line_chars[i], i
                line += 1
                i += 1
            if to == stop:
                break
            if cut_short:
                ends = line == first_line or line_chars_after[line - 1] == 0  # whether the text that stays ends in a blank line
                if not ends:
                    for k in range(line_end[line_before[line - 1]], to):
                        ends = ends or buf[k] == 10
                if ends and offsets_after[r + 1] > offsets_after[r]:
                    line_start_after[line], line_end_after[line] = offsets_after[r + 1], offsets_after[r + 1]
                    line_chars_after[line], line_before[line] = 0, -1
                    line += 1
                break
            while u < last_unit and start[u] < after:
                u += 1
            for k in range(to, after):
                i += buf[k] == 10
            shift += after - to
    unit_offsets_after[rows.size], line_offsets_after[rows.size] = unit, line
    return unit, line

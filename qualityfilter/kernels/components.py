"""Connected components and bucket scans over sorted arrays of document numbers."""

from __future__ import annotations

from qualityfilter.kernels import kernel


@kernel("void(i8[::1], i8[::1], i8[::1])")
def components(left, right, parent):
    """Union-find with the smaller index as root: after it parent[i] is the smallest index connected with i. parent starts as arange."""
    for e in range(left.size):
        a, b = left[e], right[e]
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        while parent[b] != b:
            parent[b] = parent[parent[b]]
            b = parent[b]
        if a < b:
            parent[b] = a
        elif b < a:
            parent[a] = b
    for i in range(parent.size):  # roots come first, so one pass flattens
        parent[i] = parent[parent[i]]

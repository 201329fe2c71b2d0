"""Cleaning: cleaners propose spans, one function removes them, and what is mathematics, code or a table stays.

One round over a batch:
  1. every cleaner proposes spans of the text as it now is; the policy says per kind: remove, mark or off
  2. a proposal that touches a protected span, or what a plain regular expression takes for one, is only marked
  3. of overlapping proposals the one that starts first stays, of these the longest
  4. a span that fills whole lines takes its newline with it, so that what stood around it meets again as before
  5. the rest is cut out; a text in which the multiset of formulae, code and tables would change is left as it was
Rounds repeat, over the documents that changed, until nothing more is proposed. Every round asks the same of a span, so a
cleaned text is one in which no span would be removed, and cleaning twice is cleaning once. (Asking more of later rounds, to
keep removals from setting off each other, would leave texts that a second cleaning changes.) What keeps changing after
MAX_ROUNDS rounds, and where a guard is set what would lose more than that share, is left whole with its spans marked.

Outside removed spans no byte changes.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from qualityfilter import registry
from qualityfilter.contract import Cleaner, FoundSpans, Span
from qualityfilter.documents import Documents, Shortened
from qualityfilter.errors import InputError, ScorerError, unknown
from qualityfilter.kernels import cleaning as kernels
from qualityfilter.protecting import literal_matches, overlaps, protected_in, union
from qualityfilter.views import I64, TextViews

Action = Literal["remove", "mark", "off"]
MAX_ROUNDS = 6

SPANS = pa.schema(
    [
        ("row", pa.int64()), ("start", pa.int64()), ("end", pa.int64()), ("kind", pa.string()), ("cleaner", pa.string()),
        ("score", pa.float32()), ("action", pa.string()), ("text", pa.large_string()), ("replacement", pa.string()),
    ]
)  # fmt: skip
"""Spans of a batch: document, code points of the raw text (half-open), `action` "removed" or "marked", the raw text between."""


@dataclass(frozen=True)
class Cleaned:
    """A cleaned text, and what was removed or marked in the text that came, by start."""

    text: str
    spans: list[Span]


@dataclass(frozen=True)
class CleanedBatch:
    """`documents` is the very batch that came in where nothing was removed; `spans` has the schema SPANS, by row and start."""

    documents: Documents
    spans: pa.Table
    raw_characters: I64

    def characters(self, kind: str, action: str | None = None) -> I64:
        """Raw code points of each document in spans of that kind, removed or marked unless `action` names one of these."""
        chosen = pc.equal(self.spans.column("kind"), kind)
        if action:
            chosen = pc.and_(chosen, pc.equal(self.spans.column("action"), action))
        row, start, end = (self.spans.column(name).filter(chosen).to_numpy() for name in ("row", "start", "end"))
        out = np.zeros(self.raw_characters.size, np.int64)
        np.add.at(out, row, end - start)
        return out


class Cleaning:
    """Cleaners with a policy (kind -> remove, mark or off; remove where it names none) and, if set, a guard.

    `guard` is a share of the raw characters: a document that would lose more is left whole, its spans marked.
    """

    schema = SPANS

    def __init__(self, cleaners: Sequence[Cleaner], policy: Mapping[str, Action] | None = None, guard: float | None = None) -> None:
        self.cleaners = tuple(cleaners)
        self.kinds = tuple(dict.fromkeys(kind for cleaner in self.cleaners for kind in cleaner.kinds))
        self.policy = dict.fromkeys(self.kinds, "remove") | dict(policy or {})
        self.guard = guard
        for kind, action in self.policy.items():
            if kind not in self.kinds:
                raise InputError("policy: " + unknown("kind of span", kind, self.kinds))
            if action not in ("remove", "mark", "off"):
                raise InputError(f"policy: {kind}: " + unknown("action", action, ("remove", "mark", "off")))

    def clean(self, docs: Documents) -> CleanedBatch:
        """Clean a batch."""
        found = _Rounds(self, docs).run()
        raw = _code_points(docs.views)
        spans = _span_table(docs, self, found.cuts, found.marks)
        if self.guard is not None:
            spared = _over_guard(spans, raw, self.guard)
            if spared.size:
                found.leave_whole(spared)
                spans = _span_table(docs, self, found.cuts, found.marks)
        return CleanedBatch(_replaced(docs, np.arange(len(docs)), found.cuts) if found.cuts.start.size else docs, spans, raw)

    def clean_text(self, text: str) -> Cleaned:
        """Clean one text."""
        docs = Documents.of(text)
        batch = self.clean(docs)
        spans = [
            Span(s["start"], s["end"], s["kind"], s["cleaner"], s["score"], s["replacement"], s["action"]) for s in batch.spans.to_pylist()
        ]
        return Cleaned(text if batch.documents is docs else batch.documents.texts[0], spans)

    def shares(self, batch: CleanedBatch) -> dict[str, npt.NDArray[np.float64]]:
        """`KIND_share` for every kind: raw characters in its spans, removed or marked, as a share of all; 0 for empty text."""
        total = np.maximum(batch.raw_characters, 1)
        return {f"{kind}_share": np.minimum(batch.characters(kind) / total, 1.0) for kind in self.kinds}


def clean(text: str, *, policy: Mapping[str, Action] | None = None) -> Cleaned:
    """Remove advertising, boilerplate and spliced links from one text with the standard cleaners; no guard.

    `policy` says per kind of span ("ad", "boilerplate", "splice"): remove (the default), mark or off.
    """
    return Cleaning(standard_cleaners(), policy).clean_text(text)


@functools.cache
def standard_cleaners() -> tuple[Cleaner, ...]:
    """The cleaners of `clean` and of the recipes that ship, with their defaults; built once per process."""
    from qualityfilter.cleaners import STANDARD

    return tuple(registry.build_cleaner(name) for name in STANDARD)


def apply_spans(docs: Documents, spans: pa.Table) -> pa.LargeStringArray:
    """The texts of `docs` after the recorded spans (schema SPANS) with action "removed": the text that `Cleaning.clean` gave."""
    removed = spans.filter(pc.equal(spans.column("action"), "removed")).sort_by([("row", "ascending"), ("start", "ascending")])
    row = removed.column("row").to_numpy()
    points = np.stack([removed.column(name).to_numpy() for name in ("start", "end")], axis=1)
    views, at = docs.views, np.empty(2 * row.size, np.int64)
    if row.size and (row[0] < 0 or row[-1] >= len(docs)):
        raise InputError(f"spans of row {row[0] if row[0] < 0 else row[-1]}, but there are {len(docs)} documents")
    kernels.bytes_at(views.buffer, views.offsets, np.repeat(row, 2).astype(np.int64), points.reshape(-1).astype(np.int64), at)
    texts = [text.encode() for text in removed.column("replacement").to_pylist()]
    return _spliced(views, np.arange(len(docs)), row, at[::2].copy(), at[1::2].copy(), texts)


class _Spans(NamedTuple):
    """Spans of a batch, in bytes of its buffer, by document, start and falling end."""

    document: I64
    start: I64
    end: I64
    kind: I64
    cleaner: I64
    score: npt.NDArray[np.float32]
    replacement: npt.NDArray[np.object_]  # bytes

    @classmethod
    def none(cls) -> _Spans:
        none = np.zeros(0, np.int64)
        return cls(none, none, none, none, none, np.zeros(0, np.float32), np.empty(0, object))

    @classmethod
    def joined(cls, *parts: _Spans) -> _Spans:
        """All of them, in order."""
        parts = tuple(part for part in parts if part.start.size) or parts[:1]
        if len(parts) == 1:
            return parts[0]
        whole = cls._make(np.concatenate([part[column] for part in parts]) for column in range(len(cls._fields)))
        return whole.take(np.lexsort((whole.cleaner, -whole.end, whole.start, whole.document)))

    def take(self, index: npt.NDArray[np.bool_] | I64) -> _Spans:
        return _Spans._make(column[index] for column in self)

    def replaces(self) -> npt.NDArray[np.bool_]:
        """Which of them something takes the place of."""
        return np.fromiter(map(bool, self.replacement), np.bool_, self.start.size)


class _Rounds:
    """Rounds over a batch, until no document changes any more; `cuts` and `marks` in bytes of the raw text."""

    def __init__(self, cleaning: Cleaning, docs: Documents) -> None:
        self.cleaning, self.docs = cleaning, docs
        self.local = np.array([getattr(cleaner, "line_local", False) for cleaner in cleaning.cleaners], np.bool_)
        self.cuts = self.marks = _Spans.none()

    def run(self) -> _Rounds:
        self._settle(np.arange(len(self.docs)), self.docs, 1)
        return self

    def leave_whole(self, rows: I64) -> None:
        """What was cut from these documents is only marked."""
        own = self._of(self.cuts, rows)
        self.marks = _Spans.joined(self.marks, self.cuts.take(own))
        self.cuts = self.cuts.take(~own)

    def _of(self, spans: _Spans, rows: I64) -> npt.NDArray[np.bool_]:
        chosen = np.zeros(len(self.docs), np.bool_)
        chosen[rows] = True
        return chosen[spans.document]

    def _settle(self, rows: I64, current: Documents, number: int) -> None:
        """Round `number` over these documents, and the next over those that have changed."""
        changed, shortened, taken = self._round(rows, current)
        if not changed.any():
            return
        if number == MAX_ROUNDS:  # still changing: left whole
            self.leave_whole(rows[changed])
            return
        for group in (changed & shortened, changed & ~shortened):
            again = np.flatnonzero(group)
            if again.size:
                after = _replaced(self.docs, rows[again], self.cuts.take(self._of(self.cuts, rows[again])))
                if shortened[again[0]]:
                    own = group[taken.document]
                    after.before = Shortened(current, again, taken.start[own], taken.end[own])
                current.views.release()
                self._settle(rows[again], after, number + 1)

    def _round(self, rows: I64, current: Documents) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_], _Spans]:
        """Judge the proposals of one round; which documents have changed and must be seen again, from which of them whole lines went
        and all that cleaners found that are line_local, which are not asked again then, and what was cut, in bytes of `current`."""
        proposals = _propose(self.cleaning, current)
        views = current.views
        removable, literals = self._removable(proposals, current)
        stuck = proposals.document[self.local[proposals.cleaner] & ~removable]
        keep = _without_overlaps(proposals, removable)
        proposals, removable = proposals.take(keep), removable[keep]
        taken, marked = proposals.take(removable), proposals.take(~removable)
        _take_newlines(views, taken)
        whole = np.ones(rows.size, np.bool_)
        kernels.only_lines(views.buffer, views.offsets, taken.document, taken.start, taken.end, taken.replaces(), whole)
        broken = _breaks_literals(views, taken, literals, whole)
        if broken.any():
            lost = broken[taken.document]
            taken, marked = taken.take(~lost), _Spans.joined(marked, taken.take(lost))
        changed = np.zeros(rows.size, np.bool_)
        changed[taken.document] = True
        whole[stuck] = False
        self._record(rows, views, taken, marked)
        return changed & ~(whole & self.local.all()), whole, taken

    def _record(self, rows: I64, views: TextViews, taken: _Spans, marked: _Spans) -> None:
        """Cut what is taken now; what was marked in these documents before is judged anew."""
        known = self.cuts.take(self._of(self.cuts, rows))
        taken, marked = (self._in_raw(rows, views, known, spans) for spans in (taken, marked))
        around = np.searchsorted(taken.start, self.cuts.start, side="right") - 1
        swallowed = (around >= 0) & (self.cuts.end <= np.r_[taken.end, 0][around])
        self.cuts = _Spans.joined(self.cuts.take(~swallowed), taken)
        self.marks = _Spans.joined(self.marks.take(~self._of(self.marks, rows)), marked)

    def _in_raw(self, rows: I64, views: TextViews, known: _Spans, spans: _Spans) -> _Spans:
        """Spans of the texts as they now are, with the places of the raw texts; `known` is cut from these."""
        raw = self.docs.views.offsets
        edges = np.empty((2, spans.start.size), np.int64)
        first = np.searchsorted(known.document, np.r_[rows, len(self.docs)]).astype(np.int64)
        sizes = np.fromiter(map(len, known.replacement), np.int64, known.start.size)
        kernels.to_raw(
            views.offsets, raw[rows], spans.document, spans.start, spans.end,
            first, known.start, known.end, sizes, np.empty((2, sizes.size), np.int64), edges,
        )  # fmt: skip
        return spans._replace(document=rows[spans.document], start=edges[0], end=edges[1])

    def _removable(self, proposals: _Spans, current: Documents) -> tuple[npt.NDArray[np.bool_], dict[int, list[tuple[int, int]]]]:
        """Which proposals the policy wants removed and nothing protects; and the literal matches of the documents concerned, where there
        may be any."""
        literals: dict[int, list[tuple[int, int]]] = {}
        allowed = np.array([self.cleaning.policy[kind] == "remove" for kind in self.cleaning.kinds], np.bool_)
        removable = allowed[proposals.kind] if proposals.kind.size else np.zeros(0, np.bool_)
        if not removable.any():
            return removable, literals
        views, possible = current.views, np.zeros(len(current), np.bool_)
        possible[proposals.document[removable]] = True
        removable &= ~protected_in(current, possible).overlap(proposals.start, proposals.end)
        possible[:] = False
        possible[proposals.document[removable]] = True
        within, cut = np.zeros(len(current), np.bool_), proposals.take(removable)
        kernels.cut_within(views.buffer, views.offsets, cut.document, cut.start, cut.end, within)
        kernels.may_hold_literals(views.buffer, views.offsets, within, possible)
        for document in np.flatnonzero(possible).tolist():
            matches = literal_matches(views.buffer[views.offsets[document] : views.offsets[document + 1]].tobytes())
            literals[document] = matches
            if matches:
                own = slice(*np.searchsorted(proposals.document, (document, document + 1)))
                ranges = np.array(sorted(matches), np.int64) + views.offsets[document]
                start, end, _ = union(ranges[:, 0].copy(), ranges[:, 1].copy())
                removable[own] &= ~overlaps(start, end, proposals.start[own], proposals.end[own])
        return removable, literals


def _propose(cleaning: Cleaning, docs: Documents) -> _Spans:
    """All spans that the cleaners find and the policy does not switch off, sorted."""
    wanted = np.array([cleaning.policy[kind] != "off" for kind in cleaning.kinds], np.bool_)
    parts = [_Spans.none()]
    for number, cleaner in enumerate(cleaning.cleaners):
        if docs.before and getattr(cleaner, "line_local", False):
            continue  # only whole lines went since it last looked
        found = cleaner.find(docs)
        _check(cleaner, found, docs.views)
        kinds = np.array([cleaning.kinds.index(kind) for kind in cleaner.kinds], np.int64)
        texts = np.empty(found.start.size, object)
        texts[:] = [text.encode() for text in found.replacement] if found.replacement else b""
        document, start, end = (column.astype(np.int64) for column in (found.document, found.start, found.end))
        who = np.full(start.size, number, np.int64)
        spans = _Spans(document, start, end, kinds[found.kind], who, found.score.astype(np.float32), texts)
        parts.append(spans.take(wanted[spans.kind] & (end > start)))
    return _Spans.joined(*parts)


def _take_newlines(views: TextViews, taken: _Spans) -> None:
    """Extend, in place, what fills whole lines by a newline; not where something takes its place."""
    bare = ~taken.replaces()
    start, end = taken.start[bare], taken.end[bare]
    kernels.whole_lines(views.buffer, views.offsets, taken.document[bare], start, end)
    taken.start[bare], taken.end[bare] = start, end


def _check(cleaner: Cleaner, found: FoundSpans, views: TextViews) -> None:
    """Raise ScorerError where a cleaner proposes what is not a piece of the document it names."""
    if found.start.size == 0:
        return
    name = getattr(cleaner, "name", type(cleaner).__name__)
    low, high = views.offsets[found.document], views.offsets[found.document + 1]
    bad = (found.start < low) | (found.end > high) | (found.end < found.start)
    if not bad.any():
        edges = np.stack([found.start, found.end])
        inside = (edges < high) & (edges > low)
        bad = (inside & ((views.buffer[np.minimum(edges, views.buffer.size - 1)] & 0xC0) == 0x80)).any(axis=0)
    if bad.any():
        k = int(np.flatnonzero(bad)[0])
        row, base = int(found.document[k]), int(low[k])
        where = f"bytes {found.start[k] - base} to {found.end[k] - base} of row {row}"
        raise ScorerError(f"{name} proposed {where}: not whole characters of its {high[k] - base} bytes")


def _without_overlaps(proposals: _Spans, removable: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which proposals stay: removable ones first, each group in order; one that overlaps a chosen one goes."""
    keep = np.zeros(removable.size, np.bool_)
    kernels.apart(proposals.start, proposals.end, removable, keep)
    others = ~removable & ~overlaps(proposals.start[keep], proposals.end[keep], proposals.start, proposals.end)
    kernels.apart(proposals.start, proposals.end, others, keep)
    return keep


_SIGN = re.compile(rb"[$`~\\<|]")  # with which formulae, code and tables begin


def _breaks_literals(
    views: TextViews, taken: _Spans, literals: Mapping[int, list[tuple[int, int]]], whole: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Of which documents the multiset of what looks like formulae, code and tables would be another without what is taken.

    Where nothing takes the place of what goes, this is asked of documents alone that `literals` knows: others have no signs of any. And
    where `whole` lines go that hold no sign, those of the lines that stay pair as before, but for tables whose rows would meet.
    """
    broken = np.zeros(len(views), np.bool_)
    if not taken.start.size:
        return broken
    of = np.flatnonzero(np.diff(taken.document, prepend=-1))  # the first span of each document
    replaces = np.logical_or.reduceat(taken.replaces(), of)
    for first, last, replaced in zip(of.tolist(), [*of[1:].tolist(), taken.start.size], replaces.tolist(), strict=True):
        document = int(taken.document[first])
        if replaced or document in literals:
            low, high = int(views.offsets[document]), int(views.offsets[document + 1])
            before, pieces, at = views.buffer[low:high].tobytes(), [], 0
            cuts = list(zip((taken.start[first:last] - low).tolist(), (taken.end[first:last] - low).tolist(), strict=True))
            if whole[document] and not any(_SIGN.search(before, *cut) for cut in cuts) and not _rows_meet(before, cuts):
                continue
            for (start, end), text in zip(cuts, taken.replacement[first:last].tolist(), strict=True):
                pieces += [before[at:start], text]
                at = end
            after = b"".join([*pieces, before[at:]])
            old, new = literals.get(document, []), literal_matches(after)
            broken[document] = len(old) != len(new) or _digests(before, old) != _digests(after, new)
    return broken


def _rows_meet(text: bytes, cuts: list[tuple[int, int]]) -> bool:
    """Whether two lines with a pipe, as rows of a table have, would stand one below the other where these whole lines go."""
    if b"|" not in text:
        return False
    start = None  # of cuts that touch
    for (first, end), (following, _) in itertools.pairwise([*cuts, (len(text) + 1, 0)]):
        start = first if start is None else start
        if end == following:
            continue
        above, below = max(start - 1, 0), text.find(b"\n", end)  # newlines
        if b"|" in text[text.rfind(b"\n", 0, above) + 1 : above] and b"|" in text[end : below if below >= 0 else len(text)]:
            return True
        start = None
    return False


def _digests(text: bytes, ranges: list[tuple[int, int]]) -> list[bytes]:
    """What stands in these ranges, in an order of its own; as digests, for a range may be most of a large text."""
    view = memoryview(text)
    return sorted(xxhash.xxh3_128_digest(view[s:e]) for s, e in ranges)


def _replaced(docs: Documents, rows: I64, cuts: _Spans) -> Documents:
    """These documents with the cuts, which are theirs, made in their texts; all other columns as they are."""
    texts = _spliced(docs.views, rows, cuts.document, cuts.start, cuts.end, cuts.replacement.tolist())
    position = docs.table.schema.get_field_index("text")
    others = docs.table.drop_columns(["text"])
    table = (others if rows.size == len(docs) else others.take(rows)) if others.num_columns else others
    columns = {name: values[rows] for name, values in docs.columns.items()}
    return Documents(table.add_column(position, pa.field("text", texts.type), texts), columns)


def _spliced(views: TextViews, rows: I64, document: I64, start: I64, end: I64, replacements: list[bytes]) -> pa.LargeStringArray:
    """The texts of `rows` without the cuts start:end (bytes of the buffer, by document and start)."""
    if start.size and ((end < start).any() or (start[1:] < end[:-1]).any()):
        raise InputError("spans to remove overlap or end before they start: they are not spans of this text")
    first = np.searchsorted(document, np.arange(len(views) + 1)).astype(np.int64)
    lengths = np.fromiter(map(len, replacements), np.int64, start.size)
    replacement_offsets = np.r_[np.int64(0), np.cumsum(lengths)].astype(np.int64)
    size = int(np.diff(views.offsets)[rows].sum() + lengths.sum() - (end - start).sum())
    joined = np.frombuffer(b"".join(replacements) or b"\0", np.uint8).copy()
    out, offsets = np.empty(size, np.uint8), np.empty(rows.size + 1, np.int64)
    kernels.splice(
        views.buffer, views.offsets, rows.astype(np.int64), first, start.astype(np.int64), end.astype(np.int64),
        document.astype(np.int64), joined, replacement_offsets, out, offsets,
    )  # fmt: skip
    return pa.LargeStringArray.from_buffers(rows.size, pa.py_buffer(offsets), pa.py_buffer(out))


def _span_table(docs: Documents, cleaning: Cleaning, cuts: _Spans, marks: _Spans) -> pa.Table:
    """Everything removed and marked, in code points of the raw text."""
    spans = _Spans._make(np.concatenate([cuts[column], marks[column]]) for column in range(len(_Spans._fields)))
    removed = np.arange(spans.start.size) < cuts.start.size
    order = np.lexsort((removed, spans.end, spans.start, spans.document))
    spans, removed, views = spans.take(order), removed[order], docs.views
    points = np.empty((2, order.size), np.int64)
    kernels.points_at(views.buffer, views.offsets, spans.document, spans.start, points[0])
    by_end = np.lexsort((spans.end, spans.document))
    at = np.empty(order.size, np.int64)
    kernels.points_at(views.buffer, views.offsets, spans.document[by_end], spans.end[by_end], at)
    points[1, by_end] = at
    names = [getattr(cleaner, "name", type(cleaner).__name__) for cleaner in cleaning.cleaners]
    columns = {
        "row": spans.document, "start": points[0], "end": points[1], "kind": _chosen(cleaning.kinds, spans.kind),
        "cleaner": _chosen(names, spans.cleaner), "score": spans.score, "action": _chosen(("marked", "removed"), removed.astype(np.int64)),
        "text": _pieces(views, spans.start, spans.end),
        "replacement": [text.decode() for text in spans.replacement],
    }  # fmt: skip
    return pa.table([pa.array(columns[field.name], field.type) for field in SPANS], schema=SPANS)


def _chosen(values: Sequence[str], index: I64) -> pa.StringArray:
    return pa.array(values, pa.string()).take(pa.array(index))


def _pieces(views: TextViews, start: I64, end: I64) -> pa.LargeStringArray:
    """The text of each of these ranges."""
    offsets = np.r_[np.int64(0), np.cumsum(end - start)].astype(np.int64)
    out = np.empty(int(offsets[-1]), np.uint8)
    kernels.pieces(views.buffer, start, end, out)
    return pa.LargeStringArray.from_buffers(start.size, pa.py_buffer(offsets), pa.py_buffer(out))


def _code_points(views: TextViews) -> I64:
    """The code points of each text; for whom nothing has been scanned yet, without scanning."""
    if views.known:
        return views.characters
    out = np.empty(len(views), np.int64)
    kernels.code_points(views.buffer, views.offsets, out)
    return out


def _over_guard(spans: pa.Table, raw: I64, guard: float) -> I64:
    """Documents of which more than this share of the characters would go."""
    lost = np.zeros(raw.size, np.int64)
    removed = spans.filter(pc.equal(spans.column("action"), "removed"))
    np.add.at(lost, removed.column("row").to_numpy(), removed.column("end").to_numpy() - removed.column("start").to_numpy())
    return np.flatnonzero(lost > guard * raw)

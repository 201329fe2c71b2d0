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
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from qualityfilter import registry
from qualityfilter.contract import Cleaner, FoundSpans, Settled, Span
from qualityfilter.documents import Documents, Shortened
from qualityfilter.errors import InputError, ScorerError, unknown
from qualityfilter.kernels import cleaning as kernels
from qualityfilter.kernels.scan import code_points_before
from qualityfilter.protecting import literal_matches, overlaps, protected_spans, union
from qualityfilter.views import I64, TextViews

Action = Literal["remove", "mark", "off"]
MAX_ROUNDS = 8

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
        columns = {name: self.spans.column(name).to_numpy() for name in ("row", "start", "end", "kind", "action")}
        chosen = (columns["kind"] == kind) & ((columns["action"] == action) if action else True)
        out = np.zeros(self.raw_characters.size, np.int64)
        np.add.at(out, columns["row"][chosen], (columns["end"] - columns["start"])[chosen])
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
        result = _Rounds(self, docs).run()
        views, raw = docs.views, np.empty(len(docs), np.int64)
        kernels.code_points(views.buffer, views.offsets, raw)
        spans = _span_table(views, self, result)
        if self.guard is not None:
            spared = _over_guard(spans, raw, self.guard)
            if spared:
                result = _marked(result, spared)
                spans = _span_table(views, self, result)
        cuts = {row: found.cuts for row, found in result.items() if found.cuts}
        return CleanedBatch(_replaced(docs, cuts) if cuts else docs, spans, raw)

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


class _Cut(NamedTuple):
    """A piece of a document in bytes from its start, and what takes its place."""

    start: int
    end: int
    kind: int
    cleaner: int
    score: float
    replacement: bytes


class _Row(NamedTuple):
    """What is known of one document: what is cut from the raw text, and what is only marked in it."""

    cuts: list[_Cut]
    marks: list[_Cut]


class _Proposals(NamedTuple):
    """Spans of a batch, in bytes of its buffer, by document, start and falling end."""

    document: I64
    start: I64
    end: I64
    kind: I64
    cleaner: I64
    score: npt.NDArray[np.float32]
    replacement: npt.NDArray[np.object_]  # bytes

    def take(self, index: npt.NDArray[np.bool_] | I64) -> _Proposals:
        return _Proposals(
            self.document[index], self.start[index], self.end[index], self.kind[index],
            self.cleaner[index], self.score[index], self.replacement[index],
        )  # fmt: skip

    def by_document(self, offsets: I64) -> dict[int, list[_Cut]]:
        """The spans as cuts, of each document that has any."""
        base = offsets[self.document]
        columns = (self.start - base, self.end - base, self.kind, self.cleaner, self.score, self.replacement)
        found: dict[int, list[_Cut]] = {}
        for document, *values in zip(self.document.tolist(), *(column.tolist() for column in columns), strict=True):
            found.setdefault(document, []).append(_Cut(*values))
        return found


class _Rounds:
    """Rounds over a batch, until no document changes any more."""

    def __init__(self, cleaning: Cleaning, docs: Documents) -> None:
        self.cleaning, self.docs = cleaning, docs
        self.line_local = all(getattr(cleaner, "line_local", False) for cleaner in cleaning.cleaners)
        self.found: dict[int, _Row] = {}  # documents with spans

    def run(self) -> dict[int, _Row]:
        self._settle(np.arange(len(self.docs)), self.docs, 1)
        return self.found

    def _settle(self, rows: I64, current: Documents, number: int) -> None:
        """Round `number` over these documents, and the next over those that have changed."""
        changed, shortened = self._round(rows, current)
        if not changed:
            return
        if number == MAX_ROUNDS:  # still changing: left whole
            for row in changed:
                known = self.found[row]
                self.found[row] = _Row([], sorted(known.cuts + known.marks))
            return
        for group in (sorted(changed.keys() & shortened), sorted(changed.keys() - shortened)):
            if group:
                again = np.array(group, np.int64)
                after = _replaced(Documents(self.docs.table.take(again)), {i: changed[row] for i, row in enumerate(group)})
                if group[0] in shortened:
                    after.before = Shortened(current, np.searchsorted(rows, again))
                current.views.release()
                self._settle(again, after, number + 1)

    def _round(self, rows: I64, current: Documents) -> tuple[dict[int, list[_Cut]], set[int]]:
        """Judge the proposals of one round; returns all cuts so far of the documents that have changed and must be seen again,
        and those of them from which whole lines went and nothing was marked."""
        proposals = _propose(self.cleaning, current)
        views = current.views
        removable, literals = self._removable(proposals, current)
        keep = _without_overlaps(proposals, removable)
        proposals, removable = proposals.take(keep), removable[keep]
        taken, marked = proposals.take(removable), proposals.take(~removable)
        _take_newlines(views, taken)
        cuts, marks = taken.by_document(views.offsets), marked.by_document(views.offsets)
        changed: dict[int, list[_Cut]] = {}
        shortened: set[int] = set()
        later = bool(self.found)  # then every document here has changed before, and what was marked is judged anew
        for document in range(rows.size) if later else sorted(cuts.keys() | marks.keys()):
            row, fresh, seen = int(rows[document]), cuts.get(document, []), marks.get(document, [])
            text = views.buffer[views.offsets[document] : views.offsets[document + 1]].tobytes() if fresh else b""
            if fresh and not _keeps_literals(text, fresh, literals[document]):
                fresh, seen = [], sorted(fresh + seen)
            raw = _Raw(self.found[row].cuts if row in self.found else [])
            so_far = raw.with_cuts(fresh) if fresh else raw.cuts
            whole = not seen and _only_lines(text, fresh)
            if fresh and not (self.line_local and whole):
                changed[row] = so_far
                if whole:
                    shortened.add(row)
            if so_far or seen:
                self.found[row] = _Row(so_far, [raw.of(mark) for mark in seen])
            else:
                self.found.pop(row, None)
        return changed, shortened

    def _removable(self, proposals: _Proposals, current: Documents) -> tuple[npt.NDArray[np.bool_], dict[int, list[tuple[int, int]]]]:
        """Which proposals the policy wants removed and nothing protects; and the literal matches of the documents concerned."""
        literals: dict[int, list[tuple[int, int]]] = {}
        allowed = np.array([self.cleaning.policy[kind] == "remove" for kind in self.cleaning.kinds], np.bool_)
        removable = allowed[proposals.kind] if proposals.kind.size else np.zeros(0, np.bool_)
        if not removable.any():
            return removable, literals
        removable &= ~protected_spans(current).overlap(proposals.start, proposals.end)
        views = current.views
        for document in np.unique(proposals.document[removable]).tolist():
            matches = literal_matches(views.buffer[views.offsets[document] : views.offsets[document + 1]].tobytes())
            literals[document] = matches
            if matches:
                own = proposals.document == document
                ranges = np.array(sorted(matches), np.int64) + views.offsets[document]
                start, end, _ = union(ranges[:, 0].copy(), ranges[:, 1].copy())
                removable[own] &= ~overlaps(start, end, proposals.start[own], proposals.end[own])
        return removable, literals


class _Raw:
    """Maps places in a text with cuts to the raw text; a place within a replacement belongs to what it replaced."""

    def __init__(self, cuts: list[_Cut]) -> None:
        self.cuts = cuts
        self.starts: list[int] = []
        self.ends: list[int] = []
        shift = 0
        for cut in cuts:
            self.starts.append(cut.start - shift)
            self.ends.append(cut.start - shift + len(cut.replacement))
            shift += cut.end - cut.start - len(cut.replacement)

    def start(self, place: int) -> int:
        before = bisect_right(self.ends, place)
        if before < len(self.cuts) and self.starts[before] <= place:
            return self.cuts[before].start
        return place + (self.cuts[before - 1].end - self.ends[before - 1] if before else 0)

    def end(self, place: int) -> int:
        before = bisect_left(self.starts, place)
        if before and self.ends[before - 1] > place:
            return self.cuts[before - 1].end
        return place + (self.cuts[before - 1].end - self.ends[before - 1] if before else 0)

    def of(self, cut: _Cut) -> _Cut:
        return cut._replace(start=self.start(cut.start), end=self.end(cut.end)) if self.cuts else cut

    def with_cuts(self, fresh: list[_Cut]) -> list[_Cut]:
        """The cuts of the raw text after these new ones; a new one swallows old ones that lie in it."""
        new = [self.of(cut) for cut in fresh]
        if not self.cuts:
            return new
        starts = [cut.start for cut in new]
        kept = [old for old in self.cuts if not ((i := bisect_right(starts, old.start)) and old.end <= new[i - 1].end)]
        return sorted(kept + new)


def _propose(cleaning: Cleaning, docs: Documents) -> _Proposals:
    """All spans that the cleaners find and the policy does not switch off, sorted."""
    none = np.zeros(0, np.int64)
    parts = [_Proposals(none, none, none, none, none, np.zeros(0, np.float32), np.empty(0, object))]
    for number, cleaner in enumerate(cleaning.cleaners):
        found = _found(cleaner, docs)
        _check(cleaner, found, docs.views)
        kinds = np.array([cleaning.kinds.index(kind) for kind in cleaner.kinds], np.int64)
        texts = np.empty(found.start.size, object)
        texts[:] = [text.encode() for text in found.replacement] if found.replacement else b""
        document, start, end = (column.astype(np.int64) for column in (found.document, found.start, found.end))
        who = np.full(start.size, number, np.int64)
        parts.append(_Proposals(document, start, end, kinds[found.kind], who, found.score.astype(np.float32), texts))
    joined = _Proposals._make(np.concatenate([part[column] for part in parts]) for column in range(len(_Proposals._fields)))
    wanted = np.array([cleaning.policy[kind] != "off" for kind in cleaning.kinds], np.bool_)
    order = np.lexsort((joined.cleaner, -joined.end, joined.start, joined.document))
    return joined.take(order[wanted[joined.kind[order]] & (joined.end[order] > joined.start[order])])


def _found(cleaner: Cleaner, docs: Documents) -> FoundSpans:
    """What a cleaner finds. Where only whole lines went since it last looked, it looks again at the documents that it asks for."""
    if docs.before is None:
        return cleaner.find(docs)
    if getattr(cleaner, "line_local", False):
        return FoundSpans.of([])
    again = np.flatnonzero(cleaner.looks_again(docs)) if isinstance(cleaner, Settled) else np.arange(len(docs))
    if again.size == len(docs):
        return cleaner.find(docs)
    if not again.size:
        return FoundSpans.of([])
    part = Documents(docs.table.take(again))
    found, moved = cleaner.find(part), docs.views.offsets[again] - part.views.offsets[:-1]
    shift = moved[found.document]
    return replace(found, document=again[found.document].astype(np.int32), start=found.start + shift, end=found.end + shift)


def _take_newlines(views: TextViews, taken: _Proposals) -> None:
    """Extend, in place, what fills whole lines by a newline; not where something takes its place."""
    bare = np.array([not text for text in taken.replacement], np.bool_)
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


def _without_overlaps(proposals: _Proposals, removable: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which proposals stay: removable ones first, each group in order; one that overlaps a chosen one goes."""
    keep = np.zeros(removable.size, np.bool_)
    reach, chosen_start, chosen_end = -1, [], []
    for k in np.flatnonzero(removable).tolist():
        if proposals.start[k] >= reach:
            keep[k], reach = True, proposals.end[k]
            chosen_start.append(proposals.start[k])
            chosen_end.append(proposals.end[k])
    hidden = overlaps(np.array(chosen_start, np.int64), np.array(chosen_end, np.int64), proposals.start, proposals.end)
    reach = -1
    for k in np.flatnonzero(~removable & ~hidden).tolist():
        if proposals.start[k] >= reach:
            keep[k], reach = True, proposals.end[k]
    return keep


def _keeps_literals(before: bytes, cuts: list[_Cut], old: list[tuple[int, int]]) -> bool:
    """Whether the multiset of what looks like formulae, code and tables (`old` in the text before) is the same without the cuts."""
    pieces, at = [], 0
    for cut in cuts:
        pieces += [before[at : cut.start], cut.replacement]
        at = cut.end
    after = b"".join([*pieces, before[at:]])
    new = literal_matches(after)
    return len(old) == len(new) and _digests(before, old) == _digests(after, new)


def _digests(text: bytes, ranges: list[tuple[int, int]]) -> list[bytes]:
    """What stands in these ranges, in an order of its own; as digests, for a range may be most of a large text."""
    view = memoryview(text)
    return sorted(xxhash.xxh3_128_digest(view[s:e]) for s, e in ranges)


def _only_lines(text: bytes, cuts: list[_Cut]) -> bool:
    """Whether whole lines are cut and nothing else: the lines that stay are as they were, and need not be judged again."""
    return all(
        not cut.replacement
        and (cut.start == 0 or text[cut.start - 1] == 10 or (cut.end == len(text) and text[cut.start] in (10, 13)))
        and (cut.end == len(text) or text[cut.end - 1] == 10)
        for cut in cuts
    )


def _replaced(docs: Documents, cuts: Mapping[int, list[_Cut]]) -> Documents:
    """The documents with these cuts made in their texts; all other columns as they are."""
    views = docs.views
    flat = [(row, cut) for row in sorted(cuts) for cut in cuts[row]]
    row = np.array([row for row, _ in flat], np.int64)
    base = views.offsets[row]
    start, end = (np.array([cut[side] for _, cut in flat], np.int64) + base for side in (0, 1))
    texts = _spliced(views, np.arange(len(docs)), row, start, end, [cut.replacement for _, cut in flat])
    position = docs.table.schema.get_field_index("text")
    return Documents(docs.table.set_column(position, "text", texts), docs.columns)


def _spliced(views: TextViews, rows: I64, document: I64, start: I64, end: I64, replacements: list[bytes]) -> pa.LargeStringArray:
    """The texts of `rows` without the cuts start:end (bytes of the buffer, by document and start)."""
    if start.size and ((end < start).any() or (start[1:] < end[:-1]).any()):
        raise InputError("spans to remove overlap or end before they start: they are not spans of this text")
    first = np.searchsorted(document, np.arange(len(views) + 1)).astype(np.int64)
    lengths = np.array([len(text) for text in replacements], np.int64)
    replacement_offsets = np.r_[np.int64(0), np.cumsum(lengths)].astype(np.int64)
    size = int(np.diff(views.offsets)[rows].sum() + lengths.sum() - (end - start).sum())
    joined = np.frombuffer(b"".join(replacements) or b"\0", np.uint8).copy()
    out, offsets = np.empty(size, np.uint8), np.empty(rows.size + 1, np.int64)
    kernels.splice(
        views.buffer, views.offsets, rows.astype(np.int64), first, start.astype(np.int64), end.astype(np.int64),
        document.astype(np.int64), joined, replacement_offsets, out, offsets,
    )  # fmt: skip
    return pa.LargeStringArray.from_buffers(rows.size, pa.py_buffer(offsets), pa.py_buffer(out))


def _span_table(views: TextViews, cleaning: Cleaning, found: Mapping[int, _Row]) -> pa.Table:
    """Everything removed and marked, in code points of the raw text."""
    flat = [(row, "removed", cut) for row, one in found.items() for cut in one.cuts]
    flat += [(row, "marked", cut) for row, one in found.items() for cut in one.marks]
    flat.sort(key=lambda entry: (entry[0], entry[2].start, entry[2].end))
    if not flat:
        return SPANS.empty_table()
    row = np.array([r for r, _, _ in flat], np.int64)
    base = views.offsets[row]
    edges = np.array([cut[:2] for _, _, cut in flat], np.int64) + base[:, None]
    order = np.lexsort((edges.reshape(-1), np.repeat(row, 2)))
    points = np.empty(2 * row.size, np.int64)
    at = np.empty(2 * row.size, np.int64)
    code_points_before(views.buffer, np.repeat(base, 2)[order], edges.reshape(-1)[order], at)
    points[order] = at
    names = [getattr(cleaner, "name", type(cleaner).__name__) for cleaner in cleaning.cleaners]
    buffer = views.buffer.data
    columns = {
        "row": row, "start": points[::2], "end": points[1::2], "kind": [cleaning.kinds[cut.kind] for _, _, cut in flat],
        "cleaner": [names[cut.cleaner] for _, _, cut in flat], "score": [cut.score for _, _, cut in flat],
        "action": [action for _, action, _ in flat],
        "text": [str(buffer[s:e], "utf8") for s, e in edges.tolist()], "replacement": [cut.replacement.decode() for _, _, cut in flat],
    }  # fmt: skip
    return pa.table([pa.array(columns[field.name], field.type) for field in SPANS], schema=SPANS)


def _over_guard(spans: pa.Table, raw: I64, guard: float) -> set[int]:
    """Documents of which more than this share of the characters would go."""
    lost = np.zeros(raw.size, np.int64)
    removed = spans.filter(pc.equal(spans.column("action"), "removed"))
    np.add.at(lost, removed.column("row").to_numpy(), removed.column("end").to_numpy() - removed.column("start").to_numpy())
    return set(np.flatnonzero(lost > guard * raw).tolist())


def _marked(found: Mapping[int, _Row], rows: set[int]) -> dict[int, _Row]:
    return {row: _Row([], sorted(one.cuts + one.marks)) if row in rows else one for row, one in found.items()}

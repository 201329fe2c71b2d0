"""A document and the kept one that it matches: how closely, and both texts beside each other."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

import numpy as np
from rich.cells import cell_len

from qualityfilter.choosing import read_survival
from qualityfilter.context import Context
from qualityfilter.corpus import Corpus
from qualityfilter.documents import Documents
from qualityfilter.errors import QualityFilterError
from qualityfilter.grouping import Edges
from qualityfilter.kernels.minhash import compare_sets
from qualityfilter.pieces import Shard
from qualityfilter.planning import corpus_of
from qualityfilter.reports.terminal import clip, fit
from qualityfilter.reports.visible import visible
from qualityfilter.storage import Storage
from qualityfilter.verifying import cleaned_documents, kept_documents, shingle_sets

WIDTH = 60  # terminal columns of a column
LINES = 40  # rows shown at most
AROUND = 1  # equal lines shown on either side of a difference


def compared(context: Context, number: int, wanted: str) -> list[str]:
    """Lines that show document `number` of a run beside the kept one that it matches; one line of regret where a text is gone."""
    [match] = read_survival(context.storage, number, number + 1).column("match").to_pylist()
    corpus, shards = _corpus(context)
    try:
        texts = [_text(context, corpus, shards, n) for n in (number, match)]
    except (QualityFilterError, OSError) as error:
        return [visible(f"  the texts cannot be shown: {error}", None)]
    minhash = context.recipe.dedup.settings
    lines = []
    if minhash is not None:
        counts = np.empty((1, 3), np.int64)
        compare_sets(*shingle_sets(Documents.from_texts(texts), minhash), np.array([0]), np.array([1]), counts)
        edge = Edges.of(np.array([0]), np.array([1]), counts, np.zeros(1, np.uint8), np.ones(1, np.bool_))
        lines.append(
            f"  on their texts: Jaccard {edge.similarity[0]:.3f}; {edge.share_a[0]:.1%} of this one lies in the kept one, "
            f"{edge.share_b[0]:.1%} of that in this one"
        )
    return [*lines, f"  {fit(wanted, WIDTH)} | {_whose(corpus, match)}", f"  {'-' * WIDTH}-+-{'-' * WIDTH}", *columns(*texts)]


def _whose(corpus: Corpus, number: int) -> str:
    (shard, _), *_ = corpus.split(np.array([number], np.int64))
    return "kept" if shard in corpus.own else f"kept in {visible(corpus.runs[shard])}"


def _corpus(context: Context) -> tuple[Corpus, list[Shard]]:
    measured = context.measured_storage
    shards = [Shard.from_json(s) for s in measured.read_json("work/measured.json")["shards"]]
    first = [0]
    for shard in shards:
        commit = measured.committed("measure", shard.index)
        first.append(first[-1] + (int(commit.result["documents"]) if commit else 0))
    return corpus_of(context, first), shards


def document_number(storage: Storage, shard: int, row: int) -> int:
    """The number of row `row` of a part."""
    shards = storage.read_json("manifest.json")["shards"]
    return sum(int(s["documents"]) for s in shards[:shard]) + row


def _text(context: Context, corpus: Corpus, shards: Sequence[Shard], number: int) -> str:
    (shard, rows), *_ = corpus.split(np.array([number], np.int64))
    own = corpus.own
    found = cleaned_documents(context, shards[shard - own.start], rows) if shard in own else kept_documents(corpus, shard, rows)
    return str(next(iter(found)).texts[0])


def columns(one: str, other: str) -> list[str]:
    """Both texts line by line: `=` the same, `<` and `>` on one side alone, `~` changed; stretches of equal lines are left out."""
    left, right = (visible(text, None).expandtabs(4).splitlines() or [""] for text in (one, other))
    rows: list[str] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        rows += _equal(left[a:b]) if tag == "equal" else _changed(left[a:b], right[c:d])
    return rows[:LINES] + ([f"  … {len(rows) - LINES} more rows"] if len(rows) > LINES else [])


def _equal(lines: Sequence[str]) -> Iterator[str]:
    shown = lines if len(lines) <= 2 * AROUND + 1 else [*lines[:AROUND], None, *lines[-AROUND:]]
    for line in shown:
        if line is None:
            yield f"  {f'… {len(lines) - 2 * AROUND:,} lines the same …':^{WIDTH}} ="
        else:
            yield f"  {_short(line, line)} = {_short(line, line).rstrip()}"


def _changed(left: Sequence[str], right: Sequence[str]) -> Iterator[str]:
    for i in range(max(len(left), len(right))):
        one, other = left[i] if i < len(left) else "", right[i] if i < len(right) else ""
        sign = "~" if i < len(left) and i < len(right) else "<" if i < len(left) else ">"
        yield f"  {_short(one, other)} {sign} {_short(other, one)}".rstrip()


def _short(line: str, beside: str) -> str:
    """As much of a line as a column holds, from shortly before where it parts from the line beside it, filled up with blanks."""
    same = next((i for i, (a, b) in enumerate(zip(line, beside)) if a != b), min(len(line), len(beside)))
    start = max(same - WIDTH // 3, 0) if line != beside else 0
    while start and cell_len(line[start - 1 :]) < WIDTH:  # no blanks where the line has more to show
        start -= 1
    return clip(("…" if start else "") + line[start : start + WIDTH + 1], WIDTH)

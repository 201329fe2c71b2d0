"""What `qualityfilter gaps` prints and writes: the table, figures as JSON, and of each slice seeds, queries, and what judges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
import yaml
from rich.cells import cell_len

from qualityfilter.gaps import Gap, Gaps
from qualityfilter.recipe import resolve_path
from qualityfilter.reports.terminal import clip, fit, number, wrap
from qualityfilter.reports.visible import one_line
from qualityfilter.salient_terms import queries
from qualityfilter.storage import Storage

WIDTH = 80
SHOWN = 10  # lacking terms of a slice
WEAK = 0.5  # slices whose gap is at least this part of the widest come into the fragment


def report(found: Gaps, corpus: str, width: int = WIDTH) -> str:
    """The slices, weakest first, and what each of the weak ones lacks."""
    wide = min(max(5, *(cell_len(one_line(one.name)) for one in found.slices)), width - 60)
    head = f"  {fit('slice', wide)}    gap   saved (95 %)            terms    near  bits/byte"
    lines = [
        clip(f"corpus {one_line(corpus)}", width).rstrip(),
        *wrap(f"{found.tokens:,} tokens of it against {found.own:,} of each slice's own, {found.seeds} seeds; the weakest first", width),
        "",
        head,
    ]
    lines += [_row(one, wide) for one in found.slices]
    left_out = ", ".join(f"{one_line(one.name)} {one.left_out}" for one in found.slices if one.left_out)
    lines += ["", *(wrap(f"validation texts left out, as they are short or stand in the corpus: {left_out}", width) if left_out else [])]
    for one in weak(found):
        terms = ", ".join(one_line(term, 40) for term in one.lacking[:SHOWN])
        lines += wrap(f"{one_line(one.name)} lacks {terms}" if terms else f"{one_line(one.name)}: no salient term is lacking", width)
    lines += ["", *wrap(EXPLANATION, width)]
    return "\n".join(lines)


EXPLANATION = (
    "saved: bits that go when some of the slice's own texts join the corpus, as many of every slice. terms: salient terms that "
    "the corpus has at least three documents of a million tokens for. near: tokens of the corpus in documents like the slice. "
    "gap: the geometric mean of what is saved and what share of terms is lacking."
)


def _row(one: Gap, wide: int) -> str:
    x = one.saved
    saved = f"{x.value:6.1%} ({x.low:.1%} to {x.high:.1%})"
    row = (
        f"  {fit(one_line(one.name), wide)}  {one.gap:5.3f}  {saved:<22}  {number(f'{one.terms:.1%}', 6)}  {one.near:6.1%}  {one.bits:9.3f}"
    )
    return clip(row, WIDTH).rstrip()


def weak(found: Gaps) -> list[Gap]:
    """The slices that are worth filling: with at least half of the widest gap."""
    return [one for one in found.slices if one.gap > 0 and one.gap >= WEAK * found.slices[0].gap]


def as_json(found: Gaps, corpus: str, share: float) -> dict[str, Any]:
    """The same for programs."""
    return {
        "corpus": corpus, "tokens": found.tokens, "tokens_in_all": found.all_tokens, "own_tokens": found.own, "seeds": found.seeds,
        "slices": [
            {
                "name": one.name, "gap": round(one.gap, 6), "saved": vars(one.saved), "terms": one.terms, "near": one.near,
                "bits_per_byte": one.bits, "documents": one.documents, "left_out": one.left_out, "budget": found.budget(one.name, share),
                "lacking": list(one.lacking),
            }
            for one in found.slices
        ],
    }  # fmt: skip


def write_gaps(found: Gaps, corpus: str, out: str, share: float, pool: Sequence[str], runs: Sequence[str]) -> str:
    """Write gaps.json, supplement.yaml, and a folder per slice: seeds.jsonl, queries.txt, validation.jsonl. Returns the fragment's path."""
    storage = Storage(resolve_path(out))
    for one in found.slices:
        half = found.halves[one.name]
        for name, texts in (("seeds", half.seeds), ("validation", half.judging)):
            lines = [orjson.dumps({"id": f"{one.name}/{name}/{i}", "text": text}) + b"\n" for i, text in enumerate(texts)]
            storage.write_bytes(f"{one.name}/{name}.jsonl", b"".join(lines))
        asked = queries(one.salient, half.seed_text)
        storage.write_bytes(f"{one.name}/queries.txt", "".join(f"{query}\n" for query in asked).encode())
    storage.write_json("gaps.json", as_json(found, corpus, share))
    storage.write_bytes("supplement.yaml", fragment(found, storage, share, pool, runs).encode())
    return storage.path("supplement.yaml")


def fragment(found: Gaps, storage: Storage, share: float, pool: Sequence[str], runs: Sequence[str]) -> str:
    """The section `supplement` of a recipe for the weak slices."""
    gaps = [
        {
            "name": one.name, "tokens": max(found.budget(one.name, share), 1), "seeds": [storage.path(f"{one.name}/seeds.jsonl")],
            "validation": [storage.path(f"{one.name}/validation.jsonl")],
        }
        for one in weak(found)
    ]  # fmt: skip
    section = {"supplement": {"pool": list(map(resolve_path, pool)), "runs": list(map(resolve_path, runs)), "gaps": gaps}}
    head = "# paste into a recipe; made by qualityfilter gaps. Seeds and validation are the two halves of each slice\n"
    if not pool and not runs:
        head += "# pool: name files to draw from, or runs whose softly rejected documents may be drawn\n"
    return head + yaml.safe_dump(section, allow_unicode=True, sort_keys=False, width=120)

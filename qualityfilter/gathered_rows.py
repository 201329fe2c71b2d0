"""What seeds gathered, document by document, as pass 2 writes it: by which seed, query and round, from where, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa

from qualityfilter.batch_view import BatchView
from qualityfilter.context import SEED_MODELS, Context, line_of
from qualityfilter.contract import Scorer, SeedReader
from qualityfilter.deciding import rescues, rule_names
from qualityfilter.documents import Documents
from qualityfilter.enrich_settings import AFFINITY_PREFIX, GATHERED
from qualityfilter.planning import VERDICTS, MeasuredShard, ordinals
from qualityfilter.seed_model import SeedModel, load_seed_model
from qualityfilter.seed_pool import HEAD
from qualityfilter.sites import addresses, host_of

I64 = npt.NDArray[np.int64]
GATHERED_ROWS = pa.schema(
    [
        ("id", pa.string()), ("seeds", pa.string()), ("affinity", pa.float32()), ("seed", pa.string()), ("query", pa.string()),
        ("round", pa.int32()), ("host", pa.string()), ("verdict", pa.string()), ("failed_rules", pa.list_(pa.string())),
        ("rescued_from", pa.list_(pa.string())), ("units", pa.int64()), ("weight", pa.float32()), ("repeat", pa.int32()),
        ("begins", pa.string()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class GatheredSet:
    """One set of seeds in a run: its column, its model, and the round of each document of the sample that was gathered there."""

    name: str
    column: str
    model: SeedModel
    rounds: Mapping[tuple[str, int], int]


def gathered_sets(context: Context) -> tuple[GatheredSet, ...]:
    """The sets of seeds that a run scored with; none for most."""
    return tuple(_gathered_set(context, scorer) for scorer in line_of(context).scoring.scorers if isinstance(scorer, SeedReader))


def _gathered_set(context: Context, scorer: Scorer) -> GatheredSet:
    assert isinstance(scorer, SeedReader)
    column, rounds = scorer.writes[0].name, dict[tuple[str, int], int]()
    if not scorer.seeds:
        return GatheredSet(column.removeprefix(AFFINITY_PREFIX), column, load_seed_model(scorer.path), rounds)
    storage, folder = context.measured_storage, f"{SEED_MODELS}/{scorer.seeds}"
    stamp = str(storage.read_json(f"{SEED_MODELS}/table.json")["made_from"])
    for line in storage.read_bytes(f"{folder}/gathered.jsonl").splitlines():
        row = orjson.loads(line)
        rounds[row["file"], row["record"]] = row["round"]
    return GatheredSet(scorer.seeds, column, load_seed_model(storage.path(f"{folder}/model.npz"), stamp), rounds)


def gathered_rows(sets: tuple[GatheredSet, ...], view: BatchView, measured: MeasuredShard, columns: Mapping[str, Any]) -> pa.Table:
    """A row for each document of a batch and each set that gathered it.

    `round` is that of the rounds over the sample; outside it, 1 for what importance alone gathers and the last for all else. `seed` is the
    one whose `query` finds the document best, both null where no query shares a word with it.
    """
    found = [_rows(one, view, measured, columns) for one in sets]
    return pa.concat_tables(found) if found else GATHERED_ROWS.empty_table()


def _rows(one: GatheredSet, view: BatchView, measured: MeasuredShard, columns: Mapping[str, Any]) -> pa.Table:
    codes = view.codes[one.column]
    rows = np.flatnonzero(codes >= columns[one.column].encode(GATHERED))
    take = pa.array(rows)
    some = view.table.take(take)
    place = addresses(some)
    read = Documents(pa.table({"text": view.text.take(take), "url": pa.array(place, pa.string())}))
    reading = one.model.read(read)
    query = reading.query
    plan, words = view.plan.take(take), one.model.asked.queries.words
    seeds = one.model.seeds
    files = [measured.shard.pieces[piece].relative for piece in some.column("piece").to_pylist()]
    keys = zip(files, ordinals(some, measured.bases).tolist(), strict=True)
    verdict = plan.column("verdict").to_numpy()
    spared = rescues(view.rules, view.codes, codes.size)[rows]
    made = {
        "id": pa.array([view.ids[row] for row in rows.tolist()], pa.string()), "seeds": pa.array([one.name] * rows.size, pa.string()),
        "affinity": columns[one.column].decode(codes[rows]),
        "seed": pa.array([seeds[q] if 0 <= q < len(seeds) else None for q in query.tolist()], pa.string()),
        "query": pa.array([" ".join(words[q]) if q >= 0 else None for q in query.tolist()], pa.string()),
        "round": pa.array([one.rounds.get(key, found) for key, found in zip(keys, reading.round.tolist())], pa.int32()),
        "host": pa.array([host_of(address) for address in place], pa.string()),
        "verdict": pa.array([VERDICTS[v] for v in verdict.tolist()], pa.string()),
        "failed_rules": rule_names(view.rules, plan.column("failed").to_numpy()), "rescued_from": rule_names(view.rules, spared),
        "units": view.rows.column("units").take(take).cast(pa.int64()), "weight": plan.column("weight"), "repeat": plan.column("repeat"),
        "begins": pa.array([text[: 4 * HEAD].strip()[:HEAD] for text in read.texts], pa.string()),
    }  # fmt: skip
    return pa.table([made[field.name] for field in GATHERED_ROWS], schema=GATHERED_ROWS)

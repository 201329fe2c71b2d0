"""Before pass 1, only if asked: seeds gather from a sample of the input, and leave the models that `seed_affinity` scores with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import xxhash
import yaml

from qualityfilter.context import SEED_MODELS, Context
from qualityfilter.enriching import Gathering, gather
from qualityfilter.execution import Executor
from qualityfilter.pieces import Shard
from qualityfilter.recipe import Recipe
from qualityfilter.seed_audit import beyond, foreign, shares, unlike
from qualityfilter.seed_model import affinity_of
from qualityfilter.seed_pool import Sample, SampleTask, Seeds, draw_pool, sample_fingerprint, share_drawn
from qualityfilter.storage import Storage, fingerprint

ROUNDS = 4  # version of the rounds: part of what models are made from


def run_seeding(context: Context, executor: Executor, shards: Sequence[Shard], seeds: Sequence[Seeds], progress: Any) -> Context:
    """Make the seed models of a run, unless they are there; returns the context that pass 1 uses, which names them by a fingerprint."""
    storage, settings = context.storage, context.recipe.enrich
    share = share_drawn(shards, settings.sample_bytes)
    pool = [sample_fingerprint(context, SampleTask(shard, share)) for shard in shards]
    texts = {one.name: [xxhash.xxh3_64_hexdigest(text) for text in one.documents.texts] for one in seeds}
    made = fingerprint([ROUNDS, [one.taught() for one in context.recipe.seeds], settings.model_dump(mode="json"), pool, texts])
    try:
        table = storage.read_json(f"{SEED_MODELS}/table.json")
    except FileNotFoundError:
        table = {}
    if table.get("made_from") != made:
        drawn = draw_pool(context, executor, shards, settings.sample_bytes, progress)
        digests = {}
        with progress.stage("seed", len(seeds)) as bar:
            for one in seeds:
                understood, found = gathered(one, drawn, context.recipe, progress.say)
                digests[one.name] = write_gathering(storage, f"{SEED_MODELS}/{one.name}", one, understood, found)
                bar.advance({})
        table = {"made_from": made, "models": digests}
        storage.write_json(f"{SEED_MODELS}/table.json", table)
    return replace(context, seeds=fingerprint(table["models"]))


def gathered(seeds: Seeds, whole: Sample, recipe: Recipe, say: Callable[[str], None]) -> tuple[Sample, Gathering]:
    """The rounds of one set over what is in its languages, with the recipe's `enrich`; doubts about the outcome are said."""
    settings, drawn = recipe.enrich, whole.understood(seeds.spoken)
    found = gather(
        seeds.name, seeds.rows, drawn.pool, drawn.addresses,
        against=seeds.lessons.against, texts=seeds.lessons.texts, ids=seeds.ids, quality=drawn.quality, spoken=seeds.spoken,
        rounds=settings.rounds, stop=settings.stop, promote=settings.promote, pages=settings.pages,
    )  # fmt: skip
    part = float(drawn.units[found.stays].sum() / max(int(whole.units.sum()), 1))
    for said in (foreign(shares(seeds.languages), shares(whole.languages)), unlike(found), beyond(seeds.name, part, recipe.weigh)):
        if said:
            say(f"warning: seeds {seeds.name}: {said}")
    return drawn, found


def write_gathering(storage: Storage, folder: str, seeds: Seeds, drawn: Sample, found: Gathering) -> str:
    """The model, its card, and a row per gathered document: where it is from and what brought it. Returns the model's hash."""
    with storage.writing(f"{folder}/model.npz") as path, open(path, "wb") as file:
        found.model.save(file)
        file.flush()
        digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
    affinity, queries = affinity_of(found.lead), found.model.asked.queries
    rows = sorted((i for i in range(len(drawn.ids)) if found.stays[i]), key=lambda i: (-found.lead[i], i))
    lines = [
        orjson.dumps({
            "id": drawn.ids[i], "address": drawn.addresses[i], "affinity": round(float(affinity[i]), 4), "round": int(found.first_round[i]),
            "seed": seeds.ids[int(found.nearest[i])], "promoted": bool(found.by_place[i]), "begins": drawn.heads[i],
            "query": " ".join(queries.words[int(found.query[i])]) if found.query[i] >= 0 else None, "by_query": bool(found.by_query[i]),
            "file": drawn.keys[i][0], "record": drawn.keys[i][1],
        })
        for i in rows
    ]  # fmt: skip
    storage.write_bytes(f"{folder}/gathered.jsonl", b"".join(line + b"\n" for line in lines))
    storage.write_bytes(
        f"{folder}/card.yaml", yaml.safe_dump(_card(seeds, drawn, found, digest), allow_unicode=True, sort_keys=False).encode()
    )
    return digest


def _card(seeds: Seeds, drawn: Sample, found: Gathering, digest: str) -> dict[str, Any]:
    return {
        "name": seeds.name,
        "measures": f"nearness, 0-1, to {len(seeds.ids)} seed documents, against {len(drawn.ids)} documents of the pool",
        "languages": sorted(seeds.spoken),
        "sha256": digest,
        "seeds left out": [seeds.ids[i] for i in found.left_out.tolist()],
        "rounds": [
            {
                "round": one.number, "gathered": one.gathered, "known before": round(one.known_share, 4),
                "promoted": [
                    {"place": p.place, "pages": p.pages, "hits": p.hits, "lower bound": round(p.lower, 4)} for p in one.promoted
                ],
            }
            for one in found.rounds
        ],
        "likeness of what was gathered to the seeds": round(found.likeness, 3),
        "queries": len(found.model.asked.queries), "brought by queries alone": int(found.by_query.sum()),
        "cuts": list(found.model.cuts),
        "scales": list(found.model.scales),
    }  # fmt: skip

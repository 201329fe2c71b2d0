"""`qualityfilter enrich` and `qualityfilter seeds audit`: a folder per set of seeds, with the model, what was gathered and how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import orjson
import yaml

from qualityfilter.context import Context
from qualityfilter.enrich_settings import AFFINITY
from qualityfilter.enriching import Gathering
from qualityfilter.errors import InputError
from qualityfilter.listing import list_files, pack, sized
from qualityfilter.progress import Quiet
from qualityfilter.recipe import Recipe, resolve_path
from qualityfilter.seed_audit import Audit, audit
from qualityfilter.seed_pool import Sample, Seeds, draw_pool, read_all_seeds
from qualityfilter.seeding import gathered, write_gathering
from qualityfilter.storage import RunLock, Storage
from qualityfilter.where_to_run import executor_of


def audit_seeds(
    recipe: Recipe, inputs: Iterable[str] | None, out: str, *, cluster: str | None = None, progress: Quiet | None = None
) -> list[Audit]:
    """Audit every set of seeds of a recipe beside a sample of the input; the sample's features stay in `out`."""
    with _entered(recipe, inputs, out, cluster, progress or Quiet()) as (seeds, drawn):
        found = [audit(one, drawn, recipe.weigh) for one in seeds]
    storage = Storage(resolve_path(out))
    for one in found:
        content = orjson.dumps({**one.facts, "warnings": one.warnings}, option=orjson.OPT_INDENT_2)
        storage.write_bytes(f"{one.name}/audit.json", content + b"\n")
        storage.write_bytes(f"{one.name}/seeds.jsonl", b"".join(orjson.dumps(row) + b"\n" for row in one.each))
    return found


def enrich(
    recipe: Recipe, inputs: Iterable[str] | None, out: str, *, cluster: str | None = None, progress: Quiet | None = None
) -> dict[str, Gathering]:
    """Run the rounds of every set of seeds of a recipe; `out` gets a folder each, with the seed model, its card and what was gathered.

    The same input, seeds and recipe give the same files on any number of workers.
    """
    found: dict[str, Gathering] = {}
    storage, progress = Storage(resolve_path(out)), progress or Quiet()
    with _entered(recipe, inputs, out, cluster, progress) as (seeds, drawn):
        for one in seeds:
            understood, found[one.name] = gathered(one, drawn, recipe, progress.say)
            write_gathering(storage, one.name, one, understood, found[one.name])
            _write_fragment(storage, one.name)
    return found


@contextmanager
def _entered(
    recipe: Recipe, inputs: Iterable[str] | None, out: str, cluster: str | None, progress: Quiet
) -> Iterator[tuple[list[Seeds], Sample]]:
    """All seeds, read first, then the sample of the input."""
    if not recipe.seeds:
        raise InputError(f"recipe {recipe.name}: it names no seeds: add a section 'seeds', a list of name and paths")
    seeds = read_all_seeds(recipe, recipe.seeds, progress.say)
    recipe = recipe.with_paths(map(resolve_path, inputs if inputs is not None else recipe.read.paths))
    if not recipe.read.paths:
        raise InputError("no input: give --input, or read.paths in the recipe")
    files = list_files(recipe.read)
    read = sized(recipe.read, files)
    shards = pack(files, read)
    storage = Storage(resolve_path(out))
    with RunLock(storage):
        storage.sweep()
        context = Context.of(storage.root, recipe.with_read(read))
        with executor_of(cluster) as executor:
            drawn = draw_pool(context, executor, shards, recipe.enrich.sample_bytes, progress)
        yield seeds, drawn


def _write_fragment(storage: Storage, name: str) -> None:
    """The lines for a recipe."""
    fragment = [{"scorer": AFFINITY, "params": {"path": storage.path(f"{name}/model.npz")}}]
    head = f"# paste under `score:` of a recipe; the column is 'seed_affinity:{name}', and .5 is the cut\n"
    storage.write_bytes(f"{name}/scorer.yaml", (head + yaml.safe_dump(fragment, allow_unicode=True, sort_keys=False)).encode())


def summary(found: dict[str, Gathering], drawn_from: str) -> list[str]:
    """What the rounds did, as lines of text."""
    lines = []
    for name, one in found.items():
        lines.append(f"seeds {name}: {int(one.stays.sum()):,} of {one.stays.size:,} documents of the pool gathered")
        if one.left_out.size:
            lines.append(f"  {one.left_out.size} seeds that do not belong left out; `qualityfilter seeds audit` names them")
        for round_ in one.rounds:
            places = ", ".join(f"{p.place} {p.hits}/{p.pages}" for p in round_.promoted[:4])
            known = "" if round_.number == 1 else f", {round_.known_share:.1%} known before"
            lines.append(f"  round {round_.number}: {round_.gathered:,}{known}{'; promoted ' + places if places else ''}")
        lines.append(f"{drawn_from}/{name}/scorer.yaml")
    return lines

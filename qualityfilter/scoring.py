"""Scores a batch: every scorer sees every document, in an order in which the columns that a scorer reads come before it."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from qualityfilter import registry
from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scorer
from qualityfilter.documents import Documents
from qualityfilter.errors import QualityFilterError, RecipeError, ScorerError
from qualityfilter.normalising import is_traditional, normaliser, simplified

Codes = dict[str, npt.NDArray[np.uint16]]
TEXTS = ("text", "raw_text")


@functools.cache
def file_hash(path: str) -> str:
    """sha256 of a model file (32 hex digits)."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()[:32]


def model_files(scorer: object) -> list[Path]:
    """The files that a scorer or cleaner reads its model from."""
    return [Path(p) for p in getattr(scorer, "model_files", ())]


def identity(scorer: Scorer | object) -> dict[str, Any]:
    """What a scorer's or cleaner's output depends on: name with version, parameters, hashes of its model files."""
    models = model_files(scorer)
    values = dataclasses.asdict(scorer) if dataclasses.is_dataclass(scorer) and not isinstance(scorer, type) else {}
    params = {name: values[name] for name in registry.parameters(type(scorer))}
    script = {"script": normaliser()} if getattr(scorer, "reads_simplified", False) else {}
    name = getattr(scorer, "name", type(scorer).__name__)
    return {"name": name, "params": params, "models": {p.name: file_hash(str(p)) for p in models}, **script}


def in_order(scorers: Sequence[Scorer], given: Sequence[str] = ()) -> list[Scorer]:
    """The scorers such that every column is written before it is read; RecipeError where that cannot be."""
    have, waiting, ordered = {*TEXTS, *given}, list(scorers), []
    while waiting:
        ready = [s for s in waiting if set(s.reads) <= have]
        if not ready:
            first = waiting[0]
            missing = sorted(set(first.reads) - have)
            raise RecipeError(f"{identity(first)['name']} reads {', '.join(missing)}, which no scorer writes before it")
        ordered += ready
        have |= {column.name for scorer in ready for column in scorer.writes}
        waiting = [s for s in waiting if s not in ready]
    return ordered


class Scoring:
    """Scorers built once, used for many batches. `columns` are what they write, in the order given."""

    def __init__(self, scorers: Sequence[Scorer], given: Mapping[str, ScoreColumn] | None = None) -> None:
        self.given = dict(given or {})
        self.scorers = in_order(scorers, tuple(self.given))
        self.columns: dict[str, ScoreColumn] = dict(self.given)
        self.columns.update({column.name: column for scorer in scorers for column in scorer.writes})

    def score(self, cleaned: Documents, raw: Documents | None = None, given: Codes | None = None) -> Codes:
        """Codes of every column, one per document. A scorer that fails or breaks its contract is an error naming the document."""
        raw = cleaned if raw is None else raw
        codes: Codes = dict(given or {})
        for scorer in self.scorers:
            docs = raw if "raw_text" in scorer.reads else cleaned
            found = _run(scorer, self._with_columns(scorer, docs, codes))
            if getattr(scorer, "reads_simplified", False):
                rows, converted = in_simplified_script(docs)
                if rows.size:
                    some = {name: codes[name][rows] for name in scorer.reads if name not in TEXTS}
                    for name, values in _run(scorer, self._with_columns(scorer, converted, some)).items():
                        found[name][rows] = values
            codes.update(found)
        return {name: codes[name] for name in self.columns}

    def _with_columns(self, scorer: Scorer, docs: Documents, codes: Codes) -> Documents:
        wanted = [name for name in scorer.reads if name not in TEXTS]
        return docs.with_columns({name: self.columns[name].decode(codes[name]) for name in wanted}) if wanted else docs


def in_simplified_script(docs: Documents) -> tuple[npt.NDArray[np.int64], Documents]:
    """The rows in traditional Chinese, and these documents in the simplified script with the mainland's words; once per batch."""
    return docs.memo("scoring:simplified", lambda: _in_simplified_script(docs))


def _in_simplified_script(docs: Documents) -> tuple[npt.NDArray[np.int64], Documents]:
    rows = np.flatnonzero(is_traditional(docs))
    table = docs.table.take(pa.array(rows))
    texts = pa.array([simplified(text) for text in table.column("text").to_pylist()], pa.large_string())
    return rows, Documents(table.set_column(table.schema.get_field_index("text"), "text", texts))


def _run(scorer: Scorer, docs: Documents) -> Codes:
    name = identity(scorer)["name"]
    try:
        values = scorer.score(docs)
    except QualityFilterError:
        raise
    except Exception as error:
        raise ScorerError(f"{name} failed on {_blame(scorer, docs)}: {type(error).__name__}: {error}") from error
    declared = {column.name for column in scorer.writes}
    if set(values) != declared:
        raise ScorerError(f"{name} gave columns {sorted(values)}; it declares {sorted(declared)}")
    codes: Codes = {}
    for column in scorer.writes:
        array = np.asarray(values[column.name])
        if array.shape != (len(docs),):
            raise ScorerError(f"{name} gave {column.name!r} of shape {array.shape} for {len(docs)} documents")
        try:
            column.check(array, name)
        except ScorerError as error:
            row = int(str(error).rsplit("row ", 1)[-1].split(";")[0])
            raise ScorerError(f"{error} (document {_id(docs, row)})") from None
        codes[column.name] = column.encode(array)
    return codes


def _id(docs: Documents, row: int) -> str:
    ids = docs.table.column("id") if "id" in docs.table.column_names else None
    return repr(str(ids[row])) if ids is not None and ids[row].is_valid else f"number {row} of the batch"


def _blame(scorer: Scorer, docs: Documents) -> str:
    """The first document on which the scorer fails alone, for the error message."""
    for row in range(len(docs)):
        one = Documents(docs.table.slice(row, 1), {name: values[row : row + 1] for name, values in docs.columns.items()})
        try:
            scorer.score(one)
        except Exception:
            return f"document {_id(docs, row)}"
    return f"a batch of {len(docs)} documents, none of which fails alone"


def build(steps: Sequence[tuple[str, Mapping[str, Any]]], given: Mapping[str, ScoreColumn] | None = None) -> Scoring:
    """Scoring of registered scorers, given as (name, parameters)."""
    return Scoring([registry.build_scorer(name, params) for name, params in steps], given)

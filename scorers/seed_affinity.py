"""How near a document is to seed documents, by a model that `qualityfilter enrich` made of them and of a pool."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from qualityfilter.seed_model import load_seed_model


@register("seed_affinity.v1")
@dataclass(frozen=True)
class SeedAffinity:
    """`seed_affinity:NAME`, 0-1: .5 is the cut at which the rounds gathered; NAME is that of the seeds the model at `path` is of."""

    path: str

    reads = ("text",)

    def __post_init__(self) -> None:
        if not Path(self.path).is_file():
            raise InputError(f"seed_affinity: there is no file {self.path!r}")

    @property
    def writes(self) -> tuple[ScoreColumn, ...]:
        name = load_seed_model(self.path).name
        return (ScoreColumn(f"seed_affinity:{name}", 0.0, 1.0, "higher", f"nearness to the seeds {name!r}; .5 is the cut"),)

    @property
    def model_files(self) -> tuple[str, ...]:
        return (self.path,)

    def score(self, docs: Documents) -> Scores:
        model = load_seed_model(self.path)
        return {f"seed_affinity:{model.name}": model.affinity(docs)}

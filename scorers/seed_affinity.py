"""How near a document is to seed documents, by a model that rounds of gathering made of them and of a pool."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from qualityfilter.seed_model import load_seed_model


@register("seed_affinity.v1")
@dataclass(frozen=True)
class SeedAffinity:
    """`seed_affinity:NAME`, 0-1: .5 is the cut at which the rounds gathered.

    NAME is that of the seeds which the model at `path` (of `qualityfilter enrich`) is of; or, with an empty path, `seeds`: a set of the
    recipe, whose model a run makes before it scores.
    """

    path: str
    seeds: str = ""
    stamp: str = ""  # set by a run: of which content the model at the path is

    reads = ("text",)

    def __post_init__(self) -> None:
        if not self.path and not self.seeds:
            raise InputError("seed_affinity: it needs a path, or the name of a set of `seeds` of the recipe")
        if self.path and "://" not in self.path and not self.seeds and not Path(self.path).is_file():
            raise InputError(f"seed_affinity: there is no file {self.path!r}")

    def trained(self, path: str, stamp: str) -> SeedAffinity:
        """The same scorer with the model that the run made of its seeds."""
        return replace(self, path=path, stamp=stamp)

    @property
    def _name(self) -> str:
        return self.seeds or load_seed_model(self.path).name

    @property
    def writes(self) -> tuple[ScoreColumn, ...]:
        return (ScoreColumn(f"seed_affinity:{self._name}", 0.0, 1.0, "higher", f"nearness to the seeds {self._name!r}; .5 is the cut"),)

    @property
    def model_files(self) -> tuple[str, ...]:
        return (self.path,) if self.path and not self.seeds else ()

    def score(self, docs: Documents) -> Scores:
        if not self.path:
            raise InputError(f"seed_affinity: the model of the seeds {self.seeds!r} is made by a run, or by `qualityfilter enrich`")
        return {f"seed_affinity:{self._name}": load_seed_model(self.path, self.stamp).affinity(docs)}

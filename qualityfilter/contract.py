"""What a scorer and a cleaner are: the small API that plug-ins are written against.

A scorer is a frozen dataclass whose fields are its parameters, registered under a versioned name:

    @register("length.v1")
    @dataclass(frozen=True)
    class Length:
        reads = ("text",)
        writes = (ScoreColumn("length", high=1e9, scale="log", unit="code points"),)

        def score(self, docs: Documents) -> Scores:
            return {"length": docs.views.characters}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeAlias, TypeVar, runtime_checkable

import numpy as np
import numpy.typing as npt

from qualityfilter.columns import ScoreColumn
from qualityfilter.documents import Documents

if TYPE_CHECKING:
    from qualityfilter.line_counts import LineCounts

Scores: TypeAlias = Mapping[str, "npt.NDArray[Any] | Sequence[float] | Sequence[int]"]
"""Column name -> one number per document, in order."""


@runtime_checkable
class Scorer(Protocol):
    """One dimension. Batched, pure, independent of order and of neighbours.

    `reads` is ("text",) for the cleaned text, ("raw_text",) for the text as it came, or names of columns that other
    scorers write: these arrive as `docs.columns[name]` (float32 stored values; category index for labels).
    `writes` declares the columns. Optional attributes: `exact` (default True: the same value on any machine of a CPU
    family, alone or in a batch; where False, `tolerance` says how far values may lie apart and `tolerance_reason` why),
    `reads_simplified` (default False: a document in traditional Chinese is given in the simplified script, which is what the model knows),
    `model_files` (paths whose content is part of the scorer's identity). `qualityfilter.testing` checks all of this.
    """

    reads: ClassVar[tuple[str, ...]]
    writes: ClassVar[tuple[ScoreColumn, ...]]

    def score(self, docs: Documents) -> Scores: ...


@dataclass(frozen=True, order=True)
class Span:
    """A piece of the raw text: `start` to `end` (half-open) in code points, what kind it is, and who found it.

    `score` in 0-1 says how sure the cleaner is; `replacement` takes the span's place when it is removed;
    `action` is "removed", or "marked" where policy or a protected span kept the text.
    """

    start: int
    end: int
    kind: str
    cleaner: str
    score: float = 1.0
    replacement: str = ""
    action: str = "removed"


@dataclass(frozen=True)
class FoundSpans:
    """Spans of a batch as arrays, sorted by document and start: `start`/`end` are byte offsets into `docs.views.buffer`."""

    document: npt.NDArray[np.int32]
    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    kind: npt.NDArray[np.int8]  # index into the cleaner's `kinds`
    score: npt.NDArray[np.float32]
    replacement: tuple[str, ...] | None = None  # one per span, where the cleaner replaces

    @classmethod
    def of(cls, spans: Iterable[tuple[int, int, int, int, float]]) -> FoundSpans:
        """From tuples (document, start, end, kind, score) in any order."""
        document, start, end, kind, score = zip(*sorted(spans), strict=True) if (spans := list(spans)) else ((), (), (), (), ())
        edges = np.array(start, np.int64), np.array(end, np.int64)
        return cls(np.array(document, np.int32), *edges, np.array(kind, np.int8), np.array(score, np.float32))


@runtime_checkable
class Cleaner(Protocol):
    """Proposes spans to remove; never removes anything itself (`qualityfilter.cleaning` does, after protecting).

    Optional attribute `line_local` (default False): what it proposes lies within one line and depends on that line alone.
    """

    kinds: ClassVar[tuple[str, ...]]

    def find(self, docs: Documents) -> FoundSpans: ...


@runtime_checkable
class SurveyReader(Protocol):
    """A cleaner that reads the counted lines of pass 0: `surveyed` gives the same cleaner with them.

    `needs_survey`: without them it finds nothing, and a recipe that names it must ask for a survey.
    """

    needs_survey: ClassVar[bool]

    def surveyed(self, counts: LineCounts) -> Cleaner: ...


@runtime_checkable
class SeedReader(Protocol):
    """A scorer that reads the seed model which a run makes before it scores: `trained` gives the same scorer with that model.

    `seeds` names the set of seeds that it waits for, "" where it has its model already, at `path`.
    """

    seeds: str
    path: str

    def trained(self, path: str, stamp: str) -> Scorer: ...


S = TypeVar("S", bound=type)
_SCORERS: dict[str, type] = {}
_CLEANERS: dict[str, type] = {}


def register(name: str) -> Callable[[S], S]:
    """Register a scorer class under `name`, which ends in a version such as `.v1`."""
    return _register(_SCORERS, "scorer", name)


def register_cleaner(name: str) -> Callable[[S], S]:
    """Register a cleaner class under `name`, which ends in a version such as `.v1`."""
    return _register(_CLEANERS, "cleaner", name)


def _register(table: dict[str, type], what: str, name: str) -> Callable[[S], S]:
    stem, _, version = name.rpartition(".v")
    if not stem or not version.isdigit():
        raise ValueError(f"{what} name {name!r} must end in a version, as in 'density.v1'")

    def add(cls: S) -> S:
        known = table.get(name)
        if known is not None and (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise ValueError(
                f"{what} {name!r} is registered twice: {known.__module__}.{known.__qualname__} and {cls.__module__}.{cls.__qualname__}"
            )
        table[name] = cls
        cls.name = name  # type: ignore[attr-defined]
        return cls

    return add

"""Our cleaning and scoring as steps of a datatrove pipeline: `[JsonlReader(…), CleanText(), ScoreText(["ads"]), JsonlWriter(…)]`.

Documents pass in order, a batch at a time. Nothing is dropped: filter on the metadata that the steps leave. A step is built where the
pipeline is, so that what is wrong with its parameters is said there; models stay out of it and load in the worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from datatrove.data import Document
from datatrove.pipeline.base import PipelineStep

from qualityfilter import registry
from qualityfilter.cleaning import Action, Cleaning, standard_cleaners
from qualityfilter.documents import Documents
from qualityfilter.scoring import Scoring

BATCH_CHARACTERS = 2_000_000


class _BatchedStep(PipelineStep):  # type: ignore[misc]  # datatrove has no types
    def run(self, data: Iterable[Document] | None, rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        for batch in _batches(data or ()):
            with self.track_time("batch"):
                self.treat(batch)
            yield from batch

    def treat(self, batch: list[Document]) -> None:
        raise NotImplementedError


class CleanText(_BatchedStep):
    """Removes spans from each document's text; `metadata["removed"]` lists them, and `metadata["KIND_share"]` says how much of each kind.

    `cleaners` are names with parameters (the standard ones unless given), `policy` and `guard` as in a recipe.
    """

    type = "✂️ - FORMAT"
    name = "qualityfilter clean"

    def __init__(
        self,
        cleaners: Mapping[str, Mapping[str, Any]] | None = None,
        policy: Mapping[str, Action] | None = None,
        guard: float | None = 0.5,
    ) -> None:
        super().__init__()
        built = standard_cleaners() if cleaners is None else [registry.build_cleaner(name, params) for name, params in cleaners.items()]
        self.cleaning = Cleaning(built, policy, guard)

    def treat(self, batch: list[Document]) -> None:
        docs = Documents.from_texts([d.text for d in batch], url=[_text(d.metadata.get("url")) for d in batch])
        result = self.cleaning.clean(docs)
        texts = result.documents.texts
        shares = {name: values.tolist() for name, values in self.cleaning.shares(result).items()}
        spans: list[list[dict[str, Any]]] = [[] for _ in batch]
        for span in result.spans.to_pylist():
            spans[span.pop("row")].append(span)
        for i, document in enumerate(batch):
            document.text = texts[i]
            document.metadata["removed"] = spans[i]
            document.metadata.update({name: values[i] for name, values in shares.items()})
            self.stat_update("total")
            self.stat_update("spans_removed", value=sum(span["action"] == "removed" for span in spans[i]))


class ScoreText(_BatchedStep):
    """Writes the columns of scorers into each document's metadata, in natural units; labels as their names."""

    type = "📊 - STATS"
    name = "qualityfilter score"

    def __init__(self, scorers: Iterable[str] | Mapping[str, Mapping[str, Any]]) -> None:
        super().__init__()
        asked = scorers if isinstance(scorers, Mapping) else {name: {} for name in scorers}
        self.scoring = Scoring([registry.build_scorer(name, params) for name, params in asked.items()])

    def treat(self, batch: list[Document]) -> None:
        codes = self.scoring.score(Documents.from_texts([d.text for d in batch]))
        columns: dict[str, list[Any]] = {}
        for name, found in codes.items():
            column = self.scoring.columns[name]
            columns[name] = [column.categories[k] for k in found.tolist()] if column.categories else column.decode(found).tolist()
        for i, document in enumerate(batch):
            document.metadata.update({name: values[i] for name, values in columns.items()})
            self.stat_update("total")


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    characters = 0
    for document in documents:
        batch.append(document)
        characters += len(document.text)
        if characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None

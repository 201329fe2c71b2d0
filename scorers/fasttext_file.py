"""The probability of a label of a fastText classifier of the user's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError, unknown
from scorers._user_files import Better, Tokens, check_choice, check_column, check_file, one_line_texts, own_column
from scorers.fasttext_language import LABEL, load


@register("fasttext_file.v1")
@dataclass(frozen=True)
class FasttextFile:
    """The probability that the fastText classifier at `path` gives to `label` ("hq" or "__label__hq"); 0 for a text without words.

    `tokens: text` hands over the text with white space as blanks, as most published classifiers expect; `units` hands over our units
    (words and single CJK characters, lower case), as `qualityfilter train fasttext` trains on. Without `label` the model must have two
    labels, and the second by name counts.
    """

    path: str
    label: str = ""
    column: str = "fasttext"
    better: Better = "higher"
    tokens: Tokens = "text"

    reads = ("text",)

    def __post_init__(self) -> None:
        check_file("fasttext_file", self.path)
        check_column("fasttext_file", self.column)
        check_choice("fasttext_file", "better", self.better, ("higher", "lower", "neither"))
        check_choice("fasttext_file", "tokens", self.tokens, ("text", "units"))

    @property
    def writes(self) -> tuple[ScoreColumn, ...]:
        return (own_column(self.column, self.better, f"probability of label {self.label or 'two'} by a fastText model of the user's"),)

    @property
    def model_files(self) -> tuple[str, ...]:
        return (self.path,)

    def score(self, docs: Documents) -> Scores:
        model = load(self.path)
        wanted, values = self._label(sorted(model.get_labels())), np.zeros(len(docs))
        for row, text in enumerate(one_line_texts(docs, self.tokens)):
            if text:
                labels, chances = model.predict(text, k=-1)
                if wanted in labels:
                    values[row] = min(float(chances[labels.index(wanted)]), 1.0)
        return {self.column: values}

    def _label(self, known: list[str]) -> str:
        if not self.label:
            if len(known) != 2:
                raise InputError(
                    f"fasttext_file: {self.path} has {len(known)} labels: say which counts with `label`: {', '.join(known[:8])}"
                )
            return known[1]
        full = self.label if self.label.startswith(LABEL) else LABEL + self.label
        if full not in known:
            raise InputError(f"fasttext_file: {self.path}: {unknown('label', full, known)}")
        return full

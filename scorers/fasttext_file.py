"""The probability of a label of a fastText classifier of the user's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import numpy as np

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError, unknown
from scorers._user_files import Better, Tokens, UserFile, check_choice, one_line_texts, own_column
from scorers.fasttext_language import LABEL, load


@register("fasttext_file.v1")
@dataclass(frozen=True)
class FasttextFile(UserFile):
    """The probability that the fastText classifier at `path` gives to `label` ("hq" or "__label__hq"); 0 for a text without words.

    `tokens: text` hands over the text with white space as blanks, as most published classifiers expect; `units` hands over our units
    (words and single CJK characters, lower case), as `qualityfilter train fasttext` trains on. Without `label` the model must have two
    labels, and the second by name counts.
    """

    label: str = ""
    column: str = "fasttext"
    better: Better = "higher"
    tokens: Tokens = "text"

    def __post_init__(self) -> None:
        super().__post_init__()
        check_choice("fasttext_file", "tokens", self.tokens, get_args(Tokens))

    @property
    def writes(self) -> tuple[ScoreColumn, ...]:
        return (own_column(self.column, self.better, f"probability of label {self.label or 'two'} by a fastText model of the user's"),)

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

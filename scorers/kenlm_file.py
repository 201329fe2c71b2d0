"""How surprising a text is to an n-gram language model of the user's."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any, get_args

import kenlm
import numpy as np

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from scorers._user_files import Better, Tokens, UserFile, check_choice, own_column, spaced_units

HIGHEST = 40.0  # bits a token; log10 p of an unknown token is -100 in some models


def read(path: str) -> Any:
    """The KenLM model at a path (ARPA or binary); InputError where it is none."""
    quiet = kenlm.Config()
    quiet.show_progress, quiet.arpa_complain = False, kenlm.ARPALoadComplain.NONE
    try:
        return kenlm.Model(path, quiet)
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError(f"kenlm_file: {path!r} is no KenLM model: {error}") from error


load = functools.cache(read)  # one copy per process


@register("kenlm_file.v1")
@dataclass(frozen=True)
class KenlmFile(UserFile):
    """Bits per token that the KenLM model at `path` (ARPA or binary) needs for the text, sentence ends included; 0 for empty text.

    Perplexity is 2 to that power. `tokens: text` splits every line at white space and takes it for a sentence, as CCNet does with text
    that is tokenised already; `units` reads our units (words and single CJK characters, lower case) of the whole text as one.
    """

    column: str = "kenlm"
    better: Better = "lower"
    tokens: Tokens = "units"

    def __post_init__(self) -> None:
        super().__post_init__()
        check_choice("kenlm_file", "tokens", self.tokens, get_args(Tokens))

    @property
    def writes(self) -> tuple[ScoreColumn, ...]:
        return (own_column(self.column, self.better, "bits per token by an n-gram model of the user's", HIGHEST, "bits"),)

    def score(self, docs: Documents) -> Scores:
        model, values = load(self.path), np.zeros(len(docs))
        texts = spaced_units(docs) if self.tokens == "units" else docs.texts
        for row, text in enumerate(texts):
            total, tokens = 0.0, 0
            for line in text.split("\n"):
                words = line.split()
                if words:
                    total += model.score(" ".join(words), bos=True, eos=True)
                    tokens += len(words) + 1
            if tokens:
                values[row] = min(max(-total / tokens * math.log2(10), 0.0), HIGHEST)
        return {self.column: values}

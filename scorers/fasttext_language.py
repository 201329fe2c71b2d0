"""Which language a document is in, by a fastText model of the user's, such as lid.176.ftz."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import fasttext
import numpy as np

from qualityfilter.columns import ScoreColumn
from qualityfilter.contract import Scores, register
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError
from scorers._language import LANGUAGES, UND, detect

LABEL = "__label__"
LID176 = (
    "af als am an ar arz as ast av az azb ba bar bcl be bg bh bn bo bpy br bs bxr ca cbk ce ceb ckb co cs cv cy da de diq dsb dty "
    "dv el eml en eo es et eu fa fi fr frr fy ga gd gl gn gom gu gv he hi hif hr hsb ht hu hy ia id ie ilo io is it ja jbo jv ka "
    "kk km kn ko krc ku kv kw ky la lb lez li lmo lo lrc lt lv mai mg mhr min mk ml mn mr mrj ms mt mwl my myv mzn nah nap nds ne "
    "new nl nn no oc or os pa pam pfl pl pms pnb ps pt qu rm ro ru rue sa sah sc scn sco sd sh si sk sl so sq sr su sv sw ta te tg "
    "th tk tl tr tt tyv ug uk ur uz vec vep vi vls vo wa war wuu xal xmf yi yo yue zh"
)
CATEGORIES = (*sorted({*LID176.split(), *LANGUAGES} - {UND}), UND)


@functools.cache  # one copy per process; fastText objects cannot be pickled
def load(path: str) -> Any:
    """The fastText model at a path; InputError where it is none."""
    try:
        return fasttext.load_model(path)
    except ValueError as error:
        raise InputError(f"language_file: {path!r} is no fastText model: {error}") from error


@register("fasttext_language.v1")
@dataclass(frozen=True)
class FasttextLanguage:
    """The likeliest label of the fastText model `language_file` for the whole document, and its probability.

    Line breaks are read as blanks, as fastText asks. A label that is not among the 176 of lid.176 or the codes of `language.v1` counts
    as "und", as does a text for which the model gives no label (0.0). Without a file the answer is that of `language.v1`.
    """

    language_file: str = ""

    reads: ClassVar[tuple[str, ...]] = ("text",)
    writes: ClassVar[tuple[ScoreColumn, ...]] = (
        ScoreColumn("fasttext_language", categories=CATEGORIES, meaning="label of the fastText model, or und"),
        ScoreColumn("fasttext_confidence", better="higher", meaning="probability of that label"),
    )

    def __post_init__(self) -> None:
        if self.language_file and not Path(self.language_file).is_file():
            raise InputError(f"language_file: there is no file {self.language_file!r}")

    @property
    def model_files(self) -> tuple[str, ...]:
        """The user's file, whose content is part of the scorer's identity."""
        return (self.language_file,) if self.language_file else ()

    def score(self, docs: Documents) -> Scores:
        if not self.language_file:
            found = detect(docs)
            return {"fasttext_language": [CATEGORIES.index(LANGUAGES[i]) for i in found.language], "fasttext_confidence": found.confidence}
        model, place = load(self.language_file), {code: i for i, code in enumerate(CATEGORIES)}
        language, confidence = np.full(len(docs), place[UND]), np.zeros(len(docs))
        for row, text in enumerate(docs.texts):
            labels, chances = model.predict(text.replace("\n", " "))
            if labels:
                language[row] = place.get(labels[0].removeprefix(LABEL), place[UND])
                confidence[row] = min(float(chances[0]), 1.0)
        return {"fasttext_language": language, "fasttext_confidence": confidence}

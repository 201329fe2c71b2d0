"""Masks personal data: e-mail, phone, national ids, payment cards, IBAN, public IP addresses, keys; off unless a recipe asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from qualityfilter import pii
from qualityfilter.contract import FoundSpans, register_cleaner
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError, unknown


@register_cleaner("pii.v1")
@dataclass(frozen=True)
class PiiMasking:
    """Replaces personal data by the name of its kind: <EMAIL>, <PHONE>, <NATIONAL_ID>, <CARD>, <IBAN>, <IP>, <SECRET>.

    `only` names the kinds to mask, without their `pii_`; all of them where it is empty. In `replacement` {KIND} stands for
    the kind in capitals, {kind} for it in small letters; what it gives may hold nothing that would be masked again.
    """

    only: tuple[str, ...] = ()
    replacement: str = "<{KIND}>"

    kinds: ClassVar[tuple[str, ...]] = tuple(f"pii_{kind}" for kind in pii.KINDS)

    def __post_init__(self) -> None:
        object.__setattr__(self, "only", tuple(self.only))
        for kind in self.only:
            if kind not in pii.KINDS:
                raise InputError("pii.v1: only: " + unknown("kind of personal data", kind, pii.KINDS))
        texts = [self._mask(kind) for kind in pii.KINDS]
        if pii.find_pii(Documents.of(*texts)).document.size:
            raise InputError(f"pii.v1: replacement: {self.replacement!r} holds what would be masked again")

    def _mask(self, kind: str) -> str:
        return self.replacement.replace("{KIND}", kind.upper()).replace("{kind}", kind)

    def find(self, docs: Documents) -> FoundSpans:
        found = pii.find_pii(docs)
        wanted = np.array([not self.only or kind in self.only for kind in pii.KINDS], np.bool_)[found.kind]
        kind = found.kind[wanted]
        masks = [self._mask(name) for name in pii.KINDS]
        return FoundSpans(
            found.document[wanted].astype(np.int32), found.start[wanted], found.end[wanted], kind.astype(np.int8),
            np.ones(kind.size, np.float32), tuple(masks[k] for k in kind.tolist()),
        )  # fmt: skip

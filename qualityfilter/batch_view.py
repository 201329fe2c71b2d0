"""A batch of pass 2 as writers and reports see it."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import pyarrow as pa

from qualityfilter.deciding import ResolvedRule
from qualityfilter.documents import Documents
from qualityfilter.scoring import Codes
from qualityfilter.sites import sites


@dataclass(frozen=True)
class BatchView:
    """A batch in pass 2: raw and cleaned texts, and everything the plan says of its documents, row by row."""

    table: pa.Table
    ids: list[str]
    raw: Documents
    text: pa.LargeStringArray
    rows: pa.Table
    codes: Codes
    plan: pa.Table
    spans: pa.Table  # `row` counts from the batch's first document
    rules: tuple[ResolvedRule, ...]

    @functools.cached_property
    def id_array(self) -> pa.StringArray:
        return pa.array(self.ids, pa.string())

    @functools.cached_property
    def sites(self) -> list[str]:
        """The site of each document, "" where none is known."""
        return sites(self.table)

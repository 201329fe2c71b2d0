"""What a drawn document carries: in `meta`, for which gap it was drawn, from where, how near it lies, and what it had failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from qualityfilter.supplement_settings import HIGHEST_LEAD, LEAD, SUPPLEMENT

FAILED_RULES = "supplement_failed"  # in `meta` of what another run rejected, until it is drawn
START = '{"supplement":{"gap":'  # of the `meta` of a drawn document


def marked(meta: str | None, gap: str, lead: float, origin: str) -> str:
    """The `meta` of a document that is drawn, its own fields after the mark."""
    own = orjson.loads(meta) if meta else {}
    own.pop(SUPPLEMENT, None)
    mark: dict[str, Any] = {"gap": gap, "lead": round(lead, 4), "from": origin}
    if failed := own.pop(FAILED_RULES, None):
        mark["failed"] = failed
    return orjson.dumps({SUPPLEMENT: mark, **own}).decode()


def mark_columns(table: pa.Table, gaps: Sequence[str]) -> Mapping[str, npt.NDArray[np.float64]]:
    """The values of `supplement` (0 for none) and `supplement_lead` of each document."""
    gap, lead = np.zeros(table.num_rows), np.zeros(table.num_rows)
    if "meta" in table.column_names:
        starts = pc.fill_null(pc.starts_with(table.column("meta"), START), False)
        for row in np.flatnonzero(starts.to_numpy()).tolist():
            mark = orjson.loads(table.column("meta")[row].as_py())[SUPPLEMENT]
            if isinstance(mark, dict) and mark.get("gap") in gaps and isinstance(mark.get("lead"), int | float):
                gap[row], lead[row] = gaps.index(mark["gap"]) + 1, min(max(float(mark["lead"]), 0.0), HIGHEST_LEAD)
    return {SUPPLEMENT: gap, LEAD: lead}

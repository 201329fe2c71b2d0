"""qualityfilter turns raw crawled text into a better pretraining corpus: score, clean, deduplicate, decide, weigh, report.

Public names load on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_WHERE = {
    "Documents": "qualityfilter.documents",
    "ScoreColumn": "qualityfilter.columns",
    "Scorer": "qualityfilter.contract",
    "Scores": "qualityfilter.contract",
    "Cleaner": "qualityfilter.contract",
    "FoundSpans": "qualityfilter.contract",
    "Span": "qualityfilter.contract",
    "register": "qualityfilter.contract",
    "register_cleaner": "qualityfilter.contract",
    "Recipe": "qualityfilter.recipe",
    "Rule": "qualityfilter.recipe",
    "run": "qualityfilter.pipeline",
    "Report": "qualityfilter.reports.loaded",
    "clean": "qualityfilter.cleaning",
    "line_scores": "qualityfilter.line_model",
    "Cleaned": "qualityfilter.cleaning",
    "signature": "qualityfilter.signing",
    "QualityFilterError": "qualityfilter.errors",
    "RecipeError": "qualityfilter.errors",
    "InputError": "qualityfilter.errors",
    "ScorerError": "qualityfilter.errors",
    "ShardError": "qualityfilter.errors",
    "AlarmError": "qualityfilter.errors",
}

__all__ = [  # noqa: RUF022
    "Documents", "ScoreColumn", "Scorer", "Scores", "Cleaner", "Cleaned", "FoundSpans", "Span", "register", "register_cleaner",
    "Recipe", "Rule", "Report", "run", "clean", "line_scores", "signature",
    "QualityFilterError", "RecipeError", "InputError", "ScorerError", "ShardError", "AlarmError", "__version__",
]  # fmt: skip

if TYPE_CHECKING:
    from qualityfilter.cleaning import Cleaned, clean
    from qualityfilter.columns import ScoreColumn
    from qualityfilter.contract import Cleaner, FoundSpans, Scorer, Scores, Span, register, register_cleaner
    from qualityfilter.documents import Documents
    from qualityfilter.errors import AlarmError, InputError, QualityFilterError, RecipeError, ScorerError, ShardError
    from qualityfilter.line_model import line_scores
    from qualityfilter.pipeline import run
    from qualityfilter.recipe import Recipe, Rule
    from qualityfilter.reports.loaded import Report
    from qualityfilter.signing import signature


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'qualityfilter' has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(_WHERE[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__

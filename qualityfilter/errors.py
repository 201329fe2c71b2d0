"""Every error a user can meet, in one place.

QualityFilterError          base; `exit_code` is what the command line returns
├── RecipeError        2    the recipe is wrong; all its problems at once; nothing was read
├── InputError         2    a flag, a path or the whole input is wrong or empty
├── ScorerError        1    a scorer or cleaner raised or broke its contract; names it and the document
├── ShardError         1    a shard could not be read, written or verified; names the shard
└── AlarmError         3    the plan was stopped before anything was written

The message says where, what, the closest match and what is known.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class QualityFilterError(ValueError):
    """Base of all errors meant for users; a ValueError so that validators keep its location."""

    exit_code = 1


class RecipeError(QualityFilterError):
    """The recipe is wrong; nothing was read. `problems` lists every one, each with file and line where known."""

    exit_code = 2

    def __init__(self, problems: str | Iterable[str]) -> None:
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> tuple[type[RecipeError], tuple[list[str]]]:
        return (RecipeError, (self.problems,))


class InputError(QualityFilterError):
    """A flag, a path or the whole input is wrong or empty; nothing was written."""

    exit_code = 2


class ScorerError(QualityFilterError):
    """A scorer or cleaner raised or broke its contract."""


class ShardError(QualityFilterError):
    """A shard could not be read, verified or written."""


class AlarmError(QualityFilterError):
    """The plan looks dangerous; stopped before anything was written."""

    exit_code = 3


def unknown(what: str, name: str, known: Iterable[str]) -> str:
    """The sentence for an unknown name: the closest match, then what is known (at most 20 names)."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    shown = ", ".join(names[:20]) + (f", … ({len(names)} in all)" if len(names) > 20 else "")
    return f"no {what} {name!r}.{hint} Known: {shown or 'none'}."

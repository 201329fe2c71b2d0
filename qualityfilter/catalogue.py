"""What is there: scorers with their columns and cards, recipes, kernels."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import re
import textwrap
from typing import Any

from qualityfilter import kernels, registry
from qualityfilter.recipe import Recipe, recipe_names


def summary(cls: type) -> str:
    """The first sentence of a scorer's docstring."""
    text = " ".join((cls.__doc__ or "").split())
    return re.split(r"(?<!et al)\. ", text)[0].rstrip(".")


def list_scorers() -> str:
    """One line per registered scorer: name, columns, what it measures."""
    rows = [(name, registry.scorer_class(name)) for name in registry.scorer_names()]
    width = max((len(name) for name, _ in rows), default=0)
    return "\n".join(f"{name:<{width}}  {summary(cls)}" for name, cls in rows)


def describe_scorer(name: str) -> str:
    """A scorer's page: what it measures, columns with ranges and directions, parameters, its card where it has a model."""
    full = registry.resolve_scorer(name)
    cls: Any = registry.scorer_class(full)
    lines = [full, "", textwrap.dedent(cls.__doc__ or "").strip(), "", f"reads: {_reads(cls)}", "", "columns:"]
    columns = registry.own_columns(cls)
    if not columns:
        lines.append("  named by the parameter `column`")
    for column in columns:
        span = (
            f"one of {', '.join(column.categories[:12])}{' …' if len(column.categories) > 12 else ''}"
            if column.categories
            else f"{column.low:g} to {column.high:g}"
        )
        better = "" if column.better == "neither" else f", {column.better} is better"
        lines.append(f"  {column.name}: {span}{' ' + column.unit if column.unit else ''}{better}. {column.meaning}")
    if params := registry.parameters(cls):
        lines += ["", "parameters:", *(f"  {name}{_default(field)}" for name, field in params.items())]
    card = getattr(cls, "card", None)
    if card is not None:
        lines += ["", "card:", textwrap.indent(str(card() if callable(card) else card), "  ")]
    return "\n".join(lines)


def _reads(cls: Any) -> str:
    return ", ".join(cls.reads) if isinstance(cls.reads, tuple) else "what its parameters name"


def _default(field: dataclasses.Field[Any]) -> str:
    if field.default is not dataclasses.MISSING:
        return f" = {field.default!r}"
    return " (required)" if field.default_factory is dataclasses.MISSING else f" = {field.default_factory()!r}"


def list_recipes() -> str:
    """One line per recipe that comes with the package."""
    loaded = [Recipe.load(name) for name in recipe_names()]
    width = max((len(r.name) for r in loaded), default=0)
    return "\n".join(f"{r.name:<{width}}  {r.description.splitlines()[0] if r.description else ''}" for r in loaded)


def compile_kernels() -> str:
    """Compile every kernel that is not in the cache folder; returns the folder."""
    for module in pkgutil.iter_modules(kernels.__path__):
        if module.name != "make_unicode":
            found = vars(importlib.import_module(f"qualityfilter.kernels.{module.name}"))
            for value in found.values():
                if isinstance(value, kernels.Kernel):
                    value.compile()
    return str(kernels.cache_folder() or "no folder can be written: kernels are compiled in every process")

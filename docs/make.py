"""Writes what is generated in the documents: the tree in README.md, docs/commands.md, docs/scorers/. Run it after adding a file or a flag:

    .venv/bin/python docs/make.py            # rewrites them
    .venv/bin/python docs/make.py --check    # exits 1 where they are out of date

The tree has one line per file that git tracks: the first line of a module's docstring, a page's title, or what OTHERS says of it.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parent.parent
START, END = "<!-- made by docs/make.py -->\n", "<!-- end -->\n"
OTHERS = {
    ".ci/constraints.txt": "the lock file",
    ".ci/run": "what continuous integration runs: make test",
    "CHANGELOG.md": "what changed, for users",
    "CONTRIBUTING.md": "how to add a scorer, a recipe, a reader; the gates",
    "LICENSE": "Apache-2.0",
    "Makefile": "make demo, test, check, bench, setup",
    "README.md": "this page",
    "SECURITY.md": "what is trusted and what is not; how to report",
    "docs/cluster.md": "on Ray: addresses, long runs, what happens when something stops",
    "docs/commands.md": "every command with its flags",
    "docs/design.md": "how the line works, decisions and what was rejected",
    "docs/disk.md": "every file of a run, with schema and version",
    "docs/footguns.md": "what goes wrong without an error message",
    "docs/datatrove.md": "our steps in a datatrove pipeline, and its readers in a recipe",
    "docs/metamorphic.md": "changes that should not matter, and how often they do",
    "docs/quality.md": "how good the scorers are, within domains too, and the worst mistakes read",
    "docs/html.md": "from a page to its text: formulae, code, tables, main content",
    "docs/scorers/": "a page for every scorer, from what the code itself says and from its card",
    "docs/recipes.md": "every key of a recipe, with default and meaning",
    "docs/gaps.md": "where a corpus is weak, and supplements that fill it",
    "docs/judge.md": "comparing two corpora by small models trained on them, and what that is worth",
    "docs/mixtures.md": "from runs of small models to shares of domains",
    "docs/training.md": "from a run to a trainer: streams, datasets, tokens",
    "docs/weights.md": "how often a document is to be read: targets, quality, rehydration, caps",
    "pyproject.toml": "packages, dependencies, settings of the tools",
    "qualityfilter/cleaners/english_words.npz": "hashes of English words, made by make_english_words.py",
    "qualityfilter/kernels/unicode.npz": "character tables, made by make_unicode.py",
    "docs/report.png": "the first screen of the sample's report",
    "docs/report_what_if.png": "its section What if",
    "docs/reports.md": "the report's pages, what if, comparing runs, reviewing, data tests; its JSON",
    "qualityfilter/reports/report.schema.json": "reports/*.json as JSON Schema",
    "qualityfilter/reports/difference.html": "the template of two runs compared",
    "qualityfilter/reports/document.html": "the template of one document, served",
    "qualityfilter/reports/documents.js": "opens a quoted document with all its scores",
    "qualityfilter/reports/head.html": "how every page begins: its policy, title and style",
    "qualityfilter/reports/notebook.html": "the summary that a notebook shows",
    "qualityfilter/reports/page.css": "the page's style",
    "qualityfilter/reports/page.html": "the page's template",
    "qualityfilter/reports/page.js": "the page's script: sorting, filtering, paging",
    "qualityfilter/reports/review.html": "the template of the review queue",
    "qualityfilter/reports/review.js": "a key per label",
    "qualityfilter/reports/what_if.js": "what other thresholds would do, computed in the page",
    "recipes/sample/": "the embedded corpus: 100 written documents, and what a crawl does to them",
    "scorers/training/added_windows.jsonl": "labels of 40,248 lines of pages, by their numbers: no text",
    "scorers/models/": "what scorers load: arrays and tables, with a card each",
}
WHOLE = ("docs/scorers/", "recipes/sample/", "scorers/models/")  # folders that get one line
SILENT = (".gitignore", "py.typed", "__init__.py", ".gitattributes")
FOLDERS = (".ci/", "docs/", "qualityfilter/", "recipes/", "scorers/", "tests/")


def tracked() -> list[str]:
    """Files of the project, folders that get one line as themselves."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    names = {next((folder for folder in WHOLE if name.startswith(folder)), name) for name in listed if name and (ROOT / name).exists()}
    return sorted(name for name in names if not name.endswith(SILENT))


def meaning(name: str) -> str:
    """What a file is, in a line."""
    if name in OTHERS:
        return OTHERS[name]
    text = (ROOT / name).read_text(encoding="utf8")
    if name.endswith(".py"):
        first = (ast.get_docstring(ast.parse(text)) or "").split("\n")[0].replace("`", "")
        return re.split(r"\. (?=[A-Z])", first)[0].rstrip(".:")
    if name.endswith(".md"):
        return text.split("\n")[0].lstrip("# ")
    if name.endswith(".yaml"):
        return next(line for line in text.splitlines() if line.startswith("#")).lstrip("# ").rstrip(".")
    raise SystemExit(f"docs/make.py: say in OTHERS what {name} is")


def tree() -> str:
    """The tree as it stands in README.md: folders first, in FOLDERS' order, then single files."""
    lines: list[tuple[str, str]] = []
    names = tracked()
    tops = [*FOLDERS, *(n for n in names if "/" not in n)]
    for top in tops:
        _branch(top, names, "", top == tops[-1], lines)
    width = max(len(head) for head, _ in lines)
    return "\n".join(f"{head:<{width}}  {text}".rstrip() for head, text in lines)


def _branch(name: str, names: list[str], indent: str, last: bool, lines: list[tuple[str, str]]) -> None:
    shown = name.rstrip("/").rsplit("/", 1)[-1] + ("/" if name.endswith("/") else "")
    lines.append((f"{indent}{'└── ' if last else '├── '}{shown}", _folder_meaning(name) if name.endswith("/") else meaning(name)))
    if not name.endswith("/") or name in WHOLE:
        return
    inside = [n[len(name) :] for n in names if n.startswith(name)]
    folders = sorted({part.partition("/")[0] + "/" for part in inside if "/" in part})
    children = [name + child for child in (*folders, *(part for part in inside if "/" not in part))]
    for child in children:
        _branch(child, names, indent + ("    " if last else "│   "), child == children[-1], lines)


def _folder_meaning(name: str) -> str:
    if name in OTHERS:
        return OTHERS[name]
    package = ROOT / name / "__init__.py"
    if package.exists() and package.read_text(encoding="utf8").strip():
        return meaning(f"{name}__init__.py")
    return {
        ".ci/": "continuous integration",
        "docs/": "for those who want to know more",
        "tests/": "the specification",
        "tests/gates/": "floors of quality on labelled data; skipped where there is none",
        "tests/benchmarks/": "speed",
        "scorers/training/": "scripts that make the models",
    }[name]


def commands() -> str:
    """docs/commands.md: the help of every command, as a terminal of 100 columns shows it."""
    sys.path.insert(0, str(ROOT))
    from qualityfilter.cli import main

    parts = [
        "# Commands\n\nMade from `--help`. Exit status: 0 done · 1 a shard or a data test failed · 2 recipe, flag or input wrong or empty"
    ]
    parts[0] += " · 3 stopped by an alarm before writing · 130 interrupted, resumable."
    every = dict(main.commands)
    for name, command in main.commands.items():
        every |= {f"{name} {below}": one for below, one in getattr(command, "commands", {}).items()}
    for name, command in sorted(every.items()):
        context = click.Context(command, info_name=f"qualityfilter {name}", terminal_width=100)
        text = command.get_help(context).split("\n  Exit status:")[0].split("\nExit status:")[0].rstrip()
        parts.append(f"## {name}\n\n```\n{text}\n```")
    return "\n\n".join(parts) + "\n"


def scorer_pages() -> dict[str, str]:
    """File name -> page: one for every scorer that comes with the package, and README.md, the list of them."""
    sys.path.insert(0, str(ROOT))
    from qualityfilter import registry
    from qualityfilter.catalogue import summary

    names = [name for name in registry.scorer_names() if registry.scorer_class(name).__module__.startswith("scorers.")]
    rows = [f"| [{name}]({name}.md) | {_cell(_column_names(name))} | {_cell(summary(registry.scorer_class(name)))} |" for name in names]
    head = "# Scorers\n\nMade by docs/make.py from the scorers and their cards; `qualityfilter scorers NAME` prints the same.\n\n"
    index = head + "| scorer | columns | what it measures |\n|---|---|---|\n" + "\n".join(rows) + "\n"
    return {"README.md": index, **{f"{name}.md": scorer_page(name) for name in names}}


def _column_names(name: str) -> str:
    from qualityfilter import registry

    found = [f"`{column.name}`" for column in registry.own_columns(registry.scorer_class(name))]
    return ", ".join(found[:6]) + (f" and {len(found) - 6} more" if len(found) > 6 else "") or "named by a parameter"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def scorer_page(name: str) -> str:
    """What a scorer says of itself, its columns and parameters, and its card where it has a model."""
    from qualityfilter import registry

    cls: Any = registry.scorer_class(name)
    parts = [f"# {name}", _paragraphs((sys.modules[cls.__module__].__doc__ or "").strip()), _paragraphs(inspect.cleandoc(cls.__doc__))]
    reads = ", ".join(f"`{r}`" for r in cls.reads) if isinstance(cls.reads, tuple) else "what its parameters name"
    parts.append(f"Reads {reads}; the same values on any machine and in any batch: {'yes' if getattr(cls, 'exact', True) else 'no'}.")
    if columns := registry.own_columns(cls):
        lines = [f"| `{c.name}` | {_range(c)} | {c.better} | {_cell(c.meaning)} |" for c in columns]
        parts.append("## Columns\n\n| column | range | better | meaning |\n|---|---|---|---|\n" + "\n".join(lines))
    if params := registry.parameters(cls):
        lines = [f"| `{param}` | {_default(field)} |" for param, field in params.items()]
        parts.append("## Parameters\n\n| parameter | default |\n|---|---|\n" + "\n".join(lines))
    if hasattr(cls, "card"):
        parts.append(_card(cls.card()))
    return "\n\n".join(parts) + "\n"


def _paragraphs(text: str) -> str:
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def _range(column: Any) -> str:
    if column.categories:
        return f"one of {', '.join(column.categories)}"
    return f"{column.low:g} to {column.high:g}{f' {column.unit}' if column.unit else ''}"


def _default(field: dataclasses.Field[Any]) -> str:
    if field.default is not dataclasses.MISSING:
        return f"`{field.default!r}`"
    return "required" if field.default_factory is dataclasses.MISSING else f"`{field.default_factory()!r}`"


def _card(card: Any) -> str:
    parts = ["## Card"]
    for field in dataclasses.fields(card):
        value = getattr(card, field.name)
        if isinstance(value, dict):
            value = tuple(f"`{file}` {digest}" for file, digest in value.items())
        text = "\n".join(f"- {_paragraphs(v)}" for v in value) if isinstance(value, tuple) else _paragraphs(str(value))
        parts.append(f"### {field.name.replace('_', ' ').capitalize()}\n\n{text}")
    return "\n\n".join(parts)


def made() -> dict[Path, str]:
    """File -> what it should hold."""
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf8")
    pattern = re.compile(re.escape(START) + ".*?" + re.escape(END), re.DOTALL)
    if not pattern.search(text):
        raise SystemExit("README.md has no place for the tree")
    pages = {ROOT / "docs" / "scorers" / name: page for name, page in scorer_pages().items()}
    block = f"{START}```\n{tree()}\n```\n{END}"
    return {readme: pattern.sub(lambda _: block, text), ROOT / "docs" / "commands.md": commands(), **pages}


def write(check: bool) -> int:
    wanted = made()
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf8") != text]
    left = [path for path in (ROOT / "docs" / "scorers").glob("*") if path not in wanted]
    for path in left:
        if check:
            print(f"{path.relative_to(ROOT)} is of no scorer: run docs/make.py")
        else:
            path.unlink()
    for path in stale:
        if check:
            print(f"{path.relative_to(ROOT)} is out of date: run docs/make.py")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(wanted[path], encoding="utf8")
    return int(check and bool(stale or left))


if __name__ == "__main__":
    raise SystemExit(write("--check" in sys.argv[1:]))

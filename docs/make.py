"""Writes what is generated in the documents: the tree in README.md and docs/commands.md. Run it after adding a file or a flag:

    .venv/bin/python docs/make.py            # rewrites them
    .venv/bin/python docs/make.py --check    # exits 1 where they are out of date

The tree has one line per file that git tracks: the first line of a module's docstring, a page's title, or what OTHERS says of it.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

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
    "docs/html.md": "from a page to its text: formulae, code, tables, main content",
    "docs/recipes.md": "every key of a recipe, with default and meaning",
    "pyproject.toml": "packages, dependencies, settings of the tools",
    "qualityfilter/cleaners/english_words.npz": "hashes of English words, made by make_english_words.py",
    "qualityfilter/kernels/unicode.npz": "character tables, made by make_unicode.py",
    "qualityfilter/reports/page.css": "the page's style",
    "qualityfilter/reports/page.html": "the page's template",
    "qualityfilter/reports/page.js": "the page's script: sorting and folding, nothing else",
    "recipes/sample/": "the embedded corpus: 100 written documents, and what a crawl does to them",
    "scorers/models/": "what scorers load: arrays and tables, with a card each",
}
WHOLE = ("recipes/sample/", "scorers/models/")  # folders that get one line
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
    for name, command in sorted(main.commands.items()):
        context = click.Context(command, info_name=f"qualityfilter {name}", terminal_width=100)
        text = command.get_help(context).split("\n  Exit status:")[0].split("\nExit status:")[0].rstrip()
        parts.append(f"## {name}\n\n```\n{text}\n```")
    return "\n\n".join(parts) + "\n"


def made() -> dict[Path, str]:
    """File -> what it should hold."""
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf8")
    pattern = re.compile(re.escape(START) + ".*?" + re.escape(END), re.DOTALL)
    if not pattern.search(text):
        raise SystemExit("README.md has no place for the tree")
    block = f"{START}```\n{tree()}\n```\n{END}"
    return {readme: pattern.sub(lambda _: block, text), ROOT / "docs" / "commands.md": commands()}


def write(check: bool) -> int:
    stale = [path for path, text in made().items() if not path.exists() or path.read_text(encoding="utf8") != text]
    for path in stale:
        if check:
            print(f"{path.relative_to(ROOT)} is out of date: run docs/make.py")
        else:
            path.write_text(made()[path], encoding="utf8")
    return int(check and bool(stale))


if __name__ == "__main__":
    raise SystemExit(write("--check" in sys.argv[1:]))

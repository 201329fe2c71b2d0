"""The documents say what is so: commands run and print what they print, files are there, every key, flag and module is written down."""

import doctest
import importlib
import importlib.util
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import BaseModel

from qualityfilter import Recipe, cli, registry
from qualityfilter.contract import _SCORERS

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ELLIPSIS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def read(path):
    return path.read_text(encoding="utf8")


def blocks(path, info=None):
    """(info string, content) of every fenced block."""
    found = [(m[1].strip(), m[2]) for m in BLOCK.finditer(read(path))]
    return [content for i, content in found if i == info] if info is not None else found


def named(path):
    """File name -> content of the blocks that give a whole file: ```python scorers/questions.py."""
    return {info.split()[1]: content for info, content in blocks(path) if len(info.split()) == 2}


def sessions(path):
    """(command, expected output) of every `$ qualityfilter …` in the console blocks of a document, in order."""
    found = []
    for block in blocks(path, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, expected = part.partition("\n")
            found.append((command, expected))
    return found


def comparable(text):
    """Shape without figures and folders: counts change with scorers and recipes, what is printed about them does not."""
    text = re.sub(r"^/\S*?/out/", "/out/", text.replace("…", "..."), flags=re.MULTILINE)
    return re.sub(r"\d+(?:[.,]\d+)*", "0", text)


def run_sessions(path):
    for command, expected in sessions(path):
        words = shlex.split(command)
        if words[0] == "make":
            continue
        assert words[0] == "qualityfilter", f"{path.name}: only qualityfilter and make are run from documents, not {command!r}"
        result = CliRunner().invoke(cli.main, words[1:])
        assert result.exit_code == 0, f"{path.name}: $ {command}\n{result.output}"
        same = doctest.OutputChecker().check_output(comparable(expected), comparable(result.stdout), ELLIPSIS)
        assert same, f"{path.name}: $ {command}\n---- written\n{expected}\n---- printed\n{result.stdout}"


def run_python(path, namespace):
    for number, block in enumerate(blocks(path, "pycon")):
        test = doctest.DocTestParser().get_doctest(block, namespace, f"{path.name}, block {number}", str(path), 0)
        output: list[str] = []
        failed = doctest.DocTestRunner(optionflags=ELLIPSIS).run(test, out=output.append, clear_globs=False).failed
        assert not failed, "".join(output)


# ---- what can be run is run


def test_readme_transcripts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run_sessions(ROOT / "README.md")
    run_python(ROOT / "README.md", {})
    assert sessions(ROOT / "README.md")
    assert blocks(ROOT / "README.md", "pycon")


def test_contributing_how_tos(tmp_path, monkeypatch):
    """The scorer, the recipe and the reader of CONTRIBUTING.md, written to files as they stand and used as it says."""
    path = ROOT / "CONTRIBUTING.md"
    files = named(path)
    assert set(files) == {"scorers/questions.py", "few_questions.yaml", "qualityfilter/reading/tsv.py"}
    for name, content in files.items():
        (tmp_path / Path(name).name).write_text(content, encoding="utf8")
    (tmp_path / "few.tsv").write_bytes(b"a\tOne.\nno tab\nb\tTwo.\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    try:
        importlib.import_module("questions")
        reader = importlib.import_module("tsv")
        from qualityfilter.pieces import Piece, ReadOptions

        run_sessions(path)
        run_python(path, {"read_tsv": reader.read_tsv, "Piece": Piece, "ReadOptions": ReadOptions})
        check_count(path)
    finally:
        _SCORERS.pop("questions.v1", None)
        for name in ("questions", "tsv"):
            sys.modules.pop(name, None)


def check_count(path):
    """The how-to's scorer keeps the contract, in as many checks as it says."""
    from questions import Questions

    from qualityfilter.testing import scorer_checks

    for check in scorer_checks():
        check(Questions())
    assert f"`{len(scorer_checks())} passed`" in read(path)


def test_style_of_the_how_tos(tmp_path):
    for name, content in named(ROOT / "CONTRIBUTING.md").items():
        if name.endswith(".py"):
            (tmp_path / Path(name).name).write_text(content, encoding="utf8")
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml"), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


# ---- commands


def mentioned(path):
    """Every command line that begins with `qualityfilter` in code, inline or fenced."""
    text = read(path)
    inline = re.findall(r"`(qualityfilter [^`\n]+)`", BLOCK.sub("", text))
    fenced = []
    for _, content in blocks(path):
        joined = re.sub(r"\\\n\s*", " ", content)
        fenced += re.findall(r"^(?:\$ |    )?(qualityfilter [^\n]*)", joined, re.MULTILINE)
        fenced += re.findall(r"-- +(qualityfilter [^\n]*)", joined)
    return [line.split(" #")[0].strip() for line in (*inline, *fenced)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_line_has_commands_and_flags_that_exist(path):
    for line in mentioned(path):
        words = shlex.split(line)[1:]
        if words[0].startswith("-"):
            assert words[0] in ("--help", "--version"), line
            continue
        assert words[0] in cli.main.commands, f"{path.name}: {line}: no such command"
        command = cli.main.commands[words[0]]
        command = getattr(command, "commands", {}).get(words[1], command) if len(words) > 1 else command
        known = {o for p in command.params for o in p.opts} | {"--help", "-h"}
        used = {w.split("=")[0] for w in words[1:] if re.match(r"--?[a-z]", w)}
        assert used <= known, f"{path.name}: {line}: {sorted(used - known)} are no flags of {words[0]}"


def test_every_command_is_documented():
    used = {shlex.split(line)[1] for path in DOCUMENTS for line in mentioned(path)}
    assert set(cli.main.commands) <= used


def test_every_make_target_that_is_mentioned_exists_and_the_other_way_round():
    targets = set(re.search(r"^\.PHONY: (.*)$", read(ROOT / "Makefile"), re.MULTILINE)[1].split())
    used = {m for path in DOCUMENTS for m in re.findall(r"(?:^|`|\$ )make ([a-z]+)", read(path), re.MULTILINE)}
    assert used <= targets
    assert {"demo", "test", "check", "bench"} <= used


def test_continuous_integration_runs_the_readmes_test_command():
    assert "\nmake test\n" in read(ROOT / ".ci" / "run")
    assert "make test" in read(ROOT / "README.md")


# ---- recipes.md


def models(annotation):
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for a in getattr(annotation, "__args__", ()) for model in models(a)]


def keys(model, prefix=""):
    """(key, default as JSON; None for a section) of a recipe model and all below it."""
    for name, field in model.model_fields.items():
        inner = models(field.annotation)
        many = "tuple" in str(field.annotation)
        if field.is_required():
            default = "required"
        else:
            value = field.get_default(call_default_factory=True)
            default = None if isinstance(value, BaseModel) else json.dumps(value)
        yield prefix + name, default
        if inner and "dict" not in str(field.annotation):  # entries under names of one's own have the keys of another section
            yield from keys(inner[0], f"{prefix}{name}[]." if many else f"{prefix}{name}.")


def test_recipes_md_has_every_key_with_its_default():
    rows = re.findall(r"^\| `([a-z_.\[\]]+)` \| (?:`([^`]*)`|(required)|) ?\| (.*) \|$", read(ROOT / "docs" / "recipes.md"), re.MULTILINE)
    written = {key: (default or required or None) for key, default, required, _ in rows}
    assert written == dict(keys(Recipe))
    assert len(rows) == len(written), "a key stands twice"


def test_recipes_md_explains_every_key():
    rows = re.findall(r"^\| `([a-z_.\[\]]+)` \|[^|]*\|(.*)\|$", read(ROOT / "docs" / "recipes.md"), re.MULTILINE)
    sections = {key for key, default in keys(Recipe) if default is None}
    assert [key for key, meaning in rows if not meaning.strip() and key not in sections] == []


# ---- disk.md


def test_disk_md_names_every_column_that_is_written():
    from qualityfilter.measuring import ROWS
    from qualityfilter.planning import PLAN
    from qualityfilter.writing import REMOVED, TEXT_COLUMNS

    text = read(ROOT / "docs" / "disk.md")
    names = [*PLAN.names, *ROWS.names, *REMOVED.names, *TEXT_COLUMNS, "weight", "repeat", "stage", "failed_rules"]
    assert [name for name in names if f"`{name}`" not in text] == []


def test_disk_md_names_every_file_of_a_run(finished):
    """Each file of a finished run, its numbers apart, stands in disk.md."""
    text = read(ROOT / "docs" / "disk.md")
    root = Path(finished.out)
    known = set()
    for file in root.rglob("*"):
        if file.is_file():
            known.add(re.sub(r"reread/\d", "reread/R", re.sub(r"part-\d+", "part-N", str(file.relative_to(root)))))
    for name in sorted(known):
        folder, _, last = name.rpartition("/")
        inside = name.removeprefix("work/")
        places = (inside, re.sub(r"-\d{3}\.", "-NNN.", inside), last, last.replace("part-N", "part-00000"))
        assert any(place in text for place in places), f"docs/disk.md does not mention {name}"
        assert not folder or f"{folder.split('/')[0]}/" in text


# ---- what is generated, links


def test_what_is_generated_is_up_to_date():
    """The tree in README.md has every tracked file with what it is; docs/commands.md has every command with its flags."""
    done = subprocess.run([sys.executable, "docs/make.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    if "not a git repository" in done.stderr:
        pytest.skip("the tree comes from git")
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_scorer_has_a_page_with_its_columns_and_its_card():
    for name in registry.scorer_names():
        cls = registry.scorer_class(name)
        if not cls.__module__.startswith("scorers."):
            continue
        text = read(ROOT / "docs" / "scorers" / f"{name}.md")
        for column in registry.own_columns(cls):
            assert f"| `{column.name}` |" in text, name
            assert column.meaning.replace("|", "\\|") in text, name
        if hasattr(cls, "card"):
            card = cls.card()
            assert " ".join(card.how_made.split()) in text, name
            assert all(" ".join(entry.split()) in text for entry in (*card.quality, *card.failures)), name
        assert f"({name}.md)" in read(ROOT / "docs" / "scorers" / "README.md")


def test_a_page_that_is_missing_stale_or_of_no_scorer_is_noticed(tmp_path, monkeypatch, capsys):
    spec = importlib.util.spec_from_file_location("docs_make", ROOT / "docs" / "make.py")
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    pages = tmp_path / "docs" / "scorers"
    pages.mkdir(parents=True)
    monkeypatch.setattr(make, "ROOT", tmp_path)
    monkeypatch.setattr(make, "made", lambda: {pages / "a.v1.md": "a", pages / "b.v1.md": "b"})
    (pages / "b.v1.md").write_text("an older b")
    (pages / "gone.v1.md").write_text("c")
    assert make.write(check=True) == 1
    said = capsys.readouterr().out
    assert all(name in said for name in ("a.v1.md is out of date", "b.v1.md is out of date", "gone.v1.md is of no scorer"))
    assert make.write(check=False) == 0
    assert {path.name: path.read_text() for path in pages.iterdir()} == {"a.v1.md": "a", "b.v1.md": "b"}
    assert make.write(check=True) == 0


def test_the_tree_says_what_every_file_is():
    [block] = [content for _, content in blocks(ROOT / "README.md") if "├── qualityfilter/" in content]
    entries = re.findall(r"(?:├── |└── )(\S+)[ ]*(.*)$", block, re.MULTILINE)
    assert {"pipeline.py", "structure.py", "quickstart.yaml", "test_docs.py", "disk.md", "Makefile"} <= {name for name, _ in entries}
    assert [name for name, meaning in entries if len(meaning) < 5] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    text = BLOCK.sub("", read(path))
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{path.name}: {target} is not there"


def test_readme_explains_the_words():
    text = read(ROOT / "README.md")
    words = ("document", "shard", "score", "scorer", "span", "rule", "verdict", "cluster", "seed", "weight", "recipe")
    words += ("plan", "report", "manifest")
    for word in words:
        assert re.search(rf"\*\*{word}s?\*\*", text), f"README.md does not explain the word {word}"

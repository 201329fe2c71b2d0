"""The command line as people and scripts rely on it: commands, flags, exit codes, help, imports, completion, typos."""

import importlib
import json
import os
import pkgutil
import signal
import subprocess
import sys
import time

import pytest
import yaml
from click.testing import CliRunner
from conftest import RECIPE, heed_interrupts

import qualityfilter
from qualityfilter import cli, errors
from qualityfilter.storage import Storage

INPUT = {"--input", "--shards"}
WHERE = {"--out", "--cluster", "--from-scores", "--fresh", "--wait-for-workers", "--log"}
COMMANDS = {
    "run": {"recipe", *INPUT, *WHERE, "--plan", "--ignore-alarms"},
    "score": {"recipe", *INPUT, *WHERE},
    "plan": {"recipe", *INPUT, *WHERE, "--plan"},
    "write": {"recipe", *INPUT, *WHERE, "--plan", "--ignore-alarms"},
    "check": {"recipe", *INPUT, "--out"},
    "report": {"directory", "--width", "--serve", "--port", "--all", "--format", "--if"},
    "diff": {"a", "b", "--page", "--width", "--json"},
    "review": {"directory", "--labels", "--documents", "--port", "--figures"},
    "explain": {"recipe", "--text", "--id", "--run"},
    "train": {"kind", "--positive", "--negative", "--out", "--column", "--text", "--held-out", "--seed"},
    "fit-weights": {"--labels", "--grade", "--out", "--columns", "--recipe", "--text", "--seed"},
    "fit-mixture": {
        "runs",
        "--outcome",
        "--maximise",
        "--mixture",
        "--natural",
        "--tokens",
        "--max-repeat",
        "--kl",
        "--test",
        "--out",
        "--seed",
    },
    "enrich": {"recipe", "--input", "--out", "--cluster", "--log"},
    "seeds": set(),
    "flips": {"recipe", "--input", "--documents", "--change"},
    "gaps": {
        "corpus",
        "--validation",
        "--pool",
        "--rejected",
        "--out",
        "--budget",
        "--tokens",
        "--seeds",
        "--documents",
        "--seed",
        "--json",
    },
    "judge": {"a", "b", "--validation", "--web", "--tokens", "--seeds", "--documents", "--seed", "--json", "--figure"},
    "clean": {"file", "--diff", "--text", "--spans", "--recipe", "--policy"},
    "scorers": {"name"},
    "recipes": {"name"},
    "init": {"path", "--like"},
    "schema": {"--report"},
    "warm": set(),
}
"""Frozen: scripts depend on it. A new flag is added here on purpose; a flag that goes is a breaking change in CHANGELOG.md."""


def invoke(*arguments, text=None):
    return CliRunner().invoke(cli.main, [str(a) for a in arguments], input=text)


def command_line(*arguments, **options):
    return [sys.executable, "-m", "qualityfilter.cli", *map(str, arguments)]


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(yaml.safe_dump(RECIPE, allow_unicode=True, sort_keys=False), encoding="utf8")
    return path


# ---- what is frozen


def test_commands_and_flags_are_these():
    found = {
        name: {o for p in command.params for o in (p.opts if p.opts[0].startswith("-") else [p.name]) if o != "more"}
        for name, command in cli.main.commands.items()
    }
    assert found == COMMANDS


@pytest.mark.parametrize("name", [None, *sorted(COMMANDS)])
def test_help_says_what_every_command_and_option_does(name):
    result = invoke(*([name] if name else []), "--help")
    assert result.exit_code == 0
    assert result.output.startswith("Usage:")
    command = cli.main.commands[name] if name else cli.main
    assert len((command.help or "").split()) >= 5
    for parameter in command.params:
        if parameter.opts[0].startswith("-"):
            assert len((parameter.help or "").split()) >= 2, f"{name} {parameter.opts[0]} has no help"


@pytest.mark.parametrize("name", ["run", "score", "plan", "write", "check"])
def test_help_lists_the_exit_codes(name):
    text = invoke(name, "--help").output
    for code in (0, 1, 2, 3, 130):
        assert f"\n    {code} " in text


def test_version():
    assert invoke("--version").output == f"qualityfilter, version {qualityfilter.__version__}\n"


def test_error_classes_have_their_exit_codes():
    codes = {name: getattr(errors, name).exit_code for name in ("RecipeError", "InputError", "ScorerError", "ShardError", "AlarmError")}
    assert codes == {"RecipeError": 2, "InputError": 2, "ScorerError": 1, "ShardError": 1, "AlarmError": 3}


# ---- exit codes


def test_0_and_the_report_on_a_line_of_its_own(crawl, small, tmp_path):
    result = invoke("run", small, "--input", f"{crawl}/*.jsonl", "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[-1] == str(tmp_path / "out" / "reports" / "index.html")
    assert lines[0].startswith("357 documents: ")
    assert lines[0].endswith("3 records in quarantine")
    assert (tmp_path / "out" / "reports" / "index.html").is_file()
    shown = invoke("report", tmp_path / "out")
    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[-1] == lines[-1]


def test_pieces_of_the_line_give_what_run_gives(crawl, small, tmp_path):
    """score, plan and write, one after the other, end in the same manifest as run."""
    manifests = []
    for out, steps in ((tmp_path / "steps", ("score", "plan", "write")), (tmp_path / "run", ("run",))):
        for step in steps:
            result = invoke(step, small, "--input", f"{crawl}/*.jsonl", "--out", out)
            assert result.exit_code == 0, result.output
        manifests.append(Storage(str(out)).read_bytes("manifest.json"))
    assert manifests[0] == manifests[1]


def test_1_when_a_shard_fails(crawl, small, tmp_path):
    file = tmp_path / "crawl.jsonl"
    file.write_bytes((crawl / "crawl-2.jsonl").read_bytes())
    assert invoke("score", small, "--input", file, "--out", tmp_path / "out").exit_code == 0
    file.write_bytes(file.read_bytes().replace("桥".encode(), "车".encode(), 1))
    result = invoke("run", small, "--input", file, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "the input has changed" in result.stderr
    assert not (tmp_path / "out" / "manifest.json").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "RECIPE"], "Missing option '--out'"),
        (["run", "RECIPE", "--out", "OUT"], "no input: give --input"),
        (["run", "RECIPE", "--input", "nowhere/*.jsonl", "--out", "OUT"], "nowhere"),
        (["run", "RECIPE", "--input", "EMPTY", "--out", "OUT"], "no document could be read"),
        (["run", "RECIPE", "--input", "CRAWL", "--out", "OUT", "--shards", "0"], "0 is not in the range"),
        (["run", "RECIPE", "--input", "CRAWL", "--out", "OUT", "--cluster", "local:0"], "local:N needs a number of workers"),
        (["run", "RECIPE", "--from-scores", "nowhere", "--out", "OUT"], "no finished pass 1 there"),
        (["run", "RECIPE", "CRAWL", "--out", "OUT"], "input files follow --input"),
        (["run", "wbe", "--input", "CRAWL", "--out", "OUT"], "Did you mean 'web'?"),
        (["run", "nowhere.yaml", "--input", "CRAWL", "--out", "OUT"], "nowhere.yaml"),
        (["check", "RECIPE", "--input", "nowhere/*.jsonl"], "nowhere"),
        (["rnu"], "Did you mean 'run'?"),
        (["run", "RECIPE", "--imput", "CRAWL"], "--input"),
        (["scorers", "gopher_qualty"], "Did you mean 'gopher_quality.v1'?"),
        (["recipes", "wbe"], "Did you mean 'web'?"),
        (["explain", "RECIPE"], "give RECIPE --text TEXT, or --id ID --run DIR"),
        (["explain", "--id", "a", "--run", "nowhere"], "not a finished run"),
        (["report", "nowhere"], "is it a finished run?"),
        (["init", "RECIPE"], "exists; choose another name"),
        (["clean", "nowhere.txt"], "nowhere.txt"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_2_for_what_the_user_can_put_right(arguments, message, crawl, small, tmp_path):
    (tmp_path / "empty.jsonl").write_bytes(b"")
    known = {"RECIPE": small, "CRAWL": f"{crawl}/*.jsonl", "OUT": tmp_path / "out", "EMPTY": tmp_path / "empty.jsonl"}
    result = invoke(*(known.get(a, a) for a in arguments))
    assert result.exit_code == 2, result.output
    assert message in result.stderr
    assert result.stdout == "" or arguments[0] == "check"  # which reports what it finds as it goes
    assert "Traceback" not in result.output


def test_all_problems_of_a_recipe_at_once(tmp_path):
    path = tmp_path / "my.yaml"
    path.write_text(
        "name: mine\nread: {pahts: [a]}\nscore:\n  - scorer: structure\nwiegh: {}\ndecide:\n  - {name: a, column: units, min: -1}\n"
    )
    result = invoke("check", path)
    assert result.exit_code == 2
    for expected in (
        f"{path}:2: read.pahts: no key 'pahts'. Did you mean 'paths'?",
        f"{path}:5: wiegh: no key 'wiegh'. Did you mean 'weigh'?",
        f"{path}:7: decide[0].min: -1 is outside the range of 'units'",
    ):
        assert expected in result.stderr


def test_a_file_name_does_not_steer_the_terminal(small, tmp_path):
    (tmp_path / "\x1b]0;owned\x07\u202egnp.jsonl").write_bytes(b"")
    result = invoke("run", small, "--input", f"{tmp_path}/nothing*", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "owned" in result.stderr
    assert not {"\x1b", "\x07", "\u202e"} & set(result.stderr)


def test_3_when_an_alarm_stops_the_run(monkeypatch, crawl, small, tmp_path):
    def alarmed(*_arguments, **_options):
        raise errors.AlarmError("the plan drops everything")

    monkeypatch.setattr("qualityfilter.pipeline.make_plan", alarmed)
    result = invoke("run", small, "--input", f"{crawl}/*.jsonl", "--out", tmp_path / "out")
    assert (result.exit_code, result.stderr) == (3, "the plan drops everything\n")
    assert not (tmp_path / "out" / "data").exists()


def test_130_when_interrupted_and_the_same_command_goes_on(crawl, small, tmp_path):
    out = tmp_path / "out"
    command = command_line("run", small, "--input", f"{crawl}/*.jsonl", "--out", out, "--log", "json")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heed_interrupts)
    first = out / "commits" / "measure" / "part-00000.json"
    deadline = time.monotonic() + 120
    while not first.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=120)
    assert process.returncode == 130, stderr
    assert stderr.splitlines()[-1] == "interrupted; the same command goes on where it stopped"
    assert "Traceback" not in stderr
    assert stdout == ""
    written = first.stat().st_mtime_ns
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    assert first.stat().st_mtime_ns == written, "a finished shard was scored again"


# ---- input as shells and people give it


def test_input_takes_globs_repeats_and_what_the_shell_expanded(crawl, small, tmp_path):
    files = sorted(str(p) for p in crawl.glob("*.jsonl"))
    ways = {
        "glob": ["--input", f"{crawl}/*.jsonl"],
        "repeated": [a for file in files for a in ("--input", file)],
        "expanded": ["--input", *files],
    }
    found = {}
    for name, given in ways.items():
        result = invoke("score", small, *given, "--out", tmp_path / name)
        assert result.exit_code == 0, result.output
        found[name] = result.stdout.split()[0]
    assert set(found.values()) == {"357"}


def test_log_json_is_one_object_per_line_on_standard_error(crawl, small, tmp_path):
    result = invoke("score", small, "--input", f"{crawl}/*.jsonl", "--out", tmp_path / "out", "--shards", 2, "--log", "json")
    events = [json.loads(line) for line in result.stderr.splitlines() if line.startswith("{")]
    assert [(e["stage"], e["shards"]) for e in events if e["event"] == "stage"] == [("start", 1), ("measure", 2)]


def test_init_writes_a_recipe_that_loads_and_never_overwrites(tmp_path):
    path = tmp_path / "mine.yaml"
    assert invoke("init", path).exit_code == 0
    assert path.read_text(encoding="utf8") == invoke("recipes", "web").output
    assert invoke("init", path).exit_code == 2


def test_schema_knows_every_section():
    schema = json.loads(invoke("schema").output)
    assert {"read", "clean", "score", "dedup", "decide", "weigh", "write"} <= set(schema["properties"])
    assert schema["additionalProperties"] is False


def test_clean_leaves_a_clean_text_as_it_was():
    text = "One line.\r\n\r\n\tAnother, with $x^2$ \u3000and no newline at the end"
    assert invoke("clean", "-", text=text).stdout_bytes.decode() == text


PAGE = "设 $f$ 连续。\n扫码关注公众号，领取 $5$ 元优惠\n则 $f$ 可积。\n扫码关注公众号，领取优惠\n"


def test_clean_shows_what_goes_and_what_is_only_marked():
    assert invoke("clean", "-", "--diff", text=PAGE).stdout == (
        "设 $f$ 连续。\n[~扫码关注公众号，领取 $5$ 元优惠~]\n则 $f$ 可积。\n[-扫码关注公众号，领取优惠\n-]\n"
    )
    spans = [json.loads(line) for line in invoke("clean", "-", "--spans", text=PAGE).stdout.splitlines()]
    assert [(s["action"], s["kind"], s["text"]) for s in spans] == [
        ("marked", "ad", "扫码关注公众号，领取 $5$ 元优惠"),
        ("removed", "ad", "扫码关注公众号，领取优惠\n"),
    ]


def test_clean_takes_a_policy_and_a_recipe():
    assert invoke("clean", "-", "--policy", "ad=off", text=PAGE).stdout == PAGE
    assert invoke("clean", "-", "--recipe", "annotate", text=PAGE).stdout == PAGE  # it only marks
    assert invoke("clean", "-", "--recipe", "annotate", "--policy", "ad=remove", text=PAGE).stdout != PAGE
    for policy, message in (("ad", "KIND=ACTION"), ("adverts=mark", "Known: ad, boilerplate"), ("ad=burn", "action")):
        result = invoke("clean", "-", "--policy", policy, text=PAGE)
        assert result.exit_code == 2
        assert message in result.output


def test_scorers_shows_columns_and_ranges():
    listed = invoke("scorers").output
    assert "gopher_quality.v1" in listed
    page = invoke("scorers", "gopher_quality").output
    for word in ("gopher_quality.v1", "reads: ", "columns:", "gopher_words"):
        assert word in page


# ---- imports


HEAVY = {"numpy", "pyarrow", "numba", "ray", "torch", "pydantic", "yaml", "rich", "jinja2", "fsspec", "orjson", "datatrove", "scipy"}
LOADED = "import sys; print(','.join(sorted(m for m in sys.modules if '.' not in m)))"


@pytest.mark.parametrize(
    "code",
    [
        "import qualityfilter",
        "import qualityfilter.cli",
        "import sys; sys.argv = ['qualityfilter', '--help']; import qualityfilter.cli as c; c.main(standalone_mode=False)",
        "import sys; sys.argv = ['qualityfilter', 'run', '--help']; import qualityfilter.cli as c; c.main(standalone_mode=False)",
        "import sys; sys.argv = ['qualityfilter', '--version']; import qualityfilter.cli as c; c.main(standalone_mode=False)",
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(code):
    done = subprocess.run([sys.executable, "-c", f"{code}\n{LOADED}"], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.splitlines()[-1].split(","))


def test_a_run_in_this_process_does_not_import_ray(crawl, small, tmp_path):
    code = (
        f"from qualityfilter import run; run({str(small)!r}, [{str(crawl / 'crawl-0.jsonl')!r}], {str(tmp_path / 'out')!r})\n"
        "import sys; assert 'ray' not in sys.modules and 'datatrove' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_ray_stands_in_one_module():
    folder = os.path.dirname(qualityfilter.__file__)
    found = []
    for root, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".py"):
                with open(os.path.join(root, name), encoding="utf8") as file:
                    if any(line.strip().startswith(("import ray", "from ray")) for line in file):
                        found.append(name)
    assert found == ["ray_execution.py"]


def test_every_public_name_loads():
    for name in qualityfilter.__all__:
        assert getattr(qualityfilter, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        qualityfilter.nonsense  # noqa: B018


def submodules(package):
    return {m.name for m in pkgutil.iter_modules(importlib.import_module(package).__path__)}


@pytest.mark.parametrize(
    ("package", "public"),
    [("qualityfilter", set(qualityfilter.__all__)), ("scorers", {"load", "available", "score_all", "default_names", "writers", "build"})],
)
def test_no_submodule_bears_the_name_of_a_public_function(package, public):
    assert not submodules(package) & public


def test_public_names_are_the_same_in_either_import_order():
    """Importing a submodule binds it in the package: had it a function's name, it would take the function's place."""
    names = sorted(set(qualityfilter.__all__) - {"__version__"})
    before = {name: getattr(qualityfilter, name) for name in names}
    for module in sorted(submodules("qualityfilter") - {"ray_execution"}):
        importlib.import_module(f"qualityfilter.{module}")
    assert {name: getattr(qualityfilter, name) for name in names} == before
    try:
        for name in names:  # as in a process that has imported every submodule before it asks for a name
            vars(qualityfilter).pop(name)
        assert {name: getattr(qualityfilter, name) for name in names} == before
    finally:
        vars(qualityfilter).update(before)


def test_compiling_kernels_is_announced_before_it_begins(tmp_path):
    """With an empty cache the first thing said is what it waits for; a second later the process may be stopped."""
    environment = {**os.environ, "QUALITYFILTER_CACHE_DIR": str(tmp_path)}
    command = command_line("explain", "quickstart", "--text", "One line.")
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        compiled = list(tmp_path.rglob("*.nbi"))
        process.kill()
    assert first == "compiling kernels for this machine: once, about half a minute\n"
    assert compiled == []


# ---- completion


CONSOLE_SCRIPT = os.path.join(os.path.dirname(sys.executable), "qualityfilter")


def complete(**environment):
    done = subprocess.run([CONSOLE_SCRIPT], env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion_script(shell):
    assert f"_QUALITYFILTER_COMPLETE={shell}_complete" in complete(_QUALITYFILTER_COMPLETE=f"{shell}_source")


@pytest.mark.parametrize(
    ("words", "position", "offered"),
    [("qualityfilter re", 1, {"recipes", "report", "review"}), ("qualityfilter run --fr", 2, {"--fresh", "--from-scores"})],
)
def test_completion_offers_commands_and_flags(words, position, offered):
    lines = complete(_QUALITYFILTER_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(position)).splitlines()
    assert {line.split(",")[-1] for line in lines} == offered

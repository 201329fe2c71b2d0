"""Changes that should not matter: each does what it says, is counted where it applies, and flips are told as they are."""

import json

import pytest
from click.testing import CliRunner

import scorers
from qualityfilter import Recipe, registry
from qualityfilter.cli import main
from qualityfilter.flipping import ADVERTISING, CHANGES, IN_MATHEMATICS, flips, table
from qualityfilter.scoring import identity

PROSE = "The heron stood still in the shallow water - it waited for the fish.\n* It said nothing.\nThen the tide turned, and it left."
CHINESE = "苍鹭站在浅水里,一动不动,等着鱼儿游回来(3 条).\n委员会星期二开会，决定在冬天之前修好那座桥。"
MATHS = (
    "Theorem. Let $f$ be continuous on $[a,b]$; then $f$ attains its maximum.\n\n"
    "Proof. Let $M = \\sup f$ and choose $x_n$ with $f(x_n) \\to M$."
)


@pytest.mark.parametrize(
    ("name", "text", "chinese", "expected"),
    [
        ("style", 'He said "so" - twice.\n- one\n- two', False, "He said “so” – twice.  \r\n– one\r\n– two"),
        ("full_width", "共 3 条(a).", True, "共 ３ 条（ａ）．"),
        ("full_width", "3 items (a).", False, "3 items (a)."),
        ("half_width", "共 ３ 条（ａ）。", True, "共 3 条(a)。"),
        ("traditional", "软件与网络", True, "軟件與網絡"),
        ("simplified", "軟體與網路", True, "软体与网路"),
        ("doubled", "ab", False, "ab\n\nab"),
        (IN_MATHEMATICS, "one\ntwo", False, f"one\n{ADVERTISING[0]}\ntwo"),
        (IN_MATHEMATICS, "one line", False, "one line"),
    ],
)
def test_each_change_does_what_it_says(name, text, chinese, expected):
    assert CHANGES[name](text, chinese) == expected


def test_a_footer_speaks_the_language_of_the_document():
    assert CHANGES["footer"](PROSE, False).startswith(PROSE + "\n\nCopyright")
    assert "版权所有" in CHANGES["footer"](CHINESE, True)


def recipe(decide=(), cleaners=(), scorers=("structure.v1", "repetition.v1")):
    return Recipe.of({
        "name": "small", "clean": {"cleaners": [{"cleaner": c} for c in cleaners]}, "score": [{"scorer": s} for s in scorers],
        "dedup": {"keep": "first"}, "decide": list(decide),
    })  # fmt: skip


def test_verdicts_that_flip_are_counted_both_ways():
    units = len(PROSE.split()) + 2
    found = flips(recipe([{"name": "short", "column": "units", "max": units * 1.5}]), [PROSE, CHINESE * 3], ["doubled"])["doubled"]
    assert (found.documents, found.lost, found.gained) == (2, 1, 0)  # the Chinese one is too long before and after
    assert found.rate == 0.5
    found = flips(recipe([{"name": "long", "column": "units", "min": units * 1.5}]), [PROSE, CHINESE * 3], ["doubled"])["doubled"]
    assert (found.lost, found.gained) == (0, 1)


def test_a_change_counts_for_documents_that_it_changes():
    found = flips(recipe(), [PROSE, CHINESE, "一二三四五六七八九十"])
    assert {name: row.documents for name, row in found.items()} == {
        "style": 3, "full_width": 1, "half_width": 1, "traditional": 1, "simplified": 0, "footer": 3, "doubled": 3, IN_MATHEMATICS: 0,
    }  # fmt: skip


def test_scores_that_move_are_named_and_blanks_at_line_ends_move_nothing():
    found = flips(recipe(), [PROSE * 3], ["doubled", "style"])
    assert found["doubled"].moved["repetition"][0] == 1
    assert found["style"].moved["repetition"] == (0, 0.0)


def test_rules_that_need_a_corpus_are_not_judged():
    kept = recipe([{"name": "best", "column": "repetition", "keep": 0.1}])
    assert flips(kept, [PROSE], ["doubled"])["doubled"].rate == 0


def test_an_advertisement_in_mathematics_goes_and_the_rest_stays():
    ad = {"scorers": ("mathematics.v1",)}
    without = flips(recipe(**ad), [MATHS, PROSE], [IN_MATHEMATICS])[IN_MATHEMATICS]
    assert (without.documents, without.intact) == (1, 0)  # nothing cleans
    cleaned = flips(recipe(cleaners=("lines.v1",), **ad), [MATHS, PROSE], [IN_MATHEMATICS])[IN_MATHEMATICS]
    assert (cleaned.documents, cleaned.intact) == (1, 1)


def test_batches_do_not_matter():
    texts = [f"{PROSE} {i}" for i in range(450)]
    found = flips(recipe(), texts, ["footer"])["footer"]
    assert found.documents == 450
    assert found.moved == flips(recipe(), texts[:1], ["footer"])["footer"].moved | {
        name: (n * 450, mean) for name, (n, mean) in found.moved.items() for n in [n // 450]
    }


def test_the_command_prints_a_row_for_each_change(tmp_path):
    (tmp_path / "in.jsonl").write_text("".join(json.dumps({"text": t}) + "\n" for t in (PROSE, CHINESE, " ")), encoding="utf8")
    result = CliRunner().invoke(
        main, ["flips", "quickstart", "--input", str(tmp_path / "in.jsonl"), "--change", "style", "--change", "footer"]
    )
    assert result.exit_code == 0, result.output
    head, style, footer = result.output.splitlines()
    assert head.startswith("change")
    assert style.split()[:2] == ["style", "2"]
    assert footer.split()[:2] == ["footer", "2"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--change", "stile"], "Did you mean 'style'"), ([], "no input: give --input"), (["--input", "no/such/*.jsonl"], "no/such")],
)
def test_errors(arguments, message):
    result = CliRunner().invoke(main, ["flips", "web", *arguments])
    assert result.exit_code == 2
    assert message in result.output


def test_the_table_says_none_where_nothing_moves():
    found = flips(recipe(scorers=("repetition.v1",)), ["苍鹭站在浅水里。"], ["full_width", "simplified", "footer"])
    assert table({"simplified": found["simplified"]}).splitlines()[1].split() == ["simplified", "0"]


LONG = "软件工程师写程序，也写文档。网络出现故障时，他们先看日志，再找原因，因为原因往往不在出错的地方。" * 3


@pytest.mark.parametrize("column", ["fluency", "density", "education", "ads", "damage", "knowledge", "toxicity", "value"])
def test_models_say_the_same_of_both_scripts(column):
    traditional = CHANGES["traditional"](LONG, True)
    assert traditional != LONG
    alone = scorers.load(column).score([LONG])[column][0]
    in_company = scorers.load(column).score([PROSE, traditional, LONG])[column]
    assert in_company[1] == in_company[2] == alone


def test_what_measures_the_script_sees_it():
    assert scorers.load("language").score([LONG, CHANGES["traditional"](LONG, True)])["script"].tolist() == ["Hans", "Hant"]


def test_the_conversion_is_part_of_what_scores_are_made_from():
    named = {name: "script" in identity(registry.build_scorer(name)) for name in ("fluency.v1", "language.v1", "structure.v1")}
    assert named == {"fluency.v1": True, "language.v1": False, "structure.v1": False}

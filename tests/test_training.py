"""Training a scorer of one's own: what comes out works in a recipe at once, is measured on unseen sites, and is the same again."""

import hashlib
import json
import random
import shlex
from pathlib import Path

import kenlm
import pytest
import yaml
from click.testing import CliRunner

import scorers
from qualityfilter import InputError, Recipe, run
from qualityfilter.cli import main
from scorers.training.own_model import summary, train

SEA = ["heron", "tide", "harbour", "gull", "net", "mast", "keel", "salt", "wave", "reef", "anchor", "fog", "海", "船", "浪", "港"]
CODE = ["import", "return", "class", "lambda", "yield", "tuple", "async", "raise", "assert", "global", "函数", "变量", "循环", "参数"]


def phrases(words, seed):
    """Eighty phrases of four to six words: text of n-grams that come back, as in languages."""
    rng = random.Random(seed)
    return [" ".join(rng.choice(words) for _ in range(rng.randint(4, 6))) for _ in range(80)]


def write(path, words, sites, per_site, seed):
    rng = random.Random(seed)
    own, either = phrases(words, 1), phrases(SEA, 1) + phrases(CODE, 1)
    with open(path, "w", encoding="utf8") as out:
        for site in range(sites):
            for i in range(per_site):
                text = ". ".join(rng.choice(own if rng.random() < 0.7 else either) for _ in range(rng.randint(5, 12)))
                out.write(json.dumps({"body": f"{text}.", "url": f"https://{path.stem}{site}.example/{i}"}, ensure_ascii=False) + "\n")
    return str(path)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sides")
    return write(folder / "sea.jsonl", SEA, 40, 5, 1), write(folder / "code.jsonl", CODE, 40, 6, 2)


@pytest.fixture(scope="module")
def trained(both, tmp_path_factory):
    """Kind -> (folder, card)."""
    folder = tmp_path_factory.mktemp("trained")
    return {
        kind: (folder / f"my_{kind}", train(kind, [both[0]], [both[1]], str(folder / f"my_{kind}"), columns={"text": "body"}))
        for kind in ("linear", "fasttext", "kenlm")
    }


MODELS = {"linear": "model.npz", "fasttext": "model.bin", "kenlm": "model.arpa"}


@pytest.mark.parametrize("kind", MODELS)
def test_the_card_says_how_good_it_is_on_sites_it_has_not_seen(trained, kind):
    folder, card = trained[kind]
    assert yaml.safe_load((folder / "card.yaml").read_text(encoding="utf8")) == card
    assert card["sha256"] == {MODELS[kind]: hashlib.sha256((folder / MODELS[kind]).read_bytes()).hexdigest()}
    counts = card["documents"]
    assert counts["trained_on"]["positive"] + counts["held_out"]["positive"] == 200
    assert counts["trained_on"]["negative"] + counts["held_out"]["negative"] == 240
    assert counts["held_out"]["positive"] % 5 == 0 == counts["held_out"]["negative"] % 6  # whole sites
    low, high = card["quality"]["auc_interval"]
    least = 0.65 if kind == "kenlm" else 0.97  # a language model knows the positives alone
    assert least < low <= card["quality"]["auc"] <= high <= 1
    if kind != "kenlm":
        assert card["quality"]["calibration_error"] < 0.1
    assert (card["quality"]["threshold_there"] > 1) == (kind == "kenlm")  # in the column's own values: bits, or a chance
    asked = main.get_command(None, "train").make_context("train", [*shlex.split(card["command"])[2:], "--out", "again"]).params
    assert [asked[name] for name in ("kind", "text_field", "column", "held_out", "seed")] == [kind, "body", f"my_{kind}", 0.2, 1]
    assert counts["left_out"] == {}


def test_what_is_not_trained_on_is_counted(both, tmp_path):
    copies = tmp_path / "p.jsonl"
    copies.write_text(Path(both[0]).read_text(encoding="utf8") * 2 + '{"body": " "}\n', encoding="utf8")
    card = train("linear", [str(copies)], [both[1]], str(tmp_path / "out"), columns={"text": "body"}, most=180)
    assert card["documents"]["left_out"] == {"copies": 200, "blank": 1, "beyond the first 180 of a side": 20 + 60}
    assert "left out: 200 copies, 1 blank, 80 beyond the first 180 of a side" in summary(card, "out")


@pytest.mark.parametrize("kind", MODELS)
def test_the_scorer_stands_in_a_recipe_at_once(trained, kind, crawl, tmp_path):
    folder, _ = trained[kind]
    (step,) = yaml.safe_load((folder / "scorer.yaml").read_text(encoding="utf8"))
    assert step["params"]["column"] == f"my_{kind}"
    sea, code = scorers.load(step["scorer"], **step["params"]).score([". ".join(phrases(w, 1)[:9]) for w in (SEA, CODE)])[f"my_{kind}"]
    assert (sea < code) if kind == "kenlm" else (sea > 0.5 > code)
    recipe = Recipe.of({"name": "own", "score": [step], "dedup": {"exact": False, "minhash": None, "by": f"my_{kind}"}})
    assert run(recipe, [f"{crawl}/*-0.jsonl"], str(tmp_path / "out")).kept == 90


@pytest.mark.parametrize("kind", MODELS)
def test_training_again_gives_the_same_bytes(trained, both, kind, tmp_path):
    folder, _ = trained[kind]
    train(kind, [both[0]], [both[1]], str(tmp_path / "again"), columns={"text": "body"})
    assert (tmp_path / "again" / MODELS[kind]).read_bytes() == (folder / MODELS[kind]).read_bytes()


def test_kenlm_loads_the_arpa_file_whatever_the_words(tmp_path):
    odd = ["<s>", "</s>", "<unk>", "\\data\\", "a\u00a0b", "x\u3000y", "ngram", "-0.5"]
    positive, negative = write(tmp_path / "p.jsonl", [*SEA, *odd], 80, 4, 3), write(tmp_path / "n.jsonl", CODE, 80, 4, 4)
    train("kenlm", [positive], [negative], str(tmp_path / "out"), columns={"text": "body"})
    assert kenlm.Model(str(tmp_path / "out/model.arpa")).order == 4


def test_the_command_prints_what_it_measured(both, tmp_path):
    options = ["--positive", both[0], "--negative", both[1], "--text", "body", "--out", str(tmp_path / "mine")]
    result = CliRunner().invoke(main, ["train", "linear", *options])
    assert result.exit_code == 0, result.output
    assert "AUC 0.9" in result.output or "AUC 1.0" in result.output
    assert "calibration error" in result.output
    again = CliRunner().invoke(main, ["train", "linear", *options])
    assert again.exit_code == 2
    assert "not empty" in again.output


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "liner"}, "Did you mean 'linear'"),
        ({"held_out": 0.9}, "0.05 to 0.5"),
        ({"negative": "positive"}, "stands among the positives too"),
        ({"columns": {}}, "0 documents are too few"),
        ({"seed": 1, "held_out": 0.05}, "at least 20 are needed"),
    ],
)
def test_what_cannot_be_trained_is_said(both, tmp_path, change, message):
    asked = {"kind": "linear", "negative": [both[1]], "columns": {"text": "body"}, **change}
    negative = [both[0]] if asked["negative"] == "positive" else asked.pop("negative")
    asked.pop("negative", None)
    with pytest.raises(InputError, match=message):
        train(asked.pop("kind"), [both[0]], negative, str(tmp_path / "out"), **asked)

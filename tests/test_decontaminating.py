"""Items of benchmarks are found however they were pasted; what only sounds like them is not; marked, dropped or cut, with a record."""

import json

import pyarrow.parquet as pq
import pytest
import yaml
from conftest import SENTENCES, fingerprints

from qualityfilter import Documents, InputError, Recipe, run
from qualityfilter.decontaminating import benchmark_key, find_items, load
from qualityfilter.errors import QualityFilterError
from qualityfilter.recipe import Weigh
from qualityfilter.storage import Storage

HERONS = "A heron eats 12 fish every morning and 7 more every evening. How many fish does it eat in 30 days?"
EXAM = [
    {"id": "q1", "question": HERONS, "answer": "570"},
    {"id": "q2", "question": "Which of these birds stands on one leg?", "answer": ["The heron, which waits in shallow water for its prey"]},
    {"id": "q3", "question": "True or false?", "answer": "True"},
]  # fmt: skip
PRUEFUNG = [
    {"id": "z1", "question": "小明有24个苹果，分给6个同学，每人分到几个？请写出算式。", "answer": "4个"},
    {"id": "z2", "question": "苍鹭站在浅水里等什么？", "answer": ""},
]
PAGE = "\n".join(SENTENCES)
FULL_WIDTH = str.maketrans(
    {**{str(i): chr(0xFF10 + i) for i in range(10)}, **{chr(c): chr(c + 0xFEE0) for c in range(65, 123) if chr(c).isalpha()}}
)


@pytest.fixture(scope="module")
def benchmarks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("benchmarks")
    for name, records in (("exam", EXAM), ("pruefung", PRUEFUNG)):
        (folder / f"{name}.jsonl").write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), encoding="utf8")
    return [{"name": n, "paths": [str(folder / f"{n}.jsonl")], "fields": ["question", "answer"]} for n in ("exam", "pruefung")]


def found(benchmarks, text: str, ngram=13, share=0.6) -> set[str]:
    table = load(benchmark_key(benchmarks), ngram)
    return {f"{table.items[f.item].record}.{table.items[f.item].field}" for f in find_items(Documents.of(text), table, share)}


Q1, A2, Z1, Z2 = EXAM[0]["question"], EXAM[1]["answer"][0], PRUEFUNG[0]["question"], PRUEFUNG[1]["question"]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (Q1, {"q1.question"}),
        (f"{PAGE}\n{Q1}\n{PAGE}", {"q1.question"}),
        (Q1.upper(), {"q1.question"}),
        ("\n".join(Q1.split()), {"q1.question"}),
        (Q1.translate(FULL_WIDTH), {"q1.question"}),
        (f"**{Q1.replace(' ', '  ')}**", {"q1.question"}),
        (Q1.replace("30 days", "31 days"), {"q1.question"}),  # most of it
        (A2, {"q2.answer"}),
        (f"{PAGE}{Z1}{PAGE}", {"z1.question"}),
        ("\n".join(Z1), {"z1.question"}),
        (Z1.translate(FULL_WIDTH), {"z1.question"}),
        (f"看，{Z2}鱼。", {"z2.question"}),  # a whole item of ten characters
        (PAGE, set()),
        ("True or false? 570.", set()),
        (" ".join(Q1.split()[:14]), set()),  # a beginning
        (" ".join(reversed(Q1.split())), set()),
        ("A heron eats twelve fish at dawn and seven at dusk; how many is that a month?", set()),  # a paraphrase: known blind spot
        ("", set()),
    ],
)
def test_what_is_found(benchmarks, text, items):
    assert found(benchmarks, text) == items


def test_items_of_numbers_alone_and_short_ones_are_counted_not_looked_for(tmp_path):
    (tmp_path / "b.jsonl").write_text(
        '{"q": "1, 2, 3, 5, 8, 13, 21, 34"}\n{"q": "two words"}\n{"q": "What is the name of the bird that waits there?"}'
    )
    table = load(benchmark_key([{"name": "b", "paths": [str(tmp_path / "b.jsonl")], "fields": ["q"]}]), 13)
    assert (len(table.items), table.short) == (1, (2,))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("not json", r"b\.jsonl:1: not a JSON object"),
        ('{"a": "x"}', "none of the fields q; it has a"),
        ('{"q": "too short"}', "no item of 8 units"),
    ],
)
def test_files_that_cannot_be_used_are_refused(tmp_path, content, problem):
    (tmp_path / "b.jsonl").write_text(content)
    with pytest.raises(InputError, match=problem):
        load(benchmark_key([{"name": "b", "paths": [str(tmp_path / "b.jsonl")], "fields": ["q"]}]), 13)


TEXTS = {
    "clean": PAGE,
    "english": f"{PAGE}\n{Q1}\nThe end of the page.",
    "chinese": f"{PAGE[::1]}\n一道题：{Z1}\n文章结束。",
    "only": Q1,
}


def go(tmp_path, benchmarks, action, name="out", **more):
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(json.dumps({"id": i, "text": t}, ensure_ascii=False) for i, t in TEXTS.items()), encoding="utf8")
    asked = {
        "name": "d",
        "dedup": {"exact": False, "minhash": None, "keep": "first"},
        "decontaminate": {"benchmarks": benchmarks, "action": action},
    }
    result = run(Recipe.of(asked | more), [str(path)], str(tmp_path / name))
    rows = {r["id"]: r for n in Storage(result.out).names("scores") for r in pq.read_table(result.path(f"scores/{n}")).to_pylist()}
    texts = {r["id"]: r["text"] for n in Storage(result.out).names("data") for r in pq.read_table(result.path(f"data/{n}")).to_pylist()}
    return result, rows, texts


@pytest.mark.parametrize("action", ["mark", "drop", "cut"])
def test_documents_are_marked_dropped_or_cut(tmp_path, benchmarks, action):
    result, rows, texts = go(tmp_path, benchmarks, action)
    assert {i: (r["contamination"] >= 0.6, r["contamination_benchmark"]) for i, r in rows.items()} == {
        "clean": (False, "none"), "english": (True, "exam"), "chinese": (True, "pruefung"), "only": (True, "exam"),
    }  # fmt: skip
    assert (
        set(texts) == {"mark": set(TEXTS), "drop": {"clean"}, "cut": {"clean", "english", "chinese"}}[action]
    )  # nothing is left of `only`
    if action == "mark":
        assert texts == TEXTS
    if action == "drop":
        assert rows["english"]["failed_rules"] == ["decontaminated"]
    if action == "cut":
        assert texts["english"] == f"{PAGE}\n?\nThe end of the page."
        assert found(benchmarks, "\n".join(texts.values()), share=0.05) == set()
    record = json.loads(Storage(result.out).read_bytes("plan/decontamination.json"))
    assert (record["ngram"], record["action"], record["normaliser"][:7]) == (13, action, "units 1")
    assert [(b["name"], b["documents"], b["items"], b["too_short"]) for b in record["benchmarks"]] == [
        ("exam", 2, 3, 3),
        ("pruefung", 1, 2, 1),
    ]
    assert record["benchmarks"][0]["examples"][0] == {
        "document": "english", "item": "q1", "field": "question", "share": 1.0, "text": Q1.rstrip("?"),
    }  # fmt: skip
    assert result.plan["contaminated"] == {"exam": 2, "pruefung": 1}


def test_weights_and_earlier_scores_bring_nothing_back(tmp_path, benchmarks):
    """What is asked for many times over is checked as all else is; so is a plan made anew from scores."""
    weigh = {"by": "contamination_benchmark", "targets": {"exam": 0.9, "none": 0.1}, "max_repeat": 8}
    result, rows, texts = go(tmp_path, benchmarks, "drop", weigh=weigh)
    assert set(texts) == {"clean"}
    assert all(row["weight"] == 0 for name, row in rows.items() if name != "clean")
    assert rows["clean"]["weight"] > 0
    recipe = Recipe.load(result.path("recipe.yaml"))
    again = run(recipe.model_copy(update={"weigh": Weigh()}), None, str(tmp_path / "again"), from_scores=result.out)
    assert pq.read_table(again.path("data/part-00000.parquet")).column("id").to_pylist() == ["clean"]


def test_the_resolved_recipe_spells_it_out_and_is_a_recipe(tmp_path, benchmarks):
    result, *_ = go(tmp_path, benchmarks, "drop")
    text = (tmp_path / "out/recipe.yaml").read_text()
    resolved = yaml.safe_load(text)
    assert [rule["name"] for rule in resolved["decide"]] == ["decontaminated"]
    assert Recipe.parse(text).plain() == resolved
    before = fingerprints(result.out)
    go(tmp_path, benchmarks, "drop")  # resumed
    go(tmp_path, benchmarks, "drop", "again")
    assert before == fingerprints(result.out) == fingerprints(tmp_path / "again")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"benchmarks": []}, "decontaminate.benchmarks"),
        ({"benchmarks": [{"name": "x", "paths": ["/nowhere/*.jsonl"], "fields": ["q"]}]}, "no file '/nowhere"),
        ({"benchmarks": [{"name": "x", "paths": ["a"], "field": ["q"]}]}, "field"),
        ({"ngram": 5}, "decontaminate.ngram"),
    ],
)
def test_a_section_that_cannot_be_is_refused(benchmarks, change, problem):
    with pytest.raises(QualityFilterError, match=problem):
        Recipe.of({"name": "d", "dedup": {"keep": "first"}, "decontaminate": {"benchmarks": benchmarks} | change})

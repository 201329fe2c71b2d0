"""Pass 0: counts are exact whatever the shards, and what stands on many pages of a site goes, but nothing that is protected."""

import json

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from qualityfilter import Recipe, RecipeError, run, spooling
from qualityfilter.context import Context
from qualityfilter.documents import Documents
from qualityfilter.line_counts import LineCounts
from qualityfilter.pieces import Shard
from qualityfilter.progress import Quiet
from qualityfilter.storage import Storage
from qualityfilter.surveying import survey_fingerprint

HEADER, FOOTER = "首页 | 新闻 | 关于我们", "本站所有资料仅供参考，转载请注明出处，如有侵权请与站长联系，我们将在二十四小时之内处理并致歉。"
CODE = "```\nprint(first)\nprint(second)\n```"


def page(site: str, number: int, header: str = HEADER) -> dict:
    body = f"第{number}页讲的是编号为{number * 7919}的故事，别处没有。\n{CODE}\nPage {number} ends with its own words, {number * 31}."
    return {"id": f"{site}-{number}", "url": f"https://www.{site}.example/{number}", "text": f"{header}\n{body}\n{FOOTER}"}


@pytest.fixture
def crawl(tmp_path):
    pages = [page("large", i) for i in range(40)] + [page("small", i, "Home of the small site") for i in range(6)]
    pages += [{"id": f"none-{i}", "text": f"{HEADER}\nNo address, number {i}."} for i in range(12)]
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "pages.jsonl").write_text("".join(json.dumps(p, ensure_ascii=False) + "\n" for p in pages), encoding="utf8")
    return folder


def recipe(*cleaners: str, shard_bytes: int = 4096, **more) -> Recipe:
    return Recipe.of({
        "name": "surveyed", "read": {"shard_bytes": shard_bytes}, "survey": {"min_documents": 3},
        "clean": {"cleaners": [{"cleaner": name} for name in cleaners], "guard": 1.0}, "score": [{"scorer": "structure.v1"}],
        "dedup": {"exact": False, "minhash": None, "by": "units"}, **more,
    })  # fmt: skip


def written(out) -> dict[str, str]:
    storage = Storage(str(out))
    table = pa.concat_tables([pq.read_table(storage.path(f"data/{name}"), columns=["id", "text"]) for name in storage.names("data")])
    return dict(zip(table.column("id").to_pylist(), table.column("text").to_pylist()))


def counted(removed: pa.Table) -> list[dict]:
    removed = removed.filter(pc.equal(removed.column("action"), "removed"))  # lines of the code are only marked
    sizes = pa.array([end - start for start, end in zip(removed.column("start").to_pylist(), removed.column("end").to_pylist())])
    return removed.append_column("n", sizes).group_by(["site", "kind"]).aggregate([("n", "sum")]).to_pylist()


def test_lines_of_a_large_site_go_and_those_of_others_stay(crawl, tmp_path):
    run(recipe("site_lines.v1"), [f"{crawl}/*.jsonl"], str(tmp_path / "out"))
    texts = written(tmp_path / "out")
    for i in range(40):
        whole = page("large", i)["text"]
        assert texts[f"large-{i}"] == whole.removeprefix(HEADER + "\n").removesuffix("\n" + FOOTER)
    for i in range(6):
        assert texts[f"small-{i}"] == page("small", i, "Home of the small site")["text"]
    assert texts["none-3"] == f"{HEADER}\nNo address, number 3."
    removed = pa.concat_tables([pq.read_table(f) for f in sorted((tmp_path / "out/removed").iterdir())])
    taken = {(row["site"], row["kind"]): row["n_sum"] for row in counted(removed)}
    assert taken == {("large.example", "boilerplate"): 40 * (len(HEADER) + len(FOOTER) + 2)}
    hosts = json.loads((tmp_path / "out/reports/index.json").read_text())["total"]["hosts"]
    assert hosts["large.example"]["removed"] == {"boilerplate": 40 * (len(HEADER) + len(FOOTER) + 2)}
    assert hosts["small.example"]["removed"] == {}


def test_paragraphs_of_the_whole_corpus_go_where_a_recipe_says_so(crawl, tmp_path):
    asked = recipe("repeated_paragraphs.v1").plain()
    asked["clean"]["cleaners"][0]["params"] = {"documents": 45}
    run(Recipe.of(asked), [f"{crawl}/*.jsonl"], str(tmp_path / "out"))
    texts = written(tmp_path / "out")
    assert all(FOOTER not in text for text in texts.values())
    assert texts["large-1"] == page("large", 1)["text"].removesuffix("\n" + FOOTER)


def test_counts_do_not_depend_on_shards(crawl, tmp_path):
    docs = Documents.from_texts([f"{HEADER}\nonce\n{FOOTER}\n{HEADER}", HEADER], url=["https://large.example/x", "https://small.example/y"])
    found = []
    for size in (1024, 4096, 1 << 20):
        out = tmp_path / str(size)
        run(recipe("site_lines.v1", shard_bytes=size), [f"{crawl}/*.jsonl"], str(out))
        counts = LineCounts.open(Storage(str(out)))
        on, of = counts.of_sites(docs)
        found.append((on.tolist(), of.tolist(), counts.of_corpus(docs).tolist()))
    assert found[0] == found[1] == found[2] == ([40, 0, 40, 40, 0], [40, 40, 40, 40, 6], [0, 0, 46, 0, 0])


def test_exact_copies_in_a_shard_count_once(tmp_path):
    pages = [page("copied", i % 4) for i in range(40)]
    (tmp_path / "pages.jsonl").write_text("".join(json.dumps(p, ensure_ascii=False) + "\n" for p in pages), encoding="utf8")
    run(recipe("site_lines.v1", shard_bytes=1 << 20), [str(tmp_path / "pages.jsonl")], str(tmp_path / "out"))
    on, of = LineCounts.open(Storage(str(tmp_path / "out"))).of_sites(Documents.from_texts([HEADER], url=["https://copied.example/"]))
    assert (on.tolist(), of.tolist()) == ([4], [4])


def test_a_changed_survey_is_a_changed_recipe_and_an_unchanged_one_is_not_done_again(crawl, tmp_path):
    out = tmp_path / "out"
    run(recipe("site_lines.v1"), [f"{crawl}/*.jsonl"], str(out))
    files = sorted((out / "work/survey").iterdir())
    before = {f.name: f.stat().st_mtime_ns for f in files}
    run(recipe("site_lines.v1"), [f"{crawl}/*.jsonl"], str(out))
    assert {f.name: f.stat().st_mtime_ns for f in files} == before
    with pytest.raises(Exception, match="min_documents"):
        run(recipe("site_lines.v1", survey={"min_documents": 4}), [f"{crawl}/*.jsonl"], str(out))


def test_workers_come_up_before_the_survey(crawl, tmp_path):
    run(recipe("site_lines.v1"), [f"{crawl}/*.jsonl"], str(tmp_path / "out"), progress=(shown := Quiet()))
    stages = [fact["stage"] for fact in shown.facts]
    assert stages.count("start") == 1
    assert stages.index("start") < stages.index("survey") < stages.index("measure")


def test_another_extraction_is_another_survey(monkeypatch):
    context, shard = Context.of("out", recipe("site_lines.v1")), Shard(0, ())
    before = survey_fingerprint(context, shard)
    assert survey_fingerprint(context, shard) == before
    monkeypatch.setattr(spooling, "EXTRACTION_VERSION", spooling.EXTRACTION_VERSION + 1)
    assert survey_fingerprint(context, shard) != before


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"survey": None}, "site_lines.v1 needs the counts of pass 0"),
        ({"clean": {"cleaners": [{"cleaner": "call_to_action.v1"}]}}, "no cleaner of this recipe reads it"),
        ({"survey": {"min_documents": 1}}, "min_documents"),
        ({"clean": {"cleaners": [{"cleaner": "site_lines.v1", "params": {"share": 2}}]}}, "share 2"),
        ({"clean": {"cleaners": [{"cleaner": "site_lines.v1", "params": {"counts": 2}}]}}, "counts"),
    ],
)
def test_what_a_recipe_may_not_ask(change, message):
    with pytest.raises(RecipeError, match=message):
        Recipe.of({**recipe("site_lines.v1").plain(), **change})

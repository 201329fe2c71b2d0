"""Containment: an article within its page, and what must stay apart; texts decide what sketches cannot tell."""

import contextlib
import json
import random
from itertools import pairwise

import numpy as np
import pyarrow.parquet as pq
import pytest
from conftest import fingerprints
from hypothesis import given
from hypothesis import strategies as st
from worksheets import worksheets

from qualityfilter import Documents, Recipe, run
from qualityfilter.progress import Quiet
from qualityfilter.recordfile import RecordWriter, read_records
from qualityfilter.signing import MinHash
from qualityfilter.storage import Storage
from qualityfilter.verifying import shingle_sets

RNG = random.Random(11)
WORDS = [f"word{i}" for i in range(20_000)]


def prose(words: int) -> str:
    return " ".join(RNG.choice(WORDS) for _ in range(words))


def pages(sites: int = 4, each: int = 12) -> dict[str, str]:
    """Pages of sites with as much chrome as content, and the article of every third page alone."""
    found = {}
    for site in range(sites):
        head, foot = prose(160), prose(160)
        for page in range(each):
            article = prose(320)
            found[f"page-{site}-{page}"] = f"{head}\n{article}\n{foot}"
            if page % 3 == 0:
                found[f"article-{site}-{page}"] = article
    return found


def plan(tmp_path, name, texts: dict[str, str], files=3, **dedup):
    folder = tmp_path / name
    folder.mkdir()
    records = [json.dumps({"id": i, "text": t}, ensure_ascii=False) for i, t in texts.items()]
    for f in range(files):
        (folder / f"{f}.jsonl").write_text("\n".join(records[f::files]), encoding="utf8")
    settings = {"keep": "longest", **dedup}
    result = run(Recipe.of({"name": "c", "dedup": settings}), [f"{folder}/*.jsonl"], str(tmp_path / f"out-{name}"))
    rows = [r for n in Storage(result.out).names("scores") for r in pq.read_table(result.path(f"scores/{n}")).to_pylist()]
    return {row["id"]: row for row in rows}, result


def groups(rows) -> set[frozenset]:
    found = {}
    for row in rows.values():
        found.setdefault(row["cluster"], set()).add(row["id"])
    return {frozenset(g) for g in found.values() if len(g) > 1}


def test_articles_meet_their_pages_and_pages_of_a_site_stay_apart(tmp_path):
    texts = pages()
    wanted = {frozenset({f"article-{s}-{p}", f"page-{s}-{p}"}) for s in range(4) for p in range(0, 12, 3)}
    rows, result = plan(tmp_path, "on", texts, containment={})
    assert groups(rows) == wanted
    assert {rows[min(pair)]["duplicate_of"] for pair in wanted} == {max(pair) for pair in wanted}
    assert result.plan["duplicates"]["contained_edges"] == len(wanted)
    assert groups(plan(tmp_path, "off", texts)[0]) == set()


def test_a_page_of_chrome_alone_lies_in_no_other_page_of_its_site(tmp_path):
    head, foot = prose(200), prose(200)
    texts = {f"page-{i}": f"{head}\n{prose(400)}\n{foot}" for i in range(20)} | {"stub": f"{head}\n{prose(40)}\n{foot}"}
    assert groups(plan(tmp_path, "stub", texts, containment={})[0]) == set()


@pytest.mark.parametrize(("times", "stays"), [(10, True), (1.5, False)])
def test_a_longer_document_goes_for_one_within_it_only_if_that_is_much_of_it(tmp_path, times, stays):
    """Sources are preferred here, so the shorter document is kept first."""
    poem = prose(300)
    texts = {"poem": poem, "book": f"{prose(int(300 * times) - 300)} {poem}"}
    folder = tmp_path / "in.jsonl"
    folder.write_text("\n".join(json.dumps({"id": i, "text": t, "source": i}) for i, t in texts.items()))
    recipe = Recipe.of({"name": "p", "dedup": {"keep": "preferred", "prefer": ["poem"], "containment": {"common": 2}}})
    result = run(recipe, [str(folder)], str(tmp_path / "out"))
    kept = pq.read_table(result.path("data/part-00000.parquet")).column("id").to_pylist()
    assert kept == (["poem", "book"] if stays else ["poem"])


def test_worksheets_that_differ_in_numbers_alone_are_no_copies(tmp_path):
    sheets = worksheets()
    assert (len(sheets), len({s["template"] for s in sheets})) == (336, 24)
    rows, _ = plan(tmp_path, "sheets", {s["id"]: s["text"] for s in sheets}, containment={})
    assert groups(rows) == set()


def test_a_copy_with_a_new_date_and_counter_is_a_copy(tmp_path):
    article = prose(300) + " in 1969 with 12 men and 3 boats, 240 miles from port, at 7 in the morning of day 31"
    texts = {"one": f"posted 2024-05-01 views 120\n{article}", "other": f"posted 2025-11-30 views 98\n{article}"}
    assert groups(plan(tmp_path, "dates", texts)[0]) == {frozenset(texts)}


def near(share: float, words: int = 1500) -> tuple[str, str]:
    """Two texts with about this Jaccard of their 5-grams: they share a beginning."""
    common = round(2 * share * words / (1 + share))
    start = prose(common)
    return f"{start} {prose(words - common)}", f"{start} {prose(words - common)}"


def test_pairs_near_the_threshold_are_told_by_their_texts(tmp_path):
    """Sketches of 1,500 words err by .07; with the texts every pair is on its side of the threshold, and its similarity is exact."""
    texts, truth = {}, {}
    for i in range(40):
        pair = near(0.78 if i % 2 else 0.72)
        sets, offsets = shingle_sets(Documents.of(*pair), MinHash())
        one, other = set(sets[: offsets[1]].tolist()), set(sets[offsets[1] :].tolist())
        truth[i] = len(one & other) / len(one | other)
        texts |= {f"{i}-a": pair[0], f"{i}-b": pair[1]}
    rows, result = plan(tmp_path, "near", texts, minhash={"bands": 40, "rows": 4})
    assert groups(rows) == {frozenset({f"{i}-a", f"{i}-b"}) for i, s in truth.items() if s >= 0.75}
    assert {i % 2 for i, s in truth.items() if s >= 0.75} == {1}
    assert result.plan["duplicates"]["texts_compared"] >= 20
    exact = [abs((rows[f"{i}-a"]["similarity"] or rows[f"{i}-b"]["similarity"]) - s) < 1e-6 for i, s in truth.items() if s >= 0.75]
    assert sum(exact) >= 10


def test_a_text_that_has_changed_stops_the_comparison(tmp_path):
    from qualityfilter import ShardError

    pairs = [text for _ in range(20) for text in near(0.74)]
    file = tmp_path / "in.jsonl"
    lines = [json.dumps({"id": str(i), "text": t}) for i, t in enumerate(pairs)]
    file.write_text("\n".join(lines))
    recipe = Recipe.of({"name": "r", "dedup": {"keep": "longest", "minhash": {"bands": 40, "rows": 4}}})
    run(recipe, [str(file)], str(tmp_path / "out"), until="score")
    file.write_text("\n".join([line.replace("word1", "word2") for line in lines]))
    with pytest.raises(ShardError, match="the input has changed"):
        run(recipe, [str(file)], str(tmp_path / "new"), from_scores=str(tmp_path / "out"), until="plan")


def test_partitions_portions_and_resuming_give_the_same_bytes(tmp_path, monkeypatch):
    texts = pages() | {f"{i}-{s}": text for i in range(12) for s, text in zip("ab", near(0.77))}
    _, whole = plan(tmp_path, "x", texts, containment={})
    expected = fingerprints(whole.out)
    from qualityfilter import choosing, containing, grouping, verifying

    original = grouping.partitions

    def many(size, memory, *corpus):
        return original(10**6, 10**5, *corpus)

    monkeypatch.setattr(grouping, "partitions", many)
    monkeypatch.setattr(containing, "partitions", many)
    small = (
        (grouping, "SKETCH_BYTES", 2**27), (containing, "PAIR_BYTES", 2**24), (verifying, "PAIR_BYTES", 2**27),
        (choosing, "MEMBER_BYTES", 2**27),
    )  # fmt: skip
    for module, name, value in small:
        monkeypatch.setattr(module, name, value)
    recipe = Recipe.of({"name": "c", "dedup": {"keep": "longest", "containment": {}}})
    inputs = [f"{tmp_path}/x/*.jsonl"]
    run(recipe, inputs, str(tmp_path / "small"))
    assert fingerprints(tmp_path / "small") == expected
    run(recipe, inputs, str(tmp_path / "small"))  # everything is there: the plan is made again
    assert fingerprints(tmp_path / "small") == expected


@given(st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=5), max_size=30), st.data())
def test_any_rows_of_a_file_of_lists_are_read_back(tmp_path_factory, lists, data):
    folder = tmp_path_factory.mktemp("lists")
    cut = data.draw(st.integers(0, len(lists)))
    with RecordWriter(folder / "a.bin") as writer:
        for part in (lists[:cut], lists[cut:]):
            writer.append(np.array([x for one in part for x in one], np.uint64), np.cumsum([0, *map(len, part)]))
    rows = sorted(data.draw(st.sets(st.integers(0, len(lists) - 1)))) if lists else []
    entries, offsets = read_records(Storage(str(folder)), "a.bin", np.array(rows, np.int64))
    assert [entries[a:b].tolist() for a, b in pairwise(offsets)] == [lists[r] for r in rows]


class StopsAt(Quiet):
    """A run that is stopped when its n-th stage begins, or when that has done its work."""

    def __init__(self, n, done):
        super().__init__()
        self.left, self.done = n, done

    @contextlib.contextmanager
    def stage(self, name, total):
        self.left -= 1
        if self.left < 0 and not self.done:
            raise KeyboardInterrupt
        with super().stage(name, total) as bar:
            yield bar
        if self.left < 0:
            raise KeyboardInterrupt


def test_stopped_at_any_stage_and_resumed_gives_the_same_bytes(tmp_path):
    """All of deduplication is asked for: equal texts, addresses, containment, texts that are compared, questions of the choice."""
    folder = tmp_path / "in"
    folder.mkdir()
    texts = pages(2, 6) | {f"{i}-{s}": text for i in range(8) for s, text in zip("ab", near(0.77))}
    rows = [{"id": i, "text": t, "url": f"http://example.com/{k // 2 if k < 4 else k}"} for k, (i, t) in enumerate(texts.items())]
    rows += [{**row, "id": f"again-{row['id']}", "url": None} for row in rows[::5]]
    for f in range(3):
        (folder / f"{f}.jsonl").write_text("\n".join(json.dumps(row) for row in rows[f::3]))
    recipe = Recipe.of({"name": "s", "dedup": {"keep": "longest", "urls": True, "containment": {}, "minhash": {"bands": 40, "rows": 4}}})
    inputs, progress = [f"{folder}/*.jsonl"], Quiet()
    whole = run(recipe, inputs, str(tmp_path / "whole"), progress=progress)
    told, expected, stages = whole.plan["duplicates"], fingerprints(tmp_path / "whole"), [fact["stage"] for fact in progress.facts]
    assert min(told[name] for name in ("same_text", "same_url", "contained_edges", "texts_compared")) > 0
    assert {"group by address", "group near", "contain", "read again", "compare texts", "join groups", "survive"} <= set(stages)
    for stop in range(len(stages)):
        for done in (False, True):
            out = str(tmp_path / f"stopped-{stop}-{done}")
            with pytest.raises(KeyboardInterrupt):
                run(recipe, inputs, out, progress=StopsAt(stop, done))
            run(recipe, inputs, out)
            assert fingerprints(out) == expected, stages[stop]

"""Seeds and what they gather: cuts, promotion, junk among seeds, the classifier against scikit-learn, the command on two workers."""

from __future__ import annotations

import io
import json
import random
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner
from sklearn.svm import LinearSVC

from qualityfilter import Documents, Recipe, cli, seed_model, seed_queries
from qualityfilter.context import Context
from qualityfilter.enrich_settings import SeedSet, check_seeds
from qualityfilter.enriching import belonging, gather, promotions
from qualityfilter.errors import InputError
from qualityfilter.kernels import seeding as kernels
from qualityfilter.kernels.features import BUCKETS
from qualityfilter.listing import list_shards
from qualityfilter.progress import Quiet
from qualityfilter.proportions import wilson
from qualityfilter.seed_audit import foreign, unlike
from qualityfilter.seed_model import Pool, feature_rows, importance, load_seed_model
from qualityfilter.seed_pool import draw_pool, lessons
from qualityfilter.where_to_run import executor_of

FUNCTIONS = ["f", "g", "h", "u", "v"]
NOUNS = ["harbour", "ferry", "market", "bakery", "garden", "teacher", "river", "window", "letter", "bridge", "winter", "school"]
NAMES = ["小明", "小红", "王老师", "李师傅", "张大爷", "小华"]
THINGS = ["苹果", "铅笔", "气球", "练习本", "糖果", "图书"]


def lesson(rng: random.Random) -> str:
    """A page of a textbook on functions."""
    f, a, b = rng.choice(FUNCTIONS), rng.randint(2, 9), rng.randint(2, 9)
    parts = [
        f"Let ${f}(x) = {a}x^2 + {b}x$. Its derivative is ${f}'(x) = {2 * a}x + {b}$, which vanishes at $x = -{b}/{2 * a}$.",
        f"Theorem {a}.{b}. If ${f}$ is continuous on the interval $[0, {a}]$, then ${f}$ is bounded and attains its maximum there.",
        f"Proof. Suppose the sequence $x_n$ converges to $c$. By continuity $\\lim {f}(x_n) = {f}(c)$, hence the claim.",
        f"Exercise {b}. Compute the integral $\\int_0^{a} {f}(x)\\,dx$ and show that it is at most ${a * b}$.",
        f"设函数 ${f}(x)={a}x^3-{b}x$，求导数并讨论单调性。令 ${f}'(x)=0$，得极值点，因此 ${f}$ 在区间 $(0,{b})$ 上递增。",
    ]
    return "\n\n".join(rng.sample(parts, 4))


def story(rng: random.Random) -> str:
    """A page of everyday prose."""
    lines = []
    for _ in range(6):
        a, b, c = rng.sample(NOUNS, 3)
        lines.append(
            f"In the {rng.choice(['morning', 'evening'])} the {a} was quiet, and nobody walked from the {b} to the {c} before supper."
        )
        lines.append(f"昨天下午，{rng.choice(NAMES)}在河边散步，看见一座旧桥和许多{rng.choice(THINGS)}，心里觉得十分安静。")
    return "\n".join(rng.sample(lines, 7))


def riddle(rng: random.Random) -> str:
    """A page of sums in words: mathematics that looks unlike a textbook's."""
    lines = []
    for _ in range(6):
        a, b, c, t = rng.randint(3, 90), rng.randint(2, 30), rng.randint(2, 9), rng.choice(THINGS)
        n, m = rng.sample(NAMES, 2)
        lines.append(f"{n}有{a}个{t}，给了{m}{b}个，又买来{c}盒，每盒{b}个，现在一共有多少个{t}？")
        lines.append(f"果园里有{a}棵梨树，桃树比梨树的{c}倍少{b}棵，两种树一共有多少棵？")
    return "\n".join(lines)


def made(kind, count: int, seed: int) -> list[str]:
    rng = random.Random(seed)
    return [kind(rng) for _ in range(count)]


def rows(texts: list[str]):
    return feature_rows(Documents.from_texts(texts))


@pytest.fixture(scope="module")
def world():
    """40 seeds; a pool of 1,200 stories, 24 hidden lessons, and a host with 8 lessons and 24 riddles."""
    pool = [*made(story, 1200, 1), *made(lesson, 32, 2), *made(riddle, 24, 3)]
    places = [f"https://news{i % 40}.example.com/a/{i}" for i in range(1200)] + [f"https://one{i}.example.com/x" for i in range(24)]
    places += [f"https://sums.example.org/book/{i}" for i in range(32)]
    return made(lesson, 40, 4), pool, places


def test_hidden_pages_are_gathered_and_a_promoted_host_brings_those_unlike_the_seeds(world):
    seeds, pool, places = world
    found = gather("sums", rows(seeds), Pool.of(rows(pool)), places)
    assert found.stays[1200:1232].all()
    assert not found.stays[:1200].any()
    assert found.stays[1232:].all()
    assert set(found.first_round[1232:]) == {2}
    assert [p.place for p in found.rounds[0].promoted] == ["sums.example.org"]
    assert found.rounds[-1].known_share >= 0.98
    assert found.by_place[1232:].all()
    assert not found.by_place[:1224].any()
    assert (found.nearest[found.stays] >= 0).all()
    assert (found.nearest[~found.stays] == -1).all()
    alone = gather("sums", rows(seeds), Pool.of(rows(pool)), [""] * len(pool))
    assert not alone.stays[1232:].any()  # it was the host that brought them


def test_the_model_says_what_the_rounds_said_and_survives_the_disk(world, tmp_path):
    seeds, pool, places = world
    found = gather("sums", rows(seeds), Pool.of(rows(pool)), places)
    content = io.BytesIO()
    found.model.save(content)
    again = io.BytesIO()
    found.model.save(again)
    assert content.getvalue() == again.getvalue()
    path = tmp_path / "model.npz"
    path.write_bytes(content.getvalue())
    loaded = load_seed_model(str(path))
    docs = Documents(pa.table({"id": places, "text": pa.array(pool, pa.large_string()), "url": places}))
    affinity = loaded.affinity(docs)
    assert np.array_equal(affinity > 0.5, found.stays)
    assert np.array_equal(affinity, found.model.affinity(docs))
    assert loaded.affinity(Documents.of("", "   \n"))[0] == 0
    path.write_bytes(b"PK\x03\x04 no model")
    load_seed_model.cache_clear()
    with pytest.raises(InputError, match="no model of `qualityfilter enrich`"):
        load_seed_model(str(path))


def test_junk_among_the_seeds_is_named_and_gathers_nothing(world):
    seeds, pool, places = world
    mixed = [*seeds, *made(story, 20, 9)]
    belongs, _ = belonging(rows(mixed), Pool.of(rows(pool)))
    assert belongs[:40].all()
    assert not belongs[40:].any()
    found = gather("sums", rows(mixed), Pool.of(rows(pool)), places)
    assert found.left_out.tolist() == list(range(40, 60))
    assert not found.stays[:1200].any()


def test_importance_is_the_clipped_log_ratio_and_leaves_each_seed_out():
    """Against plain NumPy, from the definition."""
    seeds, pool = rows(made(lesson, 6, 1)), Pool.of(rows(made(story, 30, 2)))
    judged, weights = importance(seeds, pool)

    def plain(target):
        expected = (pool.total + 1) / (pool.total.sum() + 1)
        odds = np.log((target + seed_model.SMOOTHING * expected) / (target.sum() + seed_model.SMOOTHING)) - np.log(expected)
        return np.where((target > 1e-9) | (pool.total > 0), np.clip(odds, kernels.LEAST, kernels.MOST), 0.0)

    def mean(weights, bucket, value):
        return (weights[bucket] @ value + kernels.SHORT * judged.prior) / (value.sum() + kernels.SHORT)

    whole = np.bincount(seeds.bucket, seeds.value, BUCKETS)
    assert np.allclose(weights, plain(whole))
    for k in range(6):
        own = slice(seeds.offsets[k], seeds.offsets[k + 1])
        rest = whole - np.bincount(seeds.bucket[own], seeds.value[own], BUCKETS)
        assert judged.seeds[k] == pytest.approx(mean(plain(rest), seeds.bucket[own], seeds.value[own]), abs=1e-6)


def test_the_classifier_is_the_support_vector_machine_that_others_fit():
    from scipy.sparse import csr_matrix

    texts = [*made(lesson, 12, 1), *made(story, 40, 2)]
    pool = Pool.of(rows(texts))
    unit = pool.unit_rows(pool.rows)
    side = np.where(np.arange(52) < 12, 1.0, -1.0)
    cost, weights = np.where(side > 0, 52 / 24, 52 / 80), np.zeros(BUCKETS + 1)
    kernels.fit_hinge(unit.bucket, unit.value, unit.offsets, np.arange(52), side, cost, 2000, 1e-6, np.zeros(52), weights)
    matrix = csr_matrix((unit.value.astype(np.float64), unit.bucket, unit.offsets), shape=(52, BUCKETS))
    theirs = LinearSVC(C=1.0, class_weight="balanced", dual=True, tol=1e-8, max_iter=20000, random_state=0).fit(matrix, side)
    assert np.allclose(matrix @ weights[:-1] + weights[-1], theirs.decision_function(matrix), atol=1e-4)


def program(rng: random.Random) -> str:
    """Lines of a program."""
    f, a = rng.choice(FUNCTIONS), rng.choice(NOUNS)
    return f"def {f}_{a}(self, {a}):\n    import {a}\n    for {f} in range(len({a})):\n        print({a}[{f}])\n    return self.{a}\n"


def test_code_that_textbooks_hold_by_the_way_gathers_no_programs():
    rng = random.Random(5)
    seeds = Documents.from_texts(
        [text + (f"\n\n```python\n{program(rng)}```\n" if i % 2 else "") for i, text in enumerate(made(lesson, 40, 4))]
    )
    taught = lessons(seeds)
    assert 0.05 < taught.code < 0.25
    assert len(taught.against) == 20
    assert not any("import" in text for text in taught.texts)
    pool = Pool.of(rows([*made(story, 300, 1), *made(lesson, 10, 2), *(program(rng) * 8 for _ in range(6))]))
    found = gather("sums", taught.rows, pool, [""] * 316, against=taught.against)
    assert found.stays[300:310].all()
    assert not found.stays[310:].any()
    kept = lessons(seeds, "keep")
    assert not len(kept.against)
    assert gather("sums", kept.rows, pool, [""] * 316).lead[310:].min() > found.lead[310:].max() + 1
    about_code = Documents.from_texts([f"A loop.\n\n```python\n{program(rng)}```\n" for _ in range(6)])
    assert not len(lessons(about_code).against)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Gradient of a matrix", ["the", "gradient", "matrix"]),
        ("$\\mathbf{x}$ at https://discuss.example.ai/t/8, self.weights and num_heads", ["mathbf_", "and"][1:]),
        ("我们计算概率，再求导数。", ["我们", "计算", "概率", "导数"]),
    ],
)
def test_words_of_queries_are_words(text, found):
    said = [word for word in seed_queries.words(text) if word != "at"]
    assert [word for word in said if word in found] == found
    assert not {"mathbf", "discuss", "example", "weights", "heads"} & set(said)


def test_queries_find_by_bm25():
    """Against the formula in plain Python, over the terms that documents really hold."""
    seeds, texts = made(lesson, 12, 1), [*made(story, 40, 2), *made(lesson, 4, 3)]
    pool = Pool.of(rows(texts))
    _, weights = importance(rows(seeds), pool)
    queries = seed_model.queries_of(seeds, weights, pool)
    assert len(queries) == 12
    score, which = queries.find(pool.rows.bucket, pool.rows.counts, pool.rows.offsets)
    average = pool.rows.counts.sum() / len(pool.rows)
    for d in (0, 41, 43):
        own = slice(pool.rows.offsets[d], pool.rows.offsets[d + 1])
        count = dict(zip(pool.rows.bucket[own].tolist(), pool.rows.counts[own].tolist()))
        sums = []
        for words in queries.words:
            total, best = 0.0, 0.0
            for bucket in seed_queries.buckets_of(words):
                n = pool.documents[bucket]
                idf = np.log(1 + (44 - n + 0.5) / (n + 0.5))
                tf = count.get(bucket, 0)
                total += idf * tf * 2.5 / (tf + 1.5 * (0.25 + 0.75 * sum(count.values()) / average))
                best += 2.5 * idf
            sums.append(total / best)
        assert score[d] == pytest.approx(max(sums))
        assert which[d] == (int(np.argmax(sums)) if max(sums) > 0 else -1)
    assert score[40:].min() > score[:40].max()
    less, second = queries.find(pool.rows.bucket, pool.rows.counts, pool.rows.offsets, which.astype(np.int64))
    assert (less <= score).all()
    assert (second[which >= 0] != which[which >= 0]).all()  # a query that does not count finds nothing


@pytest.mark.parametrize(("hits", "pages", "lower"), [(0, 0, 0.0), (1, 3, 0.0615), (10, 40, 0.1419), (40, 40, 0.9124)])
def test_wilson(hits, pages, lower):
    assert wilson(hits, pages)[0] == pytest.approx(lower, abs=5e-4)


def test_three_pages_are_no_evidence():
    hit = np.array([True] * 3 + [True] * 8 + [False] * 12)
    groups = {"few.example": np.arange(3), "many.example": np.arange(3, 23)}
    assert [p.place for p in promotions(groups, hit, 0.1, 5, 20)] == ["many.example"]
    assert not promotions(groups, hit, 0.1, 5, 19)  # more pages than all that was gathered


RECIPE = """
name: gathering
dedup: {{keep: longest}}
seeds:
- {{name: sums, paths: [{seeds}]}}
"""


@pytest.fixture
def files(world, tmp_path):
    seeds, pool, places = world
    lines = [
        json.dumps({"id": f"s{i}", "text": text}, ensure_ascii=False) for i, text in enumerate([*seeds, seeds[0], *made(story, 10, 9)])
    ]
    (tmp_path / "seeds.jsonl").write_text("\n".join(lines), encoding="utf8")
    (tmp_path / "pool").mkdir()
    for part in range(3):
        own = [json.dumps({"id": f"p{i}", "text": pool[i], "url": places[i]}, ensure_ascii=False) for i in range(part, len(pool), 3)]
        (tmp_path / "pool" / f"part-{part}.jsonl").write_text("\n".join(own), encoding="utf8")
    (tmp_path / "recipe.yaml").write_text(RECIPE.format(seeds=tmp_path / "seeds.jsonl"), encoding="utf8")
    return tmp_path


def command(*arguments):
    result = CliRunner().invoke(cli.main, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_commands(files, world):
    common = (files / "recipe.yaml", "--input", files / "pool" / "*.jsonl")
    said = command("enrich", *common, "--out", files / "out")
    assert "promoted sums.example.org 8/32" in said
    assert "10 seeds that do not belong left out" in said
    gathered = [json.loads(line) for line in (files / "out" / "sums" / "gathered.jsonl").read_text(encoding="utf8").splitlines()]
    assert {g["id"] for g in gathered} == {f"p{i}" for i in range(1200, 1256)}
    assert {g["round"] for g in gathered if g["promoted"]} == {1, 2}
    assert all(g["seed"].startswith("s") for g in gathered)
    told = command("seeds", "audit", *common, "--out", files / "out")
    assert "1 exact copies left out" in told
    assert "10 seeds stand apart from the others" in told
    facts = json.loads((files / "out" / "sums" / "audit.json").read_text())
    assert sorted(facts["does not belong"]) == sorted(f"s{i}" for i in range(41, 51))
    each = [json.loads(line) for line in (files / "out" / "sums" / "seeds.jsonl").read_text().splitlines()]
    assert [row["belongs"] for row in each] == [False] * 10 + [True] * 40
    assert [row["lead"] for row in each] == sorted(row["lead"] for row in each)
    assert all(row["found"] == (row["lead"] > 0) == row["belongs"] for row in each)
    assert facts["found by the others"] == 0.8
    assert facts["leave-one-out lift"] == pytest.approx(0.8 * len(world[1]) / facts["first round"]["documents"], abs=0.06)
    assert "least like the others" in told
    command("enrich", *common, "--out", files / "two", "--cluster", "local:2")
    for name in ("model.npz", "gathered.jsonl", "card.yaml"):
        assert (files / "two" / "sums" / name).read_bytes() == (files / "out" / "sums" / name).read_bytes()


def test_the_model_is_a_scorer_of_a_recipe(files):
    command("enrich", files / "recipe.yaml", "--input", files / "pool" / "*.jsonl", "--out", files / "out")
    recipe = (
        (files / "recipe.yaml").read_text()
        + "score:\n"
        + "".join(
            f"  {line}"
            for line in (files / "out" / "sums" / "scorer.yaml").read_text().splitlines(keepends=True)
            if not line.startswith("#")
        )
    )
    recipe += "decide:\n- {name: wanted, column: 'seed_affinity:sums', min: 0.5}\n"
    (files / "scoring.yaml").write_text(recipe)
    said = command("run", files / "scoring.yaml", "--input", files / "pool" / "*.jsonl", "--out", files / "run")
    assert "1,200 failed" in said


def test_a_run_makes_the_models_it_scores_with(files):
    """Spooled, so that workers are there before there is a model."""
    (files / "recipe.yaml").write_text(
        (files / "recipe.yaml").read_text() + "read: {spool: always}\ndecide:\n- {name: wanted, column: 'seed_affinity:sums', min: 0.5}\n"
    )
    common = ("run", files / "recipe.yaml", "--input", files / "pool" / "*.jsonl", "--out")
    assert "1,200 failed, 55 kept" in command(*common, files / "one")
    assert "1,200 failed, 55 kept" in command(*common, files / "two", "--cluster", "local:2")
    names = ["manifest.json", "work/seeds/sums/model.npz", "work/seeds/sums/gathered.jsonl"]
    for name in names:
        assert (files / "one" / name).read_bytes() == (files / "two" / name).read_bytes()
    before = (files / "one" / "work" / "seeds" / "table.json").stat().st_mtime_ns
    command(*common, files / "one")
    assert (files / "one" / "work" / "seeds" / "table.json").stat().st_mtime_ns == before  # nothing is done twice
    lines = (files / "seeds.jsonl").read_text().splitlines()
    (files / "seeds.jsonl").write_text("\n".join(lines[:30]))
    command(*common, files / "one", "--fresh")
    assert (files / "one" / names[1]).read_bytes() != (files / "two" / names[1]).read_bytes()
    command("check", files / "recipe.yaml", "--input", files / "pool" / "*.jsonl")


def test_what_is_gathered_is_rescued_weighed_and_told(files):
    """One run: a rule that lessons fail is relaxed for the seeds, a share is asked, and every account of it agrees."""
    path = files / "recipe.yaml"
    path.write_text(
        path.read_text().replace("jsonl]}", "jsonl], rescue: [no_formulae], share: 0.1}")
        + "score: [{scorer: mathematics.v1}]\n"
        + "decide:\n- {name: no_formulae, column: mathematics, max: 0.2}\n- {name: decontaminated, column: mathematics, max: 1}\n"
    )
    command("run", path, "--input", files / "pool" / "*.jsonl", "--out", files / "out")
    parts = sorted((files / "out" / "gathered").iterdir())
    gathered = pa.concat_tables([pq.read_table(part) for part in parts]).to_pylist()
    by_id = {row["id"]: row for row in gathered}
    assert set(by_id) == {f"p{i}" for i in range(1200, 1256)}
    rescued = {row["id"] for row in gathered if row["rescued_from"]}
    assert rescued >= {f"p{i}" for i in range(1200, 1232)}
    assert {tuple(by_id[i]["rescued_from"]) for i in rescued} == {("no_formulae",)}
    assert by_id["p1232"]["round"] == 2
    assert by_id["p1232"]["host"] == "sums.example.org"
    assert by_id["p1200"]["round"] == 1
    assert all(row["round"] for row in gathered)
    assert by_id["p1200"]["seed"].startswith("s")
    assert len(by_id["p1200"]["query"].split()) > 3
    plan = yaml.safe_load((files / "out" / "plan" / "plan.yaml").read_text(encoding="utf8"))
    index = json.loads((files / "out" / "reports" / "index.json").read_text(encoding="utf8"))
    told = index["total"]["gathered"]["sums"]
    assert plan["rules"][0]["rescued"] == told["from_rules"]["no_formulae"] == told["rescued"] == len(rescued)
    assert (told["documents"], told["kept"]) == (56, sum(row["verdict"] == "kept" for row in gathered))
    assert plan["weights"]["reached"]["seeds:sums"] == pytest.approx(0.1, rel=0.005)
    scores = pa.concat_tables([pq.read_table(part) for part in sorted((files / "out" / "scores").iterdir())]).to_pylist()
    weighed = sum(row["units"] * row["weight"] for row in gathered if row["verdict"] == "kept")
    rest = {row["id"]: row["weight"] for row in scores if row["verdict"] == "kept" and row["id"] not in by_id}
    assert len(set(rest.values())) == 1
    assert weighed / plan["weights"]["tokens_read"] == pytest.approx(0.1, rel=0.005)
    page = (files / "out" / "reports" / "index.html").read_text(encoding="utf8")
    assert "What seeds gathered" in page
    assert "sums.example.org" in page
    said = command("explain", "--id", "p1200", "--run", files / "out")
    assert "resc  no_formulae" in said
    assert "gathered in round 1 for the seeds sums" in said
    assert "by the query" in said


def test_seeds_that_hold_a_benchmark_or_speak_another_language_are_told(files, world):
    seeds = world[0]
    asked = [json.dumps({"question": seeds[k].split("\n\n")[0] + " " + seeds[k].split("\n\n")[1]}) for k in (3, 4)]
    (files / "exam.jsonl").write_text("\n".join(asked))
    path = files / "recipe.yaml"
    plain = path.read_text()
    path.write_text(plain + f"decontaminate: {{benchmarks: [{{name: exam, paths: [{files / 'exam.jsonl'}], fields: [question]}}]}}\n")
    assert "seeds sums: 2 hold items of exam and are left out" in command("check", path)
    told = command("seeds", "audit", path, "--input", files / "pool" / "*.jsonl", "--out", files / "audited")
    assert "2 seeds hold items of exam" in told
    facts = json.loads((files / "audited" / "sums" / "audit.json").read_text())
    assert facts["hold items of benchmarks"] == {"s3": "exam", "s4": "exam"}
    assert foreign({"fr": 0.9, "en": 0.1}, {"en": 0.7, "zh": 0.3}) is not None
    assert foreign({"zh": 0.9}, {"en": 0.7, "zh": 0.3}) is None
    (files / "all.jsonl").write_text("\n".join(json.dumps({"question": text}) for text in [*seeds, *made(story, 10, 9)]))
    path.write_text(path.read_text().replace("exam.jsonl", "all.jsonl"))
    result = CliRunner().invoke(cli.main, ["check", str(path)])
    assert result.exit_code == 2
    assert "after 50 were left out that hold items of exam" in result.output


def test_the_sample_does_not_depend_on_how_files_are_split(files):
    """Records without an id are known by their number in the file, and the same ones are drawn, however many shards there are."""
    lines = [json.dumps({"text": text}) for text in made(story, 900, 5)]
    (files / "one.jsonl").write_text("\n".join(lines))
    found = []
    for number, size in enumerate(("100000000", "100000")):
        recipe = Recipe.load(files / "recipe.yaml").with_paths([str(files / "one.jsonl")])
        recipe = recipe.with_read(recipe.read.model_copy(update={"shard_bytes": int(size)}))
        context = Context.of(str(files / f"sample{number}"), recipe)
        shards = list_shards(recipe.read)
        with executor_of(None) as executor:
            drawn = draw_pool(context, executor, shards, 300_000, Quiet())
        found.append((len(shards), drawn.ids, drawn.heads))
    assert found[0][0] == 1 < found[1][0]
    assert found[0][1:] == found[1][1:]
    assert 50 < len(found[0][1]) < 850
    texts = {f"one.jsonl#{i}": json.loads(line)["text"] for i, line in enumerate(lines)}
    assert all(texts[id].startswith(head) for id, head in zip(*found[0][1:]))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("seeds:", "seeds_:"), "seeds_"),
        (("name: sums,", "name: Sums,"), "lower-case letters"),
        (("- {name: sums,", "- {name: sums, paths: [x.jsonl]}\n- {name: sums,"), "the name of other seeds"),
        (("seeds.jsonl", "no.jsonl"), "no.jsonl"),
        (("jsonl]}", "jsonl], share: 1.5}"), "less than or equal to 1"),
        (("jsonl]}", "jsonl], share: 0.8}\n- {name: two, paths: [y.jsonl], share: 0.3}"), "add up to 1.1"),
        (("jsonl]}", "jsonl], rescue: [no_rule]}"), "no_rule"),
        (("seeds:", "enrich: {quality: readable}\nseeds:"), "readable"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_read(files, change, said):
    (files / "recipe.yaml").write_text((files / "recipe.yaml").read_text().replace(*change))
    result = CliRunner().invoke(
        cli.main, ["enrich", str(files / "recipe.yaml"), "--input", str(files / "pool/*.jsonl"), "--out", str(files / "out")]
    )
    assert result.exit_code == 2
    assert said in result.output
    assert not (files / "out" / "work").exists()


def test_a_share_that_caps_keep_out_of_reach_and_another_language_are_told_before_pass_one(files):
    """Pages with a seventieth of the tokens are gathered: a fiftieth can be read, nine tenths cannot."""
    path, pool = files / "recipe.yaml", files / "pool" / "*.jsonl"
    plain = path.read_text() + "weigh: {max_repeat: 1.5}\n"
    path.write_text(plain.replace("jsonl]}", "jsonl], share: 0.9}"))
    result = CliRunner().invoke(cli.main, ["run", str(path), "--input", str(pool), "--out", str(files / "out"), "--log", "json"])
    assert result.exit_code == 0
    said = [json.loads(line) for line in result.output.splitlines() if line.startswith("{")]
    warned = next(i for i, one in enumerate(said) if "a share of 0.9 is out of reach" in one.get("text", ""))
    assert warned < next(i for i, one in enumerate(said) if one.get("stage") == "measure")
    assert "warning: seeds sums: a share of 0.9 is out of reach" in command("enrich", path, "--input", pool, "--out", files / "made")
    told = command("seeds", "audit", path, "--input", pool, "--out", files / "audited")
    assert "warning: a share of 0.9 is out of reach" in told
    path.write_text(plain.replace("jsonl]}", "jsonl], share: 0.02}"))
    assert "out of reach" not in command("seeds", "audit", path, "--input", pool, "--out", files / "audited")
    chinese = "\n".join(
        json.dumps({"text": "今天的天气很好，我们去公园里散步，看见很多花和树，还有小朋友在湖边放风筝。" * 5 + str(i)}) for i in range(20)
    )
    (files / "zh.jsonl").write_text(chinese)
    path.write_text(plain)
    assert "hardly anything" not in command("check", path, "--input", files / "zh.jsonl")  # nobody knows what language lessons are in
    english = "The old harbour was quiet in the morning, and the fishermen had not yet come back from the sea with their boats. "
    (files / "seeds.jsonl").write_text("\n".join(json.dumps({"text": english * 3 + str(i)}) for i in range(20)))
    said = command("check", path, "--input", files / "zh.jsonl")
    assert "warning: seeds sums: by the first documents of 1 shards, the seeds are mainly in en" in said


def test_rounds_of_documents_outside_the_sample_are_known(world):
    """The model on its own says round 1 of what importance alone gathers, and the last round of the rest."""
    seeds, pool, places = world
    found = gather("sums", rows(seeds), Pool.of(rows(pool)), places, texts=seeds)
    read = found.model.read(Documents.of(*pool[1195:], url=places[1195:]))
    assert read.round[:5].tolist() == [0] * 5
    assert read.round[5:].tolist() == np.where(found.first_round[1200:] == 1, 1, len(found.rounds)).tolist()
    assert set(read.round[5:].tolist()) == {1, len(found.rounds)}
    assert (read.query[5:37] >= 0).all()


def test_a_pool_that_lacks_what_seeds_show_is_told(world):
    """Likeness is the place on the way from the pool's middle to the seeds': 0 for the pool in the mean, about 1 for their like."""
    seeds, pool, places = world
    with_them = Pool.of(rows(pool))
    likeness = with_them.likeness(rows(seeds), np.arange(len(pool)))
    assert likeness.mean() == pytest.approx(0, abs=1e-3)
    assert likeness[:1200].max() < 0.1
    assert likeness[1200:1232].min() > 0.5
    assert with_them.likeness(rows(seeds), np.zeros(0, np.int64)).size == 0
    found = gather("sums", rows(seeds), with_them, places)
    assert np.array_equal(found.places, likeness[found.stays])
    assert unlike(found) is None
    assert "hardly like the seeds" in unlike(replace(found, places=np.array([0.02] * 18 + [0.15, 0.9])))
    bare = gather("sums", rows(seeds), Pool.of(rows(pool[:1200])), places[:1200])
    assert "nothing is gathered" in unlike(bare)


def test_nothing_is_rescued_from_safety():
    asked = SeedSet(name="sums", paths=("x",), rescue=("clean", "worth"))
    found = dict(check_seeds([asked], {"clean": "toxicity", "worth": "value"}))
    assert list(found) == [("seeds", 0, "rescue", 0)]
    assert "hold for all" in found["seeds", 0, "rescue", 0]


def test_few_seeds_are_refused(files):
    (files / "seeds.jsonl").write_text('{"text": "one lesson"}\n{"text": "another"}\n')
    result = CliRunner().invoke(
        cli.main, ["enrich", str(files / "recipe.yaml"), "--input", str(files / "pool/*.jsonl"), "--out", str(files / "out")]
    )
    assert result.exit_code == 2
    assert "2 documents" in result.output
    assert "at least 5" in result.output

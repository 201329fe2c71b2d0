"""Floors under the measured quality of toxicity, adult, damage, knowledge, reasoning and domain, on data outside the repository.

See `test_linear_gates` for what QUALITYFILTER_LABELS names and what such floors say. The weights saw most of these texts, so the
figures say that nothing is broken; those of sources that may not train (`UNSEEN`) are honest, and so are the folds that the cards give.
"""

from __future__ import annotations

import numpy as np
import pytest
from labelled_data import GATE, LABELS, read

import scorers
from scorers.training.intervals import auc, spearman

UNSEEN = (
    "quality/en_abc_news.jsonl",
    "quality/zh_peoples_daily_1998.jsonl",
    "quality/zh_csl_abstracts.jsonl",
    "quality/zh_csldcp_abstracts.jsonl",
)

pytestmark = GATE


def texts(path: str, most: int = 600) -> list[str]:
    return [record["text"] for record in read(LABELS.parent / path)][:most]


def share_above(column: str, path: str, cut: float = 0.5) -> float:
    return float((scorers.load(column).score(texts(path))[column] >= cut).mean())


@pytest.mark.parametrize(("path", "floor"), [("toxic/zh_cold.jsonl", 0.96), ("toxic/en_hate_offensive_tweets.jsonl", 0.985)])
def test_toxic_posts_are_told_from_others(path, floor):
    posts = read(LABELS.parent / path)[:4000]
    guess = scorers.load("toxicity").score([post["text"] for post in posts])["toxicity"]
    assert auc(guess, np.array([post["label"] in ("offensive", "hate") for post in posts], float)) >= floor


@pytest.mark.parametrize("column", ["toxicity", "adult"])
@pytest.mark.parametrize(
    "path",
    [
        *UNSEEN,
        "quality/en_wikipedia.jsonl",
        "quality/zh_wikipedia_cmrc.jsonl",
        "zh_web/medical_articles.jsonl",
        "zh_web/cctv_news.jsonl",
        "quality/zh_classic_fortunes.jsonl",
    ],
)
def test_next_to_nothing_clean_is_flagged(column, path):
    assert share_above(column, path) <= 0.005


@pytest.mark.parametrize(
    "path",
    [
        *UNSEEN,
        "quality/zh_classic_fortunes.jsonl",
        "math/zh_oi_wiki_math.jsonl",
        "math/en_d2l_en_math.jsonl",
        "code/source_files.jsonl",
        "web/zh_prose_chid.jsonl",
        "bench/gaokao_math_qa_test.jsonl",
        "bench/humaneval_multilang.jsonl",
    ],
)
def test_what_is_only_unusual_is_no_damage(path):
    assert share_above("damage", path) <= 0.02


def test_pages_that_were_read_with_a_wrong_table_are_damaged():
    assert share_above("damage", "zh_web/mojibake_pages.jsonl") >= 0.95


@pytest.mark.parametrize(
    ("column", "high", "low", "floor"),
    [
        ("knowledge", "quality/zh_csl_abstracts.jsonl", "web/zh_reviews_eprstmt.jsonl", 0.97),
        ("knowledge", "quality/en_wikipedia.jsonl", "web/en_movie_reviews.jsonl", 0.95),
        ("reasoning", "math/zh_gaokao_math_physics.jsonl", "quality/zh_peoples_daily_1998.jsonl", 0.95),
        ("reasoning", "math/en_d2l_en_math.jsonl", "quality/en_abc_news.jsonl", 0.95),
    ],
)
def test_sources_are_in_order(column, high, low, floor):
    scores = [scorers.load(column).score(texts(path))[column] for path in (high, low)]
    assert auc(np.concatenate(scores), np.repeat([1.0, 0.0], [len(s) for s in scores])) >= floor


def test_domains_of_labelled_documents():
    rows = [row for language in ("en", "zh") for row in read(LABELS / f"{language}_documents.jsonl")]
    table = scorers.score_all([row["text"] for row in rows], ["domain", "knowledge", "education"])
    told = table.column("domain").to_pylist()
    names = {"math": "mathematics"}
    right = np.mean([names.get(row["domain"], row["domain"]) == guess for row, guess in zip(rows, told, strict=True)])
    assert right >= 0.7
    assert spearman(table.column("knowledge").to_numpy(), table.column("education").to_numpy()) >= 0.6

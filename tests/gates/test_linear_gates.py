"""Floors under the measured quality of ads, education, mathematics, code and value, on labelled data that is not part of the repository.

QUALITYFILTER_LABELS names the folder of labelled documents; its parent holds the other sets. Floors lie a little under what was
measured when they were set; lowering one needs a reason in the commit. The weights were fitted to the labelled documents that may train,
so their figures say that nothing is broken. Those of sources that no weight may be fitted to are honest; so are the figures in folds
by site that training prints, and the cards give.
"""

from __future__ import annotations

import numpy as np
import pytest
from labelled_data import GATE, LABELS, read

import scorers
from scorers.training.intervals import auc, spearman
from scorers.training.labelled import may_train

pytestmark = GATE


@pytest.fixture(scope="module")
def graded():
    """Labelled rows, and what the shipped scorers say of them."""
    rows = [row for language in ("en", "zh") for row in read(LABELS / f"{language}_documents.jsonl")]
    table = scorers.score_all([row["text"] for row in rows], ["ads", "education", "mathematics", "code", "value"])
    return rows, {name: table.column(name).to_numpy() for name in table.column_names}


def chosen(rows, language: str | None = None, trained: bool | None = None) -> np.ndarray:
    return np.flatnonzero([(language in (None, row["lang"])) and trained in (None, may_train(row)) for row in rows])


@pytest.mark.parametrize(
    ("column", "least", "language", "floor"),
    [("ads", 1, "en", 0.99), ("ads", 1, "zh", 0.99), ("ads_mainly", 2, "en", 0.99), ("ads_mainly", 2, "zh", 0.99)],
)
def test_advertising_in_labelled_documents(graded, column, least, language, floor):
    rows, scores = graded
    index = chosen(rows, language, trained=True)
    assert auc(scores[column][index], np.array([rows[i]["ads"] >= least for i in index], float)) >= floor


@pytest.mark.parametrize(
    ("column", "field", "language", "floor"),
    [("education", "edu", "en", 0.94), ("education", "edu", "zh", 0.94), ("value", "keep", "en", 0.9), ("value", "keep", "zh", 0.915)],
)
def test_grades_of_labelled_documents(graded, column, field, language, floor):
    rows, scores = graded
    index = chosen(rows, language, trained=True)
    assert spearman(scores[column][index], np.array([float(rows[i][field]) for i in index])) >= floor


def test_advertising_in_sources_that_training_may_not_see(graded):
    rows, scores = graded
    index = chosen(rows, trained=False)
    selling = np.array([rows[i]["ads"] > 0 for i in index], float)
    assert selling.sum() > 30
    assert auc(scores["ads"][index], selling) >= 0.9


@pytest.mark.parametrize("column", ["mathematics", "code"])
@pytest.mark.parametrize(
    "path",
    [
        "quality/en_abc_news.jsonl",
        "quality/zh_peoples_daily_1998.jsonl",
        "quality/zh_csl_abstracts.jsonl",
        "web/en_movie_reviews.jsonl",
        "web/zh_reviews_eprstmt.jsonl",
        "web/zh_prose_chid.jsonl",
    ],
)
def test_few_texts_about_neither_are_taken_for_it(column, path):
    texts = [record["text"] for record in read(LABELS.parent / path)][:700]
    assert (scorers.load(column).score(texts)[column] > 0.5).mean() <= 0.01


@pytest.mark.parametrize(
    ("path", "column", "floor"),
    [
        ("bench/math_test.jsonl", "mathematics", 0.84),
        ("bench/college_math_test.jsonl", "mathematics", 0.85),
        ("bench/humaneval_multilang.jsonl", "code", 0.99),
        ("bench/gaokao_math_qa_test.jsonl", "mathematics", 0.92),
    ],
)
def test_problems_that_no_model_has_seen_are_found(path, column, floor):
    texts = [record["text"] for record in read(LABELS.parent / path)][:1000]
    assert (scorers.load(column).score(texts)[column] > 0.5).mean() >= floor


@pytest.mark.parametrize(
    "path",
    [
        "math/en_d2l_en_math.jsonl",
        "math/zh_oi_wiki_math.jsonl",
        "math/zh_gaokao_math_physics.jsonl",
        "math/theorems_en.jsonl",
        "code/source_files.jsonl",
        "code/en_python_docs.jsonl",
        "quality/zh_classic_fortunes.jsonl",
    ],
)
def test_no_subject_is_taken_for_advertising_or_for_worthless(path):
    texts = [record["text"] for record in read(LABELS.parent / path) if len(record["text"]) >= 50][:500]
    table = scorers.score_all(texts, ["ads", "value"])
    assert (table.column("ads_mainly").to_numpy() > 0.5).mean() <= 0.01
    assert (table.column("value").to_numpy() < 0.3).mean() <= 0.03

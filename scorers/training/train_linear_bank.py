"""Trains `scorers/_bank.py`: `python -m scorers.training.train_linear_bank DATA [--out DIR]` (about 15 minutes on two cores).

DATA is laid out as `bank_sources` and `labelled` say: a folder labels/ with graded documents and lines, and folders of ungraded texts.
What is missing is skipped and said on stderr. Two thousand grades are few; so

1. topics are found in 25,000 ungraded texts, and a kernel model on topics and words (the teacher) learns the grades, and from short
   documents written down for it (`made_up_documents`) what advertising is in trades that no grade is of;
2. the teacher grades the ungraded texts, and linear models learn from these and the true grades together (`students`). In folds by site
   a linear student is as good as its teacher to within .01, and costs a hundredth;
3. lines learn from labelled lines, from lines whose repetition gave them away, from phrases written down, and from short messages
   (`line_models`);
4. a logistic model of both gives the chances that are reported; what it is fitted on are scores of students that had not seen the site;
5. mathematics and code are logistic models of sources that are all of one kind, of made-up texts, and of the labelled domains.

Printed: quality in five folds by site, on sites of which no text and no line was seen, with 95 % intervals (bootstrap by site); and for
mathematics and code, each source family left out in turn. `--folds N` draws other folds, to see what of a gain is luck; the model that is
written differs a little then, for what it is fitted on are scores of other folds.
"""

from __future__ import annotations

import argparse
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from qualityfilter.documents import Documents
from qualityfilter.features import occurrences
from qualityfilter.kernels.features import BUCKETS
from scorers._bank import COLUMNS, FINAL, JUDGED, MODEL_FILE, Linear, chance, inputs, pooled_lines
from scorers.training import made_up
from scorers.training.bank_sources import (
    BETWEEN,
    MADE_UP,
    MESSAGE,
    MESSAGES,
    MIXED_SOURCES,
    NEVER_SELLS,
    PLAIN_SOURCES,
    SUBJECT_SOURCES,
    UNLABELLED,
    Judged,
    Text,
    clean_lines,
    judged_texts,
    line_labels,
    records,
    site_of_source,
    texts_of,
    with_ads_between,
    written_down,
)
from scorers.training.hashed_rows import BATCH, document_counts, inverse_document_frequency, weighted_rows
from scorers.training.intervals import auc, by_site, spearman
from scorers.training.labelled import labelled_documents, may_train, site_of
from scorers.training.linear_models import (
    ridge,
    segment_counts,
    segment_rows,
    similarity,
    topics,
)

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

FOLDS = 5
GRADES = COLUMNS[: len(COLUMNS) - len(JUDGED)]
HEAD = 800  # code points of a text's beginning that the teacher looks at by themselves
TRUE_WEIGHT, MADE_UP_WEIGHT, BETWEEN_WEIGHT, MESSAGE_WEIGHT = 5.0, 5.0, 0.5, 0.3  # against 1 for a text that the teacher graded
TEACHER_PENALTY = 0.5
PENALTY, STEPS = 0.3, 30
LINE_STRENGTH, JUDGED_STRENGTH = 20.0, 1.0  # C of the logistic regressions
FINAL_STRENGTH = {"ads_any": 0.05, "ads_mainly": 0.05, "education": 0.5}
TOPIC_WEIGHT = 4.0  # of the squared topic vector against the squared row, for mathematics and code
NO_TEXT = {"ads_any": 0.1, "ads_mainly": 0.05, "education": 0.1, "mathematics": 0.02, "code": 0.02}
MANY_SITES = "c4"  # a source whose texts are each from another site

_started = time.time()


def say(text: str) -> None:
    print(f"[{time.time() - _started:4.0f} s] {text}", flush=True)


@dataclass
class Corpus:
    """Graded texts first, then ungraded ones, then messages, then those of which `ads` alone is known, for they were written down or had
    made-up ads put between their lines; `site` is where each is from, `fold` -1 for the ungraded."""

    rows: list[dict[str, Any]]
    others: list[Text]
    texts: list[str]
    site: npt.NDArray[np.str_]
    fold: npt.NDArray[np.int64]
    idf: npt.NDArray[np.int8]
    directions: F32
    features: csr_matrix
    whole: F32
    head: F32
    chinese: npt.NDArray[np.int64]

    @property
    def n(self) -> int:
        return len(self.rows)

    def of_view(self, view: str) -> npt.NDArray[np.int64]:
        """Places of texts of a view."""
        return np.array([i for i, text in enumerate(self.others, self.n) if text.view == view], np.int64)

    def grade(self, field: str, highest: float) -> F64:
        return np.array([float(row[field]) for row in self.rows]) / highest

    def grades(self) -> F64:
        """(n, GRADES), in 0-1."""
        ads = self.grade("ads", 1.0)
        return np.column_stack(
            [self.grade("fluency", 5), self.grade("density", 5), self.grade("edu", 5), ads > 0, ads == 2, self.grade("nav", 3)]
        )


def gather(data: Path, folds: int = 0) -> Corpus:
    rows = labelled_documents(data / "labels")
    known = {str(row["id"]).partition("#")[0] for row in rows}
    ungraded = [t for file, most in UNLABELLED.items() for t in texts_of(data, file, most) if t.id not in known]
    messages = [t for file, most in MESSAGES.items() for t in texts_of(data, file, most, shortest=6) if t.id not in known]
    messages += [t for t in clean_lines(data) if t.id not in known]
    messages += [*written_down(), *(t for t in with_ads_between(data) if t.id not in known)]
    texts = [row["text"] for row in rows] + [t.text for t in ungraded + messages]
    counts = document_counts(texts)
    pool = slice(len(rows), len(rows) + len(ungraded))
    idf = inverse_document_frequency(counts[pool])
    features = weighted_rows(counts, idf)
    say(f"{len(rows)} graded, {len(ungraded)} ungraded texts, {len(messages)} messages; looking for topics")
    directions = topics(features[pool])
    head = weighted_rows(document_counts([t[:HEAD] for t in texts]), idf)
    site = np.array([*sources_of(data, rows), *(t.site for t in ungraded + messages)])
    fold = np.r_[label_folds(rows, folds), np.full(len(texts) - len(rows), -1)]
    chinese = np.array([np.mean([c > "\u2e80" for c in t[:600]]) > 0.2 if t else False for t in texts]).astype(np.int64)
    return Corpus(
        rows, ungraded + messages, texts, site, fold, idf, directions, features, features @ directions.T, head @ directions.T, chinese
    )


def sources_of(data: Path, rows: list[dict[str, Any]]) -> list[str]:
    """The site of each graded row as its source file knows it; a text without one is its own site."""
    found: dict[str, str] = {}
    for file in sorted({str(row["file"]).partition(".jsonl")[0] for row in rows}):
        found.update((str(record["id"]), site_of_source(record)) for record in records(data, file))
    ids = [str(row["id"]).partition("#")[0] for row in rows]
    return [i if MANY_SITES in i else found.get(i, i) for i in ids]


def label_folds(rows: list[dict[str, Any]], seed: int = 0) -> npt.NDArray[np.int64]:
    """Five folds by site within each language; seed 0 balances their sizes, others draw."""
    fold = np.zeros(len(rows), np.int64)
    split = GroupKFold(FOLDS, shuffle=True, random_state=seed) if seed else GroupKFold(FOLDS)
    for language in ("en", "zh"):
        index = np.flatnonzero([row["lang"] == language for row in rows])
        for k, (_, test) in enumerate(split.split(index, groups=[site_of(rows[i]) for i in index])):
            fold[index[test]] = k
    return fold


@dataclass
class Students:
    """Weights of the models of all grades, and the scores of every graded text by models that had not seen its site."""

    weights: F32
    intercept: F32
    unseen: F64
    teacher: F64  # unseen too


def students(corpus: Corpus) -> Students:
    """One ridge regression for every grade, without each fold and with all, solved together."""
    grades, k = corpus.grades(), len(GRADES)
    y = np.zeros((len(corpus.texts), (FOLDS + 1) * k), np.float32)
    weight = np.zeros_like(y)
    taught = np.zeros((corpus.n, k))
    alike = likeness(corpus)
    for fold in range(FOLDS + 1):
        part = slice(fold * k, fold * k + k)
        y[:, part], weight[:, part] = targets(corpus, alike, grades, fold)
        taught[corpus.fold[: corpus.n] == fold] = y[: corpus.n, part][corpus.fold[: corpus.n] == fold]
    say("teachers have graded; students learn")
    weights, intercept = ridge(corpus.features, y, weight, PENALTY, STEPS)
    scores = np.asarray(corpus.features[: corpus.n] @ weights) + intercept
    unseen = np.zeros((corpus.n, k))
    for fold in range(FOLDS):
        test = corpus.fold[: corpus.n] == fold
        unseen[test] = scores[test, fold * k : fold * k + k]
    return Students(weights[:, FOLDS * k :], intercept[FOLDS * k :], unseen, taught)


def taught_by(corpus: Corpus) -> npt.NDArray[np.int64]:
    """Places of the texts that a teacher may learn from: the graded ones, and those written down."""
    return np.r_[np.arange(corpus.n), corpus.of_view(MADE_UP)]


def likeness(corpus: Corpus, step: int = 3_000) -> F32:
    """(texts, `taught_by`): the teacher's kernel, which folds share."""
    known = taught_by(corpus)
    rows, whole, head = corpus.features[known], corpus.whole[known], corpus.head[known]
    parts = [slice(i, i + step) for i in range(0, len(corpus.texts), step)]
    return np.concatenate(
        [similarity(corpus.features[p], corpus.whole[p], corpus.head[p], rows, whole, head).astype(np.float32) for p in parts]
    )


def taught(alike: F32, known: npt.NDArray[np.int64], place: npt.NDArray[np.int64], grades: F64) -> F64:
    """What kernel ridge regression on some texts gives all: `place` are their columns of `alike`, `known` their rows."""
    kernel = alike[np.ix_(known, place)].astype(np.float64)
    kernel[np.diag_indices_from(kernel)] += TEACHER_PENALTY
    return np.asarray(alike[:, place] @ np.linalg.solve(kernel, grades).astype(np.float32), np.float64)


def targets(corpus: Corpus, alike: F32, grades: F64, fold: int) -> tuple[F64, F64]:
    """What each text is to score and how much that counts, when `fold` (and every text of its sites) may not be seen."""
    train = np.flatnonzero((corpus.fold[: corpus.n] != fold) & [may_train(row) for row in corpus.rows])
    mean = np.stack([grades[train][corpus.chinese[train] == c].mean(axis=0) for c in (0, 1)])
    y = taught(alike, train, train, grades[train] - mean[corpus.chinese[train]]) + mean[corpus.chinese]
    weight = np.zeros_like(y)
    weight[corpus.n :] = 1.0
    any_, mainly = GRADES.index("ads_any"), GRADES.index("ads_mainly")
    sells, made = np.array([any_, mainly]), corpus.of_view(MADE_UP)
    known = np.array([[corpus.others[i - corpus.n].ads > 0, corpus.others[i - corpus.n].ads == 2] for i in made], np.float64)
    learnt = np.r_[grades[np.ix_(train, sells)] - mean[corpus.chinese[train]][:, sells], known - mean[corpus.chinese[made]][:, sells]]
    place = np.r_[train, np.arange(corpus.n, corpus.n + made.size)]
    y[:, sells] = taught(alike, np.r_[train, made], place, learnt) + mean[corpus.chinese][:, sells]
    for i, text in enumerate(corpus.others, corpus.n):
        if text.view == MESSAGE:
            weight[i] = MESSAGE_WEIGHT
            y[i, sells] = float(text.sells)
            if text.sells:
                y[i, GRADES.index("education")] = 0.0
        elif text.file in NEVER_SELLS:
            y[i, sells] = 0.0
    between = corpus.of_view(BETWEEN)
    weight[made], weight[between] = 0.0, 0.0
    y[np.ix_(made, sells)], weight[np.ix_(made, sells)] = known, MADE_UP_WEIGHT
    y[between, any_], weight[between, any_] = 1.0, BETWEEN_WEIGHT
    weight[np.isin(corpus.site, corpus.site[: corpus.n][corpus.fold[: corpus.n] == fold])] = 0.0
    y[train], weight[train] = grades[train], TRUE_WEIGHT
    return y, weight


@dataclass
class Lines:
    """The line model, and the pooled chances of every graded text by models that had not seen its site."""

    weights: F32
    intercept: F64
    unseen: F64


def line_models(data: Path, corpus: Corpus) -> Lines:
    labelled = list(line_labels(data))
    segments = segment_counts([line.text for line in labelled])
    rows = segment_rows(segments.counts, corpus.idf)
    label, site, page = (np.array([getattr(line, name) for line in labelled])[segments.text] for name in ("label", "site", "page"))
    weight = np.array([line.weight for line in labelled])[segments.text] * np.sqrt(np.minimum(segments.units, 30) + 2)
    graded = segment_counts(corpus.texts[: corpus.n])
    graded_rows, graded_fold = segment_rows(graded.counts, corpus.idf), corpus.fold[graded.text]
    ids = np.array([str(row["id"]).partition("#")[0] for row in corpus.rows])
    odds = np.zeros(graded_rows.shape[0])
    for fold in range(FOLDS + 1):
        hidden = corpus.fold[: corpus.n] == fold
        train = ~np.isin(site, corpus.site[: corpus.n][hidden]) & ~np.isin(page, ids[hidden])
        model = LogisticRegression(C=LINE_STRENGTH, solver="liblinear", max_iter=300)
        model.fit(rows[train], label[train] == "a", sample_weight=weight[train])
        test = graded_fold == fold
        if test.any():
            odds[test] = model.decision_function(graded_rows[test])
    say(f"lines: {len(labelled)} learnt")
    return Lines(model.coef_.T.astype(np.float32), model.intercept_, pooled(corpus.texts[: corpus.n], chance(odds)))


def pooled(texts: list[str], chances: F64) -> F64:
    """The pooled chances of each text, when its segments have these chances."""
    parts, at = [], 0
    for i in range(0, len(texts), BATCH):
        found = occurrences(Documents.from_texts(texts[i : i + BATCH]))
        parts.append(pooled_lines(np.ascontiguousarray(chances[at : at + found.units.size]), found))
        at += found.units.size
    return np.concatenate(parts)


def final_models(read: F64, grades: F64, train: Mask) -> F64:
    """(1 + inputs, FINAL): logistic regression of grades between 0 and 1, which count as that share of a yes and the rest of a no."""
    mean, spread = read[train].mean(axis=0), read[train].std(axis=0) + 1e-9
    x = (read[train] - mean) / spread
    columns = []
    for name in FINAL:
        y = grades[train, GRADES.index(name)]
        model = LogisticRegression(C=FINAL_STRENGTH[name], max_iter=1000)
        model.fit(np.r_[x, x], np.r_[np.ones(len(x)), np.zeros(len(x))], sample_weight=np.r_[y, 1 - y])
        weights = model.coef_[0] / spread
        columns.append(np.r_[model.intercept_[0] - (weights * mean).sum(), weights])
    return np.stack(columns, axis=1)


@dataclass
class Subjects:
    """Everything that mathematics and code learn from: made-up texts, texts of known subject, graded rows of known domain."""

    texts: list[Judged]
    features: csr_matrix  # rows, then topics


def subject_texts(data: Path, corpus: Corpus) -> Subjects:
    found = [Judged(t, "made-up mathematics", 1.0, 0.0) for t in made_up.mathematics(800)]
    found += [Judged(t, f"made-up {kind}", 0.0, 0.0) for kind, t in made_up.numbers(900)]
    found += [t for source in (*SUBJECT_SOURCES, *PLAIN_SOURCES, *MIXED_SOURCES) for t in judged_texts(data, source)]
    near = ("science", "howto", "encyclopedic", "math", "code")
    for row in corpus.rows:
        subject = row["domain"]
        mathematics, code = (float(subject == name) if subject == name or subject not in near else np.nan for name in ("math", "code"))
        found.append(Judged(row["text"], f"graded {row['file']}", mathematics, code, trains=may_train(row)))
    rows = weighted_rows(document_counts([t.text for t in found]), corpus.idf)
    both = hstack([rows, csr_matrix(np.sqrt(TOPIC_WEIGHT) * (rows @ corpus.directions.T))]).tocsr()
    return Subjects(found, both.astype(np.float32))


def judge(subjects: Subjects, column: str, train: Mask) -> LogisticRegression:
    """A logistic model of one subject. Each source counts as the square root of its size, yes and no the same in all."""
    y = np.array([getattr(t, column) for t in subjects.texts])
    used = train & ~np.isnan(y)
    weight = np.zeros(len(y))
    family = np.array([t.family for t in subjects.texts])
    for value in (0.0, 1.0):
        for name in np.unique(family[used & (y == value)]):
            these = used & (y == value) & (family == name)
            weight[these] = 1 / np.sqrt(these.sum())
        weight[used & (y == value)] *= used.sum() / 2 / weight[used & (y == value)].sum()
    return LogisticRegression(C=JUDGED_STRENGTH, solver="liblinear").fit(subjects.features[used], y[used], sample_weight=weight[used])


def left_out(subjects: Subjects) -> dict[str, tuple[float, float]]:
    """Prints how each family fares when its whole source is left out; returns each column's calibration."""
    sides: dict[str, tuple[list[F64], list[F64]]] = {column: ([], []) for column in JUDGED}
    for column, source, positive, negative in _without_each(subjects):
        area, recall = _area_and_recall(positive, negative)
        found_line = f"AUC {area:.4f}  recall at 1 % false positives {recall:.3f}"
        say(f"{column:12} without {source:15} n {len(positive):4}  {found_line}")
        sides[column][0].append(positive)
        sides[column][1].append(negative)
    return {column: calibration(*both) for column, both in sides.items()}


def families_left_out(subjects: Subjects) -> Iterator[tuple[str, str, int, float, float]]:
    """Column, family, number of its texts, AUC and recall at 1 % false positives, when its whole source is left out."""
    for column, source, positive, negative in _without_each(subjects):
        yield column, source, len(positive), *_area_and_recall(positive, negative)


def _area_and_recall(positive: F64, negative: F64) -> tuple[float, float]:
    label = np.r_[np.ones(len(positive)), np.zeros(len(negative))]
    return float(roc_auc_score(label, np.r_[positive, negative])), float((positive > np.quantile(negative, 0.99)).mean())


def _without_each(subjects: Subjects) -> Iterator[tuple[str, str, F64, F64]]:
    """Column, family, and log-odds of its texts and of plain ones by a model that saw nothing of its origin.

    False positives are counted on the half of the plain sources that no model saw, and on all of the non-commercial ones.
    """
    family = np.array([t.family for t in subjects.texts])
    origin = np.array([t.origin for t in subjects.texts])
    half = np.array([zlib.crc32(t.text[:200].encode()) % 2 == 0 for t in subjects.texts])
    trains = np.array([t.trains for t in subjects.texts])
    plain = np.isin(family, [source.file for source in PLAIN_SOURCES if source.negative])
    for column in JUDGED:
        y = np.array([getattr(t, column) for t in subjects.texts])
        for source in sorted({s.family for s in SUBJECT_SOURCES if s.tests == column}):
            hidden = origin == origin[np.flatnonzero(family == source)[0]]
            model = judge(subjects, column, trains & ~hidden & ~(plain & half))
            odds = model.decision_function(subjects.features)
            yield column, source, odds[(family == source) & (y == 1)], odds[plain & (half | ~trains) & (y != 1)]


def calibration(yes: list[F64], no: list[F64]) -> tuple[float, float]:
    """Slope and shift that turn the odds of unseen sources into a chance: families count the same, and a tenth of texts are a yes."""
    odds = np.concatenate([*yes, *no])
    label = np.r_[np.ones(sum(map(len, yes))), np.zeros(sum(map(len, no)))]
    weight = np.concatenate([*(np.full(len(p), 0.1 / len(p)) for p in yes), *(np.full(len(p), 0.9 / len(p)) for p in no)])
    model = LogisticRegression(C=1e6).fit(odds[:, None], label, sample_weight=weight * 1000)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def report(corpus: Corpus, guesses: dict[str, F64]) -> None:
    """Prints quality per language with intervals, for what was not seen."""
    ads = corpus.grade("ads", 1.0)
    lines = [
        ("ads", "any against none", auc, ads > 0),
        ("ads", "three grades", spearman, ads),
        ("ads_mainly", "mainly against rest", auc, ads == 2),
        ("education", "six grades", spearman, corpus.grade("edu", 5.0)),
    ]
    for name, field in (("fluency", "fluency"), ("density", "density"), ("education", "edu"), ("navigation", "nav")):
        lines += [(f"{who} {name}", "grades", spearman, corpus.grade(field, 1.0)) for who in ("student", "teacher")]
    for language in ("en", "zh"):
        index = np.flatnonzero([row["lang"] == language for row in corpus.rows])
        sites = np.array([site_of(corpus.rows[i]) for i in index])
        for name, what, measure, y in lines:
            guess, truth = guesses[name][index], y[index].astype(np.float64)
            low, high = by_site(measure, guess, truth, sites)
            print(f"{language} {name:18} {what:20} {measure.__name__:8} {measure(guess, truth):.3f} [{low:.3f}, {high:.3f}]", flush=True)


def evaluate(corpus: Corpus, student: Students, lines: Lines) -> dict[str, F64]:
    """Guesses for all graded rows in folds by site."""
    read, grades = inputs(student.unseen, lines.unseen), corpus.grades()
    may = np.array([may_train(row) for row in corpus.rows])
    odds = np.zeros((corpus.n, len(FINAL)))
    for fold in range(FOLDS):
        test = corpus.fold[: corpus.n] == fold
        model = final_models(read, grades, may & ~test)
        odds[test] = model[0] + read[test] @ model[1:]
    any_, mainly, education = chance(odds).T
    guesses = {"ads": (any_ + np.minimum(mainly, any_)) / 2, "ads_mainly": mainly, "education": education}
    for stage, scores in (("student", student.unseen), ("teacher", student.teacher)):
        guesses.update({f"{stage} {name}": scores[:, k] for k, name in enumerate(GRADES)})
    report(corpus, guesses)
    return guesses


def log_odds(share: float) -> float:
    return float(np.log(share / (1 - share)))


def train(data: Path, out: Path, unseen: Path | None, folds: int) -> None:
    corpus = gather(data, folds)
    subjects = subject_texts(data, corpus)
    shift = left_out(subjects)
    student = students(corpus)
    lines = line_models(data, corpus)
    guesses = evaluate(corpus, student, lines)
    weights: list[F64] = [student.weights.astype(np.float64)]
    intercept = [float(value) for value in student.intercept]
    for column in JUDGED:
        model = judge(subjects, column, np.array([t.trains for t in subjects.texts]))
        slope, offset = shift[column]
        direct, through = model.coef_[0][:BUCKETS], model.coef_[0][BUCKETS:]
        combined = direct + np.sqrt(TOPIC_WEIGHT) * (corpus.directions.T @ through)
        weights.append((slope * np.where(corpus.idf > 0, combined, 0.0))[:, None])
        intercept.append(slope * model.intercept_[0] + offset)
    documents = Linear.quantised(corpus.idf, np.concatenate(weights, axis=1).astype(np.float32), intercept)
    segments = Linear.quantised(corpus.idf, lines.weights, lines.intercept)
    may = np.array([may_train(row) for row in corpus.rows])
    final = final_models(inputs(student.unseen, lines.unseen), corpus.grades(), may)
    np.savez_compressed(
        out,
        document_weights=documents.weights,
        document_scale=documents.scale,
        document_intercept=documents.intercept,
        segment_weights=segments.weights,
        segment_scale=segments.scale,
        segment_intercept=segments.intercept,
        final=final,
        prior=np.array([log_odds(NO_TEXT[name]) for name in (*FINAL, *JUDGED)]),
    )
    say(f"{out}: {out.stat().st_size / 1e6:.1f} MB")
    if unseen is not None:
        held: dict[str, Any] = {**guesses, "inputs": inputs(student.unseen, lines.unseen)}
        held["ids"] = np.array([str(row["id"]) for row in corpus.rows])
        np.savez_compressed(unseen, **held)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of JSON Lines files")
    parser.add_argument("--out", type=Path, default=MODEL_FILE, help="the model file to write")
    parser.add_argument("--unseen", type=Path, help="also keep what was guessed of each graded text without its site, as .npz")
    parser.add_argument("--folds", type=int, default=0, metavar="N", help="other folds by site; 0 are those that the cards give figures of")
    args = parser.parse_args()
    train(args.data, args.out, args.unseen, args.folds)


if __name__ == "__main__":
    main()

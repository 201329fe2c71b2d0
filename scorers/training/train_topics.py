"""Trains `scorers/_topics.py`: `python -m scorers.training.train_topics DATA [--evaluate] [--out FILE]` (minutes on one core).

DATA is laid out as `bank_sources` and `labelled` say; what is missing is skipped and said on stderr. Set OMP_NUM_THREADS=1.

1. Toxicity and adult are linear models of posts, messages and passages, each feature weighed by how differently the two kinds use it
   (Wang and Manning, ACL 2012): of toxicity one for each script, by squared hinge loss, of adult a logistic one. What the final models are
   fitted on are scores in folds: posts, clean documents, and clean documents into which posts were set.
2. Knowledge, reasoning and domains: a kernel model learns from labelled documents what they are, grades ungraded ones, and linear
   models learn from both, and from sources that are all of one kind.
   Knowledge of a labelled document is the mean of its grades for education and density, times what its domain is worth; reasoning is how
   densely it is set with words of argument. Nobody has graded either by hand.

`--evaluate` prints quality in five folds by site, and with a source left out.
"""

from __future__ import annotations

import argparse
import re
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, diags, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from qualityfilter.documents import Documents
from qualityfilter.features import sampled_features
from qualityfilter.kernels.features import BUCKETS
from scorers._bank import Linear, chance
from scorers._topics import COLUMNS, DOMAINS, GRADED, MODEL_FILE, MODELS, POOLED, final_odds, inputs, reader, softmax
from scorers.training import made_up_topics
from scorers.training.bank_sources import UNLABELLED, Text, records, texts_of
from scorers.training.hashed_rows import document_counts, inverse_document_frequency, weighted_rows
from scorers.training.intervals import auc, by_site, spearman
from scorers.training.labelled import labelled_documents, may_train, site_of
from scorers.training.linear_models import (
    Teacher,
    ridge,
    segment_counts,
    topics,
)
from scorers.training.train_linear_bank import label_folds, sources_of

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

MOST_A_FILE, LONGEST = 500, 6_000  # texts of an ungraded file, and code points of each, that are read
FOLDS, POST_FOLDS = 5, 4
STRENGTH = 12.0  # C of the logistic model of adult posts
HINGE_STRENGTH = {"toxicity in Latin letters": 0.3, "toxicity in Han characters": 1.0}
"""C of the models of toxic posts. Tweets in folds do as well at 1, Chinese topics left out at .3 (race) to 3 (regions)."""
MARGIN = 4.0  # log-odds that a margin of 1 stands for, before the final models
CONTRAST_POWER = {"toxic/zh_cold": 0.7, "made-up stances": 0.7}
"""Of how differently two kinds of a source use a feature, when it is weighed (1 elsewhere): less than 1 trusts words of one topic less. On
English tweets it would trust harmless words more, and film reviews and fiction would count as toxic."""
STANCE_WEIGHT, STANCE_COPIES = 0.3, 6
PENALTY, STEPS = 0.3, 20
TRUE_WEIGHT, SOURCE_WEIGHT = 2.0, 0.5  # of labelled rows and of sources of one kind, against 1 for a text that the teacher graded
TARGET_SHARE = 0.1  # of texts that are toxic (adult), for calibration
NO_TEXT = {"toxicity": 0.02, "adult": 0.02, "knowledge": 0.2, "reasoning": 0.1}

WORTH = {
    "encyclopedic": 1.0, "science": 1.0, "math": 1.0, "code": 1.0, "medical": 0.95, "legal": 0.9, "howto": 0.9, "news": 0.6, "fiction": 0.3,
    "opinion": 0.45, "forum": 0.45, "personal": 0.3, "product": 0.3, "listing": 0.2, "other": 0.4,
}  # fmt: skip
"""What grades of education and density count for as knowledge, by domain."""

KNOWN: dict[str, tuple[float | None, str | None]] = {
    "quality/en_wikipedia": (0.9, "encyclopedic"),
    "quality/zh_wikipedia_cmrc": (0.85, "encyclopedic"),
    "math/theorems_en": (0.85, None),
    "math/en_d2l_en_math": (0.9, None),
    "math/zh_d2l_zh_math": (0.9, None),
    "math/zh_oi_wiki_math": (0.9, None),
    "math/zh_gaokao_math_physics": (0.8, None),
    "math/en_maxima_manual": (0.7, None),
    "math/en_sympy_docs": (0.75, None),
    "code/en_d2l_en_code": (0.85, None),
    "code/zh_d2l_zh_code": (0.85, None),
    "code/zh_oi_wiki_code": (0.85, None),
    "code/en_python_docs": (0.75, None),
    "quality/en_d2l_en_quality": (0.85, None),
    "quality/zh_d2l_zh_quality": (0.85, None),
    "quality/zh_oi_wiki_quality": (0.85, None),
    "quality/en_debian_handbook": (0.8, "howto"),
    "quality/zh_debian_handbook": (0.8, "howto"),
    "quality/en_debian_reference": (0.75, "howto"),
    "quality/zh_debian_reference": (0.75, "howto"),
    "quality/en_debian_install_guide": (0.7, "howto"),
    "quality/zh_debian_install_guide": (0.7, "howto"),
    "quality/zh_manpages": (0.65, None),
    "zh_web/cctv_news": (0.4, "news"),
    "zh_web/hotel_reviews": (0.05, None),
    "zh_web/seo_affiliate_pages": (0.1, "product"),
    "zh_web/mojibake_pages": (0.0, "other"),
    "quality/zh_classic_fortunes": (0.25, None),
    "quality/en_us_speeches": (0.35, "opinion"),
    "web/zh_weibo_topics": (0.08, "personal"),
    "web/zh_zhihu_qa": (None, "forum"),
    "toxic/zh_cold": (0.05, "opinion"),
    "toxic/en_hate_offensive_tweets": (0.0, "personal"),
}
"""Sources of one kind: knowledge, and domain."""
ARGUES = {
    "math/zh_gaokao_math_physics": 0.85,
    "math/en_d2l_en_math": 0.8,
    "math/zh_d2l_zh_math": 0.8,
    "math/zh_oi_wiki_math": 0.85,
    "code/zh_oi_wiki_code": 0.8,
    "zh_web/code_tutorials_with_ads": 0.8,
    "zh_web/wechat_essays": 0.6,
    "zh_web/cctv_news": 0.03,
    "zh_web/hotel_reviews": 0.05,
    "quality/zh_manpages": 0.1,
    "zh_web/mojibake_pages": 0.0,
    "zh_web/seo_affiliate_pages": 0.05,
    "toxic/en_hate_offensive_tweets": 0.03,
}
"""Reasoning of sources of one kind."""
POSTS = ("toxic/zh_cold", "toxic/en_hate_offensive_tweets")
CLEAN = (
    "quality/en_wikipedia", "quality/zh_wikipedia_cmrc", "zh_web/cctv_news", "zh_web/medical_articles", "quality/zh_classic_fortunes",
    "quality/en_us_speeches", "zh_web/tech_weekly", "web/wcxb_pages", "web/scrapinghub_articles", "zh_web/wechat_essays",
    "zh_web/hotel_reviews", "zh_web/site_pages", "zh_web/wechat_security_articles", "web/zh_zhihu_qa", "code/source_files",
    "code/en_python_docs", "math/theorems_en", "math/zh_gaokao_math_physics", "quality/en_debian_handbook", "quality/zh_manpages",
    "zh_web/seo_affiliate_pages", "ads/en_sms_spam", "ads/zh_qq_group_ads", "zh_web/sem_keywords", "math/en_sympy_docs",
    "code/zh_oi_wiki_code", "web/cc_samples", "web/readability_pages", "web/gne_zh_news_pages",
)  # fmt: skip
"""Sources that hold next to nothing toxic or adult."""

_started = time.time()


def say(text: str) -> None:
    print(f"[{time.time() - _started:4.0f} s] {text}", flush=True)


def fold_of(name: str, folds: int) -> int:
    return zlib.crc32(name.encode()) % folds


# ---- toxicity and adult: posts, passages, and what they do to a document


@dataclass(frozen=True)
class Post:
    """A short text: is it toxic, is it adult (NaN: unknown), how much it counts, the fold that it is tested in, where it is from."""

    text: str
    toxicity: float
    adult: float
    weight: float
    fold: int
    source: str
    topic: str = ""


ADULT_WORDS = re.compile(
    "|".join([rf"\b{re.escape(w)}\b" for w in made_up_topics.ADULT_EN] + [re.escape(w) for w in made_up_topics.ADULT_ZH]), re.IGNORECASE
)


def adult_words(text: str) -> int:
    """How many different words for adult content a text has."""
    return len({found.lower() for found in ADULT_WORDS.findall(text)})


def gather_posts(data: Path) -> list[Post]:
    nan = float("nan")
    found = []
    for file in POSTS:
        for r in records(data, file):
            toxic = float(r["label"] in ("offensive", "hate"))
            unsure = nan if adult_words(r["text"]) or toxic else 0.0
            weight = 3.0 if not toxic and file == POSTS[1] else 1.0  # a fifth of the tweets are harmless
            found.append(Post(r["text"], toxic, unsure, weight, fold_of(str(r["id"]), POST_FOLDS), file, r.get("topic", "")))
    for r in records(data, "ads/zh_telegram_spam"):
        if len(r["text"]) >= 6:
            adult = float(adult_words(r["text"]) > 0 and r["label"] == "spam")
            found.append(Post(r["text"], nan, adult, 1.0, fold_of(str(r["cluster"]), POST_FOLDS), "ads/zh_telegram_spam"))
    for r in records(data, "ads/en_email_spamassassin"):
        hits = adult_words(r["text"])
        if hits != 1:
            adult = float(hits > 1 and r["label"] == "spam")
            found.append(Post(r["text"][:1500], nan, adult, 1.0, fold_of(str(r.get("cluster") or r["id"]), POST_FOLDS), "ads/en_email"))
    for k, (text, label) in enumerate(made_up_topics.posts(1600)):
        found.append(Post(text, label, 0.0, 0.5, k // 4 % POST_FOLDS, "made-up posts"))
    for k, (text, label) in enumerate(made_up_topics.stances(copies=STANCE_COPIES)):
        found.append(Post(text, label, 0.0, STANCE_WEIGHT, k // STANCE_COPIES % POST_FOLDS, "made-up stances"))
    for k, (text, label) in enumerate(made_up_topics.adult(1600)):
        found.append(Post(text, nan if label else 0.0, label, 0.5, k // 4 % POST_FOLDS, "made-up adult"))
    for r in records(data, "toxic/word_lists"):
        if r["lang"] in ("en", "zh"):
            found += [Post(word, nan, 1.0, 0.3, fold_of(word, POST_FOLDS), "word list") for word in r["words"]]
    for file in CLEAN:
        for page in texts_of(data, file, 400, shortest=20):
            unsure = nan if adult_words(page.text) else 0.0  # medicine names the body without a word of abuse
            for k, line in enumerate(passages(page.text)):
                found.append(Post(line, 0.0, unsure, 0.3, fold_of(page.site + str(k), POST_FOLDS), file))
    return found


def passages(text: str, most: int = 3) -> list[str]:
    """Some paragraphs of a text, chosen by a hash, cut at 200 characters."""
    lines = [line[:200] for line in text.split("\n") if len(line) >= 12]
    return sorted(lines, key=lambda line: zlib.crc32(line.encode()))[:most]


@dataclass
class PostModel:
    """Weights over buckets and intercept, for what occurs divided by the root of how much occurs."""

    weights: F64
    intercept: float

    @classmethod
    def fit(cls, rows: csr_matrix, y: F64, weight: F64, source: npt.NDArray[np.str_], hinge: float) -> PostModel:
        """`hinge`: the strength of a squared hinge loss; 0 for a logistic one."""
        by_source = {s: _contrast(rows[source == s], y[source == s], weight[source == s]) for s in mixed(source, y)}
        contrast = np.max([found ** CONTRAST_POWER.get(s, 1.0) for s, found in by_source.items()], axis=0)
        scaled = rows @ diags(contrast.astype(np.float32))
        if hinge:
            margins = LinearSVC(C=hinge, random_state=0).fit(scaled, y, sample_weight=weight)
            return cls(MARGIN * margins.coef_[0] * contrast, MARGIN * float(margins.intercept_[0]))
        model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0).fit(scaled, y, sample_weight=weight)
        return cls(model.coef_[0] * contrast, float(model.intercept_[0]))


def mixed(source: npt.NDArray[np.str_], y: F64) -> list[str]:
    """Sources that hold both kinds in number: what else distinguishes two sources says nothing of toxicity."""
    return [str(s) for s in np.unique(source) if min((y[source == s] == 1).sum(), (y[source == s] == 0).sum()) >= 20]


def _contrast(rows: csr_matrix, y: F64, weight: F64) -> F64:
    """How differently both kinds use each bucket: the absolute log of the ratio of its shares."""
    present = rows.sign()
    yes, no = (1 + np.asarray(present.T @ (weight * (y == value))).ravel() for value in (1, 0))
    return np.asarray(np.abs(np.log((yes / yes.sum()) / (no / no.sum()))))


def post_rows(texts: list[str]) -> csr_matrix:
    counts = segment_counts(texts)
    joined = csr_matrix(
        (np.ones(counts.text.size, np.float32), (counts.text, np.arange(counts.text.size))), shape=(len(texts), counts.text.size)
    )
    rows = (joined @ counts.counts).tocsr()
    df = np.bincount(rows.indices, minlength=BUCKETS)
    rows = csr_matrix(rows @ diags((df >= 3).astype(np.float32)))
    rows.eliminate_zeros()
    return csr_matrix(diags((1 / np.sqrt(np.maximum(np.asarray(rows.sum(axis=1)).ravel(), 1))).astype(np.float32)) @ rows)


def quantised(models: list[PostModel], known: Mask) -> tuple[npt.NDArray[np.int16], F64, F64]:
    """Weights of all models as 16-bit integers, scale and intercept; a known bucket without weight keeps a trace, so that it counts."""
    weights = np.stack([model.weights for model in models], axis=1)
    scale = np.abs(weights).max(axis=0) / 32_767
    codes = np.rint(weights / scale).astype(np.int16)
    codes[known & (codes == 0).all(axis=1), 0] = 1
    codes[~known] = 0
    return codes, scale, np.array([model.intercept for model in models])


def readers(texts: list[str]) -> I64:
    """Which of the models of toxicity reads each text."""
    return np.concatenate([reader(Documents.from_texts(texts[i : i + 2000])) for i in range(0, len(texts), 2000)])


def read_by(model: tuple[npt.NDArray[np.int16], F64, F64], texts: list[str]) -> F64:
    parts = [inputs(Documents.from_texts(texts[i : i + 2000]), *model)[0] for i in range(0, len(texts), 2000)]
    return np.concatenate(parts)


@dataclass
class Pooled:
    """The shipped segment models, the final models, posts, by which model of toxicity each is read, and their chances in folds."""

    model: tuple[npt.NDArray[np.int16], F64, F64]
    final: F64
    posts: list[Post]
    by: I64
    unseen: F64


def pooled_models(data: Path, rows: list[dict[str, Any]]) -> Pooled:
    posts = gather_posts(data)
    hashed = post_rows([p.text for p in posts])
    by = readers([p.text for p in posts])
    known = np.bincount(hashed.indices, minlength=BUCKETS) > 0
    fold = np.array([p.fold for p in posts])
    say(f"{len(posts)} posts and passages")
    documents, labels, sites = mixed_documents(data, posts, by, rows)
    document_fold, document_by = np.array([fold_of(site, POST_FOLDS) for site in sites]), readers(documents)
    read, read_documents = np.zeros((len(posts), 3, len(POOLED))), np.zeros((len(documents), 3, len(POOLED)))
    for f in range(POST_FOLDS + 1):
        model = quantised([fit_posts(hashed, posts, by, name, fold != f) for name in MODELS], known)
        if f < POST_FOLDS:
            here, there = np.flatnonzero(fold == f), np.flatnonzero(document_fold == f)
            read[here] = read_by(model, [posts[i].text for i in here])
            read_documents[there] = read_by(model, [documents[i] for i in there])
    say("posts learnt")
    both, weight = np.concatenate([read, read_documents]), np.r_[[p.weight for p in posts], np.ones(len(documents))]
    final = np.column_stack(
        [
            final_model(both[:, :, k], np.r_[[getattr(p, POOLED[k]) for p in posts], labels[:, k]], weight * use)
            for k, use in ((0, np.r_[by, document_by] == 0), (0, np.r_[by, document_by] == 1), (1, np.ones(len(both), bool)))
        ]
    )
    say(f"final models {np.round(final, 2).tolist()}")
    return Pooled(model, final, posts, by, chance(final_odds(read, final, by)))


def final_model(read: F64, y: F64, weight: F64) -> F64:
    """Intercept and weights of a logistic model of what is pooled; the yes weigh TARGET_SHARE of all."""
    weight = weight * ~np.isnan(y)
    for value, share in ((1, TARGET_SHARE), (0, 1 - TARGET_SHARE)):
        weight[y == value] *= share * 1000 / weight[y == value].sum()
    use = weight > 0
    fitted = LogisticRegression(C=10.0, max_iter=1000).fit(read[use], y[use], sample_weight=weight[use])
    return np.r_[fitted.intercept_, fitted.coef_[0]]


def fit_posts(hashed: csr_matrix, posts: list[Post], by: I64, name: str, train: Mask) -> PostModel:
    """One of MODELS, from the posts of `train`: of toxicity, from those that it is to read."""
    hinge = HINGE_STRENGTH.get(name, 0.0)
    y = np.array([getattr(p, "toxicity" if hinge else name) for p in posts])
    use = train & ~np.isnan(y)
    if hinge:
        use &= by == MODELS.index(name)
    weight = np.array([p.weight for p in posts])
    return PostModel.fit(hashed[use], y[use], weight[use], np.array([p.source for p in posts])[use], hinge)


def mixed_documents(data: Path, posts: list[Post], by: I64, rows: list[dict[str, Any]]) -> tuple[list[str], F64, list[str]]:
    """Clean documents (0); every third with a run of toxic, adult or harmless posts of its script set into it, a tenth of it or more."""
    kinds: dict[tuple[int, int], list[str]] = {}
    for p, script in zip(posts, by.tolist(), strict=True):
        kind = (0 if p.toxicity == 1 else 2) if p.source in POSTS else 1 if p.adult == 1 and p.source.startswith("ads/") else -1
        kinds.setdefault((script, kind), []).append(p.text)
    texts, labels, sites = [], [], []
    for file in CLEAN:
        found = texts_of(data, file, 150, shortest=200)
        for text, script in zip(found, readers([text.text[:LONGEST] for text in found]).tolist() if found else (), strict=True):
            number = zlib.crc32(text.id.encode())
            rng = np.random.default_rng(number)
            label = [0.0, 0.0 if adult_words(text.text) == 0 else np.nan]
            body = text.text[:LONGEST]
            kind = number // 7 % 9
            if kinds.get((script, kind)):
                lines, size = body.split("\n"), 0
                while size < max(150, len(body) // 8):
                    run = kinds[script, kind]
                    post = run[int(rng.integers(len(run)))]
                    lines.insert(int(rng.integers(len(lines) + 1)), post)
                    size += len(post)
                body = "\n".join(lines)
                label = [float(kind == 0), np.nan if kind == 0 else float(kind == 1)]
            texts.append(body)
            labels.append(label)
            sites.append(text.site)
    for row in rows:
        if may_train(row):
            hits = adult_words(row["text"])
            texts.append(row["text"])
            labels.append([float(row["toxic"]), 0.0 if hits == 0 else np.nan])
            sites.append(site_of(row))
    return texts, np.array(labels), sites


# ---- knowledge, reasoning, domains


CUES_EN = re.compile(r"\b(?:" + "|".join(re.escape(w) for w in made_up_topics.CUES_EN) + r")\b", re.IGNORECASE)
CUES_ZH = re.compile("|".join(re.escape(w) for w in made_up_topics.CUES_ZH))


def argument(text: str) -> float:
    """How densely a text is set with words of argument: 0 none, 1 one for every 15 words (25 Chinese characters) or more."""
    text = text[:LONGEST]
    han = len(re.findall("[\u4e00-\u9fff]", text))
    words = len(re.findall(r"[A-Za-z]+", text))
    hits = len(CUES_EN.findall(text)) * 15 + len(CUES_ZH.findall(text)) * 25
    return min(hits / max(han + words, 60), 1.0)


def knowledge_of(row: dict[str, Any]) -> float:
    return float((row["edu"] + row["density"]) / 10 * WORTH[row["domain"]])


def reasoning_of(row: dict[str, Any]) -> float:
    allowed = {"product": 0.3, "listing": 0.1, "news": 0.6}.get(row["domain"], 1.0)
    return min(argument(row["text"]) * allowed * (0.3 + 0.7 * min(row["density"] / 4, 1.0)) * 1.3, 1.0)


@dataclass
class Corpus:
    """Labelled rows first, then ungraded texts."""

    rows: list[dict[str, Any]]
    others: list[Text]
    site: npt.NDArray[np.str_]
    fold: npt.NDArray[np.int64]
    idf: npt.NDArray[np.int8]
    features: csr_matrix
    whole: F32
    head: F32
    argues: F64

    @property
    def n(self) -> int:
        return len(self.rows)

    def targets(self) -> F64:
        """(labelled, COLUMNS); NaN for the domains of mathematics and code."""
        found = np.zeros((self.n, len(COLUMNS)))
        for i, row in enumerate(self.rows):
            found[i, :2] = knowledge_of(row), reasoning_of(row)
            if row["domain"] in DOMAINS:
                found[i, COLUMNS.index(row["domain"])] = 1.0
        return found


def sampled_counts(texts: list[str]) -> csr_matrix:
    """As `document_counts`, of the features that the models look at."""
    parts = []
    for i in range(0, len(texts), 2000):
        found = sampled_features(Documents.from_texts(texts[i : i + 2000]))
        damped = (1 + np.log(np.minimum(found.count, 255))).astype(np.float32)
        parts.append(csr_matrix((damped, found.bucket, found.offsets), shape=(found.offsets.size - 1, BUCKETS)))
    return vstack(parts).tocsr()


def gather(data: Path, rows: list[dict[str, Any]]) -> Corpus:
    known = {str(row["id"]).partition("#")[0] for row in rows}
    others = [
        t for file, most in UNLABELLED.items() for t in texts_of(data, file, min(most, MOST_A_FILE), shortest=30) if t.id not in known
    ]
    texts = [row["text"][:20_000] for row in rows] + [t.text[:LONGEST] for t in others]
    counts = sampled_counts(texts)
    may = np.r_[[may_train(row) for row in rows], np.ones(len(others), bool)]  # the others may not even count words
    idf = inverse_document_frequency(counts[np.flatnonzero(may)])
    features = weighted_rows(counts, idf)
    directions = topics(features[np.flatnonzero(may)])
    head = weighted_rows(document_counts([t[:800] for t in texts]), idf)
    site = np.array([*sources_of(data, rows), *(t.site for t in others)])
    fold = np.r_[label_folds(rows), np.full(len(others), -1)]
    say(f"{len(rows)} labelled, {len(others)} ungraded documents")
    argues = np.array([argument(t) for t in texts])
    return Corpus(rows, others, site, fold, idf, features, features @ directions.T, head @ directions.T, argues)


def taught(corpus: Corpus, fold: int, without: str = "") -> tuple[F64, F64]:
    """What each text is to score and how much that counts, when a fold of sites and one source may not be seen."""
    y_true, n = corpus.targets(), corpus.n
    train = np.flatnonzero(
        (corpus.fold[:n] != fold) & [may_train(row) and not row["file"].startswith(without or "-") for row in corpus.rows]
    )
    mean = y_true[train].mean(axis=0)
    teacher = Teacher.fit(corpus.features[train], corpus.whole[train], corpus.head[train], y_true[train] - mean)
    y = teacher.predict(corpus.features, corpus.whole, corpus.head) + mean
    weight = np.zeros_like(y)
    weight[n:] = 1.0
    for i, text in enumerate(corpus.others, n):
        y[i, 1] = 0.5 * y[i, 1] + 0.5 * corpus.argues[i] * min(1.0, 0.4 + 0.8 * max(y[i, 0], 0.0))
        knowledge, domain = KNOWN.get(text.file, (None, None))
        if knowledge is not None:
            y[i, 0] = 0.6 * knowledge + 0.4 * np.clip(y[i, 0], 0, 1)
        if text.file in ARGUES:
            y[i, 1] = 0.5 * ARGUES[text.file] + 0.5 * np.clip(y[i, 1], 0, 1)
        if text.file == "quality/zh_classic_fortunes":
            domain = "poetry" if is_poem(text) else None
        if domain is not None:
            y[i, 2:], weight[i, 2:] = 0.0, SOURCE_WEIGHT
            y[i, COLUMNS.index(domain)] = 1.0
        if without and text.file.startswith(without):
            weight[i] = 0.0
    weight[np.isin(corpus.site, corpus.site[:n][corpus.fold[:n] == fold])] = 0.0
    weight[:n] = 0.0
    y[train], weight[train] = y_true[train], TRUE_WEIGHT
    return y, weight


def students(corpus: Corpus, cases: list[tuple[int, str]], most: int = len(COLUMNS)) -> tuple[F64, F64, F64]:
    """Scores (cases, texts, columns) of linear models, one set for every (fold, source) left out; weights and intercepts of the last.

    `most`: the first so many of COLUMNS.
    """
    found = [taught(corpus, fold, without) for fold, without in cases]
    y, weight = (np.concatenate([pair[k][:, :most] for pair in found], axis=1).astype(np.float32) for k in (0, 1))
    weights, intercept = ridge(corpus.features, y, weight, PENALTY, STEPS)
    scores = (np.asarray(corpus.features @ weights) + intercept).reshape(len(corpus.site), len(cases), most)
    last = slice(-most, None)
    return scores.transpose(1, 0, 2).astype(np.float64), weights[:, last].astype(np.float64), intercept[last].astype(np.float64)


def curves(scores: F64, targets: F64) -> F64:
    """(2, GRADED): slope and shift from a linear score to log-odds of the target, which counts as that share of a yes."""
    found = np.zeros((2, len(GRADED)))
    for k in range(len(GRADED)):
        x, y = scores[:, k], np.clip(targets[:, k], 0, 1)
        model = LogisticRegression(C=1e4).fit(np.r_[x, x][:, None], np.r_[np.ones(len(x)), np.zeros(len(x))], sample_weight=np.r_[y, 1 - y])
        found[:, k] = model.coef_[0, 0], model.intercept_[0]
    return found


def domain_model(scores: F64, domain: npt.NDArray[np.str_]) -> F64:
    """(1 + COLUMNS, DOMAINS): multinomial logistic regression from linear scores, in which rare domains count for more than their share."""
    names, counts = np.unique(domain, return_counts=True)
    weight = (1 / np.sqrt(counts))[np.searchsorted(names, domain)]
    model = LogisticRegression(C=1.0, max_iter=3000).fit(scores * 5, domain, sample_weight=weight / weight.mean())
    found = np.zeros((1 + len(COLUMNS), len(DOMAINS)))
    found[0] = -20.0
    for k, name in enumerate(model.classes_):
        found[:, DOMAINS.index(name)] = np.r_[model.intercept_[k], model.coef_[k] * 5]
    return found


@dataclass(frozen=True)
class Told:
    """Scores, the domain, and the fold, of what has one of DOMAINS: labelled rows first as models that had not seen the site score them."""

    scores: F64
    domain: npt.NDArray[np.str_]
    fold: npt.NDArray[np.int64]
    row: npt.NDArray[np.int64]  # of the labelled documents, -1 for what is not tested


def told_of(corpus: Corpus, unseen: F64, seen: F64) -> Told:
    """Each labelled row twice, by models that had not seen its site and by the shipped one; and poems, by the shipped one.

    Encyclopaedias and medical texts are nearly all of one site: without it nothing is known of them, with it too much.
    """
    rows = np.array([i for i, r in enumerate(corpus.rows) if r["domain"] in DOMAINS and may_train(r)])
    poems = np.array([i for i, t in enumerate(corpus.others, corpus.n) if is_poem(t)][:60], np.int64)
    domain = np.array([corpus.rows[i]["domain"] for i in rows])
    none = np.full(poems.size, -1)
    return Told(
        np.concatenate([unseen[rows], seen[rows], seen[poems]]),
        np.r_[domain, domain, np.full(poems.size, "poetry")],
        np.r_[corpus.fold[rows], corpus.fold[rows], none],
        np.r_[rows, np.full(rows.size, -1), none],
    )


def is_poem(text: Text) -> bool:
    return text.file == "quality/zh_classic_fortunes" and text.known.get("label") in ("tang300", "song100")


# ---- reports


Measured = tuple[int, float, float, float]
"""Texts, AUC, and its 95 % interval."""


def report_posts(found: Pooled) -> tuple[dict[tuple[str, str], Measured], dict[str, Measured]]:
    """Of each column and source, and of toxicity without each topic; printed too."""
    posts, sources, topics_ = found.posts, dict[tuple[str, str], Measured](), dict[str, Measured]()
    for k, name in enumerate(POOLED):
        y = np.array([getattr(p, name) for p in posts])
        source = np.array([p.source for p in posts])
        for which in (*POSTS, "ads/zh_telegram_spam", "ads/en_email", "made-up posts", "made-up adult"):
            use = (source == which) & ~np.isnan(y)
            if use.any() and 0 < y[use].mean() < 1:
                sources[name, which] = measured = _measured(found.unseen[use, k], y[use])
                caught = (found.unseen[use, k] > 0.5)[y[use] == 1].mean()
                say(f"{name} {which}: AUC {measured[1]:.4f} [{measured[2]:.4f}, {measured[3]:.4f}], {caught:.2f} of the yes above .5")
    hashed = post_rows([p.text for p in posts])
    known = np.bincount(hashed.indices, minlength=BUCKETS) > 0
    topic = np.array([p.topic for p in posts])
    for left in ("gender", "race", "region"):
        models = [fit_posts(hashed, posts, found.by, name, topic != left) for name in MODELS]
        test = np.flatnonzero(topic == left)
        read = read_by(quantised(models, known), [posts[i].text for i in test])
        guess, y = final_odds(read, found.final, found.by[test])[:, 0], np.array([posts[i].toxicity for i in test])
        topics_[left] = measured = _measured(guess, y)
        say(f"toxicity without {left}: AUC {measured[1]:.4f} [{measured[2]:.4f}, {measured[3]:.4f}]")
    return sources, topics_


def _measured(guess: F64, y: F64) -> Measured:
    return len(y), auc(guess, y), *by_site(auc, guess, y, np.arange(len(y)).astype(str), 200)


LEFT_OUT = (
    ("knowledge", "quality/en_wikipedia", "yes"), ("knowledge", "quality/zh_wikipedia", "yes"), ("knowledge", "code/en_python_docs", "yes"),
    ("knowledge", "math/zh_gaokao", "yes"), ("knowledge", "quality/en_debian", "yes"), ("knowledge", "zh_web/hotel_reviews", "no"),
    ("knowledge", "web/zh_weibo", "no"), ("reasoning", "math/zh_gaokao", "yes"), ("reasoning", "zh_web/code_tutorials", "yes"),
    ("reasoning", "zh_web/wechat_essays", "yes"), ("reasoning", "math/en_d2l", "yes"), ("reasoning", "zh_web/cctv_news", "no"),
    ("reasoning", "quality/zh_manpages", "no"),
)  # fmt: skip


def report_graded(corpus: Corpus, unseen: F64, told: Told) -> None:
    guessed, chances = np.full(corpus.n, "", dtype="<U16"), np.zeros((corpus.n, len(DOMAINS)))
    for fold in range(FOLDS):
        model = domain_model(told.scores[told.fold != fold], told.domain[told.fold != fold])
        test = told.row[(told.fold == fold) & (told.row >= 0)]
        chances[test] = softmax(model[0] + unseen[test] @ model[1:])
        guessed[test] = np.array(DOMAINS)[chances[test].argmax(axis=1)]
    _report_graded(corpus, unseen, guessed, chances)


def _report_graded(corpus: Corpus, unseen: F64, guessed: npt.NDArray[np.str_], chances: F64) -> None:
    truth, language = corpus.targets(), np.array([row["lang"] for row in corpus.rows])
    domain = np.array([row["domain"] for row in corpus.rows])
    sites = np.array([site_of(row) for row in corpus.rows])
    for code in ("en", "zh"):
        use = language == code
        for k, name in enumerate(GRADED):
            low, high = by_site(spearman, unseen[use, k], truth[use, k], sites[use])
            say(f"{code} {name}: Spearman {spearman(unseen[use, k], truth[use, k]):.3f} [{low:.3f}, {high:.3f}]")
        told = use & (guessed != "")
        guess = guessed[told]

        def right(a: F64, b: F64) -> float:
            return float((a == b).mean())

        index = {name: float(i) for i, name in enumerate(DOMAINS)}
        numbers = [np.array([index[str(d)] for d in names]) for names in (guess, domain[told])]
        low, high = by_site(right, numbers[0], numbers[1], sites[told])
        say(f"{code} domain: {right(numbers[0], numbers[1]):.3f} [{low:.3f}, {high:.3f}] of {told.sum()} right")
        for d in DOMAINS:
            if (domain[told] == d).sum() >= 10:
                y = (domain[told] == d).astype(float)
                area = auc(chances[told, DOMAINS.index(d)], y)
                recall = (guess == d)[y == 1].mean()
                precision = y[guess == d].mean() if (guess == d).any() else float("nan")
                say(f"   {d:13} n {int(y.sum()):4} AUC {area:.3f} recall {recall:.2f} precision {precision:.2f}")


def report_left_out(corpus: Corpus) -> None:
    """The AUC of a source of a high grade against sources of a low one, or the reverse, when its whole folder entry is left out."""
    file = np.array(["" for _ in corpus.rows] + [t.file for t in corpus.others])
    low = {
        "knowledge": ("zh_web/hotel", "web/zh_weibo", "zh_web/seo", "toxic/"),
        "reasoning": ("zh_web/cctv", "quality/zh_manp", "zh_web/hotel"),
    }
    high = {
        "knowledge": ("quality/en_wiki", "quality/zh_wiki", "quality/en_debian"),
        "reasoning": ("math/zh_gaokao", "math/en_d2l", "code/zh_oi"),
    }
    names = sorted({source for _, source, _ in LEFT_OUT})
    scores = students(corpus, [(-2, source) for source in names], len(GRADED))[0]
    for column, source, kind in LEFT_OUT:
        guess = scores[names.index(source)][:, COLUMNS.index(column)]
        here = np.char.startswith(file, source)
        there = np.zeros(len(file), bool)
        for prefix in (low if kind == "yes" else high)[column]:
            there |= np.char.startswith(file, prefix) & ~here
        sides = (guess[here], guess[there]) if kind == "yes" else (guess[there], guess[here])
        y = np.r_[np.ones(len(sides[0])), np.zeros(len(sides[1]))]
        say(f"{column} without {source} ({kind}): AUC {auc(np.concatenate(sides), y):.3f}")


def train(data: Path, out: Path, evaluate: bool) -> None:
    rows = labelled_documents(data / "labels")
    found = pooled_models(data, rows)
    if evaluate:
        report_posts(found)
    corpus = gather(data, rows)
    scores, weights, intercept = students(corpus, [(fold, "") for fold in (*range(FOLDS), -2)])
    unseen = np.zeros((corpus.n, len(COLUMNS)))
    for fold in range(FOLDS):
        test = np.flatnonzero(corpus.fold[: corpus.n] == fold)
        unseen[test] = scores[fold, test]
    told = told_of(corpus, unseen, scores[-1])
    report_graded(corpus, unseen, told)
    if evaluate:
        report_left_out(corpus)
    may = np.array([may_train(row) for row in corpus.rows])
    documents = Linear.quantised(corpus.idf, np.where(corpus.idf[:, None] > 0, weights, 0).astype(np.float32), intercept)
    segments, scale, shift = found.model
    np.savez_compressed(
        out,
        document_weights=documents.weights, document_scale=documents.scale, document_intercept=documents.intercept,
        segments=segments, segment_scale=scale, segment_intercept=shift, final=found.final,
        domains=domain_model(told.scores, told.domain), curve=curves(unseen[may], corpus.targets()[may]),
        prior=np.array([np.log(NO_TEXT[name] / (1 - NO_TEXT[name])) for name in (*POOLED, *GRADED)]),
    )  # fmt: skip
    say(f"{out}: {out.stat().st_size / 1e6:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of JSON Lines files")
    parser.add_argument("--evaluate", action="store_true", help="also leave topics and sources out in turn")
    parser.add_argument("--out", type=Path, default=MODEL_FILE, help="the model file to write")
    args = parser.parse_args()
    train(args.data, args.out, args.evaluate)


if __name__ == "__main__":
    main()

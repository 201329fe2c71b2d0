"""Trains `damage`: `python -m scorers.training.train_damage DATA [--evaluate] [--out FILE]` (a minute or two on one core).

Boosted trees over `scorers.damage.features` learn good texts of many kinds against copies of them that were damaged in known ways:
`damage.KINDS` without the lists (a list is no damage), and the kinds below. Copies of a text are in its fold. Kinds that training can make
without end say little about pages that the world damaged, so `--evaluate` prints folds by document, one kind of damage left out at a time,
the pages of a source that was really read with a wrong table, and sources of good text left out one at a time.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier

from qualityfilter.documents import Documents
from scorers._bank import chance
from scorers.damage import MODEL_FILE, features
from scorers.training import made_up
from scorers.training.bank_sources import texts_of
from scorers.training.damage import KINDS
from scorers.training.intervals import auc
from scorers.training.labelled import labelled_documents, may_train
from scorers.training.train_prose import exported

F32 = npt.NDArray[np.float32]
F64 = npt.NDArray[np.float64]
FOLDS = 4
LENGTHS = (120, 300, 800, 2_000, 4_000)  # code points that a text is cut to, by a hash
LOOK_ALIKE = str.maketrans(
    {"l": "1", "o": "0", "e": "c", "i": "!", "s": "5", "m": "rn", "h": "li", "己": "已", "日": "曰", "人": "入", "未": "末"}
)

GOOD = {
    "quality/en_wikipedia": 250,
    "quality/zh_wikipedia_cmrc": 250,
    "zh_web/cctv_news": 250,
    "zh_web/medical_articles": 150,
    "zh_web/tech_weekly": 200,
    "zh_web/wechat_essays": 60,
    "zh_web/hotel_reviews": 150,
    "quality/zh_classic_fortunes": 400,
    "quality/en_us_speeches": 100,
    "web/zh_zhihu_qa": 150,
    "web/zh_weibo_topics": 150,
    "web/wcxb_pages": 500,
    "web/scrapinghub_articles": 100,
    "web/trafilatura_eval_pages": 400,
    "web/cc_samples": 200,
    "zh_web/site_pages": 300,
    "zh_web/wechat_security_articles": 300,
    "math/en_d2l_en_math": 80,
    "math/theorems_en": 150,
    "math/zh_gaokao_math_physics": 200,
    "math/zh_oi_wiki_math": 120,
    "math/en_maxima_manual": 80,
    "math/en_sympy_docs": 80,
    "code/source_files": 250,
    "code/en_python_docs": 120,
    "code/zh_oi_wiki_code": 80,
    "quality/zh_manpages": 120,
    "quality/en_debian_handbook": 80,
    "langid/debian_docs_paragraphs": 500,
    "langid/udhr_articles": 900,
    "toxic/zh_cold": 150,
    "toxic/en_hate_offensive_tweets": 150,
    "ads/zh_telegram_spam": 100,
    "ads/en_sms_spam": 100,
    "zh_web/sem_keywords": 80,
}
"""Sources of undamaged text: file -> most texts."""
WELL_READ = 24  # sources from the top of GOOD that are worth damaging by shuffling and noise too
ANY_LANGUAGE = ("langid/debian_docs_paragraphs", "langid/udhr_articles", "web/trafilatura_eval_pages")


def recognised(text: str, rng: np.random.Generator) -> str:
    """Noise of text recognition: look-alikes, lost blanks and split words at every twelfth place or so, stray signs."""
    hit, kind = rng.random(len(text)) < 0.08, rng.integers(0, 4, len(text))
    signs = "~^|\\*·■¦"
    out = []
    for i, c in enumerate(text):
        if not hit[i]:
            out.append(c)
        elif kind[i] == 0:
            out.append(c.translate(LOOK_ALIKE))
        elif kind[i] == 1:
            out.append("" if c == " " else c + " ")
        elif kind[i] == 2:
            out.append(c.translate(LOOK_ALIKE) if c.isascii() else chr(ord(c) + int(rng.integers(1, 9))))
        else:
            out.append(c + signs[int(rng.integers(len(signs)))])
    return "".join(out)


def replaced(text: str, rng: np.random.Generator) -> str:
    """A thirtieth of the characters lost to U+FFFD, or a private-use font's code points in their place."""
    lost = rng.random(len(text)) < 0.035
    private = rng.random() < 0.4
    return "".join((chr(0xE000 + (ord(c) & 0xFF)) if private else "\ufffd") if lost[i] and c != "\n" else c for i, c in enumerate(text))


def spliced(text: str, rng: np.random.Generator) -> str:
    """Half-sentences in another order, as spinners and broken columns leave them."""
    pieces = [
        p for p in text.replace("\n", " ").replace("，", "。").replace(",", ".").replace("。", "。|").replace(". ", ". |").split("|") if p
    ]
    halves = [h for p in pieces for h in (p[: len(p) // 2], p[len(p) // 2 :])]
    return "".join(halves[i] for i in rng.permutation(len(halves)))


def half_wrong(text: str, rng: np.random.Generator) -> str:
    """The first part as it was, the rest read with a wrong table."""
    cut = int(len(text) * rng.uniform(0.1, 0.6))
    wrong = KINDS["read as GBK" if rng.random() < 0.5 else "read as Latin"][0]
    return text[:cut] + wrong(text[cut:], rng)


Damaging = Callable[[str, np.random.Generator], str]
DAMAGES: dict[str, Damaging] = {
    **{name: KINDS[name][0] for name in ("shuffled", "misspelt", "read as Latin", "read as GBK", "fragments")},
    "recognised": recognised,
    "replaced": replaced,
    "spliced": spliced,
    "half wrong": half_wrong,
}
ENCODINGS = ("read as Latin", "read as GBK", "replaced", "half wrong")


@dataclass
class Examples:
    """Texts, whether each is damaged, the source and the kind of damage ("" for none), and its fold."""

    x: F32
    y: F64
    source: npt.NDArray[np.str_]
    kind: npt.NDArray[np.str_]
    fold: npt.NDArray[np.int64]


def gather(data: Path) -> Examples:
    found: list[tuple[str, float, str, str, int]] = []
    for rank, (file, most) in enumerate(GOOD.items()):
        for t in texts_of(data, file, most, shortest=40):
            number = zlib.crc32(f"{t.id}#{t.view}".encode())
            fold, rng = zlib.crc32(t.id.encode()) % FOLDS, np.random.default_rng(number)
            start = 0 if number % 3 else max(0, len(t.text) // 2 - 60)
            text = t.text[start : start + LENGTHS[number // 3 % len(LENGTHS)]]
            if text.count("\ufffd") > 0.005 * len(text):
                continue
            found.append((text, 0.0, file, "", fold))
            kinds = [k for k in DAMAGES if k in ENCODINGS or (rank < WELL_READ and file not in ANY_LANGUAGE and "classic" not in file)]
            kind = kinds[int(rng.integers(len(kinds)))]
            worse = DAMAGES[kind](text, rng)
            beyond = sum(c > "\x7f" for c in text) / max(len(text), 1)
            if (kind not in ("read as Latin", "read as GBK", "half wrong") or beyond > 0.05) and worse != text:
                found.append((worse, 1.0, file, kind, fold))
    for k, (kind, text) in enumerate(made_up.numbers(300, seed=9)):
        found.append((text, 0.0, f"made-up {kind}", "", k % FOLDS))
    for row in labelled_documents(data / "labels"):
        if may_train(row) and row["fluency"] >= 4:
            found.append((row["text"][:6000], 0.0, "labelled", "", zlib.crc32(row["id"].encode()) % FOLDS))
    for t in texts_of(data, "zh_web/mojibake_pages", 200):
        found.append((t.text[:4000], 1.0, t.file, "found", -1))
    x = np.concatenate([features(Documents.from_texts([f[0] for f in found[i : i + 500]])) for i in range(0, len(found), 500)])
    columns = [np.array(column) for column in zip(*found, strict=True)]
    return Examples(x, *columns[1:])


def fit(found: Examples, train: npt.NDArray[np.bool_]) -> HistGradientBoostingClassifier:
    weight = np.where(found.y == 1, 0.25, 0.75)
    model = HistGradientBoostingClassifier(
        max_iter=160, learning_rate=0.08, max_depth=5, min_samples_leaf=20, l2_regularization=3.0, max_features=0.4, random_state=0
    )
    return model.fit(found.x[train], found.y[train], sample_weight=weight[train])


def report(found: Examples) -> None:
    real = found.fold == -1
    odds = np.zeros(len(found.y))
    for fold in range(FOLDS):
        model = fit(found, (found.fold != fold) & ~real)
        test = found.fold == fold
        odds[test] = model.decision_function(found.x[test])
        odds[real] += model.decision_function(found.x[real]) / FOLDS
    guess = chance(odds)
    print(
        f"folds by document: AUC {auc(guess, found.y):.4f}; pages really read with a wrong table above .5: {(guess[real] > 0.5).mean():.3f}"
    )
    for kind in (*DAMAGES, "found"):
        here = found.kind == kind
        line = f"{kind:14} n {here.sum():4} above .5: {(guess[here] > 0.5).mean():.3f}"
        if kind in DAMAGES:
            model = fit(found, ~here & ~real & (found.fold != 0))
            test = (here | (found.y == 0)) & (found.fold == 0)
            unseen = model.decision_function(found.x[test])
            line += f"; kind left out: AUC {auc(unseen, found.y[test]):.4f}, above .5 {(unseen[found.y[test] == 1] > 0).mean():.3f}"
        print(line, flush=True)
    for source in np.unique(found.source[found.y == 0]):
        here = (found.source == source) & (found.y == 0)
        model = fit(found, (found.source != source) & ~real) if source in GOOD else None
        unseen = f"; source left out: {(model.decision_function(found.x[here]) > 0).mean():.3f}" if model is not None else ""
        print(f"{source:34} good n {here.sum():4} above .5: {(guess[here] > 0.5).mean():.3f}{unseen}", flush=True)


def train(data: Path, out: Path, evaluate: bool) -> None:
    found = gather(data)
    print(f"{len(found.y)} texts, {int(found.y.sum())} of them damaged", flush=True)
    if evaluate:
        report(found)
    arrays: dict[str, Any] = exported(fit(found, found.fold != -1)).arrays("damage")
    np.savez_compressed(out, **arrays)
    print(f"{out}: {out.stat().st_size / 1e6:.2f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder of JSON Lines files")
    parser.add_argument("--evaluate", action="store_true", help="folds, and kinds of damage and sources left out in turn")
    parser.add_argument("--out", type=Path, default=MODEL_FILE, help="the model file to write")
    args = parser.parse_args()
    train(args.data, args.out, args.evaluate)


if __name__ == "__main__":
    main()

"""Trains a scorer of your own from documents of yours: what `qualityfilter train` runs.

1. Documents are read as a recipe reads them, one input per side, and those with one text are taken once.
2. A fifth of the sites (documents without an address count one by one) is held out, by a hash of the site and the seed.
3. The model is fitted to the rest: `linear` and `fasttext` tell the positives from the negatives, `kenlm` learns the positives.
4. It is measured on what was held out; the folder gets the model, `card.yaml` and `scorer.yaml`, the lines for a recipe.

The same input, seed and settings give the same files.
"""

from __future__ import annotations

import hashlib
import shlex
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import fasttext
import numpy as np
import numpy.typing as npt
import xxhash
import yaml

import qualityfilter
from qualityfilter.documents import Documents
from qualityfilter.errors import InputError, unknown
from qualityfilter.listing import list_shards
from qualityfilter.ngram import estimate, write_arpa
from qualityfilter.pieces import ReadOptions
from qualityfilter.reading import ShardReading
from qualityfilter.recipe import resolve_path
from qualityfilter.sites import sites
from scorers._user_files import spaced_units
from scorers.training.fit_linear import RIDGE, fit
from scorers.training.intervals import auc, by_site

KINDS = ("linear", "fasttext", "kenlm")
LEAST = 20  # documents of a side, held-out ones apart
BATCH = 500
F64 = npt.NDArray[np.float64]

FASTTEXT = {"lr": 0.3, "epoch": 10, "wordNgrams": 2, "dim": 32, "bucket": 200_000, "minCount": 2, "thread": 1, "verbose": 0}
ORDER, LEAST_DOCUMENTS = 4, 2  # of n-gram models: n, and documents that an n-gram must be in


@dataclass(frozen=True)
class Sides:
    """Texts with their sites; `positive` says which side, `held` which are held out; `left_out` counts what was read and not taken."""

    texts: list[str]
    sites: npt.NDArray[np.str_]
    positive: npt.NDArray[np.bool_]
    held: npt.NDArray[np.bool_]
    left_out: dict[str, int]

    def choose(self, positive: bool, held: bool) -> list[str]:
        return [self.texts[i] for i in np.flatnonzero((self.positive == positive) & (self.held == held))]


class Trained(NamedTuple):
    """What a fit leaves: the model's file name, the scorer and parameters that read it, and how it scores texts (higher: positive)."""

    file: str
    scorer: str
    params: dict[str, Any]
    score: Callable[[Sequence[str]], F64]
    settings: dict[str, Any]


def train(
    kind: str, positive: Sequence[str], negative: Sequence[str], out: str, *, column: str | None = None, seed: int = 1,
    held_out: float = 0.2, most: int = 200_000, columns: dict[str, str] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Train, measure and write a scorer into the folder `out`; returns its card.

    `positive` and `negative` are files or globs; `columns` maps fields as a recipe's `read.columns` does. InputError for too few
    documents, a side without any, or a folder that is not empty.
    """
    if kind not in KINDS:
        raise InputError(unknown("kind of model", kind, KINDS))
    folder = Path(out)
    if folder.exists() and any(folder.iterdir()):
        raise InputError(f"{out}: the folder is not empty")
    if not 0.05 <= held_out <= 0.5:
        raise InputError(f"held-out share {held_out:g} must lie in 0.05 to 0.5: without it nothing can be measured")
    name = column or "".join(c if c.isalnum() else "_" for c in folder.name.lower()).strip("_") or "mine"
    sides = gather(positive, negative, columns or {}, seed, held_out, most)
    folder.mkdir(parents=True, exist_ok=True)
    trained = {"linear": _linear, "fasttext": _fasttext, "kenlm": _kenlm}[kind](sides, folder, seed)
    fragment = [{"scorer": trained.scorer, "params": {"path": str((folder / trained.file).absolute()), "column": name, **trained.params}}]
    command = _command(kind, positive, negative, columns or {}, name, held_out, seed)
    card = _card(kind, name, sides, trained, folder, command)
    (folder / "card.yaml").write_text(yaml.safe_dump(card, allow_unicode=True, sort_keys=False, width=120), encoding="utf-8")
    (folder / "scorer.yaml").write_text(
        f"# paste under `score:` of a recipe; the column is {name!r}\n" + yaml.safe_dump(fragment, allow_unicode=True, sort_keys=False),
        encoding="utf-8",
    )
    return card


def gather(positive: Sequence[str], negative: Sequence[str], columns: dict[str, str], seed: int, held_out: float, most: int) -> Sides:
    """Both sides read, exact copies once (a text on both sides is an error), and divided by site."""
    texts: list[str] = []
    of: list[str] = []
    side: list[bool] = []
    seen: dict[int, bool] = {}
    left_out = {"copies": 0, "blank": 0, f"beyond the first {most:,} of a side": 0}
    for what, paths in ((True, positive), (False, negative)):
        label = "positive" if what else "negative"
        if not paths:
            raise InputError(f"--{label}: no input given")
        count = 0
        options = ReadOptions(paths=tuple(map(resolve_path, paths)), columns=columns)
        for shard in list_shards(options):
            for batch in ShardReading(shard, options):
                docs = Documents(batch.table)
                for text, site in zip(docs.texts, sites(batch.table), strict=True):
                    key = xxhash.xxh3_64_intdigest(text)
                    if key in seen:
                        if seen[key] != what:
                            raise InputError(f"--negative: {shard.pieces[0].path}: {text[:40]!r} stands among the positives too")
                        left_out["copies"] += 1
                        continue
                    seen[key] = what
                    if not text.strip():
                        left_out["blank"] += 1
                        continue
                    if count == most:
                        left_out[f"beyond the first {most:,} of a side"] += 1
                        continue
                    texts.append(text)
                    of.append(site or f"#{key:016x}")
                    side.append(what)
                    count += 1
        if count < 2 * LEAST:
            raise InputError(f"--{label}: {count} documents are too few: at least {2 * LEAST}")
    names = np.array(of)
    draw = np.array([xxhash.xxh3_64_intdigest(s, seed=seed) / 2**64 for s in of])
    sides = Sides(texts, names, np.array(side), draw < held_out, left_out)
    for what in (True, False):
        for held in (True, False):
            if len(sides.choose(what, held)) < LEAST:
                label, part = "positive" if what else "negative", "held out" if held else "left to train on"
                raise InputError(
                    f"--{label}: {len(sides.choose(what, held))} documents {part}, at least {LEAST} are needed: more sites, or another "
                    "--held-out or --seed"
                )
    return sides


def _linear(sides: Sides, folder: Path, seed: int) -> Trained:
    used = ~sides.held
    texts = [t for t, u in zip(sides.texts, used) if u]
    model = fit(texts, sides.positive[used], sides.sites[used])
    model.save(folder / "model.npz")
    return Trained(
        "model.npz", "linear_file.v1", {}, model.score, {"features": "hashed units, pairs, line shapes and symbols", "ridge": RIDGE}
    )


def _fasttext(sides: Sides, folder: Path, seed: int) -> Trained:
    rows = [(text, label) for label, positive in (("positive", True), ("other", False)) for text in sides.choose(positive, False)]
    spaced = _spaced([text for text, _ in rows])
    order = sorted(range(len(rows)), key=lambda i: xxhash.xxh3_64_intdigest(spaced[i], seed=seed))
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "train.txt"
        file.write_text("".join(f"__label__{rows[i][1]} {spaced[i]}\n" for i in order), encoding="utf-8")
        model = fasttext.train_supervised(str(file), seed=seed, **FASTTEXT)
    model.save_model(str(folder / "model.bin"))

    def score(texts: Sequence[str]) -> F64:
        found = np.zeros(len(texts))
        for i, text in enumerate(_spaced(texts)):
            labels, chances = model.predict(text or "\u200b", k=-1)
            found[i] = chances[labels.index("__label__positive")] if "__label__positive" in labels else 0.0
        return found

    return Trained("model.bin", "fasttext_file.v1", {"label": "positive", "tokens": "units"}, score, dict(FASTTEXT))


def _kenlm(sides: Sides, folder: Path, seed: int) -> Trained:
    from scorers.kenlm_file import read

    spaced = _spaced(sides.choose(True, False))
    documents: dict[str, int] = {}
    for text in spaced:
        for word in set(text.split()):
            documents[word] = documents.get(word, 0) + 1
    words = ["<s>", "</s>", "<unk>", *sorted(w for w, n in documents.items() if n >= LEAST_DOCUMENTS)]
    place = {word: i for i, word in enumerate(words)}
    ids = [[0, *(place.get(word, 2) for word in text.split()), 1] for text in spaced]
    stream = np.concatenate([np.array(sentence, np.int64) for sentence in ids])
    document = np.repeat(np.arange(len(ids)), [len(sentence) for sentence in ids])
    write_arpa(estimate(stream, document, words, ORDER, LEAST_DOCUMENTS), folder / "model.arpa")
    model = read(str(folder / "model.arpa"))

    def score(texts: Sequence[str]) -> F64:
        """Minus the bits per token: what is like the positives surprises less."""
        return np.array([model.score(text, bos=True, eos=True) / (len(text.split()) + 1) for text in _spaced(texts)]) * np.log2(10)

    settings = {"order": ORDER, "smoothing": "interpolated modified Kneser-Ney", "words": len(words), "least_documents": LEAST_DOCUMENTS}
    return Trained("model.arpa", "kenlm_file.v1", {"tokens": "units", "better": "lower"}, score, settings)


def _spaced(texts: Sequence[str]) -> list[str]:
    return [text for i in range(0, len(texts), BATCH) for text in spaced_units(Documents.from_texts(texts[i : i + BATCH]))]


# measuring --------------------------------------------------------------------------------------------------------------


def _command(
    kind: str, positive: Sequence[str], negative: Sequence[str], columns: dict[str, str], name: str, held_out: float, seed: int
) -> str:
    """What makes the same model again, but for the folder."""
    words = ["qualityfilter", "train", kind]
    words += [word for path in positive for word in ("--positive", path)] + [word for path in negative for word in ("--negative", path)]
    words += ["--text", columns["text"]] if "text" in columns else []
    return shlex.join([*words, "--column", name, "--held-out", f"{held_out:g}", "--seed", str(seed)])


def _card(kind: str, name: str, sides: Sides, trained: Trained, folder: Path, command: str) -> dict[str, Any]:
    held = np.flatnonzero(sides.held)
    texts, y, names = [sides.texts[i] for i in held], sides.positive[held].astype(np.float64), sides.sites[held]
    guess = trained.score(texts)
    measured = quality(guess, y, names)
    if trained.params.get("better") == "lower":  # the column's own values
        measured["threshold_there"] *= -1
    return {
        "measures": f"{name}: how like the positives a document is, by a model of kind {kind}",
        "made_with": f"qualityfilter {qualityfilter.__version__}",
        "command": command,
        "settings": trained.settings,
        "documents": {
            "trained_on": {"positive": len(sides.choose(True, False)), "negative": len(sides.choose(False, False))},
            "held_out": {"positive": int(y.sum()), "negative": int((1 - y).sum()), "sites": int(np.unique(names).size)},
            "left_out": {why: n for why, n in sides.left_out.items() if n},
        },
        "sha256": {trained.file: hashlib.sha256((folder / trained.file).read_bytes()).hexdigest()},
        "quality": measured | ({} if kind == "kenlm" else calibration(guess, y)),
    }


def quality(guess: F64, y: F64, names: npt.NDArray[np.str_]) -> dict[str, Any]:
    """On what was held out: AUC with its 95 % interval over sites, and the positives found where 1 % of negatives are taken along."""

    def measured(g: F64, t: F64) -> float:
        return auc(g, t) if 0 < t.sum() < t.size else float("nan")

    low, high = by_site(measured, guess, y, names)
    cut = float(np.quantile(guess[y == 0], 0.99))
    return {
        "auc": round(measured(guess, y), 4),
        "auc_interval": [round(low, 4), round(high, 4)],
        "recall_at_1_percent_false_positives": round(float((guess[y == 1] > cut).mean()), 4),
        "threshold_there": round(cut, 4),
    }


def calibration(guess: F64, y: F64) -> dict[str, Any]:
    """How far the score is from the share of positives, both sides weighing the same: the mean gap, and a table by tenths of the score."""
    weight = np.where(y == 1, 0.5 / max(y.sum(), 1), 0.5 / max((1 - y).sum(), 1))
    tenth = np.minimum((guess * 10).astype(int), 9)
    rows, gap = [], 0.0
    for k in range(10):
        here = tenth == k
        if here.any():
            mass = float(weight[here].sum())
            said, true = float(np.average(guess[here], weights=weight[here])), float(np.average(y[here], weights=weight[here]))
            gap += mass * abs(said - true)
            rows.append({"from": k / 10, "documents": int(here.sum()), "said": round(said, 3), "positive": round(true, 3)})
    return {"calibration_error": round(gap, 4), "calibration": rows}


def summary(card: dict[str, Any], out: str) -> str:
    """What the command prints."""
    found, counts = card["quality"], card["documents"]
    lines = [
        f"trained on {counts['trained_on']['positive']:,} positive and {counts['trained_on']['negative']:,} negative documents; held out "
        f"{counts['held_out']['positive']:,} and {counts['held_out']['negative']:,} of {counts['held_out']['sites']:,} sites",
        f"AUC {found['auc']:.3f} [{found['auc_interval'][0]:.3f}, {found['auc_interval'][1]:.3f}]; "
        f"{found['recall_at_1_percent_false_positives']:.1%} of the positives at 1 % false positives",
    ]
    if "calibration_error" in found:
        lines.append(f"calibration error {found['calibration_error']:.3f} with both sides weighing the same")
    if counts["left_out"]:
        lines.append("left out: " + ", ".join(f"{n:,} {why}" for why, n in counts["left_out"].items()))
    return "\n".join([*lines, f"model, card.yaml and scorer.yaml (lines for a recipe) are in {out}"])

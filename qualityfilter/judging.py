"""Judges two corpora: models of equal size trained on equal numbers of tokens of each, and compared on texts that neither holds.

1. Both corpora are read as far as needed; validation documents that overlap with either are left out.
2. For every sampling seed, documents of each are drawn up to the same number of tokens, and models trained on an eighth, a quarter, half
   and all of them.
3. Controls: the first corpus as it is, with 30 % of its tokens replaced by advertising, and with the words of every document shuffled.
   Where they do not come out in this order for every seed, the judge does not tell good from bad, and gives no verdict.
4. Bits per byte, paired by document: means, shares, shifts, intervals from documents and seeds drawn anew.

An n-gram model rewards what looks alike and saturates early: this is a sanity check, and no proof that a language model would agree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt

from qualityfilter.errors import InputError
from qualityfilter.judge_model import JudgeModel, Text, vocabulary

CHECKPOINTS = (0.125, 0.25, 0.5, 1.0)
POLLUTED = 0.3  # share of the tokens of a control that is advertising
WINDOW, OVERLAP = 13, 0.2  # a validation document goes if a fifth of its runs of 13 tokens stand in a corpus
MOST_READ = 0.8  # of a small corpus's tokens, so that seeds draw different documents
LEAST_TOKENS, LEAST_BYTES, LEAST_DOCUMENTS = 20_000, 200, 10
ADVERTISING = ("spam", "softads", "products")

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Corpus:
    """Documents that a corpus was read to, and how often each is to be read."""

    name: str
    text: Text
    repeat: I64

    @property
    def tokens(self) -> int:
        return int((self.text.counts * self.repeat).sum())

    def draw(self, tokens: int, rng: np.random.Generator) -> I64:
        """Documents in random order, each as often as it is to be read, until so many tokens are reached."""
        order = rng.permutation(np.repeat(np.arange(len(self.text)), self.repeat))
        return order[: int(np.searchsorted(np.cumsum(self.text.counts[order]), tokens)) + 1]


@dataclass(frozen=True)
class Slice:
    """Validation texts of one kind; `curated` ones judge, raw web is shown beside them."""

    name: str
    text: Text
    curated: bool
    left_out: int = 0


@dataclass(frozen=True)
class Losses:
    """Bits per byte by [corpus, seed, checkpoint, document], and of the controls by [control, seed, document], per slice."""

    slices: Sequence[Slice]
    tokens: int
    corpora: Mapping[str, F64]
    controls: Mapping[str, F64]

    def controls_by_seed(self) -> F64:
        """[control, seed]: bits per byte against those of the clean control, the mean over curated slices; 1 for the clean one."""
        curated = [s.name for s in self.slices if s.curated]
        relative = [self.controls[n].mean(axis=2) / self.controls[n][0].mean(axis=1) for n in curated]
        return np.asarray(np.mean(relative, axis=0))

    @property
    def speaks(self) -> bool:
        """Whether the controls come out clean < polluted < shuffled for every seed."""
        return bool((np.diff(self.controls_by_seed(), axis=0) > 0).all())


def without_overlap(slices: Sequence[Slice], corpora: Sequence[Corpus]) -> list[Slice]:
    """The slices without short documents and those that overlap with a corpus; InputError where too few are left."""
    found = [_windows(one.text) for one in slices]
    known = np.unique(np.concatenate([windows for windows, _ in found]))
    there = _held(known, corpora)
    kept = []
    for one, (windows, owner) in zip(slices, found):
        hit = there[np.searchsorted(known, windows)]
        every = np.bincount(owner, minlength=len(one.text))
        share = np.bincount(owner, hit, len(one.text)) / np.maximum(every, 1)
        stays = np.flatnonzero((share < OVERLAP) & (one.text.bytes >= LEAST_BYTES))
        if stays.size < LEAST_DOCUMENTS:
            raise InputError(
                f"{one.name}: {stays.size} documents to validate on are too few: of {len(one.text)}, "
                f"{int((share >= OVERLAP).sum())} overlap with a corpus; at least {LEAST_DOCUMENTS} of {LEAST_BYTES} bytes"
            )
        kept.append(Slice(one.name, one.text.take(stays), one.curated, len(one.text) - stays.size))
    return kept


def _held(known: npt.NDArray[np.uint64], corpora: Sequence[Corpus]) -> npt.NDArray[np.bool_]:
    """Which of these windows (ascending) stand in a corpus. Most of a corpus's are ruled out by their upper bits."""
    there = np.zeros(known.size, np.bool_)
    some = np.zeros(1 << 24, np.bool_)
    some[known >> np.uint64(40)] = True
    for corpus in corpora:
        windows = _windows(corpus.text)[0]
        windows = windows[some[windows >> np.uint64(40)]]
        at = np.minimum(np.searchsorted(known, windows), max(known.size - 1, 0))
        there[at[known[at] == windows]] = True
    return there


def _windows(text: Text) -> tuple[npt.NDArray[np.uint64], I64]:
    """A hash of every run of 13 tokens within a document, and its document."""
    n = text.hash.size - WINDOW + 1
    if n <= 0:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    mixed = np.zeros(n, np.uint64)
    for k in range(WINDOW):
        mixed = (mixed ^ text.hash[k : k + n]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    owner = np.repeat(np.arange(len(text)), text.counts)
    inside = owner[:n] == owner[WINDOW - 1 :]
    return mixed[inside], owner[:n][inside]


def measure(a: Corpus, b: Corpus, slices: Sequence[Slice], tokens: int, seeds: int, seed: int = 1) -> Losses:
    """Train and read everything. `tokens` is cut to what both corpora have, so that seeds still differ."""
    budget = min(tokens, *(int(MOST_READ * c.tokens) for c in (a, b)))
    if budget < LEAST_TOKENS:
        raise InputError(f"{budget:,} tokens of each corpus are too few to judge them by: at least {LEAST_TOKENS:,}")
    advertising = Text.of(advertisements())
    losses: dict[str, list[list[list[F64]]]] = {s.name: [] for s in slices}
    controls: dict[str, list[list[F64]]] = {s.name: [] for s in slices if s.curated}
    for number in range(seeds):
        rng = np.random.default_rng([seed, number])
        drawn = [c.text.take(c.draw(budget, rng)) for c in (a, b)]
        words = vocabulary(drawn)
        models = [[JudgeModel.train(_first(text, share * budget), words) for share in CHECKPOINTS] for text in drawn]
        spoiled = [JudgeModel.train(text, words) for text in _spoiled(drawn[0], advertising, budget, rng)]
        for one in slices:
            losses[one.name].append([[m.bits(one.text) / one.text.bytes for m in some] for some in models])
            if one.curated:
                controls[one.name].append([m.bits(one.text) / one.text.bytes for m in (models[0][-1], *spoiled)])
    return Losses(
        slices, budget,
        {name: np.array(found).swapaxes(0, 1) for name, found in losses.items()},
        {name: np.array(found).swapaxes(0, 1) for name, found in controls.items()},
    )  # fmt: skip


def _first(text: Text, tokens: float) -> Text:
    return text.take(np.arange(min(int(np.searchsorted(text.offsets[1:], tokens)) + 1, len(text))))


def _spoiled(clean: Text, advertising: Text, tokens: int, rng: np.random.Generator) -> tuple[Text, Text]:
    """The controls: with advertising, and shuffled."""
    draws = rng.integers(0, len(advertising), tokens // 4)
    ads = draws[: int(np.searchsorted(np.cumsum(advertising.counts[draws]), POLLUTED * tokens)) + 1]
    polluted = Text.joined([_first(clean, (1 - POLLUTED) * tokens), advertising.take(ads)])
    return polluted, clean.shuffled(np.ones(len(clean), np.bool_), rng)


def advertisements() -> list[str]:
    """The advertising pages of the embedded sample, Chinese and English."""
    found = []
    for name in ADVERTISING:
        text = (resources.files("recipes") / "sample" / "base" / f"{name}.txt").read_text(encoding="utf8")
        found += [page.partition("\n\n")[2].strip() for page in text.split("\n=== ")]
    return [page for page in found if page]

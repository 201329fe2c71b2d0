"""The review queue: documents at the borders of the rules, and those on which rules disagree, one by one for a person to label.

1. From the run's sample, per rule: the judged documents nearest to its threshold on either side (`border`); documents that fail one rule
   alone (`disagree`). They are taken in turn, so that every rule has its share, and mixed by their keys.
2. A label (keep, drop or unsure) is appended to a file of JSON lines at once: what was labelled is not asked again, and the last label of
   a document counts. Each line carries text, label as `keep` (2, 1 or 0), scores and failed rules: `train` and `fit-weights` read it.
3. Of every rule: of the labelled documents that it fails, the share that is labelled drop (precision), and of those labelled drop, the
   share that it fails (recall), each with a 95 % interval (Wilson, 1927). Documents come from the borders, so these are figures for the
   border, not for the corpus.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from qualityfilter.deciding import ResolvedRule
from qualityfilter.errors import InputError
from qualityfilter.proportions import wilson
from qualityfilter.reports.sample import Sample

LABELS = {"keep": 2, "unsure": 1, "drop": 0}


@dataclass(frozen=True)
class Question:
    """A document to look at, by part and row, and why: the rule whose border it is at, or that alone fails it."""

    part: int
    row: int
    id: str
    rule: str
    why: str


def questions(sample: Sample, rules: Sequence[ResolvedRule], most: int = 200) -> list[Question]:
    """At most `most` documents, each once."""
    queues = [queue for i, rule in enumerate(rules) for queue in (_border(sample, rule), _alone(sample, i))]
    names = [(rule.name, why) for rule in rules for why in ("border", "disagree")]
    part, row, ids = (sample.table.column(name).to_pylist() for name in ("part", "row", "id"))
    chosen: dict[int, tuple[str, str]] = {}
    for turn in range(max((len(queue) for queue in queues), default=0)):
        for queue, why in zip(queues, names):
            if turn < len(queue) and len(chosen) < most:
                chosen.setdefault(queue[turn], why)
    return [Question(part[i], row[i], ids[i], *chosen[i]) for i in sorted(chosen)]  # rows of the sample are in the order of their keys


def _border(sample: Sample, rule: ResolvedRule) -> list[int]:
    """Judged rows by distance from the threshold, both sides in turn; none for rules on labels."""
    if rule.test.codes is not None:
        return []
    codes = sample.codes(sorted(rule.columns))
    own = codes[rule.test.column].astype(np.int64)
    far = np.full(own.size, 1 << 20)
    low = own - rule.test.low if rule.minimum is not None else far
    high = rule.test.high - own if rule.maximum is not None else far
    margin = np.minimum(low, high)
    judged = rule.applies(codes, own.size)
    sides = [np.flatnonzero(judged & side) for side in (margin < 0, margin >= 0)]
    ordered = [side[np.argsort(np.abs(margin[side]), kind="stable")].tolist() for side in sides]
    return [i for pair in _in_turn(ordered) for i in pair]


def _in_turn(lists: Sequence[Sequence[int]]) -> Iterable[list[int]]:
    for turn in range(max(map(len, lists))):
        yield [one[turn] for one in lists if turn < len(one)]


def _alone(sample: Sample, bit: int) -> list[int]:
    return [int(i) for i in np.flatnonzero(sample.numbers("failed") == np.uint64(1 << bit))]


class Labels:
    """The file of labels: appended to, never rewritten."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)
        self.by_document: dict[tuple[int, int], dict[str, Any]] = {}
        if self.path.exists():
            for number, line in enumerate(self.path.read_text(encoding="utf8").splitlines(), 1):
                try:
                    one = json.loads(line)
                    self.by_document[one["part"], one["row"]] = one
                except (ValueError, KeyError, TypeError) as error:
                    raise InputError(f"{path}, line {number}: not a label of a review ({error})") from error

    def add(self, label: str, document: Mapping[str, Any]) -> None:
        """`document` has part, row, id, text, scores and failed; `label` is keep, unsure or drop."""
        if label not in LABELS:
            raise InputError(f"no label {label!r}. Known: {', '.join(LABELS)}")
        line = {**document, "label": label, "keep": LABELS[label]}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with open(self.path, "a", encoding="utf8") as file:
            file.write(json.dumps(line, ensure_ascii=False).encode("utf8", "replace").decode() + "\n")
        self.by_document[line["part"], line["row"]] = line


@dataclass(frozen=True)
class Quality:
    """A rule against the labels: counts, and precision and recall with their intervals; None where nothing is counted."""

    rule: str
    failed: int
    right: int
    drop: int
    precision: tuple[float, float, float] | None
    recall: tuple[float, float, float] | None


def quality(rules: Sequence[str], labelled: Iterable[Mapping[str, Any]]) -> list[Quality]:
    """Every rule against the labels keep and drop; `unsure` counts for nothing."""
    sure = [one for one in labelled if one["label"] != "unsure"]
    found = []
    for rule in rules:
        failed = [one for one in sure if rule in one["failed"]]
        right = sum(one["label"] == "drop" for one in failed)
        drop = sum(one["label"] == "drop" for one in sure)
        found.append(Quality(rule, len(failed), right, drop, share(right, len(failed)), share(right, drop)))
    return found


def share(part: int, whole: int) -> tuple[float, float, float] | None:
    """A share with its Wilson interval: value, low, high; None of nothing."""
    if whole == 0:
        return None
    return part / whole, *wilson(part, whole)


def told(qualities: Sequence[Quality]) -> str:
    """The figures as a table of 80 columns."""
    wide = max((len(q.rule) for q in qualities), default=4)
    lines = [f"{'rule':<{wide}}  {'failed':>6}  {'precision':>18}  {'recall':>18}"]
    lines += [f"{q.rule:<{wide}}  {q.failed:>6}  {in_words(q.precision):>18}  {in_words(q.recall):>18}" for q in qualities]
    return "\n".join(lines)


def in_words(found: tuple[float, float, float] | None) -> str:
    """A share with its interval; a dash for none."""
    return "–" if found is None else f"{found[0]:.2f} ({found[1]:.2f}–{found[2]:.2f})"

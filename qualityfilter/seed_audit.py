"""What seeds are like before anything is gathered with them: languages, copies, templates, benchmarks, strangers, what they attract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from qualityfilter.enriching import Gathering, gather
from qualityfilter.seed_model import I64
from qualityfilter.seed_pool import Sample, Seeds
from qualityfilter.signing import MinHash, sign
from qualityfilter.sites import host_of

FEW = 30  # seeds below which the rounds are known to be unsure
NEAR = 0.8  # Jaccard from which two seeds are the same text, for what they teach
TEMPLATE = 0.2  # share of the seeds that have a line for it to be a template's
SHOWN = 20


@dataclass(frozen=True)
class Audit:
    """What there is to say of one set; `junk` are the numbers of the seeds that do not belong, `warnings` what to look into."""

    name: str
    facts: dict[str, Any]
    junk: I64
    warnings: tuple[str, ...]


def audit(seeds: Seeds, whole: Sample) -> Audit:
    """Look at a set of seeds beside the sample of the pool that they are to gather from."""
    drawn = whole.understood(seeds.spoken)
    first = gather(seeds.name, seeds.rows, drawn.pool, drawn.addresses, against=seeds.lessons.against, rounds=2)
    judged, junk = first.judged, first.left_out
    attracted = np.flatnonzero(first.first_round == 1)
    hosts = _hosts([drawn.addresses[i] for i in attracted])
    strongest = sorted(attracted.tolist(), key=lambda i: -first.lead[i])[:SHOWN]
    near, lines = _near_copies(seeds), _templates(seeds)
    ours, theirs = shares(seeds.languages), shares(whole.languages)
    facts = {
        "seeds": len(seeds.ids), "exact copies left out": seeds.copies, "near-copies": near, "languages": ours,
        "lines of templates": lines, "found by the others": round(1.0 - junk.size / len(seeds.ids), 4),
        "hold items of benchmarks": dict(seeds.tested),
        "code": {"share": round(seeds.lessons.code, 4), "left out": len(seeds.lessons.against) > 0},
        "lead over the pool": round(float(np.median(judged.seeds) - np.median(judged.pool)) / judged.scale, 2),
        "does not belong": [seeds.ids[i] for i in junk.tolist()],
        "pool": {"documents": len(whole.ids), "in their languages": len(drawn.ids), "share of the input": drawn.share, "languages": theirs},
        "first round": {
            "documents": int(attracted.size), "hosts": dict(hosts[:10]),
            "strongest": [{"id": drawn.ids[i], "address": drawn.addresses[i], "begins": drawn.heads[i]} for i in strongest],
        },
    }  # fmt: skip
    return Audit(seeds.name, facts, junk, tuple(_warnings(facts, hosts, int(attracted.size), first)))


def _near_copies(seeds: Seeds) -> int:
    """Seeds that are nearly the text of an earlier one."""
    signed = sign(seeds.documents, MinHash())
    pairs: set[tuple[int, int]] = set()
    for band in range(signed.keys.shape[1]):
        order = np.lexsort((np.arange(len(seeds.ids)), signed.keys[:, band]))
        key = signed.keys[order, band]
        for at in np.flatnonzero(key[1:] == key[:-1]).tolist():
            a, b = int(order[at]), int(order[at + 1])
            if signed.has_shingles[a] and signed.has_shingles[b]:
                pairs.add((a, b))
    if not pairs:
        return 0
    left, right = (np.array(side, np.int64) for side in zip(*sorted(pairs)))
    jaccard, _ = signed.sketches.compare(left, right)
    return len({int(b) for b, same in zip(right, jaccard >= NEAR) if same})


def _templates(seeds: Seeds) -> int:
    """Lines that many of the seeds share."""
    views = seeds.documents.views
    document = np.repeat(np.arange(len(seeds.ids)), views.lines.counts)
    hashes = views.line_hashes
    pairs = np.unique(np.stack([hashes[hashes != 0], document[hashes != 0].astype(np.uint64)]), axis=1)
    _, count = np.unique(pairs[0], return_counts=True)
    return int((count >= max(TEMPLATE * len(seeds.ids), 3)).sum())


def _hosts(addresses: list[str]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for address in addresses:
        host = host_of(address)
        if host:
            counts[host] = counts.get(host, 0) + 1
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))


def shares(found: Iterable[str]) -> dict[str, float]:
    """Shares of a hundredth and more, most first."""
    counts = Counter(found)
    total = max(counts.total(), 1)
    return {name: round(n / total, 3) for name, n in sorted(counts.items(), key=lambda one: (-one[1], one[0])) if n / total >= 0.01}


def foreign(seeds: Mapping[str, float], pool: Mapping[str, float]) -> str | None:
    """What to say of seeds that are mainly in a language of which the pool has less than a hundredth."""
    main = next(iter(seeds), "")
    if not main or main in pool:
        return None
    return f"the seeds are mainly in {main}, of which the pool has hardly anything; it has {', '.join(list(pool)[:5])}"


def unlike(found: Gathering) -> str | None:
    """What to say where most of what was gathered lies below the cut that the seeds alone set."""
    if not found.stays.any() or found.likeness > 0:
        return None
    return "most of what is gathered is not much like the seeds: the input hardly holds their like; look at it before it gets weight"


def _warnings(facts: dict[str, Any], hosts: list[tuple[str, int]], attracted: int, first: Gathering) -> list[str]:
    found = []
    if facts["seeds"] < FEW:
        found.append(f"{facts['seeds']} seeds are few: with {FEW} and more the rounds are surer")
    if facts["near-copies"] > 0.1 * facts["seeds"]:
        found.append(f"{facts['near-copies']} seeds are near-copies of others: they count double")
    if facts["lines of templates"]:
        lines = facts["lines of templates"]
        found.append(f"{lines} lines stand in a fifth of the seeds and more: pages with the same frame will be gathered")
    if facts["does not belong"]:
        found.append(f"{len(facts['does not belong'])} seeds are not found by the others: {', '.join(facts['does not belong'][:5])} …")
    if facts["hold items of benchmarks"]:
        names = facts["hold items of benchmarks"]
        found.append(f"{len(names)} seeds hold items of {', '.join(sorted(set(names.values())))} and are left out")
    if said := foreign(facts["languages"], facts["pool"]["languages"]):
        found.append(said)
    if said := unlike(first):
        found.append(said)
    if attracted == 0:
        found.append("a first round attracts nothing")
    elif hosts and hosts[0][1] > 0.5 * attracted and attracted >= 20:
        found.append(f"more than half of what a first round attracts is from {hosts[0][0]}")
    return found


def told(one: Audit) -> list[str]:
    """The audit as lines of text."""
    facts, first, pool = one.facts, one.facts["first round"], one.facts["pool"]
    spoken = ", ".join(f"{name} {share:.0%}" for name, share in facts["languages"].items())
    copies, near = facts["exact copies left out"], facts["near-copies"]
    sample = f"{pool['documents']:,} documents ({pool['share of the input']:.1%} of the input)"
    lines = [
        f"seeds {one.name}: {facts['seeds']} documents, {copies} exact copies left out; {near} near-copies",
        f"  languages {spoken}; {facts['lines of templates']} lines of templates; code {facts['code']['share']:.0%} of the text"
        + (", gathered against" if facts["code"]["left out"] else ""),
        f"  {facts['found by the others']:.1%} are found by the others",
        f"  the median seed lies {facts['lead over the pool']} standard deviations above the median of the pool",
        f"  a first round over {sample} attracts {first['documents']:,}",
    ]
    lines += [f"    {host}: {count}" for host, count in list(first["hosts"].items())[:5]]
    lines += [f"    {page['id']}: {page['begins'][:80]!r}" for page in first["strongest"][:5]]
    return lines + [f"  warning: {warning}" for warning in one.warnings]

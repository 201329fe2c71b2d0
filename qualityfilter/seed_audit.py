"""What seeds are like before anything is gathered with them: languages, copies, templates, benchmarks, strangers, what they attract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from qualityfilter.enriching import Gathering, gather
from qualityfilter.seed_languages import UNSURE
from qualityfilter.seed_model import I64, left_out
from qualityfilter.seed_pool import HEAD, Sample, Seeds
from qualityfilter.signing import MinHash, sign
from qualityfilter.sites import host_of
from qualityfilter.weigh_settings import Weigh
from qualityfilter.weighing import TOLERANCE

FEW = 30  # seeds below which the rounds are known to be unsure
NEAR = 0.8  # Jaccard from which two seeds are the same text, for what they teach
TEMPLATE = 0.2  # share of the seeds that have a line for it to be a template's
LIKE = 0.2  # of the way from the pool to the seeds, which a tenth of what was gathered must reach to be their like
SHOWN = 20


@dataclass(frozen=True)
class Audit:
    """What there is to say of one set: of all of it, and of each seed, the one that the others attract least first.

    `junk` are the numbers of the seeds that do not belong, `warnings` what to look into.
    """

    name: str
    facts: dict[str, Any]
    each: tuple[dict[str, Any], ...]
    junk: I64
    warnings: tuple[str, ...]


def audit(seeds: Seeds, whole: Sample, weigh: Weigh) -> Audit:
    """Look at a set of seeds beside the sample of the pool that they are to gather from."""
    drawn = whole.understood(seeds.spoken)
    first = gather(seeds.name, seeds.rows, drawn.pool, drawn.addresses, against=seeds.lessons.against, rounds=2)
    judged, junk = first.judged, first.left_out
    attracted = np.flatnonzero(first.first_round == 1)
    hosts = _hosts([drawn.addresses[i] for i in attracted])
    strongest = sorted(attracted.tolist(), key=lambda i: -first.lead[i])[:SHOWN]
    copies, lines = _near_copies(seeds), _templates(seeds)
    each, found, lift = _left_out(seeds, drawn, junk, copies)
    ours, theirs = shares(seeds.languages), shares(whole.languages)
    facts = {
        "seeds": len(seeds.ids), "exact copies left out": seeds.copies, "near-copies": len(copies), "languages": ours,
        "lines of templates": lines, "found by the others": found, "leave-one-out lift": lift,
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
    part = float(drawn.units[first.stays].sum() / max(int(whole.units.sum()), 1))
    warnings = [*_warnings(facts, hosts, int(attracted.size), first), *filter(None, [beyond(seeds.name, part, weigh)])]
    return Audit(seeds.name, facts, tuple(each), junk, tuple(warnings))


def _left_out(seeds: Seeds, drawn: Sample, junk: I64, copies: Mapping[int, int]) -> tuple[list[dict[str, Any]], float, float | None]:
    """Every seed as the others see it; the share that they find, and how many times that of the pool's documents it is."""
    belongs = np.ones(len(seeds.ids), np.bool_)
    belongs[junk] = False
    lead, judged = left_out(seeds.rows, belongs, drawn.pool.with_against(seeds.lessons.against, seeds.rows))
    pool = np.sort(judged.lead()[1])
    above, texts = 1 - np.searchsorted(pool, lead, side="right") / max(pool.size, 1), seeds.documents.texts
    rows = [
        {
            "id": seeds.ids[i], "lead": round(float(lead[i]), 3), "pool above": round(float(above[i]), 4), "found": bool(lead[i] > 0),
            "belongs": bool(belongs[i]), "language": seeds.languages[i], "nearly a copy of": seeds.ids[copies[i]] if i in copies else None,
            "begins": texts[i][: 4 * HEAD].strip()[:HEAD],
        }
        for i in np.lexsort((np.arange(lead.size), lead)).tolist()
    ]  # fmt: skip
    found, theirs = float((lead > 0).mean()), float((pool > 0).mean())
    return rows, round(found, 4), round(found / theirs, 1) if theirs else None


def _near_copies(seeds: Seeds) -> dict[int, int]:
    """Seeds that are nearly the text of an earlier one, and which."""
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
        return {}
    left, right = (np.array(side, np.int64) for side in zip(*sorted(pairs)))
    jaccard, _ = signed.sketches.compare(left, right)
    return {b: a for a, b, same in zip(left[::-1].tolist(), right[::-1].tolist(), (jaccard >= NEAR)[::-1]) if same}


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
    main = next(iter(seeds), UNSURE)
    if main == UNSURE or main in pool:
        return None
    return f"the seeds are mainly in {main}, of which the pool has hardly anything; it has {', '.join(list(pool)[:5])}"


def unlike(found: Gathering) -> str | None:
    """What to say where nothing was gathered, or even the likest of it is hardly more like the seeds than the pool is."""
    if not found.stays.any():
        return "nothing is gathered: the input holds nothing that is like the seeds"
    if found.likeness >= LIKE:
        return None
    return (
        "what is gathered is hardly like the seeds: the input does not hold their like, or little of it; look at it before it gets weight"
    )


def beyond(name: str, part: float, weigh: Weigh) -> str | None:
    """What to say of a share that caps keep out of reach, where this `part` of the sample's tokens is gathered."""
    asked, reach = weigh.gathered.get(name, 0.0), weigh.reach(part)
    if asked <= reach * (1 + TOLERANCE):
        return None
    return (
        f"a share of {asked:g} is out of reach: {part:.3%} of the sample's tokens are gathered, which under the caps comes to about "
        f"{reach:.2%} of what is read; rules and copies change this a little. More input, other caps, or a smaller share"
    )


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
        found.append(f"{len(facts['does not belong'])} seeds stand apart from the others: {', '.join(facts['does not belong'][:5])} …")
    if facts["hold items of benchmarks"]:
        names = facts["hold items of benchmarks"]
        found.append(f"{len(names)} seeds hold items of {', '.join(sorted(set(names.values())))} and are left out")
    if said := foreign(facts["languages"], facts["pool"]["languages"]):
        found.append(said)
    if said := unlike(first):
        found.append(said)
    if attracted == 0 and first.stays.any():
        found.append("a first round attracts nothing")
    elif hosts and hosts[0][1] > 0.5 * attracted and attracted >= 20:
        found.append(f"more than half of what a first round attracts is from {hosts[0][0]}")
    return found


def _lift(lift: float | None) -> str:
    return f"{lift:,.1f} times the share of the pool's documents" if lift is not None else "none of the pool's documents is"


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
        f"  {facts['found by the others']:.1%} are found by the others, each left out in turn: {_lift(facts['leave-one-out lift'])}",
        f"  the median seed lies {facts['lead over the pool']} standard deviations above the median of the pool",
        f"  a first round over {sample} attracts {first['documents']:,}",
    ]
    if weakest := [row for row in one.each[:3] if not row["found"]]:
        lines.append("  least like the others (standard deviations from the cut):")
        lines += [f"    {row['id']}: {row['lead']:+.2f} {row['begins'][:60]!r}" for row in weakest]
    lines += [f"    {host}: {count}" for host, count in list(first["hosts"].items())[:5]]
    lines += [f"    {page['id']}: {page['begins'][:80]!r}" for page in first["strongest"][:5]]
    return lines + [f"  warning: {warning}" for warning in one.warnings]

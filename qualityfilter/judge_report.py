"""What `qualityfilter judge` prints."""

from __future__ import annotations

from typing import Any

from qualityfilter.judge_figures import Interval, Judgement, SliceFigures
from qualityfilter.judging import CHECKPOINTS, Losses
from qualityfilter.reports.visible import visible

CONTROLS = ("clean", "30 % advertising", "shuffled")


def controls(losses: Losses) -> str:
    """The controls, seed by seed: bits per byte against the clean one."""
    rows = [f"  {name:<18}" + "".join(f"{value:8.4f}" for value in values) for name, values in zip(CONTROLS, losses.controls_by_seed())]
    return "\n".join(["controls made of A, bits per byte against the clean one, seed by seed", *rows])


def refusal() -> str:
    return (
        "NO VERDICT: the controls do not come out clean < 30 % advertising < shuffled for every seed. On these corpora and texts "
        "the judge cannot tell good from bad: use more tokens, or validation texts nearer to what the corpora hold."
    )


def report(found: Judgement, losses: Losses, a: str, b: str) -> str:
    """The table of slices, what it comes to, and what it is worth."""
    seeds = next(iter(losses.corpora.values())).shape[1]
    lines = [
        f"A {visible(a)}",
        f"B {visible(b)}",
        f"{losses.tokens:,} tokens of each, {seeds} seeds, n-gram models of order 4; bits per byte, lower is better",
        "",
        controls(losses),
        "",
        *_slices(found.slices),
        "",
        f"curated slices together: B against A {_percent(found.curated)}: {found.verdict}",
        f"tokens of B for the loss of A: {_ratio(found)}",
        f"worst slice: {visible(found.worst.name)}, {_percent(found.worst.change)}",
        "",
        "A sanity check, not proof: n-gram models reward what looks alike and saturate early. Filtered corpora usually look worse on raw "
        "web, and better models come of them all the same: judge by curated slices, and train models before you decide.",
    ]
    return "\n".join(lines)


def _slices(slices: tuple[SliceFigures, ...]) -> list[str]:
    wide = max(6, *(len(visible(s.name)) for s in slices))
    head = (
        f"  {'slice':<{wide}}  documents       A       B   change (95 %)                improved (95 %)      10/50/90 % shift    W1     KS"
    )
    lines = [head]
    for kind, curated in (("curated", True), ("raw web", False)):
        some = [s for s in slices if s.curated == curated]
        lines += [kind] * bool(some)
        for s in some:
            shifts = " ".join(f"{x:+.3f}" for x in s.shifts)
            improved = f"{s.improved.value:4.0%} ({s.improved.low:.0%} to {s.improved.high:.0%})"
            left_out = f"  ({s.left_out} left out)" if s.left_out else ""
            lines.append(
                f"  {visible(s.name):<{wide}}  {s.documents:9,}  {s.bits_a:6.3f}  {s.bits_b:6.3f}  {_percent(s.change):<27}  "
                f"{improved:<19}  {shifts}  {s.wasserstein:.3f}  {s.kolmogorov:.3f}  {s.verdict}{left_out}"
            )
    return lines


def _percent(x: Interval) -> str:
    return f"{x.value:+.2%} ({x.low:+.2%} to {x.high:+.2%})"


def _ratio(found: Judgement) -> str:
    x = found.token_ratio
    beyond = f"; measured from {CHECKPOINTS[0]:g} to {1 / CHECKPOINTS[0]:g} only" if found.beyond else ""
    return f"{x.value:.2f} of A's ({x.low:.2f} to {x.high:.2f}){beyond}"


def as_json(found: Judgement | None, losses: Losses, a: str, b: str) -> dict[str, Any]:
    """The same for programs; without a verdict, the controls alone."""
    said: dict[str, Any] = {"a": a, "b": b, "tokens": losses.tokens, "controls": losses.controls_by_seed().round(6).tolist()}
    if found is None:
        return {**said, "verdict": None}
    slices = {s.name: {**vars(s), "change": vars(s.change), "improved": vars(s.improved), "verdict": s.verdict} for s in found.slices}
    return {**said, "verdict": found.verdict, "curated": vars(found.curated), "token_ratio": vars(found.token_ratio), "slices": slices}

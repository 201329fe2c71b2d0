"""How numbers read in reports: thousands separators, shares in per cent, values with four digits."""

from __future__ import annotations

NARROW = "\u202f"  # a narrow space that does not break: before a per cent sign
MINUS = "\u2212"


def count(n: float) -> str:
    """1234567 -> 1,234,567."""
    return f"{n:,.0f}"


def compact(n: float) -> str:
    """Three digits and a letter, for headlines: 1234567 -> 1.23 M; below a million as it is."""
    for size, letter in ((1e12, "T"), (1e9, "G"), (1e6, "M")):
        if abs(n) >= size:
            scaled = n / size
            return f"{scaled:.{max(0, 3 - len(str(int(abs(scaled)))))}f}{NARROW}{letter}"
    return count(n)


def ratio(part: float, whole: float) -> float:
    """part / whole; 0 of nothing is 0."""
    return part / whole if whole else 0.0


def percent(part: float, whole: float = 1.0) -> str:
    """A share as per cent with one decimal, nothing and all without: what is not nothing never reads as 0, nor as 100 what is not all."""
    if not whole:
        return "–"
    value = 100 * part / whole
    if value in (0, 100):
        return f"{value:.0f}{NARROW}%"
    if 0 < value < 0.05:
        return f"<{NARROW}0.1{NARROW}%"
    if 99.95 <= value < 100:
        return f">{NARROW}99.9{NARROW}%"
    return f"{value:.1f}{NARROW}%"


def value(x: float) -> str:
    """A score or a threshold: four significant digits, whole numbers with thousands separators."""
    text = f"{x:,.0f}" if abs(x) >= 1000 or float(x).is_integer() else f"{x:.4g}"
    return text.replace("-", MINUS, 1) if x < 0 else text


def exact(x: float) -> str:
    """A score beside its threshold: six significant digits, for the first four may be the same; from 10 on, two decimals, for counts."""
    x = round(x, 2) if abs(x) >= 10 else x
    return value(x) if abs(x) >= 1000 or float(x).is_integer() else f"{x:.6g}".replace("-", MINUS)


def plural(n: float, one: str, many: str = "") -> str:
    """1 shard, 2 shards."""
    return f"{count(n)} {one if n == 1 else many or one + 's'}"

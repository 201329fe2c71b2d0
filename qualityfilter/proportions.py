"""How sure a share is that was counted: Wilson's interval (Wilson, Probable inference, 1927)."""

from __future__ import annotations

import math

Z = 1.96  # standard deviations: 95 %


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Low and high end, 0-1, of the 95 % interval of a share; all that there is of nothing."""
    if whole == 0:
        return 0.0, 1.0
    share, scale = part / whole, 1 + Z * Z / whole
    middle, half = share + Z * Z / (2 * whole), Z * math.sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole))
    return max((middle - half) / scale, 0.0), min((middle + half) / scale, 1.0)

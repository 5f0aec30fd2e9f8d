"""What is selling off: the index, several risk families with it, those beneath it, or nothing.

Every family is measured from its own trailing 63-session extreme, over five and ten days and since
the index's peak, in units of its own volatility. What hurts by rising (oil, yields, the dollar, the
yen, rate volatility) counts as one more family where something falls as it rises. The thresholds
and what they were held against stand in ``selloff.toml``.
"""

from tools.selloff.code import code
from tools.selloff.families import BY_ASSET, FACTOR, FAMILIES, INDEX, Family
from tools.selloff.found import Picture, move_of, picture, states
from tools.selloff.thresholds import thresholds

__all__ = [
    "BY_ASSET",
    "FACTOR",
    "FAMILIES",
    "INDEX",
    "Family",
    "Picture",
    "code",
    "move_of",
    "picture",
    "states",
    "thresholds",
]

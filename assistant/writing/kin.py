"""What is known of a risk family by name: what its bad move is called, its nearest relatives."""

from __future__ import annotations

from collections.abc import Mapping

FAR = 2.0  # z of the last sessions from which a bad move is one, wherever the extreme lies
# What a family's own bad move is called.
STRESS: Mapping[str, str] = {
    "UST2Y": "bond sell-off",
    "UST10Y": "bond sell-off",
    "UST30Y": "bond sell-off",
    "MOVE": "scare in rates",
    "DOLLAR": "dollar rally",
    "YEN": "yen rally",
    "OIL_UP": "oil rally",
    "HY": "sell-off of credit",
    "IG": "sell-off of credit",
}
BESIDE: Mapping[str, tuple[str, ...]] = {
    "UST2Y": ("UST10Y", "UST30Y", "MOVE"),
    "UST10Y": ("UST2Y", "UST30Y", "MOVE"),
    "UST30Y": ("UST2Y", "UST10Y", "MOVE"),
    "MOVE": ("UST2Y", "UST10Y"),
    "DOLLAR": ("YEN", "UST2Y"),
    "YEN": ("DOLLAR", "UST10Y"),
    "HY": ("IG", "UST10Y"),
    "IG": ("HY", "UST10Y"),
    "EMERGING": ("CHINESE", "DOLLAR"),
    "CHINESE": ("EMERGING", "DOLLAR"),
    "BANKS": ("UST10Y", "IG"),
    "SMALL": ("HIGH_BETA", "HY"),
    "HIGH_BETA": ("SMALL", "MOMENTUM_RAW"),
}

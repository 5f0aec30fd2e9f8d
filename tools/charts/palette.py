"""The colours of a chart by token: of the page's theme, or fixed ones for files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

ThemeName = Literal["theme", "light", "dark"]

TOKENS = ("bg", "ink", "muted", "line", "accent", "s0", "s1", "s2", "s3", "t1", "t2", "t3")
THEME: Mapping[str, str] = {token: f"var(--uw-{token})" for token in TOKENS}
_HEX = {
    "light": "#FFFFFF #14202B #54626F #D5DCE2 #1F4E79 #7C8894 #B88200 #B23A12 #5E1224 "
    "#755200 #9A2C16 #5E1224",
    "dark": "#0F161C #E6EBEF #A3B0BC #2E3B47 #8FC1E8 #7A8894 #A67C22 #FF8A66 #FFD9CF "
    "#E5C069 #FF9B82 #FFD9CF",
}
PALETTES: Mapping[ThemeName, Mapping[str, str]] = {
    "theme": THEME,
    "light": dict(zip(TOKENS, _HEX["light"].split(), strict=True)),
    "dark": dict(zip(TOKENS, _HEX["dark"].split(), strict=True)),
}

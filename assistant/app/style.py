"""The page's style sheet and its wordmark."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
LOGO = HERE / "static" / "logo.svg"


def apply() -> None:
    """Put the style sheet and the wordmark on the page."""
    st.logo(LOGO, size="large")
    st.html(f"<style>{_sheet()}</style>")


@cache
def _sheet() -> str:
    return (HERE / "style.css").read_text(encoding="utf-8")


def put(html: str) -> None:
    """Draw HTML made by this package; every text of others in it is escaped."""
    st.markdown(f'<div class="uw-b">{html}</div>', unsafe_allow_html=True, anchors=False)

"""The script that Streamlit runs."""

from __future__ import annotations

import streamlit as st

from assistant.app import chat, style

st.set_page_config(
    page_title="Unwind", page_icon=style.LOGO, layout="wide", initial_sidebar_state="collapsed"
)
style.apply()
chat.draw()

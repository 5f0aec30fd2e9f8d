"""From a figure's evidence to the drawer of its history: the page's one piece of JavaScript."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from assistant.app import moves, state

KEY = "history_bridge"
# Evidence is plain HTML: one listener on the page hands its control's click to Python. The drawer
# is drawn outside of .stApp, which alone knows the theme, and does not return the focus. It does
# not take it either where the closing popover has just moved it, so nothing is focused by then.
SCRIPT = """
const DRAWER = '[data-testid="stDialog"] [role="dialog"]';

function lend(citation) {
  let opened = false;
  const watch = new MutationObserver(() => {
    const drawn = document.querySelector(DRAWER) !== null;
    if (opened && !drawn) {
      watch.disconnect();
      setTimeout(() => citation?.focus(), 100); // until then the page is inert
    }
    opened = drawn;
  });
  watch.observe(document.body, { childList: true, subtree: true });
}

let cited = null;

export default function (component) {
  const { setTriggerValue } = component;
  const open = (event) => {
    cited = event.target.closest?.(".uw-cite") ?? cited;
    const control = event.target.closest?.("[data-history]");
    if (!control) return;
    const app = document.querySelector(".stApp");
    if (app) document.body.style.colorScheme = getComputedStyle(app).colorScheme;
    lend(cited);
    control.blur();
    setTriggerValue("history", control.dataset.history);
  };
  document.addEventListener("click", open);
  return () => document.removeEventListener("click", open);
}
"""


@cache
def _bridge() -> Any:
    return st.components.v2.component("unwind_history", js=SCRIPT)


def draw(here: state.Visit) -> None:
    """Draw the listener; a control that is pressed opens the drawer in the run that follows."""
    _bridge()(key=KEY, on_history_change=lambda: moves.open_drawer(here, KEY))

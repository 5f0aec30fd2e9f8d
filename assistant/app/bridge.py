"""From a figure's evidence to the drawer of its history: the page's one piece of JavaScript."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

from assistant.app import moves, state
from assistant.threads.records import Thread

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

// A question that was just asked in a long thread is below what is seen.
function follow(turns, tries) {
  const asked = document.querySelectorAll(".uw-q");
  if (asked.length < turns) {
    if (tries) setTimeout(() => follow(turns, tries - 1), 100);
    return;
  }
  // Again while the answer grows, which makes room to scroll; not against the reader's own hand.
  const gone = new AbortController();
  const marks = { signal: gone.signal, passive: true };
  for (const own of ["wheel", "touchmove", "pointerdown", "keydown"]) {
    document.addEventListener(own, () => gone.abort(), marks);
  }
  const question = asked[asked.length - 1];
  for (const wait of [0, 300, 800, 1500, 2500]) {
    setTimeout(() => gone.signal.aborted || question.scrollIntoView({ block: "start" }), wait);
  }
  setTimeout(() => gone.abort(), 3000);
}

let cited = null;
let seen = null;
let leave = null;

export default function (component) {
  const { setTriggerValue, data } = component;
  leave?.();
  if (data.turn && data.turn !== seen && data.turns > 1) follow(data.turns, 30);
  seen = data.turn;
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
  leave = () => document.removeEventListener("click", open);
  return leave;
}
"""


@cache
def _bridge() -> Any:
    return st.components.v2.component("unwind_history", js=SCRIPT)


def draw(here: state.Visit, thread: Thread | None) -> None:
    """Draw the listener, which shows the thread's last question when it is a new one.

    A control that is pressed opens the drawer in the run that follows.
    """
    turns = thread.turns if thread else ()
    data = {"turn": turns[-1].id if turns else "", "turns": len(turns)}
    _bridge()(key=KEY, data=data, on_history_change=lambda: moves.open_drawer(here, KEY))

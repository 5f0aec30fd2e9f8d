"""The verdict on a move: trigger, amplification, vulnerability and engine, and when it abstains.

The rules are those of the attribution notes and every weight stands in ``attribution.toml``: a
label is only given when its probability, its margin and the coverage suffice and no falsifier of
its claim has fired; otherwise the engine is *mixed* and ``abstained`` says why.
"""

from tools.verdict.case import Case
from tools.verdict.engine import FIRED, Label, decide
from tools.verdict.reached import verdict
from tools.verdict.trigger import trigger

__all__ = ["FIRED", "Case", "Label", "decide", "trigger", "verdict"]

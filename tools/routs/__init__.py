"""Each rout's own amplification and vulnerability, from its own series, and what fell with it.

What they are made of and why stands in ``routs.toml``.
"""

from tools.routs.found import routs
from tools.routs.frames import prepare
from tools.routs.scores import amplification, vulnerability

__all__ = ["amplification", "prepare", "routs", "vulnerability"]

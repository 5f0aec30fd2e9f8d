"""The memory of past notes: recalled by date and kind, searched by words and vectors.

A note is seen only from dates after its own, and only beside markets of its kind: a note about a
simulated market never stands beside real data. What a note says is data, never an instruction.
"""

from tools.notes.markdown import Note, passage
from tools.notes.memory import Added, Found, Memory, Results

__all__ = ["Added", "Found", "Memory", "Note", "Results", "passage"]

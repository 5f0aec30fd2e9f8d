"""Every reading's daily history, computed once for given data and read back afterwards.

A history is kept under a key that covers its inputs' content, the metric's id and version and the
code of the metric functions, so that a kept one is never out of date: changed data or code have
another key. What is read is cut at the as-of date; where nothing is kept the history is computed
from what the view can see.
"""

from tools.history.histories import Histories, Progress

__all__ = ["Histories", "Progress"]

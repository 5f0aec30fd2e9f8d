"""The watch list: thresholds, how far off they are, how often they fired and what followed."""

from tools.watch.items import prepare, registered_tests, watch_list
from tools.watch.recall import recall, since

__all__ = ["prepare", "recall", "registered_tests", "since", "watch_list"]

"""What the commands print on a terminal: plain, aligned text of at most a hundred columns."""

from assistant.tables.briefs import brief_text
from assistant.tables.checks import checked_text
from assistant.tables.definitions import metric_text, metrics_text
from assistant.tables.imports import import_text
from assistant.tables.markets import market_rows, markets_text, status_text
from assistant.tables.past import today_text

__all__ = [
    "brief_text",
    "checked_text",
    "import_text",
    "market_rows",
    "markets_text",
    "metric_text",
    "metrics_text",
    "status_text",
    "today_text",
]

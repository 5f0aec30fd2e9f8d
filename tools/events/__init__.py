"""When it happened: the worst days beside the calendar, who broke first, what lies ahead."""

from tools.events.days import worst_days
from tools.events.expiry import expiries
from tools.events.timeline import timeline

__all__ = ["expiries", "timeline", "worst_days"]

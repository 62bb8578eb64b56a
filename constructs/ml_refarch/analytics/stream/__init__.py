"""What a stream of events is made of: the table, the delivery, the alarms, the way back."""

from .alarms import StreamAlarms
from .bus_rule import BusRule
from .delivery import Delivery
from .layout import EVENTS, FAILED, FOLDER, REPLAYED, events_table
from .replay import let_write_stream, replay_function

__all__ = [
    "EVENTS",
    "FAILED",
    "FOLDER",
    "REPLAYED",
    "BusRule",
    "Delivery",
    "StreamAlarms",
    "events_table",
    "let_write_stream",
    "replay_function",
]

"""What follows a change of a table: texts, word to the staff, events; each once, each retried.

A pipe passes the records of the table's stream as messages; ``read_record`` reads one, ``Effects``
does what follows, and ``answer_batch`` tells SQS which messages failed.
"""

from .batch import answer_batch
from .channels import Channels, EventRefusedError
from .once import Effect, Effects
from .record import Change, MalformedRecordError, read_record
from .settings import Settings
from .texting import Texting, TextRefusedError

__all__ = [
    "Change",
    "Channels",
    "Effect",
    "Effects",
    "EventRefusedError",
    "MalformedRecordError",
    "Settings",
    "TextRefusedError",
    "Texting",
    "answer_batch",
    "read_record",
]

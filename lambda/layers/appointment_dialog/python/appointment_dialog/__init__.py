"""What bots that talk about appointments share: a day and a time wished for, offered, read back.

``seek`` leads from what was said so far to a free time, ``propose`` reads it back, ``proposed`` is
what was read back once it is confirmed; ``check_move`` and ``move`` do so for an appointment that
is moved. All of them work at an ``AppointmentDesk``, which a function makes its own.
"""

from .desk import (
    AppointmentDesk,
    Met,
    Noted,
    WishSlot,
    ask_again,
    forget_refusals,
    forget_wish,
    remembered_count,
)
from .free_time import FreeTime, read_notes
from .moving import check_move, move, say_moved
from .offering import number_said, offer_near
from .proposing import Proposal, pinned, propose, proposed
from .seeking import check_day, note_wish, seek
from .texts import WISH_TEXTS, wish_texts

__all__ = [
    "WISH_TEXTS",
    "AppointmentDesk",
    "FreeTime",
    "Met",
    "Noted",
    "Proposal",
    "WishSlot",
    "ask_again",
    "check_day",
    "check_move",
    "forget_refusals",
    "forget_wish",
    "move",
    "note_wish",
    "number_said",
    "offer_near",
    "pinned",
    "propose",
    "proposed",
    "read_notes",
    "remembered_count",
    "say_moved",
    "seek",
    "wish_texts",
]

"""A day, a time and an offer in American English."""

from __future__ import annotations

from ml_refarch.lex import Slot, SlotType, builtin

DATE = Slot(
    "Date",
    builtin.DATE,
    ask="Which day would suit you?",
    retry_ask=[
        "Sorry, which day? Tomorrow, next Friday or December 3rd, say.",
        "I still need the day. A month and a day will do, like December 3rd.",
    ],
    utterances=[
        "on {Date}",
        "{Date} please",
        "{Date} at {Time}",
        "on {Date} at {Time}",
        "{Date} would be good",
    ],
)

TIME = Slot(
    "Time",
    builtin.TIME,
    ask="What time on that day?",
    retry_ask=[
        "Sorry, what time? Say the hour, like 10 AM or half past two.",
        "I still need the time, like 3 PM.",
    ],
    utterances=["at {Time}", "around {Time}", "{Time} please", "in the {Time}"],
)


def offered(slot_type: SlotType) -> Slot:
    """Which of the times that were offered it shall be; the function asks when it offers some."""
    return Slot(
        "Offer",
        slot_type,
        ask="Which of them would you like: the first, the second or the third?",
        retry_ask=[
            "Sorry, which one? Say the first, the second or the third, or another day.",
            "Please say first, second or third, or tell me another day and time.",
        ],
        required=False,
        utterances=["{Offer}", "the {Offer} one", "{Offer} please", "I'll take the {Offer}"],
    )

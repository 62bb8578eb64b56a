"""The patients' bot in American English."""

from __future__ import annotations

from ml_refarch.lex import Locale

from stacks.patient_scheduling.conversation.en_us.courtesies import GOODBYE, HELP
from stacks.patient_scheduling.conversation.en_us.existing import (
    CANCEL_APPOINTMENT,
    CHANGE_APPOINTMENT,
    NEXT_APPOINTMENT,
)
from stacks.patient_scheduling.conversation.en_us.questions import LOCALE_ID
from stacks.patient_scheduling.conversation.en_us.schedule import SCHEDULE_APPOINTMENT

EN_US = Locale(
    LOCALE_ID,
    intents=[
        SCHEDULE_APPOINTMENT,
        CHANGE_APPOINTMENT,
        CANCEL_APPOINTMENT,
        NEXT_APPOINTMENT,
        HELP,
        GOODBYE,
    ],
)

__all__ = ["EN_US"]

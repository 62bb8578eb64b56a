"""The patients' bot in Korean, in polite 해요체."""

from __future__ import annotations

from ml_refarch.lex import Locale

from stacks.patient_scheduling.conversation.ko_kr.courtesies import GOODBYE, HELP
from stacks.patient_scheduling.conversation.ko_kr.existing import (
    CANCEL_APPOINTMENT,
    CHANGE_APPOINTMENT,
    NEXT_APPOINTMENT,
)
from stacks.patient_scheduling.conversation.ko_kr.questions import LOCALE_ID
from stacks.patient_scheduling.conversation.ko_kr.schedule import SCHEDULE_APPOINTMENT

KO_KR = Locale(
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

__all__ = ["KO_KR"]

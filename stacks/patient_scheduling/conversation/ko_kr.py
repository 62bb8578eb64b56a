"""The patients' bot in Korean, in polite 해요체."""

from __future__ import annotations

from ml_refarch.lex import Intent, Locale, Slot, builtin

LOCALE_ID = "ko_KR"

SCHEDULE_APPOINTMENT = Intent(
    "ScheduleAppointment",
    utterances=["예약하고 싶어요", "{Time}에 가고 싶어요", "{Date} {Time}에 가고 싶어요"],
    slots=[
        Slot("Date", builtin.DATE, ask="며칠이 좋으세요?"),
        Slot("Time", builtin.TIME, ask="몇 시가 좋으세요?"),
    ],
)

KO_KR = Locale(LOCALE_ID, intents=[SCHEDULE_APPOINTMENT])

"""The patients' bot in American English."""

from __future__ import annotations

from ml_refarch.lex import Intent, Locale, Slot, builtin

LOCALE_ID = "en_US"

SCHEDULE_APPOINTMENT = Intent(
    "ScheduleAppointment",
    utterances=["I'd like an appointment", "I'd like to come at {Time}", "{Date} at {Time}"],
    slots=[
        Slot("Date", builtin.DATE, ask="Which day would suit you?"),
        Slot("Time", builtin.TIME, ask="What time on that day?"),
    ],
)

EN_US = Locale(LOCALE_ID, intents=[SCHEDULE_APPOINTMENT])

"""A reminder whose time has come: sent, if the appointment is still as it was; else dropped.

A schedule fires at least once and a queue delivers at least once, so what is sent is noted. One
window stays: SNS cannot be told that two texts are the same, so if the function dies, or the answer
of SNS is lost, after it took the text and before that is noted, the text is sent again. It errs
that way because a reminder twice is a nuisance, and none is a missed appointment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from appointment_book import Appointment, AppointmentBook, AppointmentStatus
from reminders import Reminder
from stream_effects import Effect, Effects, Texting, TextRefusedError
from texts import reminder_text


class Counted(StrEnum):
    """Names of the metrics, each a count."""

    SENT = "RemindersSent"
    DROPPED = "RemindersDropped"
    REFUSED = "TextsRefused"


Count = Callable[[Counted], None]


def effects(texting: Texting, *, replies: bool, count: Count) -> dict[str, Effect[Appointment]]:
    """The text, by its name.

    Args:
        replies: Whether answers are read.
        count: Counts something that happened.
    """

    def text(_: str, appointment: Appointment) -> str:
        called = f"the person of {appointment.reference}"
        try:
            sent = texting.text(
                appointment.phone, reminder_text(appointment, replies=replies), called=called
            )
        except TextRefusedError:
            count(Counted.REFUSED)
            raise
        count(Counted.SENT)
        return sent

    return {"text": text}


@dataclass(frozen=True)
class Reminding:
    """Sends reminders: the book, what is done of them, and ``count``."""

    book: AppointmentBook
    following: Effects[Appointment]
    count: Count

    def remind(self, reminder: Reminder) -> bool:
        """Sends a reminder, once; ``False`` if there is nothing to be reminded of any more."""
        appointment = self.book.appointment(reminder.person, reminder.reference)
        if appointment is None or not self._stands(appointment, reminder):
            self.count(Counted.DROPPED)
            return False
        what = f"{reminder.reference} {reminder.starts_at.isoformat()}"
        self.following.follow(what, appointment, called=f"the reminder of {reminder.reference}")
        return True

    def _stands(self, appointment: Appointment, reminder: Reminder) -> bool:
        return (
            appointment.status is AppointmentStatus.BOOKED
            and appointment.starts_at == reminder.starts_at
            and appointment.starts_at > self.book.clock()
        )

"""What a schedule sends when its time has come: of which appointment to remind, and as of when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from appointment_book import Appointment


class MalformedReminderError(ValueError):
    """A message that is no reminder; the text says what is wrong with it."""


@dataclass(frozen=True)
class Reminder:
    """A reminder of an appointment, which says nothing of who the person is.

    Args:
        starts_at: When the appointment was to be when the schedule was made, UTC: if it is not then
            any more, this reminder is not the one to send.
    """

    person: str
    reference: str
    starts_at: datetime

    @classmethod
    def of(cls, appointment: Appointment) -> Reminder:
        """The reminder of an appointment as it is."""
        return cls(appointment.person, appointment.reference, appointment.starts_at)

    @classmethod
    def read(cls, body: str) -> Reminder:
        """Reads what a schedule sent.

        Raises:
            MalformedReminderError: it is no reminder.
        """
        try:
            said = json.loads(body)
            starts_at = datetime.fromisoformat(said["startsAt"])
            reminder = cls(str(said["person"]), str(said["reference"]), starts_at)
        except KeyError as error:
            raise MalformedReminderError(f"the reminder has no {error}") from error
        except (TypeError, ValueError) as error:
            raise MalformedReminderError(f"the reminder cannot be read: {error}") from error
        if starts_at.tzinfo is None:
            raise MalformedReminderError(f"startsAt: {said['startsAt']} has no time zone")
        return reminder

    def write(self) -> str:
        """What the schedule sends."""
        return json.dumps(
            {
                "person": self.person,
                "reference": self.reference,
                "startsAt": self.starts_at.isoformat(),
            }
        )

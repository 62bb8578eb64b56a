"""What happened to an appointment, read from the record of the table's stream."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from appointment_book import Appointment, AppointmentStatus, read_appointment
from stream_effects import Change


class Happened(StrEnum):
    """What happened: also the ``detail-type`` of the event on the bus."""

    BOOKED = "AppointmentBooked"
    MOVED = "AppointmentMoved"
    CANCELLED = "AppointmentCancelled"


@dataclass(frozen=True)
class AppointmentChange:
    """Something that happened to an appointment; ``moved_from`` is when it was before."""

    happened: Happened
    appointment: Appointment
    moved_from: datetime | None = None

    @property
    def local(self) -> datetime:
        """When it is, on the provider's clock."""
        return self.appointment.starts_at.astimezone(self.appointment.zone)


def read_change(change: Change) -> AppointmentChange | None:
    """What happened; ``None`` for a change of which nobody is told."""
    if change.after is None:
        return None
    now = read_appointment(change.after)
    before = read_appointment(change.before) if change.before else None
    was_booked = before is not None and before.status is AppointmentStatus.BOOKED
    if now.status is AppointmentStatus.CANCELLED:
        return AppointmentChange(Happened.CANCELLED, now) if was_booked else None
    if not was_booked:
        return AppointmentChange(Happened.BOOKED, now)
    if before and before.starts_at != now.starts_at:
        return AppointmentChange(Happened.MOVED, now, moved_from=before.starts_at)
    return None

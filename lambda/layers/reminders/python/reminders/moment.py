"""When a person is reminded of an appointment: the day before, by day."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from appointment_book import Appointment

EARLIEST = time(9)
LATEST = time(20)
"""Nobody is texted before or after these, on the provider's clock."""


def remind_at(appointment: Appointment) -> datetime:
    """The instant, UTC: the day before at the same time, on the provider's clock.

    Not before ``EARLIEST`` there and not after ``LATEST``: clocks change at night, so each day has
    those hours, and has them once.
    """
    local = _day_before(appointment)
    at = min(max(local.time(), EARLIEST), LATEST)
    return datetime.combine(local.date(), at, tzinfo=appointment.zone).astimezone(UTC)


def is_due(appointment: Appointment, now: datetime) -> bool:
    """Whether the time for the reminder has come, and that of the appointment has not."""
    return remind_at(appointment) <= now < appointment.starts_at


def told_a_day_ahead(appointment: Appointment) -> bool:
    """Whether it was booked, or last moved, a day ahead at least, on the provider's clock.

    Else the person has read of it so lately that a reminder says nothing new.
    """
    return appointment.changed_at <= _day_before(appointment).astimezone(UTC)


def _day_before(appointment: Appointment) -> datetime:
    return appointment.starts_at.astimezone(appointment.zone) - timedelta(days=1)

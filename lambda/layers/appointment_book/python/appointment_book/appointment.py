"""Appointments and the people who have them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class AppointmentStatus(StrEnum):
    """Whether the person is expected."""

    BOOKED = "BOOKED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Person:
    """Somebody who comes to appointments.

    Args:
        id: Letters, digits and ``-``; it says nothing of who they are.
        phone: E.164. Several people may share one, as families do.
        locale: The language in which they are written to.
    """

    id: str
    name: str
    phone: str
    birth_date: date
    locale: str


@dataclass(frozen=True)
class Appointment:
    """A person at a provider's, once.

    Args:
        reference: What it is known by, wherever it is moved to.
        person: The id of who comes, and so is ``provider`` of whom they come to.
        provider_name: As it is told in ``locale``; texts need no look at the calendar then.
        zone: The provider's, in which its time is told.
        starts_at: UTC.
        request: The request that booked it or last changed it.
        phone: The number that texts about it go to, E.164.
        locale: The language of those texts.
        changed_at: When it was last booked, moved or cancelled, UTC.
        reason: The id of what it is for, where that is asked. It stays in the book: no event, text,
            log or metric has it.
    """

    reference: str
    person: str
    provider: str
    provider_name: str
    zone: ZoneInfo
    starts_at: datetime
    request: str
    phone: str
    locale: str
    changed_at: datetime
    status: AppointmentStatus = AppointmentStatus.BOOKED
    reason: str = ""

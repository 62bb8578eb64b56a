"""What a dialogue file says of the clinic, as data. How it is written: README.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tests.conversations.dialogue import Given, Happening, Outcome


@dataclass(frozen=True)
class Booked:
    """An appointment of somebody the clinic knows; ``at`` is on its clock."""

    person: str
    provider: str
    at: datetime


@dataclass(frozen=True)
class Taken(Happening):
    """Others have these times of a provider, on the clinic's clock; or all of these days."""

    provider: str
    at: tuple[datetime, ...] = ()
    days: tuple[date, ...] = ()


@dataclass(frozen=True)
class FrontDesk(Happening):
    """The front desk cancels somebody's next appointment, or moves it."""

    person: str
    moves_to: datetime | None = None


@dataclass(frozen=True)
class ClinicBefore(Given):
    """The clinic before: its people are always the same, nobody has an appointment but these."""

    appointments: tuple[Booked, ...] = ()
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True)
class ClinicAfter(Outcome):
    """The clinic after: every appointment of those it knows, and times that somebody has or not.

    An appointment is the attributes to compare, as text; None for appointments is "not checked".
    """

    appointments: tuple[Mapping[str, str], ...] | None = None
    taken: tuple[Taken, ...] = ()
    free: tuple[Taken, ...] = ()

"""What a guest may ask for: a city served, days to come, a number of nights, a kind of room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from catalog import Catalog, City, RoomType

FURTHEST_AHEAD = timedelta(days=365)
"""How far ahead of today a stay may begin."""


class Wish(StrEnum):
    """The slots that make a stay, in the order in which they are checked."""

    CITY = "City"
    CHECK_IN_DATE = "CheckInDate"
    NIGHTS = "Nights"
    ROOM_TYPE = "RoomType"


class Reason(StrEnum):
    """Why a wish is refused."""

    CITY_NOT_SERVED = "city_not_served"
    DATE_UNCLEAR = "date_unclear"
    DATE_PAST = "date_past"
    DATE_TOO_FAR = "date_too_far"
    NIGHTS_WRONG = "nights_wrong"
    ROOM_TYPE_UNKNOWN = "room_type_unknown"


@dataclass(frozen=True)
class Wishes:
    """What the guest has said so far; ``None`` for what is still to be asked."""

    city: str | None
    check_in: str | None
    nights: str | None
    room_type: str | None


@dataclass(frozen=True)
class Stay:
    """A stay that the hotel can think about: ``nights`` from ``check_in`` in one room."""

    city: City
    room_type: RoomType
    check_in: date
    nights: int

    @property
    def check_out(self) -> date:
        """The morning after the last night."""
        return self.check_in + timedelta(days=self.nights)

    @property
    def dates(self) -> tuple[date, ...]:
        """The dates of the nights."""
        return tuple(self.check_in + timedelta(days=night) for night in range(self.nights))


@dataclass(frozen=True)
class Refused:
    """A wish that cannot be met. ``day`` is, for a date, the first or last that could be."""

    wish: Wish
    reason: Reason
    day: date | None = None


@dataclass(frozen=True)
class Missing:
    """The first wish that has not been said yet."""

    wish: Wish


def read_stay(wishes: Wishes, *, catalog: Catalog, now: datetime) -> Stay | Refused | Missing:
    """Makes a stay of the wishes, or says which of them is wrong, or which is missing.

    What has been said is checked before anything else is asked for.

    Args:
        now: An aware time; which day it is then depends on the city.
    """
    city = catalog.city(wishes.city) if wishes.city else None
    if wishes.city and city is None:
        return Refused(Wish.CITY, Reason.CITY_NOT_SERVED)
    check_in = _check_in(wishes.check_in, today=_today(city, catalog, now))
    if isinstance(check_in, Refused):
        return check_in
    nights = _nights(wishes.nights) if wishes.nights else None
    if wishes.nights and nights not in catalog.nights:
        return Refused(Wish.NIGHTS, Reason.NIGHTS_WRONG)
    room_type = catalog.room_type(wishes.room_type) if wishes.room_type else None
    if wishes.room_type and room_type is None:
        return Refused(Wish.ROOM_TYPE, Reason.ROOM_TYPE_UNKNOWN)
    if city is None:
        return Missing(Wish.CITY)
    if check_in is None:
        return Missing(Wish.CHECK_IN_DATE)
    if nights is None:
        return Missing(Wish.NIGHTS)
    if room_type is None:
        return Missing(Wish.ROOM_TYPE)
    return Stay(city=city, room_type=room_type, check_in=check_in, nights=nights)


def _today(city: City | None, catalog: Catalog, now: datetime) -> date:
    """The day in the city; while it is not known, the earliest day in any."""
    cities = (city,) if city else catalog.cities
    return min(now.astimezone(each.time_zone).date() for each in cities)


def _check_in(said: str | None, *, today: date) -> date | Refused | None:
    if not said:
        return None
    try:
        check_in = date.fromisoformat(said)
    except ValueError:
        check_in = None
    # A week ("2026-W49") reads as its Monday, and nobody said Monday.
    if check_in is None or check_in.isoformat() != said:
        return Refused(Wish.CHECK_IN_DATE, Reason.DATE_UNCLEAR, day=today)
    if check_in < today:
        return Refused(Wish.CHECK_IN_DATE, Reason.DATE_PAST, day=today)
    if check_in > today + FURTHEST_AHEAD:
        return Refused(Wish.CHECK_IN_DATE, Reason.DATE_TOO_FAR, day=today + FURTHEST_AHEAD)
    return check_in


def _nights(said: str) -> int | None:
    """Whole nights; ``None`` for half a night, or for what is no number."""
    try:
        number = float(said)
    except ValueError:
        return None
    return int(number) if number.is_integer() else None

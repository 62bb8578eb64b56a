"""Bookings as the bot tells of them, and what becomes of each by the promises of the lake."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

SOURCE = "hotel.booking"
CITIES = {"Seoul": 180_000, "Busan": 130_000, "Jeju": 150_000}
CHANNEL = "channel"
"""A field that the lake has no column for."""


@dataclass(frozen=True)
class Told:
    """An event that is put on the bus."""

    event: str
    time: datetime
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def event_id(self) -> str:
        """What tells it from others, however often it comes."""
        return str(self.detail["eventId"])

    @property
    def entry(self) -> dict[str, Any]:
        """As PutEvents takes it."""
        return {
            "Source": SOURCE,
            "DetailType": self.event,
            "Time": self.time,
            "Detail": json.dumps(self.detail),
        }


@dataclass(frozen=True)
class Telling:
    """What is put on the bus in two parts, and on the stream beside it.

    Attributes:
        first: Events in the order in which they are sent, which is no order; some come twice.
        late: Others of the same days that come later.
        broken: Those of the first that no column can take.
        records: What somebody puts on the stream that the table takes and a job does not.
        unusable: And what Firehose cannot use.
    """

    first: list[Told]
    late: list[Told]
    broken: list[Told]
    records: list[bytes]
    unusable: list[bytes]

    @classmethod
    def of(cls, day: date) -> Telling:
        """That of a day and of the one before."""
        chosen = random.Random(day.toordinal())  # noqa: S311 - nothing secret is drawn
        bookings = [_booking(number, day, chosen) for number in range(48)]
        cancelled = [_cancelled(booking) for booking in bookings[:9]]
        broken = [
            replace(one, detail={**one.detail, "eventId": f"broken-{number}", "nights": "three"})
            for number, one in enumerate(bookings[:3])
        ]
        late = bookings[40:]
        first = [*bookings[:40], *cancelled, *broken]
        again = [replace(one, time=one.time + timedelta(minutes=5)) for one in first[:40:4]]
        first += again
        chosen.shuffle(first)
        stamp = {"detail-type": "BookingConfirmed", "time": f"{day}T12:00:00Z", "source": SOURCE}
        return cls(
            first=first,
            late=late,
            broken=broken,
            records=[json.dumps({**stamp, "id": "text", "detail": "no object"}).encode()],
            unusable=[b"this is no JSON", json.dumps({**stamp, "time": None}).encode()],
        )

    @property
    def sent(self) -> int:
        """How many there are of all."""
        told = len(self.first) + len(self.late)
        return told + len(self.records) + len(self.unusable)

    def events(self, told: Iterable[Told]) -> dict[str, Told]:
        """The events among some that a table can take, each as it came first, by its id."""
        bad = {one.event_id for one in self.broken}
        found: dict[str, Told] = {}
        for one in sorted(told, key=lambda each: each.time):
            if one.event_id not in bad:
                found.setdefault(one.event_id, one)
        return found

    def by_city(self) -> Iterator[dict[str, str]]:
        """What ``bookings_by_city`` answers, made of what was sent; most revenue first."""
        of_city: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for one in self.events([*self.first, *self.late]).values():
            if one.event == "BookingConfirmed":
                of_city[one.detail["city"]].append(one.detail)
        for city, some in sorted(
            of_city.items(), key=lambda item: -sum(one["price"] for one in item[1])
        ):
            nights, revenue = (sum(one[name] for one in some) for name in ("nights", "price"))
            yield {
                "city": city,
                "currency": "KRW",
                "bookings": str(len(some)),
                "nights": str(nights),
                "revenue": f"{revenue}.00",
                "price_of_a_night": str(round(revenue / nights, 2)),
            }


def _booking(number: int, day: date, chosen: random.Random) -> Told:
    happened = datetime(day.year, day.month, day.day, 8, tzinfo=UTC) + timedelta(
        days=-(number % 2), minutes=10 * number
    )
    city = chosen.choice(list(CITIES))
    nights = chosen.randint(1, 5)
    detail = {
        "eventId": f"booking-{number}",
        "reference": f"HB{number:04}",
        "city": city,
        "roomType": chosen.choice(["queen", "king"]),
        "checkIn": (day + timedelta(days=chosen.randint(1, 60))).isoformat(),
        "nights": nights,
        "price": nights * CITIES[city],
        "currency": "KRW",
        "locale": chosen.choice(["en_US", "ko_KR"]),
    }
    if number % 6 == 0:
        detail[CHANNEL] = "web"
    return Told("BookingConfirmed", happened, detail)


def _cancelled(booking: Told) -> Told:
    detail = {**booking.detail, "eventId": f"cancelled-{booking.event_id}"}
    return Told("BookingCancelled", booking.time + timedelta(hours=2), detail)

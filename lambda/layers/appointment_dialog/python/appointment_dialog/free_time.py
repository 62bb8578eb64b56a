"""A time with somebody, as it is put before a person and remembered of a conversation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from appointment_book import AppointmentBook, Provider, say_moment

_NOTE = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z)@([\w-]+)")


@dataclass(frozen=True)
class FreeTime:
    """An instant, UTC, at which somebody could come to a provider."""

    provider: Provider
    at: datetime

    @property
    def local(self) -> datetime:
        """The instant on the provider's clock."""
        return self.provider.local(self.at)

    def said(self, *, locale: str) -> str:
        """The day and the time."""
        return say_moment(self.local, locale=locale)

    @property
    def note(self) -> str:
        """What the session remembers: ``2026-12-04T23:00Z@chen``."""
        return f"{self.at.astimezone(UTC):%Y-%m-%dT%H:%MZ}@{self.provider.id}"


def write_notes(times: Iterable[FreeTime]) -> str:
    """The times as one session attribute."""
    return " ".join(each.note for each in times)


def read_notes(notes: str, providers: Sequence[Provider]) -> list[FreeTime]:
    """The times that were remembered; none if one is with nobody of these.

    A client may write session attributes, so what makes no sense is nothing, and what does is
    still checked when it is booked.
    """
    by_id = {each.id: each for each in providers}
    times = []
    for stamp, provider in _NOTE.findall(notes):
        if provider not in by_id:
            return []
        try:
            at = datetime.strptime(stamp, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
        except ValueError:
            return []
        times.append(FreeTime(by_id[provider], at))
    return times


def nearest(
    book: AppointmentBook, providers: Sequence[Provider], wished: datetime, *, most: int = 3
) -> list[FreeTime]:
    """The free times nearest to the wished one, with whomever of these, in the order of time.

    Of two who are free at the same time, the first of them.
    """
    found: dict[datetime, FreeTime] = {}
    for provider in providers:
        for at in book.nearest(provider, wished, most=most):
            found.setdefault(at, FreeTime(provider, at))
    closest = sorted(found.values(), key=lambda each: abs(each.at - wished))[:most]
    return sorted(closest, key=lambda each: each.at)

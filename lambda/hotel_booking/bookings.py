"""What the hotel decides: what a stay costs, what to offer instead, to book it, to cancel it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from booking import Booking, BookingStatus
from catalog import Catalog
from reference import reference_for
from stay import FURTHEST_AHEAD, Stay
from store import BookingStore, NotConfirmedError, ReferenceTakenError, Rooms, RoomsGoneError

SEARCH = timedelta(days=14)
"""How far before and after the wished day other days are looked for."""

MAX_OTHER_DATES = 3


@dataclass(frozen=True)
class Quote:
    """A stay that is free, with its rate: whole units of the currency a night."""

    stay: Stay
    rooms: Rooms

    @property
    def price(self) -> int:
        """For the whole stay, in whole units of the currency."""
        return self.rooms.rate * self.stay.nights


@dataclass(frozen=True)
class SoldOut:
    """A stay that is not free, and what is: other rooms then, else other days near."""

    stay: Stay
    other_rooms: tuple[Quote, ...] = ()
    other_dates: tuple[date, ...] = ()


class Cancelled(StrEnum):
    """What came of a wish to cancel."""

    NOW = "now"
    ALREADY = "already"
    TOO_LATE = "too late"


class Bookings:
    """The hotel's book.

    Args:
        store: Where it is kept.
        catalog: What can be booked.
        clock: The time now, aware.
    """

    def __init__(
        self, *, store: BookingStore, catalog: Catalog, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self.catalog = catalog
        self.clock = clock

    def quote(self, stay: Stay) -> Quote | SoldOut:
        """The price of the stay if every night has a free room, else what to offer instead."""
        hotel = self._store.rooms(city=stay.city.id)
        rooms = hotel.get(stay.room_type.id)
        if rooms and self._is_free(stay, rooms):
            return Quote(stay, rooms)
        others = tuple(
            Quote(other, hotel[room_type.id])
            for room_type in self.catalog.room_types
            if room_type.id != stay.room_type.id and room_type.id in hotel
            for other in [replace(stay, room_type=room_type)]
            if self._is_free(other, hotel[room_type.id])
        )
        if others or not rooms:
            return SoldOut(stay, other_rooms=others)
        return SoldOut(stay, other_dates=self._other_dates(stay, rooms))

    def booked_by(self, request: str) -> Booking | None:
        """The booking that the request has made; ``None`` if it has made none yet."""
        for attempt in range(3):
            booking = self._store.find(reference_for(request, attempt=attempt))
            if booking is None or booking.request == request:
                return booking
        return None

    def book(
        self, quote: Quote, *, request: str, session: str, phone: str, locale: str
    ) -> Booking | None:
        """Books the stay; a request that comes again gets the booking that it made before.

        Returns:
            The booking; ``None`` if another guest took the last room in the meantime.

        Raises:
            StoreBusyError: too many others were booking the same nights; nothing is booked.
        """
        stay = quote.stay
        for attempt in range(3):
            reference = reference_for(request, attempt=attempt)
            booking = Booking(
                reference=reference,
                request=request,
                session=session,
                city=stay.city.id,
                city_name=stay.city.name(locale),
                room_type=stay.room_type.id,
                room_type_name=stay.room_type.name(locale),
                check_in=stay.check_in,
                nights=stay.nights,
                price=quote.price,
                currency=self.catalog.currency,
                phone=phone,
                locale=locale,
                made_at=self.clock(),
            )
            try:
                self._store.book(booking, capacity=quote.rooms.capacity)
            except ReferenceTakenError:
                holder = self._store.find(reference)
                if holder and holder.request == request:
                    return holder
            except RoomsGoneError:
                # The same request, sent twice at once, may have lost the room to itself.
                return self.booked_by(request)
            else:
                return booking
        raise ReferenceTakenError(f"three references for the request {request} are taken")

    def find(self, reference: str) -> Booking | None:
        """The booking with the reference; ``None`` if there is none."""
        return self._store.find(reference)

    def may_cancel(self, booking: Booking) -> Cancelled:
        """What would come of cancelling it now. On the check-in day itself it can be cancelled."""
        if booking.status is BookingStatus.CANCELLED:
            return Cancelled.ALREADY
        city = self.catalog.city(booking.city)
        if city and self.clock().astimezone(city.time_zone).date() > booking.check_in:
            return Cancelled.TOO_LATE
        return Cancelled.NOW

    def cancel(self, booking: Booking) -> Cancelled:
        """Cancels the booking and gives its nights back, once however often it is asked.

        Raises:
            StoreBusyError: too many others were booking the same nights; nothing is cancelled.
        """
        outcome = self.may_cancel(booking)
        if outcome is Cancelled.NOW:
            try:
                self._store.cancel(booking, now=self.clock())
            except NotConfirmedError:
                return Cancelled.ALREADY
        return outcome

    def _is_free(self, stay: Stay, rooms: Rooms) -> bool:
        free = self._store.free(
            city=stay.city.id,
            room_type=stay.room_type.id,
            first=stay.dates[0],
            last=stay.dates[-1],
        )
        return all(free.get(night, rooms.capacity) > 0 for night in stay.dates)

    def _other_dates(self, stay: Stay, rooms: Rooms) -> tuple[date, ...]:
        """The nearest check-in days on which the stay is free, in the order of the calendar."""
        today = self.clock().astimezone(stay.city.time_zone).date()
        first = max(today, stay.check_in - SEARCH)
        last = min(today + FURTHEST_AHEAD, stay.check_in + SEARCH)
        free = self._store.free(
            city=stay.city.id,
            room_type=stay.room_type.id,
            first=first,
            last=last + timedelta(days=stay.nights),
        )
        days = (first + timedelta(days=day) for day in range((last - first).days + 1))
        possible = [
            day
            for day in days
            if all(
                free.get(night, rooms.capacity) > 0 for night in replace(stay, check_in=day).dates
            )
        ]
        nearest = sorted(possible, key=lambda day: abs((day - stay.check_in).days))
        return tuple(sorted(nearest[:MAX_OTHER_DATES]))

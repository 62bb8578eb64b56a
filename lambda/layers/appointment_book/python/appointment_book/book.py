"""The book of appointments: who comes when, which times are free, and every change of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from .appointment import Appointment, AppointmentStatus, Person
from .errors import ChangedMeanwhileError, TimeTakenError, TooManyAttemptsError
from .provider import Provider
from .store import BookStore

FURTHEST_AHEAD = timedelta(days=180)
"""How far ahead of now an appointment may be."""

SEARCH = timedelta(days=21)
"""How far before and after a wished time others are looked for."""

NEAR = timedelta(days=2)
"""How far they are looked for first: reading what is taken costs more than all else."""

MAX_ATTEMPTS = 5
ATTEMPTS_WITHIN = timedelta(hours=1)
"""So often, in so long, may a wrong date of birth be said for a number."""


@dataclass(frozen=True)
class Visitor:
    """A person and their appointments to come, the next one first."""

    person: Person
    appointments: tuple[Appointment, ...]

    @property
    def next(self) -> Appointment | None:
        """The next appointment."""
        return self.appointments[0] if self.appointments else None


class AppointmentBook:
    """The book.

    Every change is one transaction, and has a ``request`` of the caller's that no other change has:
    the same one, sent again after a lost answer, changes nothing more and gets the same answer.

    Args:
        store: Where it is kept.
        clock: The time now, aware.
    """

    def __init__(self, *, store: BookStore, clock: Callable[[], datetime]) -> None:
        self._store = store
        self.clock = clock

    def visitors(self, phone: str) -> list[Visitor]:
        """The people of a number, E.164, each with their appointments to come."""
        found = (self.visitor(person_id) for person_id in self._store.people_of(phone))
        return [visitor for visitor in found if visitor]

    def visitor(self, person_id: str) -> Visitor | None:
        """A person with their appointments to come; ``None`` if there is none of the id."""
        found = self._store.person(person_id)
        if found is None:
            return None
        person, appointments = found
        now = self.clock()
        ahead = [
            each
            for each in appointments
            if each.status is AppointmentStatus.BOOKED and each.starts_at > now
        ]
        return Visitor(person, tuple(sorted(ahead, key=lambda each: each.starts_at)))

    def verify(self, phone: str, born: date) -> Visitor | None:
        """The one person of a number, E.164, with that date of birth.

        ``None`` if there is none, and if there are two: then nobody is certain. A number can be
        forged and a date of birth be guessed, so wrong ones are counted; a right one forgets them.

        Raises:
            TooManyAttemptsError: ``MAX_ATTEMPTS`` were wrong; whatever is said, nobody is told
                anything until ``ATTEMPTS_WITHIN`` is over since the first of them.
        """
        people = self.visitors(phone)
        if not people:
            return None
        now = self.clock()
        if not self._store.attempt(phone, most=MAX_ATTEMPTS, now=now, until=now + ATTEMPTS_WITHIN):
            raise TooManyAttemptsError(
                f"{MAX_ATTEMPTS} wrong dates of birth were said for the number; "
                f"it can be tried again within {ATTEMPTS_WITHIN}"
            )
        born_then = [visitor for visitor in people if visitor.person.birth_date == born]
        if len(born_then) != 1:
            return None
        self._store.forget_attempts(phone)
        return born_then[0]

    def appointment(self, person_id: str, reference: str) -> Appointment | None:
        """The appointment as of now; ``None`` if the person has none of the reference."""
        return self._store.appointment(person_id, reference)

    def provider(self, provider_id: str) -> Provider | None:
        """The provider; ``None`` if there is none of the id."""
        return self._store.provider(provider_id)

    def is_free(self, provider: Provider, at: datetime) -> bool:
        """Whether somebody could come at that instant."""
        return self._may_begin(provider, at) and not self._store.taken(provider.id, at, at)

    def nearest(self, provider: Provider, wished: datetime, *, most: int = 3) -> list[datetime]:
        """The free times nearest to the wished one, at most so many, in the order of time.

        One Query; a second one where nearly all is taken about the wished time.
        """
        wished = max(wished, self.clock())
        free: list[datetime] = []
        for about in (NEAR, SEARCH):
            first, last = (provider.local(wished + span).date() for span in (-about, about))
            times = self._to_come(provider, first, last)
            free = self._free_of(provider, [at for at in times if abs(at - wished) <= about])
            if len(free) >= most:
                break
        nearest = sorted(free, key=lambda at: abs(at - wished))[:most]
        return sorted(nearest)

    def free_on(self, provider: Provider, day: date) -> list[datetime]:
        """The free times of a day on the provider's clock."""
        return self._free_of(provider, self._to_come(provider, day, day))

    def book(
        self,
        person: Person,
        provider: Provider,
        at: datetime,
        *,
        request: str,
        locale: str = "",
        reason: str = "",
    ) -> Appointment:
        """Books an appointment.

        Args:
            request: What makes this the same request as another.
            locale: The language of the texts about it; the person's when left out.
            reason: The id of what it is for.

        Raises:
            TimeTakenError: the time is taken, or none of the provider's.
            BookBusyError: others kept writing the same times.
        """
        locale = locale or person.locale
        appointment = Appointment(
            reference=_reference(request),
            person=person.id,
            provider=provider.id,
            provider_name=provider.name(locale),
            zone=provider.zone,
            starts_at=at,
            request=request,
            phone=person.phone,
            locale=locale,
            changed_at=self.clock(),
            reason=reason,
        )
        try:
            self._check(provider, at)
            self._store.book(appointment)
        except (ChangedMeanwhileError, TimeTakenError):
            # The same request, sent twice, finds what it made itself.
            if (made := self.appointment(person.id, appointment.reference)) is None:
                raise
            return made
        return appointment

    def move(
        self,
        appointment: Appointment,
        provider: Provider,
        at: datetime,
        *,
        request: str,
        locale: str = "",
    ) -> Appointment:
        """Moves an appointment to another time of its provider; its own time is taken, by itself.

        Args:
            appointment: As it was read: one that was changed since is not moved.
            locale: The language of the texts about it from now on; as before when left out.

        Raises:
            TimeTakenError: the time is taken, or none of the provider's.
            ChangedMeanwhileError: the appointment was moved or cancelled since it was read.
            BookBusyError: others kept writing the same times.
        """
        locale = locale or appointment.locale
        moved = replace(
            appointment,
            starts_at=at,
            request=request,
            locale=locale,
            provider_name=provider.name(locale),
            changed_at=self.clock(),
        )
        try:
            self._check(provider, at, taken=appointment.starts_at)
            self._store.move(appointment, moved)
        except (ChangedMeanwhileError, TimeTakenError):
            if (done := self.changed_by(appointment, request)) is None:
                raise
            return done
        return moved

    def cancel(self, appointment: Appointment, *, request: str) -> Appointment:
        """Cancels an appointment; its time is free again.

        Raises:
            ChangedMeanwhileError: the appointment was moved or cancelled since it was read.
            BookBusyError: others kept writing the same times.
        """
        now = self.clock()
        try:
            self._store.cancel(appointment, request=request, now=now)
        except ChangedMeanwhileError:
            if (done := self.changed_by(appointment, request)) is None:
                raise
            return done
        return replace(
            appointment, status=AppointmentStatus.CANCELLED, request=request, changed_at=now
        )

    def changed_by(self, appointment: Appointment, request: str) -> Appointment | None:
        """The appointment as of now, if it was this request that changed it last."""
        now = self.appointment(appointment.person, appointment.reference)
        return now if now and now.request == request else None

    def changed_for(self, phone: str, request: str) -> Appointment | None:
        """The appointment of somebody with the number that this request changed last."""
        found = (self._store.person(person_id) for person_id in self._store.people_of(phone))
        appointments = (each for person in found if person for each in person[1])
        return next((each for each in appointments if each.request == request), None)

    def _check(self, provider: Provider, at: datetime, *, taken: datetime | None = None) -> None:
        if at == taken or not self._may_begin(provider, at):
            raise TimeTakenError(f"{provider.id} has no appointment to give at {at.isoformat()}")

    def _may_begin(self, provider: Provider, at: datetime) -> bool:
        now = self.clock()
        return now < at <= now + FURTHEST_AHEAD and provider.offers(at)

    def _to_come(self, provider: Provider, first: date, last: date) -> list[datetime]:
        now = self.clock()
        furthest = now + FURTHEST_AHEAD
        return [at for at in provider.times(first, last) if now < at <= furthest]

    def _free_of(self, provider: Provider, times: list[datetime]) -> list[datetime]:
        """Those of the times, which are in order, that nobody has: one Query."""
        if not times:
            return []
        taken = self._store.taken(provider.id, times[0], times[-1])
        return [at for at in times if at not in taken]


def _reference(request: str) -> str:
    return hashlib.sha256(request.encode()).hexdigest()[:16]

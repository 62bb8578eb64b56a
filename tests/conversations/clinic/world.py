"""The clinic of a dialogue: its calendars, people and appointments, in a table of moto's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import count
from types import ModuleType
from typing import Any

from tests.conversations.clinic.dialogue import ClinicAfter, ClinicBefore, FrontDesk, Taken
from tests.conversations.clinic.people import HOLIDAY, PEOPLE, PROVIDERS, SLOT_MINUTES, ZONE
from tests.conversations.table import Table, differences


class Clinic:
    """People and appointments, made as a dialogue wants them.

    Args:
        table: Where they are kept; made anew by each ``open``.
        function: The function's modules: its book makes the appointments that exist before.
        clock: The time.
    """

    def __init__(
        self, *, table: Table, function: Mapping[str, ModuleType], clock: Callable[[], datetime]
    ) -> None:
        self._table = table
        self._module: Any = function["appointment_book"]
        self._catalog = function["catalog"].load_catalog()
        self._store = self._module.BookStore(client=table.client, table_name=table.name)
        self._book = self._module.AppointmentBook(store=self._store, clock=clock)
        self._requests = count(1)
        self._people = {
            id_: self._module.Person(id_, one.name, one.phone, one.born, one.locale)
            for id_, one in PEOPLE.items()
        }
        self._providers = {id_: self._provider(id_) for id_ in PROVIDERS}

    def open(self, given: ClinicBefore, *, locale: str) -> None:
        """A clinic with those appointments and no others, and the people who speak the language."""
        self._table.renew()
        for provider in self._providers.values():
            self._store.put_provider(provider)
        for person in self._people.values():
            if person.locale == locale:
                self._store.put_person(person)
        for each in given.appointments:
            self._take(self._people[each.person], each.provider, each.at)
        for taken in given.taken:
            self.happen(taken)

    def happen(self, what: Taken | FrontDesk) -> None:
        """Others take times, or the front desk does something."""
        if isinstance(what, Taken):
            for at in self._times(what):
                number = next(self._requests)
                other = self._module.Person(
                    f"other-{number}", "Other", "+12065550199", date(1990, 1, 1), "en_US"
                )
                self._take(other, what.provider, at)
            return
        appointment = self._book.visitor(what.person).next
        request = f"the front desk {next(self._requests)}"
        if what.moves_to is None:
            self._book.cancel(appointment, request=request)
        else:
            provider = self._providers[appointment.provider]
            self._book.move(appointment, provider, _instant(what.moves_to), request=request)

    def mismatches(self, then: ClinicAfter) -> list[str]:
        """Each way in which the clinic is not what was expected, as a sentence."""
        found = []
        if then.appointments is not None:
            found += differences(then.appointments, list(self._appointments()), of="an appointment")
        for expected, them in ((True, then.taken), (False, then.free)):
            for taken in them:
                actual = self._store.taken(taken.provider, *_span(taken))
                found += [
                    f"expected {at:%Y-%m-%d %H:%M} of {taken.provider} to be "
                    f"{'taken' if expected else 'free'}"
                    for at in self._times(taken)
                    if (_instant(at) in actual) is not expected
                ]
        return found

    def _provider(self, id_: str) -> Any:
        named = next(each for each in self._catalog.practitioners if each.id == id_)
        return self._module.Provider(
            id=id_,
            names=named.names,
            zone=ZONE,
            slot=timedelta(minutes=SLOT_MINUTES),
            openings=tuple(self._module.Opening(*hours) for hours in PROVIDERS[id_]),
            away=frozenset({HOLIDAY}),
        )

    def _take(self, person: Any, provider: str, at: datetime) -> None:
        request = f"before the dialogue {next(self._requests)}"
        self._book.book(person, self._providers[provider], _instant(at), request=request)

    def _times(self, taken: Taken) -> Iterator[datetime]:
        yield from taken.at
        for day in taken.days:
            for begins in self._providers[taken.provider].times(day, day):
                yield begins.astimezone(ZONE).replace(tzinfo=None)

    def _appointments(self) -> Iterator[dict[str, str]]:
        for item in self._table.where("begins_with(sk, :value)", "APPOINTMENT#"):
            if not item["person"].startswith("other-"):
                begins = datetime.fromisoformat(item["starts_at"]).astimezone(ZONE)
                yield {**item, "at": f"{begins:%Y-%m-%d %H:%M}"}


def _instant(local: datetime) -> datetime:
    return local.replace(tzinfo=ZONE).astimezone(UTC)


def _span(taken: Taken) -> Iterable[datetime]:
    days = [*taken.days, *(at.date() for at in taken.at)]
    first = datetime.combine(min(days), datetime.min.time())
    last = datetime.combine(max(days), datetime.max.time())
    return _instant(first), _instant(last)

"""The book, whatever is asked of it in whatever order, and whatever becomes of the answers.

Never two appointments at one time, never one lost: after each step the table is compared with what
the requests that were done say it has to be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any, TypeVar

from appointment_book import (
    Appointment,
    AppointmentBook,
    AppointmentStatus,
    BookBusyError,
    BookStore,
    ChangedMeanwhileError,
    Person,
    TimeTakenError,
    items,
)
from botocore.exceptions import ReadTimeoutError
from clinic_world import CHEN, MARIA, NOW, TABLE_NAME, TOM, at
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
)

from tests.dynamodb.direct import direct_client
from tests.dynamodb.memory_table import Answer, MemoryTable, TableError

PEOPLE = (MARIA, TOM)
BY_ID = {person.id: person for person in PEOPLE}
CONFLICTS_TOO_MANY = 4

TIMES = [at(f"2026-12-03 {hour}:00") for hour in ("09", "10", "11")]

times = st.sampled_from(TIMES)

lately = st.integers(0, 2)
"""How many before the last: what was read or asked lately makes for more trouble."""

Made = TypeVar("Made")


class Fate(Enum):
    """What becomes of a transaction."""

    DONE = auto()
    CONFLICT = auto()
    NOT_DONE = auto()
    ANSWER_LOST = auto()


fates = st.builds(
    lambda conflicts, last: [Fate.CONFLICT] * conflicts + [last],
    st.sampled_from((0, 0, 0, 1, CONFLICTS_TOO_MANY)),
    st.sampled_from((Fate.DONE, Fate.DONE, Fate.DONE, Fate.NOT_DONE, Fate.ANSWER_LOST)),
)


class Unsure:
    """A table in memory whose transactions have a fate, and a book in it."""

    def __init__(self) -> None:
        self.table = MemoryTable()
        self.fates: Iterator[Fate] = iter(())
        store = BookStore(
            client=direct_client(self._answer), table_name=TABLE_NAME, wait=lambda _: None
        )
        self.book = AppointmentBook(store=store, clock=lambda: NOW)

    def _answer(self, operation: str, request: Mapping[str, Any]) -> Answer:
        fate = next(self.fates, Fate.DONE) if operation == "TransactWriteItems" else Fate.DONE
        if fate is Fate.CONFLICT:
            reasons = [{"Code": "TransactionConflict"} for _ in request["TransactItems"]]
            raise TableError("TransactionCanceledException", "c", CancellationReasons=reasons)
        if fate is Fate.NOT_DONE:
            raise ReadTimeoutError(endpoint_url="dynamodb")
        answer = self.table.answer(operation, request)
        if fate is Fate.ANSWER_LOST:
            raise ReadTimeoutError(endpoint_url="dynamodb")
        return answer


@dataclass(frozen=True)
class Ask:
    """A request: for another appointment, or for one as it was read to be at another time.

    Args:
        appointment: ``None`` books one.
        at: ``None`` cancels it.
    """

    request: str
    person: Person
    appointment: Appointment | None
    at: datetime | None


@dataclass(frozen=True)
class Known:
    """What an appointment has to be: ``at`` is ``None`` once it is cancelled."""

    person: str
    at: datetime | None
    request: str


class BookInAnyOrder(RuleBasedStateMachine):
    """Books, moves, cancels and asks again; knows what the table has to be after each."""

    def __init__(self) -> None:
        super().__init__()
        self.unsure = Unsure()
        self.book = self.unsure.book
        self.known: dict[str, Known] = {}
        self.done: set[str] = set()
        self.asked: list[Ask] = []
        self.read: list[Appointment] = []

    @rule(person=st.sampled_from(PEOPLE), at=times, fate=fates)
    def books(self, person: Person, at: datetime, fate: list[Fate]) -> None:
        self._asks(person, None, at, fate)

    @precondition(lambda self: self.read)
    @rule(back=lately, at=times, fate=fates)
    def moves(self, back: int, at: datetime, fate: list[Fate]) -> None:
        appointment = _of_late(self.read, back)
        self._asks(BY_ID[appointment.person], appointment, at, fate)

    @precondition(lambda self: self.read)
    @rule(later=st.integers(1, len(TIMES) - 1), fate=fates)
    def moves_on(self, later: int, fate: list[Fate]) -> None:
        """What was read last to another time: there and back makes for most trouble."""
        appointment = self.read[-1]
        at = TIMES[(TIMES.index(appointment.starts_at) + later) % len(TIMES)]
        self._asks(BY_ID[appointment.person], appointment, at, fate)

    @precondition(lambda self: self.read)
    @rule(back=lately, fate=fates)
    def cancels(self, back: int, fate: list[Fate]) -> None:
        appointment = _of_late(self.read, back)
        self._asks(BY_ID[appointment.person], appointment, None, fate)

    @precondition(lambda self: self.asked)
    @rule(back=lately, fate=fates)
    def asks_again(self, back: int, fate: list[Fate]) -> None:
        self._send(_of_late(self.asked, back), fate)

    @invariant()
    def the_table_is_what_was_done(self) -> None:
        assert self._appointments() == self.known
        kept = {
            item["sk"]["S"]: item["appointment"]["S"]
            for item in self.unsure.table.items()
            if item["pk"]["S"] == items.times_partition(CHEN.id)
        }
        standing = [(each.at, reference) for reference, each in self.known.items() if each.at]
        assert len(kept) == len(standing)
        assert kept == {items.stamp(at): reference for at, reference in standing}

    def _asks(
        self,
        person: Person,
        appointment: Appointment | None,
        at: datetime | None,
        fate: list[Fate],
    ) -> None:
        ask = Ask(f"r{len(self.asked)}", person, appointment, at)
        self.asked.append(ask)
        self._send(ask, fate)

    def _send(self, ask: Ask, fate: list[Fate]) -> None:
        """Sends a request, and holds what comes of it against what has to."""
        possible, new = self._is_possible(ask), ask.request not in self.done
        self.unsure.fates = iter(fate)
        try:
            got = self._ask(ask)
        except (TimeTakenError, ChangedMeanwhileError):
            assert not (possible and new)
            assert not self._has_an_answer(ask)
        except BookBusyError:
            assert fate.count(Fate.CONFLICT) == CONFLICTS_TOO_MANY
        except ReadTimeoutError:
            if possible and new and fate[-1] is Fate.ANSWER_LOST:
                self._note(ask)
        else:
            if new:
                assert possible
                self._note(ask)
            now = self.known[got.reference]
            told = Known(
                got.person,
                got.starts_at if got.status is AppointmentStatus.BOOKED else None,
                got.request,
            )
            assert told == now

    def _ask(self, ask: Ask) -> Appointment:
        if ask.appointment is None:
            assert ask.at
            return self.book.book(ask.person, CHEN, ask.at, request=ask.request)
        if ask.at is None:
            return self.book.cancel(ask.appointment, request=ask.request)
        return self.book.move(ask.appointment, CHEN, ask.at, request=ask.request)

    def _is_possible(self, ask: Ask) -> bool:
        """Whether the time is free, and the appointment is still as it was read."""
        if ask.at in [each.at for each in self.known.values() if each.at]:
            return False
        if ask.appointment is None:
            return True
        now = self.known[ask.appointment.reference]
        return now.at is not None and now.request == ask.appointment.request

    def _has_an_answer(self, ask: Ask) -> bool:
        """Whether it is done, and what was asked for is still so: then it is told again."""
        booked = ask.appointment is None and ask.request in self.done
        return booked or any(each.request == ask.request for each in self.known.values())

    def _note(self, ask: Ask) -> None:
        """What was asked is done: so the table has to have it, once."""
        (reference,) = (
            reference
            for reference, each in self._appointments().items()
            if each.request == ask.request
        )
        assert ask.appointment is None or ask.appointment.reference == reference
        self.known[reference] = Known(ask.person.id, ask.at, ask.request)
        self.done.add(ask.request)
        if (appointment := self.book.appointment(ask.person.id, reference)) is not None:
            self.read.append(appointment)

    def _appointments(self) -> dict[str, Known]:
        found = (
            items.read_appointment(item)
            for item in self.unsure.table.items()
            if item["sk"]["S"].startswith(items.APPOINTMENT_PREFIX)
        )
        return {
            each.reference: Known(
                each.person,
                each.starts_at if each.status is AppointmentStatus.BOOKED else None,
                each.request,
            )
            for each in found
        }


def _of_late(made: Sequence[Made], back: int) -> Made:
    return made[-1 - back % len(made)]


TestBookInAnyOrder = BookInAnyOrder.TestCase
TestBookInAnyOrder.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)

"""Free times in a book of 100,000 appointments, in process.

The table is one in memory (``tests/dynamodb``), since moto sorts all its items for each query. What
is measured is everything but the network: the book, botocore's writing, signing and parsing, and
the table, which answers where a request would leave.
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

# Where it is deployed it is in a layer.
sys.path.append(str(Path(__file__).parents[1] / "lambda/layers/appointment_book/python"))

from appointment_book import Appointment, AppointmentBook, BookStore, Opening, Provider, items

from benchmarks.figures import Figure, seconds, spread
from tests.dynamodb.answered import client_answered_by
from tests.dynamodb.memory_table import Answer, MemoryTable

PROVIDERS = 50
APPOINTMENTS = 100_000
SPAN = timedelta(days=180)
"""Before and after now; more than half of the times are taken then."""

NOW = datetime(2026, 12, 1, 18, tzinfo=UTC)
RUNS = 300
WARM_UP = 20
BOUND = 15


def figures() -> Iterator[Figure]:
    """The nearest free times to a wish, and those of a day; each with where its time goes."""
    providers = [_provider(number) for number in range(PROVIDERS)]
    table = MemoryTable()
    table.load(list(_items(providers)))
    gc.freeze()  # where the table is DynamoDB's, its items are no garbage to look through
    timed = _Timed(table)
    book = AppointmentBook(store=timed.store, clock=lambda: NOW)
    asks: Mapping[str, Callable[[Provider, datetime], object]] = {
        "nearest to a wish": book.nearest,
        "of a day": lambda provider, wish: book.free_on(provider, provider.local(wish).date()),
    }
    for name, ask in asks.items():
        taken = timed.runs(ask, providers)
        yield Figure(
            f"free times {name}, {APPOINTMENTS:,} appointments",
            statistics.median(taken),
            "ms",
            bound=BOUND,
            detail=f"{spread(taken, 'ms')}; {timed.split()}",
        )


@dataclass
class _Timed:
    """A store on a table, and how long the last runs were in each of them, in milliseconds."""

    table: MemoryTable
    answers: list[float] = field(default_factory=list)
    queries: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = BookStore(client=client_answered_by(self._answer), table_name="appointments")
        self._taken = self.store.taken
        self.store.taken = self._look  # type: ignore[method-assign]  # timed where it is called

    def runs(
        self, ask: Callable[[Provider, datetime], object], providers: Sequence[Provider]
    ) -> list[float]:
        """Asks for wishes all over the next months, of each provider in turn."""
        wish = random.Random(1)  # noqa: S311 - the same wishes each time
        self.whole = []
        for number in range(WARM_UP + RUNS):
            if number == WARM_UP:
                self.answers, self.queries, self.whole = [], [], []
            provider = providers[number % len(providers)]
            at = NOW + timedelta(minutes=wish.randrange(SPAN // timedelta(minutes=1)))
            self.whole.append(seconds(lambda at=at, provider=provider: ask(provider, at)) * 1000)  # type: ignore[misc]  # mypy cannot infer a lambda's defaults
        return self.whole

    def split(self) -> str:
        """How the time is divided, on average."""
        runs = len(self.whole)
        answers, queries, whole = (
            sum(each) / runs for each in (self.answers, self.queries, self.whole)
        )
        return (
            f"on average {whole - queries:.2f} ms the book, {queries - answers:.2f} ms botocore, "
            f"{answers:.2f} ms the table, {len(self.queries) / runs:.2f} queries"
        )

    def _look(self, provider_id: str, first: datetime, last: datetime) -> set[datetime]:
        found: list[set[datetime]] = []
        took = seconds(lambda: found.append(self._taken(provider_id, first, last)))
        self.queries.append(took * 1000)
        return found[0]

    def _answer(self, operation: str, request: Mapping[str, Any]) -> Answer:
        answers: list[Answer] = []
        took = seconds(lambda: answers.append(self.table.answer(operation, request)))
        self.answers.append(took * 1000)
        return answers[0]


def _provider(number: int) -> Provider:
    """Somebody who is there on weekdays, fourteen half-hours a day."""
    return Provider(
        id=f"provider-{number}",
        names={"en_US": f"Dr. {number}"},
        zone=ZoneInfo("America/Los_Angeles"),
        slot=timedelta(minutes=30),
        openings=tuple(
            Opening(weekday, opens, closes)
            for weekday in range(5)
            for opens, closes in ((time(9), time(12)), (time(13), time(17)))
        ),
    )


def _items(providers: Sequence[Provider]) -> Iterator[items.Item]:
    """As many appointments of each provider, all over the span, each with its time."""
    chance = random.Random(0)  # noqa: S311 - the same book each time
    first, last = (NOW + span for span in (-SPAN, SPAN))
    for provider in providers:
        times = list(provider.times(first.date(), last.date()))
        for number, at in enumerate(chance.sample(times, APPOINTMENTS // len(providers))):
            appointment = Appointment(
                reference=f"{provider.id}-{number}",
                person=f"person-{number % 997}",
                provider=provider.id,
                provider_name=provider.name("en_US"),
                zone=provider.zone,
                starts_at=at,
                request=f"request-{number}",
                phone="+15551230000",
                locale="en_US",
                changed_at=NOW,
            )
            yield items.write_appointment(appointment)
            yield items.write_taken(appointment)

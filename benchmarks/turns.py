"""Turns of a conversation: through the local cloud over HTTP, and in process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.deployed import deployed
from benchmarks.figures import Figure, percentile
from demo.hotel_booking import conversations as hotel
from demo.hotel_booking.rooms import add_rooms
from demo.patient_scheduling import clinic
from demo.patient_scheduling.visits import lines_of
from demo.stack_outputs import outputs
from demo.talking import bot_of
from localcloud.cli.environment import DEFAULT_REGION
from localcloud.cli.running import RunningCloud
from localcloud.clients import over_network
from tests.conversations.bots import CLINIC, HOTEL
from tests.conversations.throughput import measure

BOOKINGS = 40
WARM_UP = 3

Lines = tuple[str, ...]


def figures() -> Iterator[Figure]:
    """What people wait for through the local cloud, and how fast dialogues are played."""
    for title, bot, turns in (
        ("hotel", HOTEL, _hotel_turns()),
        ("patients", CLINIC, _patients_turns()),
    ):
        detail = f"{len(turns)} turns, the function in its own process"
        median = statistics.median(turns)
        yield Figure(
            f"{title}: turn through the local cloud, median", median, "ms", 40, False, detail
        )
        slow = percentile(turns, 95)
        yield Figure(f"{title}: turn through the local cloud, 95th percentile", slow, "ms", 120)
        measured = measure(bot)
        yield Figure(
            f"{title}: dialogues in process",
            measured.turns_per_second,
            "turns/s",
            bound=150,
            at_least=True,
            detail=f"{measured.dialogues} dialogues, {len(measured.turns)} times",
        )


def _hotel_turns() -> list[float]:
    with deployed(hotel.STACK) as cloud:
        found = outputs(_client(cloud, "cloudformation"), hotel.STACK)
        add_rooms(_client(cloud, "dynamodb"), found["RoomsTable"])
        first = datetime.now(UTC).date()
        days = (first + timedelta(days=20 + number * 3) for number in range(WARM_UP + BOOKINGS))
        people = [
            ("I need a room in Seattle", day.isoformat(), "2", "queen", "+1 206 555 0100", "yes")
            for day in days
        ]
        return _taken(cloud, found, people)


def _patients_turns() -> list[float]:
    with deployed(clinic.STACK) as cloud:
        found = outputs(_client(cloud, "cloudformation"), clinic.STACK)
        now, ana = datetime.now(UTC), clinic.PATIENTS[0]
        clinic.open_clinic(_client(cloud, "dynamodb"), found["AppointmentsTable"], now=now)
        people = []
        for number in range(WARM_UP + BOOKINGS):
            # One of the four times from 1 to 2:30 PM, on days of their own.
            day = clinic.open_day_after(now, 5 + 4 * (number // 4))
            first, *others = lines_of(ana.locale, day, ana.birth_date)
            at = ("1 PM", "1:30 PM", "2 PM", "2:30 PM")[number % 4]
            people.append((first.replace("three", at), *others[:2], ana.phone, *others[2:]))
        return _taken(cloud, found, people)


def _taken(cloud: RunningCloud, found: dict[str, str], people: Sequence[Lines]) -> list[float]:
    """Milliseconds of each turn of people who write one after another, the first ones left out."""
    runtime = _client(cloud, "lexv2-runtime")
    place = {**bot_of(found), "localeId": "en_US"}
    taken = []
    for number, lines in enumerate(people):
        answer: dict[str, Any] = {}
        for line in lines:
            begin = time.perf_counter()
            answer = runtime.recognize_text(**place, sessionId=f"bench-{number}", text=line)
            if number >= WARM_UP:
                taken.append((time.perf_counter() - begin) * 1000)
        state = answer["sessionState"]["intent"]["state"]
        if state != "Fulfilled":
            raise RuntimeError(f"conversation {number} ended as {state}: its time means nothing")
    return taken


def _client(cloud: RunningCloud, service: str) -> Any:
    return over_network(cloud.endpoint, service, DEFAULT_REGION)

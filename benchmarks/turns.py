"""Turns of a conversation: through the local cloud over HTTP, and in process."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from benchmarks.deployed import deployed
from benchmarks.figures import Figure, percentile, seconds
from demo.hotel_booking.conversations import STACK
from demo.hotel_booking.rooms import add_rooms
from demo.stack_outputs import outputs
from demo.talking import bot_of
from localcloud.cli.environment import DEFAULT_REGION
from localcloud.cli.running import RunningCloud
from localcloud.clients import over_network
from tests.conversations.throughput import measure

BOOKINGS = 40
WARM_UP = 3


def figures() -> Iterator[Figure]:
    """What a guest waits for through the local cloud, and how fast dialogues are played."""
    with deployed(STACK) as cloud:
        turns = _turns(cloud)
    detail = f"{len(turns)} turns, the function in its own process"
    yield Figure(
        "turn through the local cloud, median", statistics.median(turns), "ms", 40, False, detail
    )
    yield Figure("turn through the local cloud, 95th percentile", percentile(turns, 95), "ms", 120)
    measured = measure()
    yield Figure(
        "dialogues in process",
        measured.turns_per_second,
        "turns/s",
        bound=150,
        at_least=True,
        detail=f"{measured.dialogues} dialogues, {len(measured.turns)} times",
    )


def _turns(cloud: RunningCloud) -> list[float]:
    cloudformation = over_network(cloud.endpoint, "cloudformation", DEFAULT_REGION)
    dynamodb = over_network(cloud.endpoint, "dynamodb", DEFAULT_REGION)
    found = outputs(cloudformation, STACK)
    add_rooms(dynamodb, found["RoomsTable"])
    runtime = over_network(cloud.endpoint, "lexv2-runtime", DEFAULT_REGION)
    bot = bot_of(found)
    first = datetime.now(UTC).date()
    taken = []
    for number in range(WARM_UP + BOOKINGS):
        day = first + timedelta(days=20 + number * 3)
        lines = (
            "I need a room in Seattle",
            day.isoformat(),
            "2",
            "queen",
            "+1 206 555 0100",
            "yes",
        )
        for line in lines:
            took = seconds(
                lambda line=line, number=number: runtime.recognize_text(  # type: ignore[misc]  # mypy cannot infer a lambda's defaults
                    **bot, localeId="en_US", sessionId=f"bench-{number}", text=line
                )
            )
            if number >= WARM_UP:
                taken.append(took * 1000)
    return taken

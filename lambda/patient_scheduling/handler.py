"""The code hook of the patients' bot: Lex V2 calls it to check a dialog and to carry out a wish.

Nothing that identifies a patient is logged, traced or counted by name: neither names, numbers and
dates of birth nor reasons, and no session ids, which some channels make of a number.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from appointment_book import AppointmentBook, BookStore, Sessions
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from catalog import load_catalog
from desk import Calendars, Counted, Desk, Speakers
from function_start import TableSettings, dynamodb, traced
from intents import answer
from lex_dialog import Answer, LexEvent, outline

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger()
metrics = Metrics()


def count(what: str) -> None:
    """Counts something that happened, as a CloudWatch metric."""
    metrics.add_metric(name=what, unit=MetricUnit.Count, value=1)


def now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


def open_desk(
    settings: TableSettings, *, clock: Callable[[], datetime] = now
) -> Callable[[], Desk]:
    """The desk of the deployment, going by a clock: called for each turn."""
    # Lex waits 30 s for a code hook; a patient waits far less.
    client = dynamodb(attempt_seconds=3, attempts=3)
    store = BookStore(client=client, table_name=settings.table_name)
    book, sessions = AppointmentBook(store=store, clock=clock), Sessions(store, clock)
    calendars, catalog = Calendars(book), load_catalog()
    return lambda: Desk(book, count, catalog, calendars, Speakers(sessions))


desk = open_desk(TableSettings.read(os.environ))


@logger.inject_lambda_context
@traced
@metrics.log_metrics
def handle(event: dict[str, Any], context: LambdaContext) -> Answer:  # noqa: ARG001 - Lambda's own signature
    """Answers Lex V2.

    Raises:
        InvalidLexEventError: the event is not one of Lex V2.
        NoRouteError: the bot has an intent that this function does not know.
        UnknownLocaleError: the bot speaks a language that this function does not.
    """
    count(Counted.TURNS)
    turn = LexEvent.parse(event)
    reply = answer(turn, desk())
    logger.info("Answered a turn", **outline(turn, reply))
    return reply

"""The code hook of the call centre's bots: Lex V2 calls it to check a dialog and to move.

Nothing that identifies a caller is logged or traced: neither names and dates of birth, which slots
and attributes carry, nor session ids, which on a call are the contact's.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from appointment_book import AppointmentBook, BookStore
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from desk import Counted, Desk
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


def open_desk(settings: TableSettings) -> Desk:
    """The desk of the deployment."""
    store = BookStore(
        client=dynamodb(attempt_seconds=1.5, attempts=2), table_name=settings.table_name
    )
    return Desk(book=AppointmentBook(store=store, clock=lambda: datetime.now(UTC)), count=count)


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
    reply = answer(turn, desk)
    logger.info("Answered a turn", **outline(turn, reply))
    return reply

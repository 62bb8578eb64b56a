"""The code hook of the hotel's bot: Lex V2 calls it to check a dialog and to carry out a wish.

Nothing that identifies a guest is logged or traced: neither numbers, which slots carry, nor
session ids, which some channels make of a number.
"""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from bookings import Bookings
from catalog import load_catalog
from desk import Counted, Desk
from function_start import TableSettings, dynamodb, traced
from intents import answer
from lex_dialog import Answer, LexEvent, outline
from store import BookingStore

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger()
metrics = Metrics()


def count(what: Counted) -> None:
    """Counts something that happened, as a CloudWatch metric."""
    metrics.add_metric(name=what, unit=MetricUnit.Count, value=1)


def open_desk(settings: TableSettings) -> Desk:
    """The front desk of the deployment."""
    # Lex waits 30 s for a code hook; a guest waits far less.
    client = dynamodb(attempt_seconds=3, attempts=3)
    store = BookingStore(client=client, table_name=settings.table_name)
    bookings = Bookings(store=store, catalog=load_catalog(), clock=lambda: datetime.now(UTC))
    return Desk(bookings=bookings, count=count)


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
    logger.info(
        "Answered a turn",
        session=hashlib.sha256(turn.session_id.encode()).hexdigest()[:12],
        **outline(turn, reply),
    )
    return reply

"""The code hook of the hotel's bot: Lex V2 calls it to check a dialog and to carry out a wish.

Nothing that identifies a guest is logged or traced: neither numbers, which slots carry, nor
session ids, which some channels make of a number.
"""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import botocore.session
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from bookings import Bookings
from botocore.config import Config
from catalog import load_catalog
from desk import Counted, Desk
from intents import answer
from lex_dialog import Answer, LexEvent
from settings import Settings
from store import BookingStore
from tracing import traced

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext
    from mypy_boto3_dynamodb.client import DynamoDBClient

logger = Logger()
metrics = Metrics()

# Lex waits 30 s for a code hook; a guest waits far less.
_AWS = Config(
    connect_timeout=2, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3}
)


def count(what: Counted) -> None:
    """Counts something that happened, as a CloudWatch metric."""
    metrics.add_metric(name=what, unit=MetricUnit.Count, value=1)


def open_desk(settings: Settings) -> Desk:
    """The front desk of the deployment."""
    # boto3 would load S3's transfer manager too, a sixth of a cold start.
    client = botocore.session.get_session().create_client("dynamodb", config=_AWS)
    store = BookingStore(client=cast("DynamoDBClient", client), table_name=settings.table_name)
    bookings = Bookings(store=store, catalog=load_catalog(), clock=lambda: datetime.now(UTC))
    return Desk(bookings=bookings, count=count)


desk = open_desk(Settings.read(os.environ))


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
    action = reply["sessionState"]["dialogAction"]
    logger.info(
        "Answered a turn",
        intent=turn.intent.name,
        source=turn.source,
        locale=turn.locale,
        session=hashlib.sha256(turn.session_id.encode()).hexdigest()[:12],
        action=action["type"],
        slot=action.get("slotToElicit"),
    )
    return reply

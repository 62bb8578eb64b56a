"""Reads what people text back to their reminders: the function behind the topic of two-way SMS.

Neither numbers nor what was written is logged.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

import boto3
from appointment_book import AppointmentBook, BookStore
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.idempotency import (
    BasePersistenceLayer,
    DynamoDBPersistenceLayer,
)
from aws_lambda_powertools.utilities.typing import LambdaContext
from function_start import traced
from reply import Reply
from replying import Counted, Replying
from settings import Settings
from stream_effects import Effects, Texting

logger = Logger()
metrics = Metrics()


def count(what: Counted) -> None:
    """Counts something that happened, as a CloudWatch metric."""
    metrics.add_metric(name=what, unit=MetricUnit.Count, value=1)


def open_replying(settings: Settings) -> Effects[Reply]:
    """What follows a text, in the deployment."""
    dynamodb = boto3.client("dynamodb")
    texting = Texting(sns=boto3.client("sns"), origination_number=settings.origination_number)
    log = DynamoDBPersistenceLayer(
        table_name=settings.idempotency_table_name, boto3_client=dynamodb
    )
    store = BookStore(client=dynamodb, table_name=settings.table_name)
    book = AppointmentBook(store=store, clock=lambda: datetime.now(UTC))
    return effects(Replying(book, texting, count), log=log)


def effects(replying: Replying, *, log: BasePersistenceLayer) -> Effects[Reply]:
    """What follows a text, done once and noted in ``log``, however often SNS delivers it."""

    def answer(_: str, reply: Reply) -> str:
        outcome = replying.handle(reply)
        logger.info("Answered a text", outcome=outcome)
        return outcome

    return Effects("appointment-replies", {"answer": answer}, log=log)


following = open_replying(Settings.read(os.environ))


@logger.inject_lambda_context
@traced
@metrics.log_metrics
def handle(event: dict[str, Any], context: LambdaContext) -> None:
    """Does what each text asks for; SNS delivers one at a time.

    Raises:
        MalformedReplyError: a message is no text. Lambda tries whatever is raised twice again,
            then it goes to the function's dead-letter queue.
    """
    following.begin(context)
    for record in event["Records"]:
        reply = Reply.read(record)
        following.follow(reply.id, reply, called=f"the reply {reply.id}")

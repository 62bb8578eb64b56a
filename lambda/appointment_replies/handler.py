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
from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer
from aws_lambda_powertools.utilities.typing import LambdaContext
from function_start import traced
from reply import Reply
from replying import Counted, Replying, effects
from settings import Settings
from stream_effects import Effects, Texting

logger = Logger()
metrics = Metrics()


def count(what: Counted) -> None:
    """Counts something that happened, as a CloudWatch metric."""
    metrics.add_metric(name=what, unit=MetricUnit.Count, value=1)


def open_replying(settings: Settings) -> Replying:
    """The replying of the deployment."""
    dynamodb = boto3.client("dynamodb")
    texting = Texting(sns=boto3.client("sns"), origination_number=settings.origination_number)
    log = DynamoDBPersistenceLayer(
        table_name=settings.idempotency_table_name, boto3_client=dynamodb
    )
    return Replying(
        book=AppointmentBook(
            store=BookStore(client=dynamodb, table_name=settings.table_name),
            clock=lambda: datetime.now(UTC),
        ),
        answering=Effects("appointment-replies", effects(texting, count=count), log=log),
        count=count,
    )


replying = open_replying(Settings.read(os.environ))


@logger.inject_lambda_context
@traced
@metrics.log_metrics
def handle(event: dict[str, Any], context: LambdaContext) -> None:
    """Does what each text asks for; SNS delivers one at a time.

    Raises:
        MalformedReplyError: a message is no text. Lambda tries whatever is raised twice again,
            then it goes to the function's dead-letter queue.
    """
    replying.answering.begin(context)
    for record in event["Records"]:
        outcome = replying.handle(Reply.read(record))
        logger.info("Answered a text", outcome=outcome)

"""Reminds people of their appointments: the function behind the queue that schedules send to."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

import boto3
from appointment_book import AppointmentBook, BookStore
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer
from aws_lambda_powertools.utilities.typing import LambdaContext
from function_start import traced
from reminders import Reminder
from reminding import Counted, Reminding, effects
from settings import Settings
from stream_effects import Effects, Texting, answer_batch

logger = Logger()
metrics = Metrics()


def count(what: Counted) -> None:
    """Counts something that happened, as a CloudWatch metric."""
    metrics.add_metric(name=what, unit=MetricUnit.Count, value=1)


def open_reminding(settings: Settings) -> Reminding:
    """The reminding of the deployment."""
    dynamodb = boto3.client("dynamodb")
    texting = Texting(sns=boto3.client("sns"), origination_number=settings.origination_number)
    return Reminding(
        book=AppointmentBook(
            store=BookStore(client=dynamodb, table_name=settings.table_name),
            clock=lambda: datetime.now(UTC),
        ),
        following=Effects(
            "appointment-reminders",
            effects(texting, replies=settings.text_replies, count=count),
            log=DynamoDBPersistenceLayer(
                table_name=settings.idempotency_table_name, boto3_client=dynamodb
            ),
        ),
        count=count,
    )


reminding = open_reminding(Settings.read(os.environ))


def remind(record: SQSRecord) -> None:
    """Sends the reminder in one message."""
    try:
        reminder = Reminder.read(record.body)
        stands = reminding.remind(reminder)
    except Exception:
        logger.exception("A reminder failed", message_id=record.message_id)
        raise
    logger.info("Answered a reminder", reference=reminder.reference, stands=stands)


@logger.inject_lambda_context
@traced
@metrics.log_metrics
def handle(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Answers SQS with the messages that failed."""
    reminding.following.begin(context)
    return answer_batch(event, context, remind)

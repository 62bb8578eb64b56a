"""Tells the world of changed appointments: the function behind the table's stream."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
from appointment_book import AppointmentBook, BookStore
from appointment_change import AppointmentChange, read_change
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer
from aws_lambda_powertools.utilities.typing import LambdaContext
from following import effects
from function_start import required, traced
from stream_effects import Channels, Effect, Effects, Settings, answer_batch, read_record

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

logger = Logger()
metrics = Metrics()


def open_effects(environment: Mapping[str, str]) -> Effects[AppointmentChange]:
    """The effects of the deployment."""
    settings = Settings.read(environment)
    dynamodb = boto3.client("dynamodb")
    channels = Channels(sns=boto3.client("sns"), events=boto3.client("events"), settings=settings)
    log = DynamoDBPersistenceLayer(
        table_name=settings.idempotency_table_name, boto3_client=dynamodb
    )
    follow = {
        **effects(channels, text_refused=lambda: count("TextsRefused")),
        **open_reminder(environment, dynamodb),
    }
    return Effects("appointment-notifications", follow, log=log)


def open_reminder(
    environment: Mapping[str, str], dynamodb: DynamoDBClient
) -> dict[str, Effect[AppointmentChange]]:
    """The effect of a deployment that reminds; only there is the layer with what it needs."""
    if "REMINDER_GROUP_NAME" not in environment:
        return {}
    from reminders import Reminders, ReminderSettings
    from reminding import reminder

    (table_name,) = required(environment, "TABLE_NAME")
    store = BookStore(client=dynamodb, table_name=table_name)
    book = AppointmentBook(store=store, clock=lambda: datetime.now(UTC))
    reminders = Reminders(
        scheduler=boto3.client("scheduler"),
        settings=ReminderSettings.read(environment),
        clock=book.clock,
    )
    return {"reminder": reminder(book, reminders)}


def count(name: str, number: int = 1) -> None:
    """Counts something that happened, as a CloudWatch metric."""
    metrics.add_metric(name=name, unit=MetricUnit.Count, value=number)


following = open_effects(os.environ)


def follow(record: SQSRecord) -> None:
    """Does what follows the change in one message."""
    try:
        event_id, change = read_record(record.body, lambda it: (it.event_id, read_change(it)))
        if change is None:
            return
        reference = change.appointment.reference
        following.follow(event_id, change, called=f"{change.happened} {reference}")
    except Exception:
        logger.exception("A message failed", message_id=record.message_id)
        count("MessagesFailed")
        raise
    count(f"{change.happened}Told")
    logger.info("Told of a change", happened=change.happened, reference=reference)


@logger.inject_lambda_context
@traced
@metrics.log_metrics
def handle(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Answers SQS with the messages that failed."""
    count("MessagesReceived", len(event["Records"]))
    following.begin(context)
    return answer_batch(event, context, follow)

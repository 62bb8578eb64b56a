"""Tells the world of bookings made and cancelled: the function behind the table's stream."""

from __future__ import annotations

import os
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer
from aws_lambda_powertools.utilities.typing import LambdaContext
from booking_change import BookingChange, read_change
from following import effects
from function_start import traced
from stream_effects import Channels, Effects, Settings, answer_batch, read_record

logger = Logger()
metrics = Metrics()


def open_effects(settings: Settings) -> Effects[BookingChange]:
    """The effects of the deployment."""
    channels = Channels(sns=boto3.client("sns"), events=boto3.client("events"), settings=settings)
    log = DynamoDBPersistenceLayer(
        table_name=settings.idempotency_table_name, boto3_client=boto3.client("dynamodb")
    )
    return Effects("hotel-notifications", effects(channels), log=log)


following = open_effects(Settings.read(os.environ))


def follow(record: SQSRecord) -> None:
    """Does what follows the change in one message."""
    try:
        change = read_record(record.body, read_change)
        if change is None:
            return
        called = f"{change.happened} {change.reference}"
        following.follow(change.event_id, change, called=called)
    except Exception:
        logger.exception("A message failed", message_id=record.message_id)
        metrics.add_metric(name="MessagesFailed", unit=MetricUnit.Count, value=1)
        raise
    metrics.add_metric(name=f"{change.happened}Told", unit=MetricUnit.Count, value=1)
    logger.info("Told of a change", happened=change.happened, reference=change.reference)


@logger.inject_lambda_context
@traced
@metrics.log_metrics
def handle(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Answers SQS with the messages that failed."""
    metrics.add_metric(name="MessagesReceived", unit=MetricUnit.Count, value=len(event["Records"]))
    following.begin(context)
    return answer_batch(event, context, follow)

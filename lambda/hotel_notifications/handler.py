"""Tells the world of bookings made and cancelled: the function behind the table's stream.

A message that fails is named in the answer and comes again, at last to the dead-letter queue; it
holds up later changes of the same booking and nothing else.
"""

from __future__ import annotations

import os
from typing import Any

import boto3
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.batch import (
    SqsFifoPartialProcessor,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer
from aws_lambda_powertools.utilities.typing import LambdaContext
from booking_change import read_change
from effects import Effects
from settings import Settings

logger = Logger()
metrics = Metrics()
tracer = Tracer()


def open_effects(settings: Settings) -> Effects:
    """The effects of the deployment."""
    return Effects(
        sns=boto3.client("sns"),
        events=boto3.client("events"),
        log=DynamoDBPersistenceLayer(
            table_name=settings.idempotency_table_name, boto3_client=boto3.client("dynamodb")
        ),
        settings=settings,
    )


effects = open_effects(Settings.read(os.environ))


def follow(record: SQSRecord) -> None:
    """Does what follows the change in one message."""
    try:
        change = read_change(record.body)
        if change is None:
            return
        effects.follow(change)
    except Exception:
        logger.exception("A message failed", message_id=record.message_id)
        metrics.add_metric(name="MessagesFailed", unit=MetricUnit.Count, value=1)
        raise
    metrics.add_metric(name=f"{change.happened}Told", unit=MetricUnit.Count, value=1)
    logger.info("Told of a change", happened=change.happened, reference=change.reference)


@logger.inject_lambda_context
@tracer.capture_lambda_handler(capture_response=False)
@metrics.log_metrics
def handle(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Answers SQS with the messages that failed."""
    metrics.add_metric(name="MessagesReceived", unit=MetricUnit.Count, value=len(event["Records"]))
    effects.begin(context)
    # One processor for each batch: it keeps which groups have failed.
    processor = SqsFifoPartialProcessor(skip_group_on_error=True)
    # A lone message that fails is an answer too, not an error of the function.
    processor.raise_on_entire_batch_failure = False
    return process_partial_response(
        event=event, record_handler=follow, processor=processor, context=context
    )

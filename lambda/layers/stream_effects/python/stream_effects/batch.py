"""Answers SQS with the messages of a batch that failed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    SqsFifoPartialProcessor,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext


def answer_batch(
    event: dict[str, Any], context: LambdaContext, handle: Callable[[SQSRecord], None]
) -> PartialItemFailureResponse:
    """Handles each message of a FIFO queue's batch.

    A message that fails is named in the answer and comes again, at last to the dead-letter queue;
    it holds up later messages of its group and nothing else.
    """
    # One processor for each batch: it keeps which groups have failed.
    processor = SqsFifoPartialProcessor(skip_group_on_error=True)
    # A lone message that fails is an answer too, not an error of the function.
    processor.raise_on_entire_batch_failure = False
    return process_partial_response(
        event=event, record_handler=handle, processor=processor, context=context
    )

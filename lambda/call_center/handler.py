"""What the contact flow asks: who calls, and what their next appointment is.

Nothing that identifies a caller is logged or traced.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from appointment_book import AppointmentBook, BookStore
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from callers import Answer, Counted, Reception, answer
from contact import ContactEvent
from function_start import TableSettings, dynamodb, traced

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger()
metrics = Metrics()


def count(what: Counted) -> None:
    """Counts something that happened, as a CloudWatch metric."""
    metrics.add_metric(name=what, unit=MetricUnit.Count, value=1)


def open_reception(settings: TableSettings) -> Reception:
    """The reception of the deployment."""
    # Connect waits 8 s at the most, retries included, and a caller hears nothing meanwhile.
    store = BookStore(
        client=dynamodb(attempt_seconds=0.9, attempts=2), table_name=settings.table_name
    )
    return Reception(AppointmentBook(store=store, clock=lambda: datetime.now(UTC)), count)


reception = open_reception(TableSettings.read(os.environ))


@logger.inject_lambda_context
@traced
@metrics.log_metrics
def handle(event: dict[str, Any], context: LambdaContext) -> Answer:  # noqa: ARG001 - Lambda's own signature
    """Answers a flow, with strings only.

    Raises:
        InvalidContactEventError: the event is not one of a flow.
        UnknownActionError: the flow asks for something that this function does not do.
    """
    asked = ContactEvent.parse(event)
    told = answer(asked, reception)
    logger.info(
        "Answered a flow",
        action=asked.parameters["action"],
        contact=asked.contact_id,
        locale=asked.locale,
        found=told.get("found"),
        verified=told.get("verified"),
    )
    return told

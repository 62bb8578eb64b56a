"""What a daily workflow asks: may I run, which day is next, are its sources there, note it done."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from calendar_days import Calendar, and_before, started_at
from function_start import required, traced
from ledger import Ledger
from sources import SourceFolders, Wanted

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger()
metrics = Metrics()


class UnknownQuestionError(LookupError):
    """The workflow asks for something that this function does not answer."""


@cache
def ledger() -> Ledger:
    """Who runs, and which days are done."""
    (name,) = required(os.environ, "TABLE_NAME")
    return Ledger(client("dynamodb"), client("stepfunctions"), table=name)


@cache
def calendar() -> Calendar:
    """Which days there are to do."""
    (days,) = required(os.environ, "CATCH_UP_DAYS")
    return Calendar(ledger(), catch_up=int(days))


@cache
def folders() -> SourceFolders:
    """The raw layer."""
    (bucket,) = required(os.environ, "RAW_BUCKET")
    return SourceFolders(client("s3"), bucket=bucket)


def client(service: str) -> Any:  # noqa: ANN401 - botocore's clients have no type of their own
    """A client of AWS."""
    return botocore.session.get_session().create_client(service)


@logger.inject_lambda_context
@traced
@metrics.log_metrics
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001 - Lambda's own signature
    """Answers a workflow.

    Raises:
        UnknownQuestionError: ``ask`` is none of the questions.
        InvalidInputError: The execution was started with what makes no sense.
        SourcesMissingError: Files are not there that must be.
    """
    match event.get("ask"):
        case "begin":
            calendar().check(event["input"], started_at(event["started"]))
            holder = ledger().take_turn(event["execution"])
            logger.info("Began" if holder is None else "Another execution runs", holder=holder)
            return {"busy": holder is not None, "holder": holder or "none"}
        case "next":
            day = calendar().next_day(
                event["input"], started=started_at(event["started"]), last=event["last"]
            )
            logger.info("Found the next day", day=day)
            return {
                "found": day is not None,
                "date": day or event["last"],
                "month": (day or event["last"])[:7],
                "days": and_before(day) if day else [],
            }
        case "sources":
            wanted = {name: Wanted.parse(one) for name, one in event["sources"].items()}
            present = folders().present(wanted, event["date"])
            logger.info("Looked for sources", day=event["date"], present=present)
            return {"present": present}
        case "done":
            ledger().note_done(event["date"], event["execution"])
            metrics.add_metric(name="DaysDone", unit=MetricUnit.Count, value=1)
            return {"date": event["date"]}
        case "end":
            ledger().give_up_turn(event["execution"])
            return {"ended": True}
        case other:
            raise UnknownQuestionError(
                f"ask: {other!r} is not one of begin, next, sources, done, end"
            )

"""Puts records that Firehose could not use back on the stream they came from.

It is asked by hand, once what was wrong is put right: ``{"date": "2026-11-26"}`` for a day's,
``{"folder": "processing-failed/"}`` for a kind's, ``{}`` for all. A file whose records are on the
stream again goes to another folder. Should it stop between the two, records come twice, which is
no harm: events are told apart by their ids.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit
from failed_files import FailedFiles, Wish
from function_start import required, traced
from replaying import replay
from stream import RecordStream

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger()
metrics = Metrics()

_SPARE_MILLISECONDS = 60_000
"""What one more file may take."""


@cache
def files() -> FailedFiles:
    """The files, found by the deployment's settings."""
    bucket, failed, replayed = required(
        os.environ, "BUCKET_NAME", "FAILED_FOLDER", "REPLAYED_FOLDER"
    )
    return FailedFiles(client("s3"), bucket=bucket, failed=failed, replayed=replayed)


@cache
def stream() -> RecordStream:
    """The stream."""
    (name,) = required(os.environ, "STREAM_NAME")
    return RecordStream(client("kinesis"), name=name)


def client(service: str) -> Any:  # noqa: ANN401 - botocore's clients have no type of their own
    """A client of AWS."""
    return botocore.session.get_session().create_client(service)


@logger.inject_lambda_context
@traced
@metrics.log_metrics
def handle(event: dict[str, Any], context: LambdaContext) -> dict[str, int | bool]:
    """Replays what is wished, as far as there is time; ``more`` says whether some is left.

    Raises:
        ValueError: The wish is not one.
        UnreadableFilesError: Files are not Firehose's; all others are replayed.
        StreamRefusedError: The stream does not take the records; those of this file stay.
    """

    def time_left() -> bool:
        return context.get_remaining_time_in_millis() > _SPARE_MILLISECONDS

    done = replay(Wish.parse(event), files=files(), stream=stream(), go_on=time_left)
    metrics.add_metric(name="RecordsReplayed", unit=MetricUnit.Count, value=done.records)
    logger.info("Replayed", files=done.files, records=done.records, more=done.more)
    done.complain()
    return {"files": done.files, "records": done.records, "more": done.more}

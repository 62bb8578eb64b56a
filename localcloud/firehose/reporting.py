"""What Firehose tells of its work: figures to CloudWatch, failures to the stream's log.

Source: https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from localcloud.cloudwatch.recording import Figures, record
from localcloud.firehose.destination import Destination
from localcloud.firehose.sources import Taken

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reporter:
    """Tells of one delivery stream."""

    cloud: Cloud
    arn: str

    @property
    def region(self) -> str:
        """Where the stream is."""
        return self.arn.split(":")[3]

    def figures(self, figures: Figures) -> None:
        """Keeps figures under the stream's name."""
        name = {"DeliveryStreamName": self.arn.rsplit("/", 1)[-1]}
        record(self.cloud, self.region, "AWS/Firehose", figures, dimensions=[name])

    def put(self, operation: str, records: int, size: int) -> None:
        """Records were put directly."""
        figures = {
            f"{operation}.Requests": (1.0, "Count"),
            f"{operation}.Bytes": (float(size), "Bytes"),
            "IncomingRecords": (float(records), "Count"),
            "IncomingBytes": (float(size), "Bytes"),
        }
        if operation == "PutRecordBatch":
            figures["PutRecordBatch.Records"] = (float(records), "Count")
        self.figures(figures)

    def read(self, taken: list[Taken]) -> None:
        """Records were read from a Kinesis stream."""
        size = sum(len(each.data) for each in taken)
        behind = (self.cloud.clock.now() - taken[0].arrived).total_seconds() * 1000
        self.figures(
            {
                "DataReadFromKinesisStream.Records": (float(len(taken)), "Count"),
                "DataReadFromKinesisStream.Bytes": (float(size), "Bytes"),
                "IncomingRecords": (float(len(taken)), "Count"),
                "IncomingBytes": (float(size), "Bytes"),
                "KinesisMillisBehindLatest": (max(0.0, behind), "Milliseconds"),
            }
        )

    def written(self, records: int, size: int, oldest: datetime) -> None:
        """An object was written."""
        fresh = (self.cloud.clock.now() - oldest).total_seconds()
        self.figures(
            {
                "DeliveryToS3.Success": (1.0, "Count"),
                "DeliveryToS3.Records": (float(records), "Count"),
                "DeliveryToS3.Bytes": (float(size), "Bytes"),
                "DeliveryToS3.DataFreshness": (max(0.0, fresh), "Seconds"),
                "DeliveryToS3.ObjectCount": (1.0, "Count"),
            }
        )

    def converted(self, succeeded: int, failed: int) -> None:
        """Records were made into rows, or were not."""
        self.figures(
            {
                "SucceedConversion.Records": (float(succeeded), "Count"),
                "FailedConversion.Records": (float(failed), "Count"),
            }
        )

    def unwritten(self, oldest: datetime) -> None:
        """An object was not written."""
        fresh = (self.cloud.clock.now() - oldest).total_seconds()
        self.figures(
            {
                "DeliveryToS3.Success": (0.0, "Count"),
                "DeliveryToS3.DataFreshness": (max(0.0, fresh), "Seconds"),
            }
        )

    def log(self, destination: Destination, version: str, code: str, message: str) -> None:
        """Writes a failure to the log that the destination names, if that is there."""
        LOG.info("%s: %s: %s", self.arn, code, message)
        if destination.log is None:
            return
        group, stream = destination.log
        entry = {
            "deliveryStreamARN": self.arn,
            "destination": f"arn:{self.arn.split(':')[1]}:s3:::{destination.bucket}",
            "deliveryStreamVersionId": int(version),
            "message": message,
            "errorCode": code,
        }
        now = int(self.cloud.clock.now().timestamp() * 1000)
        try:
            self.cloud.client("logs", self.region).put_log_events(
                logGroupName=group,
                logStreamName=stream,
                logEvents=[{"timestamp": now, "message": json.dumps(entry)}],
            )
        except ClientError as error:
            # As on AWS, nothing is logged where there is no such log: delivery goes on.
            LOG.warning("%s cannot log to %s, %s: %s", self.arn, group, stream, error)

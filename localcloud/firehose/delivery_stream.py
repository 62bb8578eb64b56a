"""A delivery stream as the API keeps it and shows it."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from localcloud.firehose.deliverer import Deliverer
from localcloud.firehose.destination import complete_hints
from localcloud.firehose.sources import DirectSource

Shape = dict[str, Any]

DESTINATION = "destinationId-000000000001"
_SIMPLE = (
    "RoleARN",
    "BucketARN",
    "Prefix",
    "ErrorOutputPrefix",
    "BufferingHints",
    "CompressionFormat",
    "EncryptionConfiguration",
    "CloudWatchLoggingOptions",
)
"""What the description of a plain S3 destination has; an extended one has more."""


@dataclass
class DeliveryStream:
    """One delivery stream.

    Attributes:
        destination: The extended S3 destination, as it is described.
        direct: What is put to it; None where it reads a Kinesis stream.
        source: The description of that stream.
        encryption: Of what it keeps.
    """

    name: str
    arn: str
    created: datetime
    destination: Shape
    deliverer: Deliverer
    direct: DirectSource | None
    source: Shape | None = None
    encryption: Shape = field(default_factory=lambda: {"Status": "DISABLED"})
    tags: dict[str, str] = field(default_factory=dict)
    version: int = 1
    updated: datetime | None = None
    status: str = "ACTIVE"

    @property
    def kind(self) -> str:
        """Where its records come from."""
        return "DirectPut" if self.direct is not None else "KinesisStreamAsSource"

    def described(self) -> Shape:
        """As DescribeDeliveryStream shows it."""
        destination = copy.deepcopy(self.destination)
        shown: Shape = {
            "DeliveryStreamName": self.name,
            "DeliveryStreamARN": self.arn,
            "DeliveryStreamStatus": self.status,
            "DeliveryStreamEncryptionConfiguration": dict(self.encryption),
            "DeliveryStreamType": self.kind,
            "VersionId": str(self.version),
            "CreateTimestamp": self.created,
            "Destinations": [
                {
                    "DestinationId": DESTINATION,
                    "S3DestinationDescription": {
                        name: destination[name] for name in _SIMPLE if name in destination
                    },
                    "ExtendedS3DestinationDescription": destination,
                }
            ],
            "HasMoreDestinations": False,
        }
        if self.updated is not None:
            shown["LastUpdateTimestamp"] = self.updated
        if self.source is not None:
            shown["Source"] = {"KinesisStreamSourceDescription": dict(self.source)}
        return shown


def described_destination(configuration: Shape) -> Shape:
    """A destination's description from its configuration, with Firehose's defaults."""
    shape = copy.deepcopy(configuration)
    shape["BufferingHints"] = complete_hints(shape)
    shape.setdefault("CompressionFormat", "UNCOMPRESSED")
    shape.setdefault("EncryptionConfiguration", {"NoEncryptionConfig": "NoEncryption"})
    shape.setdefault("CloudWatchLoggingOptions", {"Enabled": False})
    shape.setdefault("S3BackupMode", "Disabled")
    return shape


def changed_destination(shape: Shape, update: Shape) -> Shape:
    """A destination's description after an update: what it does not name stays."""
    return {**copy.deepcopy(shape), **copy.deepcopy(update)}

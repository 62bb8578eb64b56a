"""Amazon Data Firehose: what is put to a delivery stream, or to the Kinesis stream that it reads,
is delivered to S3 as its own configuration says.

Source: https://docs.aws.amazon.com/firehose/latest/APIReference/
"""

from __future__ import annotations

import secrets
import threading
from typing import TYPE_CHECKING

from localcloud.errors import ServiceError
from localcloud.events.timetable import Timetable
from localcloud.firehose.deliverer import Deliverer
from localcloud.firehose.delivery_stream import (
    DESTINATION,
    DeliveryStream,
    Shape,
    changed_destination,
    described_destination,
)
from localcloud.firehose.destination import Destination, invalid
from localcloud.firehose.resources import HANDLERS
from localcloud.firehose.sources import DirectSource, KinesisSource
from localcloud.firehose.writing import EXTENSIONS
from localcloud.functions.parts import functions_of
from localcloud.kinesis import streams_of
from localcloud.service import Call, Service, partition_of

if TYPE_CHECKING:
    from localcloud.interface import Cloud

BATCH_LIMIT = 4 * 1024 * 1024
"""Bytes of a PutRecordBatch.

Source: https://docs.aws.amazon.com/firehose/latest/dev/limits.html
"""

KINDS = ("DirectPut", "KinesisStreamAsSource")
LIST_LIMIT = 10
TAGS_LIMIT = 50


class FirehoseService(Service):
    """Firehose, with S3 as the destination."""

    api = "firehose"
    resource_handlers = HANDLERS

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._streams: dict[tuple[str, str], DeliveryStream] = {}
        self._lock = threading.RLock()
        self._due = Timetable[str](cloud, self._look)

    def close(self) -> None:
        """Delivers nothing more."""
        for stream in tuple(self._streams.values()):
            stream.deliverer.close()
        self._due.close()

    def create_delivery_stream(self, call: Call, request: Shape) -> Shape:
        """Creates a delivery stream, which is active at once."""
        name = request["DeliveryStreamName"]
        shape = described_destination(_extended(request))
        _check_runs(shape)
        destination = Destination.read(shape)
        kind = request.get("DeliveryStreamType") or "DirectPut"
        if kind not in KINDS:
            raise invalid(f"DeliveryStreamType: in this cloud {kind} is not among {KINDS}")
        configured = request.get("KinesisStreamSourceConfiguration")
        if bool(configured) != (kind == "KinesisStreamAsSource"):
            raise invalid(
                "KinesisStreamSourceConfiguration is for the type KinesisStreamAsSource, which "
                "needs it"
            )
        now = self.cloud.clock.now()
        arn = (
            f"arn:{partition_of(call.region)}:firehose:{call.region}:{call.account}:"
            f"deliverystream/{name}"
        )
        source: Shape | None = None
        direct: DirectSource | None = None
        reads: DirectSource | KinesisSource
        if configured:
            reads = self._kinesis(configured["KinesisStreamARN"])
            source = {**configured, "DeliveryStartTimestamp": now}
        else:
            reads = direct = DirectSource(self.cloud.clock.now)
        deliverer = Deliverer(
            self.cloud,
            functions_of(self.cloud).background,
            self._due,
            arn=arn,
            source=reads,
            destination=destination,
            version="1",
        )
        stream = DeliveryStream(name, arn, now, shape, deliverer, direct, source)
        stream.tags = {tag["Key"]: tag.get("Value", "") for tag in request.get("Tags") or ()}
        if given := request.get("DeliveryStreamEncryptionConfigurationInput"):
            stream.encryption = {**given, "Status": "ENABLED"}
        with self._lock:
            if (call.region, name) in self._streams:
                raise ServiceError(
                    "ResourceInUseException",
                    f"Firehose {name} under accountId {call.account} already exists",
                )
            self._streams[call.region, name] = stream
        deliverer.start()
        return {"DeliveryStreamARN": arn}

    def describe_delivery_stream(self, call: Call, request: Shape) -> Shape:
        """A delivery stream."""
        return {"DeliveryStreamDescription": self._find(call, request).described()}

    def list_delivery_streams(self, call: Call, request: Shape) -> Shape:
        """The names of the region's delivery streams."""
        after = request.get("ExclusiveStartDeliveryStreamName") or ""
        kind = request.get("DeliveryStreamType")
        with self._lock:
            names = sorted(
                stream.name
                for (region, name), stream in self._streams.items()
                if region == call.region and name > after and kind in (None, stream.kind)
            )
        limit = request.get("Limit") or LIST_LIMIT
        return {"DeliveryStreamNames": names[:limit], "HasMoreDeliveryStreams": len(names) > limit}

    def delete_delivery_stream(self, call: Call, request: Shape) -> None:
        """Deletes a delivery stream, once what was put to it has been delivered."""
        stream = self._find(call, request)
        stream.status = "DELETING"
        stream.deliverer.finish()
        with self._lock:
            self._streams.pop((call.region, stream.name), None)

    def update_destination(self, call: Call, request: Shape) -> None:
        """Delivers elsewhere, or otherwise: what is buffered included."""
        stream = self._find(call, request)
        if request["DestinationId"] != DESTINATION:
            raise invalid(f"Destination Id {request['DestinationId']} not found")
        update = request.get("ExtendedS3DestinationUpdate") or request.get("S3DestinationUpdate")
        if not update:
            raise invalid("ExtendedS3DestinationUpdate: this cloud delivers to S3 only")
        with self._lock:
            if request["CurrentDeliveryStreamVersionId"] != str(stream.version):
                raise ServiceError(
                    "ConcurrentModificationException",
                    f"Cannot update firehose: {stream.name} since the current version id: "
                    f"{stream.version} and specified version id: "
                    f"{request['CurrentDeliveryStreamVersionId']} do not match",
                )
            shape = changed_destination(stream.destination, update)
            _check_runs(shape)
            destination = Destination.read(shape)
            if _partitions(shape) != _partitions(stream.destination):
                raise invalid(
                    "DynamicPartitioningConfiguration: dynamic partitioning cannot be switched on "
                    "or off for a delivery stream that exists"
                )
            stream.destination = shape
            stream.version += 1
            stream.updated = self.cloud.clock.now()
            version = str(stream.version)
        stream.deliverer.change(destination, version)

    def put_record(self, call: Call, request: Shape) -> Shape:
        """Takes a record, to be delivered."""
        stream = self._takes(call, request)
        return {"RecordId": self._put(stream, "PutRecord", [request["Record"]])[0]}

    def put_record_batch(self, call: Call, request: Shape) -> Shape:
        """Takes records, all of them."""
        stream = self._takes(call, request)
        size = sum(len(each["Data"]) for each in request["Records"])
        if size > BATCH_LIMIT:
            raise invalid(f"Records size exceeds 4 MB limit: they have {size} bytes")
        answers = self._put(stream, "PutRecordBatch", request["Records"])
        return {
            "FailedPutCount": 0,
            "Encrypted": stream.encryption["Status"] == "ENABLED",
            "RequestResponses": [{"RecordId": each} for each in answers],
        }

    def tag_delivery_stream(self, call: Call, request: Shape) -> None:
        """Adds tags."""
        stream = self._find(call, request)
        stream.tags |= {tag["Key"]: tag.get("Value", "") for tag in request["Tags"]}

    def untag_delivery_stream(self, call: Call, request: Shape) -> None:
        """Takes tags away."""
        stream = self._find(call, request)
        for key in request["TagKeys"]:
            stream.tags.pop(key, None)

    def list_tags_for_delivery_stream(self, call: Call, request: Shape) -> Shape:
        """The tags, by key."""
        after = request.get("ExclusiveStartTagKey") or ""
        tags = sorted(self._find(call, request).tags.items())
        found = [{"Key": key, "Value": value} for key, value in tags if key > after]
        limit = request.get("Limit") or TAGS_LIMIT
        return {"Tags": found[:limit], "HasMoreTags": len(found) > limit}

    def start_delivery_stream_encryption(self, call: Call, request: Shape) -> None:
        """Encrypts what the stream keeps."""
        given = request.get("DeliveryStreamEncryptionConfigurationInput")
        stream = self._find(call, request)
        stream.encryption = {**(given or {"KeyType": "AWS_OWNED_CMK"}), "Status": "ENABLED"}

    def stop_delivery_stream_encryption(self, call: Call, request: Shape) -> None:
        """Encrypts it no more."""
        self._find(call, request).encryption = {"Status": "DISABLED"}

    def _put(self, stream: DeliveryStream, operation: str, records: list[Shape]) -> list[str]:
        if stream.direct is None:
            raise invalid(f"{operation}: {stream.name} reads a Kinesis stream; put records to that")
        data = [bytes(each["Data"]) for each in records]
        stream.direct.put(data)
        stream.deliverer.reporter.put(operation, len(data), sum(map(len, data)))
        token = secrets.token_urlsafe(96)
        return [f"{token}{index:04d}" for index in range(len(data))]

    def _takes(self, call: Call, request: Shape) -> DeliveryStream:
        stream = self._find(call, request)
        if stream.status != "ACTIVE":
            raise self._missing(call, stream.name)
        return stream

    def _find(self, call: Call, request: Shape) -> DeliveryStream:
        name = request["DeliveryStreamName"]
        with self._lock:
            stream = self._streams.get((call.region, name))
        if stream is None:
            raise self._missing(call, name)
        return stream

    def _missing(self, call: Call, name: str) -> ServiceError:
        return ServiceError(
            "ResourceNotFoundException", f"Firehose {name} under account {call.account} not found."
        )

    def _kinesis(self, arn: str) -> KinesisSource:
        try:
            return KinesisSource(streams_of(self.cloud), arn)
        except ServiceError as error:
            raise invalid(f"KinesisStreamARN: there is no stream {arn}: {error.message}") from error

    def _look(self, arn: str) -> None:
        region, name = arn.split(":")[3], arn.rsplit("/", 1)[-1]
        with self._lock:
            stream = self._streams.get((region, name))
        if stream is not None:
            stream.deliverer.look()


def _extended(request: Shape) -> Shape:
    for name in ("ExtendedS3DestinationConfiguration", "S3DestinationConfiguration"):
        if request.get(name):
            found: Shape = request[name]
            return found
    others = ", ".join(n for n in request if n.endswith("DestinationConfiguration"))
    raise invalid(
        "ExtendedS3DestinationConfiguration is required: this cloud delivers to S3, not by "
        f"{others or 'no destination'}"
    )


def _check_runs(shape: Shape) -> None:
    if shape.get("S3BackupMode") == "Enabled":
        raise invalid(
            "S3BackupMode: a copy of the source does not run in this cloud; Disabled does"
        )
    if shape["CompressionFormat"] not in EXTENSIONS:
        raise invalid(
            f"CompressionFormat: in this cloud {shape['CompressionFormat']} is not among "
            f"{', '.join(EXTENSIONS)}"
        )


def _partitions(shape: Shape) -> bool:
    return bool((shape.get("DynamicPartitioningConfiguration") or {}).get("Enabled"))

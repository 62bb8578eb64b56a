"""Buffers written as objects: what could be delivered, and what could not with its reason.

Source: https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion-error-handling.html
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import uuid
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from localcloud.firehose.conversion import ConversionError, Converter, Row
from localcloud.firehose.destination import Conversion, Destination
from localcloud.firehose.intake import milliseconds
from localcloud.firehose.items import CONVERSION, Buffer, Failure, Item
from localcloud.service import ACCOUNT

if TYPE_CHECKING:
    from localcloud.interface import Cloud

EXTENSIONS = {"UNCOMPRESSED": "", "GZIP": ".gz", "ZIP": ".zip"}


@dataclass(frozen=True)
class Output:
    """An object to write.

    Attributes:
        items: What it holds.
        failed: The type of error where it holds failures.
    """

    key: str
    body: bytes
    items: Sequence[Item]
    failed: str = ""


@dataclass(frozen=True)
class Writer:
    """Makes objects of buffers, by a destination as it is now.

    Attributes:
        name: The delivery stream's; ``version`` of its destination.
    """

    cloud: Cloud
    name: str
    region: str
    version: str
    destination: Destination

    def outputs(self, buffer: Buffer) -> list[Output]:
        """The objects of a buffer: failures apart from what can be delivered."""
        if buffer.route.failed:
            return [self._failures(buffer.route.failed, buffer.items, buffer.oldest)]
        conversion = self.destination.conversion
        if conversion is None:
            body = _compressed(
                self.destination.compression, b"".join(item.data for item in buffer.items)
            )
            extension = EXTENSIONS[self.destination.compression]
            return [Output(self._key(buffer, extension), body, buffer.items)]
        return self._converted(buffer, conversion)

    def _converted(self, buffer: Buffer, conversion: Conversion) -> list[Output]:
        rows: list[Row] = []
        whole: list[Item] = []
        failed: list[Item] = []
        try:
            converter = Converter.of(self.cloud, conversion, self.region)
        except ConversionError as error:
            failed = [_unconverted(item, error) for item in buffer.items]
        else:
            for item in buffer.items:
                try:
                    rows += converter.rows(item.data)
                    whole.append(item)
                except ConversionError as error:
                    failed.append(_unconverted(item, error))
        outputs = []
        if whole:
            outputs.append(Output(self._key(buffer, ".parquet"), converter.file(rows), whole))
        if failed:
            outputs.append(self._failures(CONVERSION, failed, buffer.oldest))
        return outputs

    def _failures(self, kind: str, items: Sequence[Item], oldest: datetime) -> Output:
        prefix = self.destination.error_prefix.at(
            oldest.astimezone(self.destination.zone), error=kind
        )
        lines = (json.dumps(self._line(item)) + "\n" for item in items)
        return Output(prefix + self._object_name(oldest), "".join(lines).encode(), items, kind)

    def _line(self, item: Item) -> dict[str, Any]:
        failure, taken = item.failure, item.origin.taken
        if failure is None:
            raise TypeError("what goes where failures go has a failure")
        now = milliseconds(self.cloud.clock.now())
        line: dict[str, Any] = {
            "attemptsMade": failure.attempts,
            "arrivalTimestamp": milliseconds(taken.arrived),
        }
        raw = base64.b64encode(item.data).decode()
        conversion = self.destination.conversion
        if failure.kind != CONVERSION or conversion is None:
            function = self.destination.processors.function
            return {
                **line,
                "errorCode": failure.code,
                "errorMessage": failure.message,
                "attemptEndingTimestamp": now,
                "rawData": raw,
                **({"lambdaArn": function.arn} if function else {}),
            }
        schema = conversion.schema
        return {
            **line,
            "lastErrorCode": failure.code,
            "lastErrorMessage": failure.message,
            "attemptEndingTimestamp": now,
            "rawData": raw,
            "sequenceNumber": str(taken.sequence),
            "subSequenceNumber": None,
            "dataCatalogTable": {
                "catalogId": schema.get("CatalogId") or ACCOUNT,
                "databaseName": schema["DatabaseName"],
                "tableName": schema["TableName"],
                "region": schema.get("Region") or self.region,
                "versionId": schema.get("VersionId") or "LATEST",
                "catalogArn": None,
            },
        }

    def _key(self, buffer: Buffer, extension: str) -> str:
        moment = buffer.oldest.astimezone(self.destination.zone)
        prefix = self.destination.prefix.at(moment, keys=dict(buffer.route.keys))
        name = self._object_name(buffer.oldest)
        return prefix + name + (self.destination.extension or extension)

    def _object_name(self, oldest: datetime) -> str:
        moment = oldest.astimezone(self.destination.zone)
        return f"{self.name}-{self.version}-{moment:%Y-%m-%d-%H-%M-%S}-{uuid.uuid4()}"


def _unconverted(item: Item, error: ConversionError) -> Item:
    return Item(item.origin, item.data, Failure(CONVERSION, error.code, str(error)))


def _compressed(compression: str, data: bytes) -> bytes:
    if compression == "GZIP":
        return gzip.compress(data)
    if compression == "ZIP":
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("data", data)
        return written.getvalue()
    return data

"""Where a delivery stream delivers to, and how: an extended S3 destination, read and checked.

Source: https://docs.aws.amazon.com/firehose/latest/APIReference/API_ExtendedS3DestinationConfiguration.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from localcloud.errors import ServiceError
from localcloud.firehose.prefixes import FUNCTION, QUERY, Prefix, PrefixError
from localcloud.firehose.processors import ProcessorError, Processors

Shape = dict[str, Any]

MEBIBYTE = 1024 * 1024
LEAST_MEBIBYTES = 64
"""What a buffer has at least where records are converted or partitioned."""
LEAST_INTERVAL = 60
"""Seconds that a buffer is held at least where records are partitioned."""


@dataclass(frozen=True)
class Conversion:
    """How records become rows.

    Attributes:
        schema: Database, table, region and version, as the configuration has them.
        mappings: The key in the record, by column.
        folds_case: Whether keys are matched whatever their case.
        dots: Whether a dot in a key is an underscore in the column's name.
        serde: ``OpenXJsonSerDe`` or ``HiveJsonSerDe``.
        compression: Of the Parquet file.
    """

    schema: Shape
    mappings: Mapping[str, str]
    folds_case: bool
    dots: bool
    serde: str
    compression: str


@dataclass(frozen=True)
class Destination:
    """A destination.

    Attributes:
        size: Bytes of a buffer that is full; ``interval`` the time after which it is due.
        key: Of KMS, with which objects are encrypted.
        error_prefix: Where records go that cannot be delivered.
    """

    bucket: str
    prefix: Prefix
    error_prefix: Prefix
    size: int
    interval: timedelta
    partitioned: bool
    processors: Processors
    conversion: Conversion | None
    compression: str
    extension: str
    zone: ZoneInfo
    log: tuple[str, str] | None
    key: str | None = None

    @property
    def encryption(self) -> Shape:
        """How its objects are encrypted, as PutObject takes it."""
        if self.key is None:
            return {}
        return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": self.key}

    @classmethod
    def read(cls, shape: Shape) -> Destination:
        """A destination from its description.

        Raises:
            ServiceError: InvalidArgumentException, with what is allowed.
        """
        prefix, error_prefix = _prefixes(shape)
        conversion = _conversion(shape)
        partitioned = bool((shape.get("DynamicPartitioningConfiguration") or {}).get("Enabled"))
        hints = complete_hints(shape)
        try:
            processors = Processors.read(shape.get("ProcessingConfiguration"))
            zone = ZoneInfo(shape.get("CustomTimeZone") or "UTC")
        except ProcessorError as error:
            raise invalid(f"ProcessingConfiguration: {error}") from error
        except (KeyError, ValueError) as error:
            raise invalid(f"CustomTimeZone: {shape['CustomTimeZone']!r} is no zone") from error
        _check_partitioning(prefix, processors, hints, partitioned=partitioned)
        compression = shape.get("CompressionFormat") or "UNCOMPRESSED"
        if conversion is not None and compression != "UNCOMPRESSED":
            raise invalid(
                "CompressionFormat must be UNCOMPRESSED where data format conversion is enabled: "
                f"the file's own is used; it is {compression}"
            )
        logging = shape.get("CloudWatchLoggingOptions") or {}
        encryption = (shape.get("EncryptionConfiguration") or {}).get("KMSEncryptionConfig") or {}
        return cls(
            bucket=shape["BucketARN"].split(":::")[-1],
            prefix=prefix,
            error_prefix=error_prefix,
            size=hints["SizeInMBs"] * MEBIBYTE,
            interval=timedelta(seconds=hints["IntervalInSeconds"]),
            partitioned=partitioned,
            processors=processors,
            conversion=conversion,
            compression=compression,
            extension=shape.get("FileExtension") or "",
            zone=zone,
            log=(logging["LogGroupName"], logging["LogStreamName"])
            if logging.get("Enabled")
            else None,
            key=encryption.get("AWSKMSKeyARN"),
        )


def complete_hints(shape: Shape) -> Shape:
    """The buffering hints, with Firehose's defaults."""
    special = converts(shape) or (shape.get("DynamicPartitioningConfiguration") or {}).get(
        "Enabled"
    )
    defaults = {"SizeInMBs": 128 if special else 5, "IntervalInSeconds": 300}
    return {**defaults, **(shape.get("BufferingHints") or {})}


def converts(shape: Shape) -> bool:
    """Whether records are converted: a configuration that does not say so is meant."""
    conversion = shape.get("DataFormatConversionConfiguration") or {}
    return bool(conversion) and conversion.get("Enabled", True) is not False


def _prefixes(shape: Shape) -> tuple[Prefix, Prefix]:
    text, errors = shape.get("Prefix") or "", shape.get("ErrorOutputPrefix")
    if "!{" in text and errors is None:
        raise invalid("ErrorOutputPrefix is required where Prefix has expressions")
    try:
        prefix = Prefix.parse(text)
        error_prefix = Prefix.parse(
            f"{text}!{{firehose:error-output-type}}/" if errors is None else errors, of_errors=True
        )
    except PrefixError as error:
        raise invalid(f"Prefix, ErrorOutputPrefix: {error}") from error
    if errors and not error_prefix.keys("firehose") & {"error-output-type"} and "!{" in errors:
        raise invalid(
            "ErrorOutputPrefix must have !{firehose:error-output-type} where it has expressions: "
            f"it is {errors!r}"
        )
    return prefix, error_prefix


def _conversion(shape: Shape) -> Conversion | None:
    if not converts(shape):
        return None
    given = shape["DataFormatConversionConfiguration"]
    names = ("SchemaConfiguration", "InputFormatConfiguration", "OutputFormatConfiguration")
    for name in names:
        if not given.get(name):
            raise invalid(f"DataFormatConversionConfiguration: {name} is required")
    hints = shape.get("BufferingHints") or {}
    if hints.get("SizeInMBs", LEAST_MEBIBYTES) < LEAST_MEBIBYTES:
        raise invalid(
            f"BufferingHints.SizeInMBs must be at least {LEAST_MEBIBYTES} when data format "
            f"conversion is enabled; it is {hints['SizeInMBs']}"
        )
    schema = given["SchemaConfiguration"]
    for name in ("RoleARN", "DatabaseName", "TableName"):
        if not schema.get(name):
            raise invalid(f"SchemaConfiguration.{name} is required")
    serializer = given["OutputFormatConfiguration"].get("Serializer") or {}
    if "ParquetSerDe" not in serializer:
        raise invalid(
            "OutputFormatConfiguration.Serializer: this cloud writes Parquet (ParquetSerDe), not "
            f"{', '.join(serializer) or 'nothing'}"
        )
    deserializer = given["InputFormatConfiguration"].get("Deserializer") or {}
    serde = "HiveJsonSerDe" if "HiveJsonSerDe" in deserializer else "OpenXJsonSerDe"
    openx = deserializer.get("OpenXJsonSerDe") or {}
    return Conversion(
        schema=schema,
        mappings=openx.get("ColumnToJsonKeyMappings") or {},
        folds_case=openx.get("CaseInsensitive", True),
        dots=bool(openx.get("ConvertDotsInJsonKeysToUnderscores")),
        serde=serde,
        compression=(serializer["ParquetSerDe"] or {}).get("Compression") or "SNAPPY",
    )


def _check_partitioning(
    prefix: Prefix, processors: Processors, hints: Shape, *, partitioned: bool
) -> None:
    if prefix.partitioned and not partitioned:
        raise invalid(
            f"Prefix: {prefix.text!r} has partition keys, which need dynamic partitioning enabled"
        )
    if not partitioned:
        return
    if not prefix.partitioned:
        raise invalid(
            "Prefix must have partition keys where dynamic partitioning is enabled; it is "
            f"{prefix.text!r}"
        )
    unknown = prefix.keys(QUERY) - processors.query_keys
    if processors.query_keys and unknown:
        raise invalid(
            f"Prefix: {', '.join(sorted(unknown))} is not among the keys of the "
            f"MetadataExtractionQuery, which are {', '.join(sorted(processors.query_keys))}"
        )
    if prefix.keys(QUERY) and processors.query is None:
        raise invalid(f"Prefix: !{{{QUERY}:...}} needs a MetadataExtraction processor")
    if prefix.keys(FUNCTION) and processors.function is None:
        raise invalid(f"Prefix: !{{{FUNCTION}:...}} needs a Lambda processor")
    if hints["SizeInMBs"] < LEAST_MEBIBYTES:
        raise invalid(
            f"BufferingHints.SizeInMBs must be at least {LEAST_MEBIBYTES} when dynamic "
            f"partitioning is enabled; it is {hints['SizeInMBs']}"
        )
    if hints["IntervalInSeconds"] < LEAST_INTERVAL:
        raise invalid(
            f"BufferingHints.IntervalInSeconds must be at least {LEAST_INTERVAL} when dynamic "
            f"partitioning is enabled; it is {hints['IntervalInSeconds']}"
        )


def invalid(message: str) -> ServiceError:
    """Firehose's refusal of a configuration."""
    return ServiceError("InvalidArgumentException", message)

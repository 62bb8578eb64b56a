"""Records of JSON made into rows of a Parquet file, by the schema of a table in Glue's catalog.

Source: https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow
from botocore.exceptions import ClientError
from pyarrow import parquet

from localcloud.firehose.destination import Conversion
from localcloud.firehose.processors import documents
from localcloud.firehose.values import Read, ValueMismatchError, reader
from localcloud.lake.types import HiveType, UnknownTypeError, parsed

if TYPE_CHECKING:
    from localcloud.interface import Cloud

Row = dict[str, Any]


class ConversionError(Exception):
    """A record that is not converted, or a schema by which none is.

    Attributes:
        code: Firehose's, after ``DataFormatConversion.``
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = f"DataFormatConversion.{code}"


@dataclass(frozen=True)
class _Column:
    name: str
    kind: HiveType
    key: str
    read: Read


class Converter:
    """Makes rows of records and a file of rows.

    Args:
        columns: Names and types, as the catalog has them.

    Raises:
        ConversionError: InvalidSchema, where there is no column, or one of no type.
    """

    def __init__(self, conversion: Conversion, columns: Sequence[Mapping[str, Any]]) -> None:
        if not columns:
            raise ConversionError(
                "InvalidSchema", "The schema is invalid. The specified table has no columns."
            )
        self._conversion = conversion
        self._folds = conversion.folds_case
        self._strict = conversion.serde == "HiveJsonSerDe"
        self._columns = [self._column(each["Name"], each["Type"]) for each in columns]

    @classmethod
    def of(cls, cloud: Cloud, conversion: Conversion, region: str) -> Converter:
        """A converter by the schema that the catalog has now.

        Raises:
            ConversionError: EntityNotFound, where there is no such table.
        """
        schema = conversion.schema
        where = {"DatabaseName": schema["DatabaseName"]}
        glue = cloud.client("glue", schema.get("Region") or region)
        version = schema.get("VersionId") or "LATEST"
        try:
            if version == "LATEST":
                table = glue.get_table(**where, Name=schema["TableName"])["Table"]
            else:
                named = {**where, "TableName": schema["TableName"], "VersionId": version}
                table = glue.get_table_version(**named)["TableVersion"]["Table"]
        except ClientError as error:
            raise ConversionError(
                "EntityNotFound",
                "The specified table/database could not be found: "
                f"{schema['DatabaseName']}.{schema['TableName']}, version {version}: "
                f"{error.response['Error']['Message']}",
            ) from error
        return cls(conversion, table.get("StorageDescriptor", {}).get("Columns", []))

    def rows(self, data: bytes) -> list[Row]:
        """The rows that a record holds; it may be several documents one behind the other.

        Raises:
            ConversionError: ParseError for what is no JSON object, MalformedData for a value that
                its column does not take.
        """
        found = []
        for document in self._documents(data):
            if not isinstance(document, dict):
                raise ConversionError(
                    "ParseError", "Encountered malformed JSON. The document is not an object."
                )
            found.append(self._row(document))
        if not found:
            raise ConversionError("ParseError", "Encountered malformed JSON. The record is empty.")
        return found

    def file(self, rows: Sequence[Row]) -> bytes:
        """The rows as a Parquet file."""
        schema = pyarrow.schema([(each.name, each.kind.arrow) for each in self._columns])
        table = pyarrow.Table.from_pylist(list(rows), schema=schema)
        written = io.BytesIO()
        compression = self._conversion.compression
        parquet.write_table(
            table,
            written,
            compression="NONE" if compression == "UNCOMPRESSED" else compression,
        )
        return written.getvalue()

    def _column(self, name: str, text: str) -> _Column:
        try:
            kind = parsed(text)
        except UnknownTypeError as error:
            raise ConversionError("InvalidSchema", f"The schema is invalid. {error}") from error
        key = self._conversion.mappings.get(name, name)
        read = reader(kind, strict=self._strict, folds_case=self._folds)
        return _Column(name, kind, key.lower() if self._folds else key, read)

    def _documents(self, data: bytes) -> Iterator[Any]:
        try:
            try:
                found = [json.loads(data, parse_constant=_refuse)]
            except json.JSONDecodeError as error:
                if error.msg != "Extra data":
                    raise
                found = [json.loads(each, parse_constant=_refuse) for each in documents(data)]
        except (ValueError, RecursionError) as error:
            raise ConversionError("ParseError", f"Encountered malformed JSON. {error}") from error
        yield from found

    def _row(self, document: dict[str, Any]) -> Row:
        if self._conversion.dots:
            document = {name.replace(".", "_"): each for name, each in document.items()}
        if self._folds:
            document = {name.lower(): each for name, each in document.items()}
        row = {}
        for column in self._columns:
            value = document.get(column.key)
            try:
                row[column.name] = None if value is None else column.read(value)
            except ValueMismatchError as error:
                raise ConversionError(
                    "MalformedData", f"Data does not match the schema. {column.name}: {error}"
                ) from error
        return row


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")

"""Rows between the lake and the warehouse: COPY, external tables, UNLOAD."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from localcloud.athena.statements.words import Words
from localcloud.lake import text_records
from localcloud.lake.catalog import Catalog, Column, Table
from localcloud.lake.failures import LakeError
from localcloud.lake.reading import Reader
from localcloud.lake.storage import Meter, Place, Storage, place_of
from localcloud.lake.types import HiveType
from localcloud.redshift.translation import StatementError, not_here

if TYPE_CHECKING:
    from localcloud.interface import Cloud

_FORMS: dict[str, dict[str, str]] = {
    "FORMAT": {},
    "AS": {},
    "PARQUET": {"format": "PARQUET"},
    "CSV": {"format": "CSV", "delimiter": ","},
    "SERIALIZETOJSON": {"json": "true"},
}
_PASSED = ("GZIP", "BZIP2", "ZSTD", "STATUPDATE", "COMPUPDATE", "ON", "OFF", "PRESET")
_REFUSED = ("MANIFEST", "CREDENTIALS", "ACCESS_KEY_ID", "FIXEDWIDTH", "AVRO", "ORC", "JSON", "SSH")


class LakeRows:
    """Moves rows for one statement.

    Args:
        connection: The warehouse's database.
    """

    def __init__(self, cloud: Cloud, region: str, connection: Any) -> None:
        self._connection = connection
        self._storage = Storage(cloud, region, Meter())
        self._catalog = Catalog(cloud, region)
        self._reader = Reader(self._catalog, self._storage, now=cloud.clock.now())

    def external(self, database: str, name: str, columns: set[str] | None) -> str:
        """Gets the rows of a table of the catalog into a temporary table, and tells its name.

        Args:
            columns: Those that the statement names; None for all.

        Raises:
            StatementError: There is no such table, or it cannot be read.
        """
        table = self._catalog.table(database, name)
        if table is None:
            raise StatementError(f'ERROR: relation "{database}.{name}" does not exist')
        try:
            partitions = self._reader.partitions(table) if table.keys else []
            wanted = [c for c in table.columns if columns is None or c.name in columns]
            rows = self._reader.rows(table, [c.name for c in wanted], partitions)
        except LakeError as error:
            raise StatementError(f"ERROR: Spectrum Scan Error: {error}") from error
        made = [*wanted, *table.keys]
        temporary = f"lake_{uuid.uuid4().hex}"
        declared = ", ".join(f"{_quoted(each.name)} {_type(each.type)}" for each in made)
        self._connection.execute(f"CREATE TEMP TABLE {_quoted(temporary)} ({declared})")
        self._fill(_quoted(temporary), rows.select([each.name for each in made]))
        return temporary

    def _fill(self, target: str, rows: pa.Table, columns: Sequence[str] = ()) -> None:
        chosen = f" ({', '.join(_quoted(each) for each in columns)})" if columns else ""
        sink = pa.BufferOutputStream()
        texts = pa.table([_text(column) for column in rows.columns], names=rows.column_names)
        options = arrow_csv.WriteOptions(include_header=False, quoting_style="all_valid")
        arrow_csv.write_csv(texts, sink, options)
        load = f"COPY {target}{chosen} FROM STDIN (FORMAT csv)"
        with self._connection.cursor() as cursor, cursor.copy(load) as copy:
            copy.write(bytes(sink.getvalue()))

    def copy(self, words: Words) -> int:
        """COPY table FROM 's3://...': the words after COPY; tells how many rows were loaded.

        Raises:
            StatementError: It cannot be loaded, or in a way that is not made here.
        """
        schema, name = words.qualified()
        target = _quoted(name) if schema is None else f"{_quoted(schema)}.{_quoted(name)}"
        listed = words.inside().split(",") if words.sees("(") else []
        chosen = [each.strip().strip('"') for each in listed]
        words.expect("FROM")
        place = self._place(words.string())
        form = _copy_options(words)
        columns = chosen or self._columns(target)
        loaded = 0
        for found in self._objects(place):
            rows = self._rows(found, form, columns)
            self._fill(target, rows, chosen)
            loaded += rows.num_rows
        return loaded

    def _place(self, url: str) -> Place:
        try:
            return place_of(url)
        except LakeError as error:
            raise StatementError(f"ERROR: {error.message}") from error

    def _objects(self, place: Place) -> list[Place]:
        """The objects whose keys begin so: COPY takes a prefix, not a folder."""
        pages = self._storage.s3.get_paginator("list_objects_v2")
        try:
            found = [
                Place(place.bucket, each["Key"])
                for page in pages.paginate(Bucket=place.bucket, Prefix=place.key)
                for each in page.get("Contents", ())
                if each["Size"]
            ]
        except self._storage.s3.exceptions.NoSuchBucket as error:
            raise StatementError(
                f"ERROR: S3ServiceException: The specified bucket does not exist: {place.bucket}"
            ) from error
        if not found:
            raise StatementError(f"ERROR: The specified S3 prefix '{place.key}' does not exist")
        return found

    def _columns(self, target: str) -> list[str]:
        with self._connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {target} WHERE false")  # noqa: S608 - a quoted name
            return [each.name for each in cursor.description or ()]

    def _rows(self, place: Place, form: dict[str, str], columns: Sequence[str]) -> pa.Table:
        body = self._storage.read(place)
        if form["format"] == "PARQUET":
            try:
                rows = pq.read_table(pa.BufferReader(body))
            except pa.ArrowInvalid as error:
                raise StatementError(f"ERROR: {place.url} is no Parquet file: {error}") from error
            if any(pa.types.is_nested(each.type) for each in rows.schema) and not form.get("json"):
                raise StatementError(
                    "ERROR: nested columns are loaded into SUPER with SERIALIZETOJSON alone"
                )
        else:
            rows = self._delimited(place, body, form, columns)
        if rows.num_columns != len(columns):
            raise StatementError(
                f"ERROR: the number of columns in the file {place.url} ({rows.num_columns}) does "
                f"not match that of the table ({len(columns)})"
            )
        return rows.rename_columns(list(columns))

    def _delimited(
        self, place: Place, body: bytes, form: dict[str, str], columns: Sequence[str]
    ) -> pa.Table:
        from localcloud.lake.files import decompressed

        table = Table(
            database="",
            name=place.key,
            columns=tuple(Column(each, HiveType("string")) for each in columns),
            serde_parameters={"separatorChar": form.get("delimiter", ",")},
            parameters={"skip.header.line.count": form.get("header", "0")},
        )
        return text_records.table_from(decompressed(body, place), table, quoted=True)


def _copy_options(words: Words) -> dict[str, str]:
    form = {"format": "TEXT", "delimiter": "|"}
    while words.at < len(words.text.rstrip().rstrip(";")):
        if not _copy_option(words, form):
            refused = next((each for each in _REFUSED if words.sees(each)), "")
            raise not_here(f"COPY with {refused or words.rest().split()[0]}")
    if form["format"] == "TEXT":
        raise not_here("COPY of delimited text; FORMAT AS CSV and PARQUET are loaded")
    return form


def _copy_option(words: Words, form: dict[str, str]) -> bool:
    """Reads an option of COPY, if it is one that is made here."""
    match words.take_one_of("IAM_ROLE", "REGION", "IGNOREHEADER", "DELIMITER", *_FORMS, *_PASSED):
        case "IAM_ROLE":
            if not words.take("DEFAULT"):
                words.string()
        case "REGION":
            words.take("AS")
            words.string()
        case "IGNOREHEADER":
            words.take("AS")
            form["header"] = words.value()
        case "DELIMITER":
            words.take("AS")
            form["delimiter"] = words.string()
        case None:
            return False
        case option:
            form.update(_FORMS.get(option, {}))
    return True


def _type(kind: HiveType) -> str:
    """PostgreSQL's name of a type."""
    if kind.nested:
        return "jsonb"
    plain = {
        "tinyint": "smallint",
        "int": "integer",
        "float": "real",
        "double": "double precision",
        "string": "text",
        "binary": "text",
    }
    if kind.name == "decimal":
        precision, scale = kind.decimal
        return f"numeric({precision}, {scale})"
    return plain.get(kind.name, kind.name if kind.name not in ("varchar", "char") else "text")


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_string(kind):
        return column
    if pa.types.is_nested(kind):
        values = column.to_pylist(maps_as_pydicts="lossy")
        texts = [None if each is None else json.dumps(each, default=_json) for each in values]
        return pa.chunked_array([pa.array(texts, pa.string())])
    if pa.types.is_null(kind):
        return pa.chunked_array([pa.nulls(len(column), pa.string())])
    if pa.types.is_timestamp(kind) and kind.tz:
        column = column.cast(pa.timestamp("us"), safe=False)
    return column.cast(pa.string())


def _json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat(sep=" ") if isinstance(value, datetime) else _day(value)


def _day(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

"""Rows written into the lake: a file for each partition, in the format of the table."""

from __future__ import annotations

import gzip
import io
import json
import re
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.orc as orc
import pyarrow.parquet as pq

from localcloud.lake.failures import LakeError, not_here
from localcloud.lake.reading import HIVE_NULL_PARTITION
from localcloud.lake.storage import Place, Storage, place_of

MOST_PARTITIONS = 100
"""Partitions that one statement may write.

Source: https://docs.aws.amazon.com/athena/latest/ug/ctas-insert-into.html
"""

_ESCAPED = re.compile(r"[\x00-\x1f\"#%'*/:=?\\\x7f{\[\]^]")

FORMATS: Mapping[str, tuple[str, str, str]] = {
    "PARQUET": (
        "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    ),
    "ORC": (
        "org.apache.hadoop.hive.ql.io.orc.OrcSerde",
        "org.apache.hadoop.hive.ql.io.orc.OrcInputFormat",
        "org.apache.hadoop.hive.ql.io.orc.OrcOutputFormat",
    ),
    "JSON": (
        "org.openx.data.jsonserde.JsonSerDe",
        "org.apache.hadoop.mapred.TextInputFormat",
        "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    ),
    "TEXTFILE": (
        "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
        "org.apache.hadoop.mapred.TextInputFormat",
        "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    ),
}
"""SerDe, input format and output format of what can be written."""


@dataclass(frozen=True)
class Written:
    """A file that was written: its place, its partition's values, its rows."""

    place: Place
    values: tuple[str, ...]
    rows: int


@dataclass(frozen=True, kw_only=True)
class Form:
    """How files are written.

    Args:
        format: One of ``FORMATS``.
        compression: Such as ``GZIP``, ``SNAPPY``, ``ZSTD`` or ``NONE``.
        delimiter: What stands between the values of a text file.
    """

    format: str
    compression: str = "GZIP"
    delimiter: str = "\x01"

    def __post_init__(self) -> None:
        if self.format not in FORMATS:
            raise not_here(f"the format {self.format}; {', '.join(FORMATS)} are written")


def write(
    storage: Storage, location: str, rows: pa.Table, keys: Sequence[str], form: Form
) -> list[Written]:
    """Writes rows below a location.

    Args:
        rows: Their columns named as the table names them, those of the partition among them.
        keys: The partition's columns.

    Raises:
        LakeError: HIVE_TOO_MANY_OPEN_PARTITIONS, or a column cannot be written in the format.
    """
    root = place_of(location.rstrip("/") + "/")
    written = []
    for values, part in _parts(rows, keys):
        folder = "".join(
            f"{key}={escaped(value)}/" for key, value in zip(keys, values, strict=True)
        )
        place = Place(root.bucket, f"{root.key}{folder}{uuid.uuid4().hex}{_ending(form)}")
        storage.write(place, encoded(part.drop_columns(list(keys)), form))
        written.append(Written(place, values, part.num_rows))
    return written


def _parts(rows: pa.Table, keys: Sequence[str]) -> list[tuple[tuple[str, ...], pa.Table]]:
    if not rows.num_rows:
        return []
    if not keys:
        return [((), rows)]
    columns = [[partition_text(each) for each in rows.column(key).to_pylist()] for key in keys]
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, values in enumerate(zip(*columns, strict=True)):
        places[values].append(index)
    if len(places) > MOST_PARTITIONS:
        raise LakeError(
            "HIVE_TOO_MANY_OPEN_PARTITIONS",
            f"Exceeded limit of {MOST_PARTITIONS} open writers for partitions/buckets",
        )
    return [(values, rows.take(pa.array(found))) for values, found in places.items()]


def partition_text(value: Any) -> str:
    """A value as the catalog writes it for a partition."""
    if value is None:
        return HIVE_NULL_PARTITION
    return str(value).lower() if isinstance(value, bool) else str(value)


def escaped(value: str) -> str:
    """A partition's value as the name of a folder."""
    return _ESCAPED.sub(lambda found: f"%{ord(found.group()):02X}", value)


def unescaped(folder: str) -> str:
    """The value that a folder is named for."""
    return unquote(folder)


def _ending(form: Form) -> str:
    return ".gz" if form.format in ("JSON", "TEXTFILE") and form.compression == "GZIP" else ""


def encoded(rows: pa.Table, form: Form) -> bytes:
    """Rows as the bytes of one file."""
    sink = io.BytesIO()
    match form.format:
        case "PARQUET":
            compression = "none" if form.compression == "NONE" else form.compression.lower()
            pq.write_table(rows, sink, compression=compression)
        case "ORC":
            orc.write_table(rows, sink, compression="zlib")
        case "JSON":
            for row in rows.to_pylist(maps_as_pydicts="lossy"):
                kept = {name: value for name, value in row.items() if value is not None}
                sink.write(json.dumps(kept, default=_json, ensure_ascii=False).encode() + b"\n")
        case _:
            sink.write(delimited(rows, form.delimiter))
    body = sink.getvalue()
    return gzip.compress(body) if _ending(form) else body


def _json(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else str(value)


def delimited(rows: pa.Table, delimiter: str) -> bytes:
    """Rows as Hive's delimited text: no quotes, no header, ``\\N`` for NULL."""
    nested = [field.name for field in rows.schema if pa.types.is_nested(field.type)]
    if nested:
        raise not_here(f"nested columns in delimited text, such as {nested[0]}")
    columns = [_written(column, delimiter) for column in rows.columns]
    return "".join(delimiter.join(values) + "\n" for values in zip(*columns, strict=True)).encode()


def _written(column: pa.ChunkedArray, delimiter: str) -> list[str]:
    values = []
    for each in column.to_pylist():
        text = "\\N" if each is None else partition_text(each)
        if delimiter in text or "\n" in text:
            raise LakeError(
                "HIVE_WRITER_DATA_ERROR",
                f"{text!r} has the delimiter {delimiter!r}, or a line's end, in it",
            )
        values.append(text)
    return values

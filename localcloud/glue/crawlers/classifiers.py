"""Glue's built-in classifiers: what a file is, from how it begins.

Source: https://docs.aws.amazon.com/glue/latest/dg/add-classifier.html
"""

from __future__ import annotations

import csv
import io
import json
import re
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow
from pyarrow import parquet

from localcloud.glue.crawlers.schema import QUOTED, TEXT, UNKNOWN, Schema, wider
from localcloud.glue.crawlers.types import of_arrow
from localcloud.lake.types import HiveType

LOOKED_AT = 512 * 1024
"""Bytes from the beginning of a file by which it is judged."""

GZIP_MAGIC = b"\x1f\x8b"
PARQUET_MAGIC = b"PAR1"
DELIMITERS = (",", "|", "\t", ";", "\x01")
LONGEST_NAME = 150
_NAME = re.compile(r"[^\x00-\x1f\"]*")
# Of a column's cells, one a line: one match tells of thousands. Nothing is given back once it has
# matched (``+`` behind a quantifier), or a cell that is none would be tried in countless ways.
_WHOLE = re.compile(r"(?:[+-]?\d{1,19}+\n)*+")
_NUMBER = re.compile(r"(?:[+-]?(?:\d++(?:\.\d*+)?+|\.\d++)(?:[eE][+-]?\d++)?+\n)*+")


def classify(body: bytes) -> Schema:
    """The schema of a file; of ``UNKNOWN`` where no classifier knows it."""
    compression = "none"
    if body.startswith(GZIP_MAGIC):
        compression, body = "gzip", _unpacked(body)
    if body.startswith(PARQUET_MAGIC):
        return _parquet(body)
    try:
        text = _whole_lines(body)
    except UnicodeDecodeError:
        return Schema(UNKNOWN, compression=compression)
    found = _json(text) or _csv(text)
    if found is None:
        return Schema(UNKNOWN, compression=compression)
    size = len(text.encode())
    return Schema(
        found.classification, found.columns, compression, found.details, found.records, size
    )


def _unpacked(body: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(body, LOOKED_AT)
    except zlib.error:
        return b"\xff"  # no text: nothing is known of it


def _whole_lines(body: bytes) -> str:
    """The text up to the last line that may have been cut."""
    if len(body) >= LOOKED_AT and b"\n" in body:
        body = body[: body.rindex(b"\n") + 1]
    return body.decode("utf-8-sig")


def _parquet(body: bytes) -> Schema:
    try:
        file = parquet.ParquetFile(io.BytesIO(body))
    except pyarrow.ArrowException:
        return Schema(UNKNOWN)
    columns = {each.name.lower(): of_arrow(each.type) for each in file.schema_arrow}
    return Schema("parquet", columns, records=file.metadata.num_rows, size=len(body))


def _json(text: str) -> Schema | None:
    if not text.lstrip().startswith(("{", "[")):
        return None
    columns: dict[str, HiveType] = {}
    records = 0
    try:
        for document in _documents(text):
            found = document if isinstance(document, dict) else {"array": document}
            for name, value in found.items():
                kind = _type_of(value)
                known = columns.get(name.lower())
                columns[name.lower()] = _held(known, kind)
            records += 1
    except (ValueError, RecursionError):
        return None
    return Schema("json", {name: kind or TEXT for name, kind in columns.items()}, records=records)


def _documents(text: str) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        try:
            found, at = decoder.raw_decode(text, at)
        except ValueError:
            # The last document may have been cut off.
            if len(text) < LOOKED_AT // 2 or "\n" in text[at:].strip():
                raise
            return
        yield found


def _held(known: HiveType | None, kind: HiveType | None) -> Any:
    if known is None or kind is None:
        return known or kind
    return wider(known, kind)


def _type_of(value: Any) -> HiveType | None:
    """The type of a value of JSON; None of null."""
    if value is None:
        return None
    if isinstance(value, bool):
        return HiveType("boolean")
    if isinstance(value, int):
        return HiveType("int" if -(2**31) <= value < 2**31 else "bigint")
    if isinstance(value, float):
        return HiveType("double")
    if isinstance(value, dict):
        fields = tuple((name.lower(), _type_of(each) or TEXT) for name, each in value.items())
        return HiveType("struct", fields) if fields else TEXT
    if isinstance(value, list):
        element: HiveType | None = None
        for each in value:
            element = _held(element, _type_of(each))
        return HiveType("array", (("element", element or TEXT),))
    return TEXT


def _csv(text: str) -> Schema | None:
    for delimiter in DELIMITERS:
        rows = _rows(text, delimiter)
        if len(rows) > 1 and len(rows[0]) > 1 and _regular(rows):
            return _table(rows, delimiter, quoted='"' in text)
    return None


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if row]
    except csv.Error:
        return []


def _regular(rows: Sequence[Sequence[str]]) -> bool:
    """Whether nearly all rows are as wide as the first: the last column may be left out."""
    width = len(rows[0])
    return sum(len(row) in (width, width - 1) for row in rows) >= 0.9 * len(rows)


def _table(rows: list[list[str]], delimiter: str, *, quoted: bool) -> Schema:
    first, data = rows[0], rows[1:]
    width = len(first)
    kinds = _column_types(data, width)
    header = _is_header(first) and any(kind != TEXT for kind in kinds)
    if header:
        names = [name.strip().lower() or f"col{index}" for index, name in enumerate(first)]
    else:
        names, kinds = [f"col{index}" for index in range(width)], _column_types(rows, width)
    details = {
        "delimiter": delimiter,
        QUOTED: "true" if quoted else "false",
        "columnsOrdered": "true",
        "typeOfData": "file",
        **({"skip.header.line.count": "1"} if header else {}),
    }
    columns = dict(zip(names, kinds, strict=True))
    return Schema("csv", columns, details=details, records=len(data) if header else len(rows))


def _is_header(row: Sequence[str]) -> bool:
    return all(
        _cells([name]) == TEXT and len(name) < LONGEST_NAME and _NAME.fullmatch(name)
        for name in row
        if name.strip()
    ) and any(name.strip() for name in row)


def _column_types(rows: Sequence[Sequence[str]], width: int) -> list[HiveType]:
    return [_cells([row[index] for row in rows if len(row) > index]) for index in range(width)]


def _cells(cells: Sequence[str]) -> HiveType:
    """The type of a column; empty cells are of any."""
    text = "".join(f"{cell}\n" for each in cells if (cell := each.strip()))
    if not text:
        return TEXT
    if _WHOLE.fullmatch(text):
        return HiveType("bigint")
    return HiveType("double") if _NUMBER.fullmatch(text) else TEXT

"""Records of JSON as the JSON SerDes of Hive read them.

Source: https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import pyarrow as pa

from localcloud.lake.catalog import Column, Table
from localcloud.lake.failures import LakeError
from localcloud.lake.types import HiveType

MAPPING = "mapping."


def table_from(body: bytes, table: Table, url: str) -> pa.Table:
    """The rows of an object that has a record in each line.

    Raises:
        LakeError: HIVE_CURSOR_ERROR for what is not JSON; HIVE_BAD_DATA for a value that its
            column cannot hold.
    """
    records = [_record(line, table, url) for line in body.splitlines() if line.strip()]
    arrays = []
    for column in table.columns:
        key = _key(table, column)
        values = [_value(record.get(key), column.type, column.name, url) for record in records]
        arrays.append(pa.array(values, column.type.arrow))
    return pa.table(arrays, names=[column.name for column in table.columns])


def _record(line: bytes, table: Table, url: str) -> Mapping[str, Any]:
    try:
        record: Any = json.loads(line)
        reason = "A JSONObject text must begin with '{'"
    except ValueError as error:
        record, reason = None, str(error)
    if not isinstance(record, dict):
        if _flag(table, "ignore.malformed.json", "false"):
            return {}
        raise LakeError(
            "HIVE_CURSOR_ERROR",
            f"Row is not a valid JSON Object - JSONException: {reason} ({url})",
        )
    if _flag(table, "case.insensitive", "true"):
        return {name.lower(): value for name, value in record.items()}
    return record


def _flag(table: Table, name: str, default: str) -> bool:
    return table.serde_parameters.get(name, default).lower() == "true"


def _key(table: Table, column: Column) -> str:
    key = table.serde_parameters.get(f"{MAPPING}{column.name}", column.name)
    return key.lower() if _flag(table, "case.insensitive", "true") else key


def _value(value: Any, kind: HiveType, column: str, url: str) -> Any:
    if value is None:
        return None
    try:
        convert: Callable[..., Any] = _CONVERSIONS.get(kind.name, _nested)
        return convert(value, kind, column, url)
    except (ValueError, TypeError, InvalidOperation, AttributeError) as error:
        raise LakeError(
            "HIVE_BAD_DATA",
            f"Error parsing field value '{value}' for field {column}: it is no "
            f"{kind.athena} ({url})",
        ) from error


def _nested(value: Any, kind: HiveType, column: str, url: str) -> Any:
    match kind.name:
        case "array":
            items = value if isinstance(value, list) else [value]
            return [_value(item, kind.parts[0][1], column, url) for item in items]
        case "map":
            return [
                (key, _value(item, kind.parts[1][1], column, url)) for key, item in value.items()
            ]
        case _:
            lower = {key.lower(): item for key, item in value.items()}
            return {name: _value(lower.get(name), part, column, url) for name, part in kind.parts}


def _text(value: Any, *_: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _integer(value: Any, *_: Any) -> int:
    return int(value)


def _real(value: Any, *_: Any) -> float:
    return float(value)


def _decimal(value: Any, kind: HiveType, *_: Any) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-kind.decimal[1]))


def _boolean(value: Any, *_: Any) -> bool:
    return value if isinstance(value, bool) else str(value).lower() == "true"


def _moment(value: Any, *_: Any) -> datetime:
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value / 1000, UTC).replace(tzinfo=None)
    moment = datetime.fromisoformat(value)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _day(value: Any, *_: Any) -> date:
    return date.fromisoformat(value)


def _binary(value: Any, *_: Any) -> bytes:
    encoded: bytes = value.encode()
    return encoded


_CONVERSIONS: Mapping[str, Callable[..., Any]] = {
    **dict.fromkeys(("string", "varchar", "char"), _text),
    **dict.fromkeys(("tinyint", "smallint", "int", "integer", "bigint"), _integer),
    **dict.fromkeys(("float", "double"), _real),
    "decimal": _decimal,
    "boolean": _boolean,
    "timestamp": _moment,
    "date": _day,
    "binary": _binary,
}

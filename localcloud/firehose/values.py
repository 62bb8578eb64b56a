"""Values of JSON as the values of a column, as the JSON SerDes of Firehose read them.

OpenX's takes what can be understood: a number in a text, an object as its JSON text where the
column is a string. Hive's does not.

Source: https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from localcloud.lake.types import HiveType

Read = Callable[[Any], Any]
"""Makes a column's value of one of JSON; None is null and is not given to it."""

TEXTS = ("string", "varchar", "char")
BITS = {"tinyint": 8, "smallint": 16, "int": 32, "integer": 32, "bigint": 64}


class ValueMismatchError(ValueError):
    """A value that its column cannot take; the message says what was expected."""


def reader(kind: HiveType, *, strict: bool, folds_case: bool) -> Read:
    """How a type reads values.

    Args:
        strict: As Hive's SerDe: neither numbers in texts nor objects as text.
        folds_case: Whether the keys of structs are matched whatever their case.
    """
    inner = [reader(each, strict=strict, folds_case=folds_case) for _, each in kind.parts]
    if kind.name == "array":
        return _array(inner[0])
    if kind.name == "map":
        return _map(*inner)
    if kind.name == "struct":
        names = [name for name, _ in kind.parts]
        return _struct(dict(zip(names, inner, strict=True)), folds_case=folds_case)
    if kind.name in BITS:
        return _whole(BITS[kind.name], strict=strict)
    if kind.name == "decimal":
        return _decimal(kind)
    if kind.name in TEXTS:
        return _strict_text if strict else _text
    scalars: dict[str, Read] = {
        "binary": _bytes,
        "boolean": _boolean,
        "date": _date,
        "double": _floating(strict=strict),
        "float": _floating(strict=strict),
        "timestamp": _timestamp,
    }
    return scalars[kind.name]


def compact(value: Any) -> str:
    """A value as JSON text without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else compact(value)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            # Half of a pair of UTF-16, which JSON can write and no file can hold.
            raise _mismatch(text, "a text of whole characters") from None
    return text


def _strict_text(value: Any) -> str:
    if isinstance(value, list | dict):
        raise ValueMismatchError("One or more fields have incorrect format: a text is expected")
    return _text(value)


def _whole(bits: int, *, strict: bool) -> Read:
    least, most = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1

    def read(value: Any) -> int:
        if isinstance(value, str) and not strict:
            try:
                value = int(value.strip())
            except ValueError:
                raise _mismatch(value, "a whole number") from None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise _mismatch(value, f"a whole number of {bits} bits")
        return value

    return read


def _floating(*, strict: bool) -> Read:
    def read(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise _mismatch(value, "a number")
        if isinstance(value, str) and strict:
            raise _mismatch(value, "a number, not a text")
        try:
            return float(value)
        except (ValueError, OverflowError):
            raise _mismatch(value, "a number") from None

    return read


def _decimal(kind: HiveType) -> Read:
    precision, scale = kind.decimal
    expected = f"decimal({precision},{scale})"

    def read(value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise _mismatch(value, expected)
        try:
            number = Decimal(str(value)).quantize(Decimal(1).scaleb(-scale))
        except InvalidOperation:
            raise _mismatch(value, expected) from None
        if not number.is_finite() or number.adjusted() >= precision - scale:
            raise _mismatch(value, expected)
        return number

    return read


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise _mismatch(value, "true or false")


def _bytes(value: Any) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (TypeError, binascii.Error):
        raise _mismatch(value, "a text in Base64") from None


def _date(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _mismatch(value, "a date such as 2026-11-27") from None


def _timestamp(value: Any) -> datetime:
    """A time without its zone, in UTC: from a text, or from seconds or milliseconds since 1970."""
    expected = "a time such as 2026-11-27 05:12:45 or 2026-11-27T05:12:45Z"
    if isinstance(value, int | float) and not isinstance(value, bool):
        seconds = value / 1000 if abs(value) >= 10**11 else value
        try:
            return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)
        except (ValueError, OverflowError, OSError):
            raise _mismatch(value, expected) from None
    if not isinstance(value, str):
        raise _mismatch(value, expected)
    try:
        found = datetime.fromisoformat(value.strip())
        return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
    except (ValueError, OverflowError):
        raise _mismatch(value, expected) from None


def _array(element: Read) -> Read:
    def read(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise _mismatch(value, "a list")
        return [None if each is None else element(each) for each in value]

    return read


def _map(key: Read, value_of: Read) -> Read:
    def read(value: Any) -> list[tuple[Any, Any]]:
        if not isinstance(value, dict):
            raise _mismatch(value, "an object")
        return [
            (key(name), None if each is None else value_of(each)) for name, each in value.items()
        ]

    return read


def _struct(members: Mapping[str, Read], *, folds_case: bool) -> Read:
    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise _mismatch(value, "an object")
        given = {name.lower(): each for name, each in value.items()} if folds_case else value
        found = {}
        for name, member in members.items():
            each = given.get(name.lower() if folds_case else name)
            found[name] = None if each is None else member(each)
        return found

    return read


def _mismatch(value: Any, expected: str) -> ValueMismatchError:
    shown = json.dumps(value)
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    return ValueMismatchError(f"{shown} where {expected} is expected")

"""Hive's types, as Glue's catalog writes them, and what they are to DuckDB, Arrow and Athena."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

PLAIN: Mapping[str, tuple[str, pa.DataType, str]] = {
    "boolean": ("BOOLEAN", pa.bool_(), "boolean"),
    "tinyint": ("TINYINT", pa.int8(), "tinyint"),
    "smallint": ("SMALLINT", pa.int16(), "smallint"),
    "int": ("INTEGER", pa.int32(), "integer"),
    "integer": ("INTEGER", pa.int32(), "integer"),
    "bigint": ("BIGINT", pa.int64(), "bigint"),
    "float": ("FLOAT", pa.float32(), "float"),
    "double": ("DOUBLE", pa.float64(), "double"),
    "string": ("VARCHAR", pa.string(), "varchar"),
    "binary": ("BLOB", pa.binary(), "varbinary"),
    "date": ("DATE", pa.date32(), "date"),
    "timestamp": ("TIMESTAMP", pa.timestamp("us"), "timestamp"),
}
"""What DuckDB, Arrow and Athena call each type that has no parts."""

_TOKEN = re.compile(r"\s*([A-Za-z_][\w$-]*|\d+|[<>(),:])")


class UnknownTypeError(ValueError):
    """A type that Hive does not have; the message names it."""


@dataclass(frozen=True)
class HiveType:
    """One type.

    Args:
        name: Such as ``bigint``, ``decimal`` or ``array``.
        parts: The types inside it, by name: ``element``; ``key`` and ``value``; a struct's fields.
        numbers: What stands in its brackets: a length, or precision and scale.
    """

    name: str
    parts: tuple[tuple[str, HiveType], ...] = ()
    numbers: tuple[int, ...] = ()

    @property
    def duckdb(self) -> str:
        """DuckDB's name."""
        match self.name:
            case "decimal":
                precision, scale = self.decimal
                return f"DECIMAL({precision},{scale})"
            case "varchar" | "char":
                return "VARCHAR"
            case "array":
                return f"{self.parts[0][1].duckdb}[]"
            case "map":
                return f"MAP({self.parts[0][1].duckdb}, {self.parts[1][1].duckdb})"
            case "struct":
                fields = ", ".join(f'"{name}" {part.duckdb}' for name, part in self.parts)
                return f"STRUCT({fields})"
        return PLAIN[self.name][0]

    @property
    def arrow(self) -> pa.DataType:
        """Arrow's type."""
        match self.name:
            case "decimal":
                return pa.decimal128(*self.decimal)
            case "varchar" | "char":
                return pa.string()
            case "array":
                return pa.list_(self.parts[0][1].arrow)
            case "map":
                return pa.map_(self.parts[0][1].arrow, self.parts[1][1].arrow)
            case "struct":
                return pa.struct([(name, part.arrow) for name, part in self.parts])
        return PLAIN[self.name][1]

    @property
    def athena(self) -> str:
        """What Athena calls it in messages and in the metadata of results."""
        match self.name:
            case "decimal":
                precision, scale = self.decimal
                return f"decimal({precision},{scale})"
            case "array":
                return f"array({self.parts[0][1].athena})"
            case "map":
                return f"map({self.parts[0][1].athena}, {self.parts[1][1].athena})"
            case "struct":
                fields = ", ".join(f"{name} {part.athena}" for name, part in self.parts)
                return f"row({fields})"
            case "varchar" | "char":
                return f"{self.name}({self.numbers[0]})" if self.numbers else self.name
        return PLAIN[self.name][2]

    @property
    def decimal(self) -> tuple[int, int]:
        """Precision and scale of a decimal; Hive's defaults where it does not say them."""
        precision = self.numbers[0] if self.numbers else 10
        return precision, self.numbers[1] if len(self.numbers) > 1 else 0

    @property
    def nested(self) -> bool:
        """Whether it has parts."""
        return bool(self.parts)


def parsed(text: str) -> HiveType:
    """The type that a catalog's text names.

    Raises:
        UnknownTypeError: It names none.
    """
    tokens = _tokens(text)
    found, rest = _one(tokens, text)
    if rest:
        raise UnknownTypeError(f"type: {text!r} has {''.join(rest)!r} after its end")
    return found


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    stripped = text.strip().lower()
    while at < len(stripped):
        match = _TOKEN.match(stripped, at)
        if match is None:
            raise UnknownTypeError(f"type: {text!r} cannot be read from {stripped[at:]!r} on")
        tokens.append(match.group(1))
        at = match.end()
    return tokens


def _one(tokens: list[str], text: str) -> tuple[HiveType, list[str]]:
    if not tokens:
        raise UnknownTypeError(f"type: {text!r} ends where a type is expected")
    name, rest = tokens[0], tokens[1:]
    if name in ("array", "map", "struct"):
        return _nested(name, rest, text)
    if name not in PLAIN and name not in ("decimal", "varchar", "char"):
        known = ", ".join((*PLAIN, "decimal", "varchar", "char", "array", "map", "struct"))
        raise UnknownTypeError(f"type: {name!r} in {text!r} is not one of {known}")
    numbers: list[int] = []
    if rest[:1] == ["("]:
        end = rest.index(")") if ")" in rest else len(rest)
        numbers = [int(token) for token in rest[1:end] if token.isdigit()]
        rest = rest[end + 1 :]
    return HiveType(name, numbers=tuple(numbers)), rest


def _nested(name: str, tokens: list[str], text: str) -> tuple[HiveType, list[str]]:
    labels = {"array": ["element"], "map": ["key", "value"], "struct": []}[name]
    rest = _expect("<", tokens, text)
    parts: list[tuple[str, HiveType]] = []
    while True:
        if name == "struct":
            label, rest = rest[0] if rest else "", _expect(":", rest[1:], text)
        else:
            label = labels[len(parts)] if len(parts) < len(labels) else ""
        part, rest = _one(rest, text)
        parts.append((label, part))
        if rest[:1] != [","]:
            break
        rest = rest[1:]
    rest = _expect(">", rest, text)
    if labels and len(parts) != len(labels):
        raise UnknownTypeError(f"type: {text!r} gives {name} {len(parts)} parts")
    return HiveType(name, tuple(parts)), rest


def _expect(token: str, tokens: list[str], text: str) -> list[str]:
    if tokens[:1] != [token]:
        raise UnknownTypeError(f"type: {text!r} lacks {token!r}")
    return tokens[1:]


def of_duckdb(kind: Any) -> str:
    """What Hive calls a type of DuckDB's.

    Args:
        kind: A ``DuckDBPyType``.

    Raises:
        UnknownTypeError: Hive has no such type.
    """
    name = str(kind.id).lower()
    if name in _OF_DUCKDB:
        return _OF_DUCKDB[name]
    children: dict[str, Any] = dict(kind.children) if name in _NESTED else {}
    match name:
        case "decimal":
            return f"decimal({children['precision']},{children['scale']})"
        case "list" | "array":
            return f"array<{of_duckdb(children['child'])}>"
        case "map":
            return f"map<{of_duckdb(children['key'])},{of_duckdb(children['value'])}>"
        case "struct":
            fields = ",".join(f"{each}:{of_duckdb(part)}" for each, part in children.items())
            return f"struct<{fields}>"
    raise UnknownTypeError(f"type: Hive has no {kind}")


_NESTED = ("decimal", "list", "array", "map", "struct")
_OF_DUCKDB = {
    **{duckdb.lower(): name for name, (duckdb, _, _) in PLAIN.items() if name != "integer"},
    **dict.fromkeys(("timestamp_s", "timestamp_ms", "timestamp_ns"), "timestamp"),
    "hugeint": "bigint",
    "utinyint": "smallint",
    "usmallint": "int",
    "uinteger": "bigint",
    "ubigint": "bigint",
}

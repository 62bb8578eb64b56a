"""Types of columns as a crawler finds them in Parquet files and writes them to the catalog."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow
from pyarrow import types

from localcloud.lake.types import HiveType

_SCALARS: tuple[tuple[Callable[[pyarrow.DataType], bool], str], ...] = (
    (types.is_boolean, "boolean"),
    (types.is_int8, "tinyint"),
    (types.is_int16, "smallint"),
    (types.is_int32, "int"),
    (types.is_integer, "bigint"),
    (types.is_float32, "float"),
    (types.is_floating, "double"),
    (types.is_timestamp, "timestamp"),
    (types.is_date, "date"),
    (types.is_binary, "binary"),
)


def of_arrow(kind: pyarrow.DataType) -> HiveType:
    """The type of a column in a Parquet file; text, where Hive has none like it."""
    if types.is_struct(kind):
        return HiveType("struct", tuple((f.name.lower(), of_arrow(f.type)) for f in kind))
    if types.is_list(kind) or types.is_large_list(kind):
        return HiveType("array", (("element", of_arrow(kind.value_type)),))
    if types.is_map(kind):
        inner = (("key", of_arrow(kind.key_type)), ("value", of_arrow(kind.item_type)))
        return HiveType("map", inner)
    if types.is_decimal(kind):
        return HiveType("decimal", numbers=(kind.precision, kind.scale))
    return HiveType(next((name for test, name in _SCALARS if test(kind)), "string"))


def text_of(kind: HiveType) -> str:
    """A type as the catalog writes it."""
    if kind.name == "struct":
        return f"struct<{','.join(f'{name}:{text_of(part)}' for name, part in kind.parts)}>"
    if kind.parts:
        return f"{kind.name}<{','.join(text_of(part) for _, part in kind.parts)}>"
    if kind.numbers:
        return f"{kind.name}({','.join(map(str, kind.numbers))})"
    return kind.name

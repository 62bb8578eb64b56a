"""The types of Glue's columns: Hive's, written as text such as ``array<struct<a:int>>``.

Source: https://docs.aws.amazon.com/athena/latest/ug/data-types.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow

SCALARS = frozenset(
    {
        "bigint",
        "binary",
        "boolean",
        "date",
        "decimal",
        "double",
        "float",
        "int",
        "smallint",
        "string",
        "timestamp",
        "tinyint",
    }
)
TEXTS = ("char", "varchar")
NESTED = ("array", "map", "struct")
_TOKEN = re.compile(r"\s*([A-Za-z_0-9$.\- ]+|[<>(),:])")


class TypeTextError(ValueError):
    """A text that is no type of Hive's; the message says why."""


@dataclass(frozen=True)
class HiveType:
    """A type, with the types that it is made of.

    Attributes:
        name: Such as ``int`` or ``struct``; ``integer`` is ``int``, ``varchar`` is ``string``.
        fields: A struct's, by name; an array's ``element``; a map's ``key`` and ``value``.
        precision: A decimal's digits; ``scale`` those after the point.
    """

    name: str
    fields: tuple[tuple[str, HiveType], ...] = ()
    precision: int = 10
    scale: int = 0

    @classmethod
    def parse(cls, text: str) -> HiveType:
        """A type from its text.

        Raises:
            TypeTextError: The text is no type.
        """
        parser = _Parser(text)
        found = parser.type()
        parser.end()
        return found

    @classmethod
    def of_arrow(cls, kind: pyarrow.DataType) -> HiveType:
        """The type of a column in a Parquet file; text, where Hive has none like it."""
        from pyarrow import types

        if types.is_struct(kind):
            return cls("struct", tuple((f.name.lower(), cls.of_arrow(f.type)) for f in kind))
        if types.is_list(kind) or types.is_large_list(kind):
            return cls("array", (("element", cls.of_arrow(kind.value_type)),))
        if types.is_map(kind):
            inner = (("key", cls.of_arrow(kind.key_type)), ("value", cls.of_arrow(kind.item_type)))
            return cls("map", inner)
        if types.is_decimal(kind):
            return cls("decimal", precision=kind.precision, scale=kind.scale)
        tests: tuple[tuple[Callable[[pyarrow.DataType], bool], str], ...] = (
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
        return cls(next((name for test, name in tests if test(kind)), "string"))

    def __str__(self) -> str:
        inner = [kind for _, kind in self.fields]
        if self.name == "struct":
            return f"struct<{','.join(f'{name}:{kind}' for name, kind in self.fields)}>"
        if self.name in NESTED:
            return f"{self.name}<{','.join(map(str, inner))}>"
        if self.name == "decimal":
            return f"decimal({self.precision},{self.scale})"
        return self.name

    def arrow(self) -> pyarrow.DataType:
        """The type in Arrow, and so in a Parquet file."""
        import pyarrow  # takes a fifth of a second to load, which only who converts shall wait for

        inner = [kind.arrow() for _, kind in self.fields]
        if self.name == "struct":
            names = [name for name, _ in self.fields]
            return pyarrow.struct(list(zip(names, inner, strict=True)))
        if self.name == "array":
            return pyarrow.list_(inner[0])
        if self.name == "map":
            return pyarrow.map_(*inner)
        if self.name == "decimal":
            return pyarrow.decimal128(self.precision, self.scale)
        scalars = {
            "bigint": pyarrow.int64(),
            "binary": pyarrow.binary(),
            "boolean": pyarrow.bool_(),
            "date": pyarrow.date32(),
            "double": pyarrow.float64(),
            "float": pyarrow.float32(),
            "int": pyarrow.int32(),
            "smallint": pyarrow.int16(),
            "string": pyarrow.string(),
            "timestamp": pyarrow.timestamp("ms"),
            "tinyint": pyarrow.int8(),
        }
        return scalars[self.name]


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(self._split(text))
        self._at = 0

    def type(self) -> HiveType:
        """The next type."""
        name = self._take().lower()
        if name in ("array", "map"):
            names = ("element",) if name == "array" else ("key", "value")
            self._expect("<")
            fields = [(names[0], self.type())]
            for each in names[1:]:
                self._expect(",")
                fields.append((each, self.type()))
            self._expect(">")
            return HiveType(name, tuple(fields))
        if name == "struct":
            return HiveType(name, tuple(self._members()))
        if name == "decimal":
            precision, scale, *_ = [*(self._numbers() or [10]), 0]
            return HiveType(name, precision=precision, scale=scale)
        if name in TEXTS:
            self._numbers()
            return HiveType("string")
        name = "int" if name == "integer" else name
        if name not in SCALARS:
            raise self._wrong(f"{name!r} is not among {', '.join(sorted(SCALARS))}")
        return HiveType(name)

    def end(self) -> None:
        """Nothing more may come."""
        if self._at < len(self._tokens):
            raise self._wrong(f"{self._tokens[self._at]!r} is too much")

    def _members(self) -> Iterator[tuple[str, HiveType]]:
        self._expect("<")
        while True:
            name = self._take()
            self._expect(":")
            yield name, self.type()
            if self._take() == ">":
                return
            self._at -= 1
            self._expect(",")

    def _numbers(self) -> list[int]:
        if self._at >= len(self._tokens) or self._tokens[self._at] != "(":
            return []
        self._at += 1
        numbers = []
        while (part := self._take()) != ")":
            if part != ",":
                if not part.isdigit():
                    raise self._wrong(f"{part!r} is no number")
                numbers.append(int(part))
        return numbers

    def _split(self, text: str) -> Iterator[str]:
        at = 0
        while at < len(text.rstrip()):
            found = _TOKEN.match(text, at)
            if found is None:
                raise self._wrong(f"{text[at]!r} is unexpected")
            yield found[1].strip()
            at = found.end()

    def _take(self) -> str:
        if self._at >= len(self._tokens):
            raise self._wrong("it ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _expect(self, token: str) -> None:
        if (found := self._take()) != token:
            raise self._wrong(f"{token!r} is expected where {found!r} is")

    def _wrong(self, why: str) -> TypeTextError:
        return TypeTextError(f"{self._text!r} is no type of a column: {why}")

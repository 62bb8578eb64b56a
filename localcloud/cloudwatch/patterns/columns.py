"""Patterns of events in columns: ``[ip, user, ..., status = 4*, bytes > 1000]``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from localcloud.cloudwatch.patterns.comparing import OPERATORS, Comparison
from localcloud.cloudwatch.patterns.fields import Fields, PatternError

_COLUMN = re.compile(r'\[([^\]]*)\]|"([^"]*)"|(\S+)')
_CONDITION = re.compile(
    rf"\s*(?P<name>[\w-]*)\s*(?P<operator>{'|'.join(map(re.escape, OPERATORS))})\s*"
    r'(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s"]+))\s*'
)
_NAME = re.compile(r"\s*[\w-]*\s*")
REST = ("...", "…")


@dataclass(frozen=True)
class _Field:
    """A named column. Its conditions: one of these groups must hold in full."""

    name: str
    either: tuple[tuple[Comparison, ...], ...] = ()

    def fits(self, text: str) -> bool:
        return not self.either or any(all(one.holds(text) for one in each) for each in self.either)


class ColumnPattern:
    """A pattern in brackets; an event has as many columns as it, unless it has an ellipsis."""

    has_fields: ClassVar[bool] = True

    def __init__(self, text: str) -> None:
        if not text.endswith("]"):
            raise PatternError(f"{text!r} begins with a bracket and does not end with one")
        parts = [part.strip() for part in _parts(text[1:-1])]
        rests = [place for place, part in enumerate(parts) if part in REST]
        if len(rests) > 1:
            raise PatternError(f"{text!r} has more than one ellipsis")
        self._rest = rests[0] if rests else None
        self._fields = [_field(part) for part in parts if part not in REST]

    def read(self, message: str) -> Fields | None:
        """The columns of an event that fits, by ``$name`` and by ``$number``."""
        columns = [next(filter(None, found.groups()), "") for found in _COLUMN.finditer(message)]
        taken = self._taken(columns)
        if taken is None or not all(
            field.fits(text) for field, text in zip(self._fields, taken, strict=True)
        ):
            return None
        held: dict[str, Any] = {f"${place}": text for place, text in enumerate(columns, start=1)}
        held |= {f"${field.name}": text for field, text in zip(self._fields, taken, strict=True)}
        lookup: Callable[[str], Any] = held.get
        return lookup

    def _taken(self, columns: Sequence[str]) -> list[str] | None:
        wanted = len(self._fields)
        if self._rest is None:
            return list(columns) if len(columns) == wanted else None
        if len(columns) < wanted:
            return None
        after = wanted - self._rest
        return [*columns[: self._rest], *columns[len(columns) - after :]]


def _parts(text: str) -> list[str]:
    """The fields between commas; those in quotes belong to a field."""
    parts, quoted = [""], False
    for character in text:
        quoted ^= character == '"'
        if character == "," and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _field(part: str) -> _Field:
    if _NAME.fullmatch(part):
        return _Field(part)
    name = ""
    either = []
    for group in part.split("||"):
        both = []
        for condition in group.split("&&"):
            found = _CONDITION.fullmatch(condition)
            if found is None or (name and found["name"] != name):
                raise PatternError(f"{part!r} is neither a name nor a condition on one field")
            name = found["name"] or name
            operator = "!=" if found["operator"] == "=!" else found["operator"]
            quoted = found["quoted"] is not None
            text = found["quoted"] if quoted else found["bare"]
            both.append(Comparison(operator, text, quoted=quoted))
        either.append(tuple(both))
    return _Field(name, tuple(either))

"""The prefixes of delivered objects, with what stands in ``!{...}``.

Source: https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
"""

from __future__ import annotations

import re
import secrets
import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

DEFAULT = "!{timestamp:yyyy/MM/dd/HH/}"
"""What Firehose appends to a prefix that tells neither the time nor a partition."""

QUERY, FUNCTION = "partitionKeyFromQuery", "partitionKeyFromLambda"
RANDOM_LENGTH = 11
_EXPRESSION = re.compile(r"!\{([^}]*)\}")
_RUN = re.compile(r"'([^']*)'|([A-Za-z])\2*|[^A-Za-z']+")


class PrefixError(ValueError):
    """A prefix that Firehose refuses; the message says why."""


@dataclass(frozen=True)
class Prefix:
    """A prefix, read.

    Attributes:
        parts: Literal texts, as ``("", text)``, and expressions, as namespace and value.
    """

    text: str
    parts: tuple[tuple[str, str], ...]

    @classmethod
    def parse(cls, text: str, *, of_errors: bool = False) -> Prefix:
        """Reads a prefix.

        Args:
            of_errors: Whether it is an ErrorOutputPrefix, which knows no partitions, and which
                alone knows the type of the error.

        Raises:
            PrefixError: An expression is none of Firehose's.
        """
        prefix = cls(text, tuple(_parts(text)))
        for namespace, value in prefix.parts:
            _check(namespace, value, of_errors=of_errors)
        return prefix

    def keys(self, namespace: str) -> frozenset[str]:
        """The values of a namespace that it names."""
        return frozenset(value for name, value in self.parts if name == namespace)

    @property
    def needed(self) -> frozenset[str]:
        """The keys of a partition that it names."""
        return self.keys(QUERY) | self.keys(FUNCTION)

    @property
    def partitioned(self) -> bool:
        """Whether it names any."""
        return bool(self.needed)

    def at(
        self, moment: datetime, *, keys: Mapping[str, str] | None = None, error: str = ""
    ) -> str:
        """The prefix of one object.

        Args:
            moment: When its first record arrived, in the stream's time zone.
            keys: The partition's.
            error: The type of the error.
        """
        parts = self.parts
        if not self.partitioned and not self.keys("timestamp"):
            parts = (*parts, *_parts(DEFAULT))
        return "".join(_value(part, moment, keys or {}, error) for part in parts)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    for found in _EXPRESSION.finditer(text):
        if literal := text[at : found.start()]:
            yield "", literal
        namespace, colon, value = found[1].partition(":")
        if not colon or not value:
            raise PrefixError(f"{found[0]} is not of the form !{{namespace:value}}")
        yield namespace, value
        at = found.end()
    if literal := text[at:]:
        yield "", literal


def _check(namespace: str, value: str, *, of_errors: bool) -> None:
    shown = f"!{{{namespace}:{value}}}"
    if namespace == "timestamp":
        format_time(datetime(2026, 1, 1, tzinfo=UTC), value)
    elif namespace == "firehose":
        allowed = ["random-string", *(["error-output-type"] if of_errors else [])]
        if value not in allowed:
            raise PrefixError(f"{shown} is not among {', '.join(allowed)}")
    elif namespace in (QUERY, FUNCTION):
        if of_errors:
            raise PrefixError(f"{shown} cannot be in ErrorOutputPrefix: what failed has no key")
    elif namespace:
        raise PrefixError(
            f"{shown}: the namespace is not among timestamp, firehose, {QUERY}, {FUNCTION}"
        )


def _value(part: tuple[str, str], moment: datetime, keys: Mapping[str, str], error: str) -> str:
    namespace, value = part
    if namespace == "timestamp":
        return format_time(moment, value)
    if namespace == "firehose":
        return error if value == "error-output-type" else _random()
    return keys[value] if namespace else value


def _random() -> str:
    letters = string.ascii_letters + string.digits
    return "".join(secrets.choice(letters) for _ in range(RANDOM_LENGTH))


def format_time(moment: datetime, pattern: str) -> str:
    """A time as a pattern of Java's DateTimeFormatter writes it.

    Raises:
        PrefixError: A letter of the pattern is not known here.
    """
    written, at = [], 0
    for found in _RUN.finditer(pattern):
        if found.start() != at:
            break
        at = found.end()
        text, letter = found[0], found[2]
        if letter is None:
            written.append(text if found[1] is None else found[1] or "'")
        elif letter not in _LETTERS:
            known = ", ".join(_LETTERS)
            raise PrefixError(f"{pattern!r}: the letter {letter!r} is not among {known}")
        else:
            written.append(_LETTERS[letter](moment, len(text)))
    if at != len(pattern):
        raise PrefixError(f"{pattern!r} has a quote that does not end")
    return "".join(written)


def _number(value: Callable[[datetime], int]) -> Callable[[datetime, int], str]:
    return lambda moment, width: f"{value(moment):0{width}d}"


def _year(moment: datetime, width: int) -> str:
    return f"{moment.year % 100:02d}" if width == 2 else f"{moment.year:0{width}d}"


def _month(moment: datetime, width: int) -> str:
    if width < 3:
        return f"{moment.month:0{width}d}"
    return _MONTHS[moment.month - 1] if width > 3 else _MONTHS[moment.month - 1][:3]


def _day(moment: datetime, width: int) -> str:
    name = _DAYS[moment.weekday()]
    return name if width > 3 else name[:3]


# English whatever the locale of this machine, as on AWS.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LETTERS: dict[str, Callable[[datetime, int], str]] = {
    "y": _year,
    "Y": _year,
    "u": _year,
    "M": _month,
    "L": _month,
    "d": _number(lambda moment: moment.day),
    "D": _number(lambda moment: moment.timetuple().tm_yday),
    "E": _day,
    "a": lambda moment, _: "AM" if moment.hour < 12 else "PM",
    "H": _number(lambda moment: moment.hour),
    "h": _number(lambda moment: (moment.hour + 11) % 12 + 1),
    "m": _number(lambda moment: moment.minute),
    "s": _number(lambda moment: moment.second),
    "S": lambda moment, width: f"{moment.microsecond:06d}"[:width].ljust(width, "0"),
}

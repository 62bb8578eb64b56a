"""The rules of composite alarms.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

LENGTH_LIMIT = 10_240

_TOKEN = re.compile(
    r"\s*(?:"
    r"(?P<state>ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*"
    r"(?:\"(?P<double>[^\"]+)\"|'(?P<single>[^']+)'|(?P<plain>[^\s()\"']+))\s*\)"
    r"|(?P<word>(?:AND|OR|NOT|TRUE|FALSE)(?![A-Za-z0-9_])|[()])"
    r"|(?P<end>$)"
    r")"
)

StateOf = Callable[[str], str | None]
Condition = Callable[[StateOf], bool]


class RuleError(ValueError):
    """The text is no rule."""


@dataclass(frozen=True)
class Rule:
    """When a composite alarm rings.

    Attributes:
        alarms: The names of the alarms that it speaks of.
        holds: Whether it rings, by the states of those.
    """

    alarms: frozenset[str]
    holds: Condition

    @classmethod
    def of(cls, text: str) -> Rule:
        """Reads a rule.

        Raises:
            RuleError: It cannot be read; the message says from where on.
        """
        if len(text) > LENGTH_LIMIT:
            raise RuleError(f"has {len(text)} characters, and {LENGTH_LIMIT} are allowed")
        reader = _Reader(text)
        condition = reader.either()
        reader.finish()
        return cls(frozenset(reader.alarms), condition)


class _Reader:
    """Reads from left to right: OR binds least, NOT most."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.alarms: set[str] = set()
        self._take()

    def _take(self) -> None:
        found = _TOKEN.match(self._text, self._at)
        if found is None:
            raise RuleError(f"cannot be read from {self._text[self._at :].strip()!r} on")
        self._token, self._start, self._at = found, self._at, found.end()

    def _word(self, word: str) -> bool:
        if self._token["word"] != word:
            return False
        self._take()
        return True

    def finish(self) -> None:
        """Makes sure that nothing is left."""
        if self._token["end"] is None:
            raise RuleError(f"cannot be read from {self._text[self._start :].strip()!r} on")

    def either(self) -> Condition:
        """Conditions of which one has to hold."""
        conditions = [self._all()]
        while self._word("OR"):
            conditions.append(self._all())
        return lambda state_of: any(holds(state_of) for holds in conditions)

    def _all(self) -> Condition:
        conditions = [self._one()]
        while self._word("AND"):
            conditions.append(self._one())
        return lambda state_of: all(holds(state_of) for holds in conditions)

    def _one(self) -> Condition:
        if self._word("NOT"):
            denied = self._one()
            return lambda state_of: not denied(state_of)
        if self._word("("):
            inner = self.either()
            if not self._word(")"):
                raise RuleError(f"lacks a ) before {self._text[self._start :].strip()!r}")
            return inner
        if self._word("TRUE"):
            return lambda _: True
        if self._word("FALSE"):
            return lambda _: False
        state = self._token["state"]
        if state is None:
            raise RuleError(f"lacks a condition at {self._text[self._start :].strip()!r}")
        given = self._token["double"] or self._token["single"] or self._token["plain"]
        name = given.split(":", 6)[6] if given.startswith("arn:") else given
        self.alarms.add(name)
        self._take()
        return lambda state_of: state_of(name) == state

"""Patterns of JSON events: ``{ $.level = "ERROR" && ($.latency > 500 || $.user NOT EXISTS) }``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, ClassVar

from localcloud.cloudwatch.patterns.comparing import Comparison
from localcloud.cloudwatch.patterns.fields import Fields, PatternError

_STEP = r"\.?\[(?:\d+|\*|'[^']*'|\"[^\"]*\")\]|\.(?:\*|[\w-]+)"
_STEPS = re.compile(_STEP)
_SELECTOR = re.compile(rf"\$(?:{_STEP})+")
_TOKEN = re.compile(
    rf"\s*(?:(?P<selector>\$(?:{_STEP})+)|(?P<logic>&&|\|\||[()])"
    r"|(?P<words>IS\s+NULL|IS\s+TRUE|IS\s+FALSE|NOT\s+EXISTS|EXISTS)\b"
    r"|(?P<operator>!=|<=|>=|=|<|>)"
    r'|"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<regex>%[^%]+%)|(?P<bare>[^\s()&|=<>!"{}$]+))\s*'
)

Test = Callable[[Any], bool]


class JsonPattern:
    """A pattern in braces: conditions joined by ``&&`` and ``||``, the former first."""

    has_fields: ClassVar[bool] = True

    def __init__(self, text: str) -> None:
        if not text.endswith("}") or len(text) < 2:
            raise PatternError(f"{text!r} begins with a brace and does not end with one")
        self._text = text
        self._tokens = list(_tokens(text[1:-1]))
        self._test = self._either()
        if self._tokens:
            raise self._unexpected()

    def read(self, message: str) -> Fields | None:
        """The fields of an event that is JSON and fits."""
        try:
            document = json.loads(message)
        except (ValueError, RecursionError):
            return None
        if not isinstance(document, dict | list) or not self._test(document):
            return None
        return lambda reference: value_at(document, reference)

    def _either(self) -> Test:
        tests = [self._all()]
        while self._taken("logic", "||"):
            tests.append(self._all())
        return tests[0] if len(tests) == 1 else lambda document: any(t(document) for t in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._taken("logic", "&&"):
            tests.append(self._one())
        return tests[0] if len(tests) == 1 else lambda document: all(t(document) for t in tests)

    def _one(self) -> Test:
        if self._taken("logic", "("):
            inner = self._either()
            if not self._taken("logic", ")"):
                raise self._unexpected("a closing parenthesis")
            return inner
        selector = self._taken("selector")
        if selector is None:
            raise self._unexpected("a selector such as $.level")
        if words := self._taken("words"):
            return _worded(selector, " ".join(words.split()))
        comparison = self._comparison()
        return lambda document: any(map(comparison.holds, selected(document, selector)))

    def _comparison(self) -> Comparison:
        operator = self._taken("operator")
        if operator is None:
            raise self._unexpected("an operator, IS NULL or NOT EXISTS")
        for kind in ("quoted", "bare", "regex"):
            text = self._taken(kind)
            if text is not None:
                plain = re.sub(r"\\(.)", r"\1", text) if kind == "quoted" else text
                return Comparison(operator, plain, quoted=kind == "quoted")
        raise self._unexpected("a value")

    def _taken(self, kind: str, text: str | None = None) -> str | None:
        """The next token, if it is of that kind (and that text)."""
        if self._tokens and self._tokens[0][0] == kind and text in (None, self._tokens[0][1]):
            return self._tokens.pop(0)[1]
        return None

    def _unexpected(self, wanted: str | None = None) -> PatternError:
        found = repr(self._tokens[0][1]) if self._tokens else "the end"
        instead = f" instead of {wanted}" if wanted else ""
        return PatternError(f"{self._text!r} has {found}{instead}")


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            if not text[at:].strip():
                return
            raise PatternError(f"{{{text}}} cannot be read from {text[at:]!r} on")
        kind = str(found.lastgroup)
        yield kind, found[kind]
        at = found.end()


def _worded(selector: str, words: str) -> Test:
    match words:
        case "NOT EXISTS":
            return lambda document: not selected(document, selector)
        case "EXISTS":
            return lambda document: bool(selected(document, selector))
        case "IS NULL":
            return lambda document: any(value is None for value in selected(document, selector))
    wanted = words == "IS TRUE"
    return lambda document: any(value is wanted for value in selected(document, selector))


def value_at(document: Any, selector: str) -> Any:
    """What a selector such as ``$.user.id`` leads to first; None where it leads nowhere."""
    if not _SELECTOR.fullmatch(selector):
        return None
    return next(iter(selected(document, selector)), None)


def selected(document: Any, selector: str) -> list[Any]:
    """All that a selector leads to: with an asterisk several values, else one or none."""
    values = [document]
    for step in _steps(selector):
        values = [inner for value in values for inner in _inside(value, step)]
    return values


@lru_cache(maxsize=512)
def _steps(selector: str) -> tuple[str | int, ...]:
    steps: list[str | int] = []
    for step in _STEPS.findall(selector):
        name = step.strip(".").removeprefix("[").removesuffix("]")
        indexed = step.endswith("]") and name.isdigit()
        steps.append(int(name) if indexed else name.strip("'\""))
    return tuple(steps)


def _inside(value: Any, step: str | int) -> list[Any]:
    if step == "*":
        inner = value.values() if isinstance(value, dict) else value
        return list(inner) if isinstance(value, dict | list) else []
    if isinstance(step, int):
        return value[step : step + 1] if isinstance(value, list) else []
    return [value[step]] if isinstance(value, dict) and step in value else []

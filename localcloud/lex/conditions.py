"""Conditional expressions of a bot's flow.

Source: https://docs.aws.amazon.com/lexv2/latest/dg/paths-branching.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>"[^"]*"|'[^']*'|“[^”]*”)
    | (?P<slot>\{[^{}]+\}) | (?P<attribute>\[[^\[\]]+\]) | (?P<request>\(\([^()]+\)\))
    | (?P<field>\$\.[\w.\[\]]+)
    | (?P<function>fn\.(?:COUNT|IS_SET|LENGTH))
    | (?P<operator><=|>=|!=|=|<|>|&&|\|\||!|\(|\)|,)
    | (?P<number>-?\d+(?:\.\d+)?(?![\w-]))
    | (?P<word>[^\s()&|!=<>,]+)
    )""",
    re.VERBOSE,
)


_KEYWORDS = frozenset(("AND", "OR", "NOT", "CONTAINS"))


class ConditionError(ValueError):
    """The expression cannot be read; the message says where it stops making sense."""


class Values:
    """What an expression may refer to."""

    def __init__(
        self,
        *,
        slots: Mapping[str, str | None],
        attributes: Mapping[str, str],
        request: Mapping[str, str],
        fields: Mapping[str, str],
    ) -> None:
        self._sources: dict[str, Mapping[str, str | None]] = {
            "slot": slots,
            "attribute": attributes,
            "request": request,
            "field": fields,
        }

    def get(self, kind: str, name: str) -> str | None:
        """The value of a slot, attribute, request attribute or field; None where it is unset."""
        return self._sources[kind].get(name)


def holds(expression: str, values: Values) -> bool:
    """Whether an expression is true; over something unset it is false.

    Raises:
        ConditionError: The expression cannot be read.
    """
    return _Parser(_tokens(expression), values, expression).read()


@lru_cache(maxsize=1024)
def _tokens(expression: str) -> tuple[tuple[str, str], ...]:
    tokens = []
    position = 0
    text = expression.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise ConditionError(f"{expression!r} cannot be read from {text[position:]!r} on")
        tokens.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return tuple(tokens)


class _Parser:
    """Recursive descent: or, and, not, comparison, operand."""

    def __init__(self, tokens: Sequence[tuple[str, str]], values: Values, expression: str) -> None:
        self._tokens = tokens
        self._values = values
        self._expression = expression
        self._position = 0

    def read(self) -> bool:
        result = self._or()
        if self._position < len(self._tokens):
            rest = " ".join(text for _, text in self._tokens[self._position :])
            raise ConditionError(f"{self._expression!r} cannot be read from {rest!r} on")
        return result

    def _peek(self) -> tuple[str, str]:
        if self._position < len(self._tokens):
            return self._tokens[self._position]
        return ("end", "")

    def _accept(self, *texts: str) -> str | None:
        text = self._peek()[1]
        if self._peek()[0] in ("operator", "word") and text.upper() in texts:
            self._position += 1
            return text.upper()
        return None

    def _expect(self, text: str) -> None:
        if not self._accept(text):
            raise ConditionError(f"{self._expression!r} lacks {text!r}")

    def _or(self) -> bool:
        result = self._and()
        while self._accept("OR", "||"):
            other = self._and()
            result = result or other
        return result

    def _and(self) -> bool:
        result = self._not()
        while self._accept("AND", "&&"):
            other = self._not()
            result = result and other
        return result

    def _not(self) -> bool:
        if self._accept("NOT", "!"):
            return not self._not()
        if self._accept("("):
            result = self._or()
            self._expect(")")
            return result
        return self._comparison()

    def _comparison(self) -> bool:
        is_test = self._peek() == ("function", "fn.IS_SET")
        left = self._operand()
        operator = self._accept("=", "!=", "<", "<=", ">", ">=", "CONTAINS")
        if operator is None:
            return left == "true" if is_test else _truth(left)
        right = self._operand()
        if left is None or right is None:
            return False
        return _compare(operator, left, right)

    def _operand(self) -> str | None:
        kind, text = self._peek()
        self._position += 1
        if kind == "text":
            return text[1:-1]
        if kind == "number" or (kind == "word" and text.upper() not in _KEYWORDS):
            return text
        if kind in ("slot", "attribute"):
            return self._values.get(kind, text[1:-1].strip())
        if kind == "request":
            return self._values.get(kind, text[2:-2].strip())
        if kind == "field":
            return self._values.get(kind, text[2:])
        if kind == "function":
            return self._function(text)
        raise ConditionError(f"{self._expression!r} has {text or 'nothing'!r} in a value's place")

    def _function(self, name: str) -> str | None:
        self._expect("(")
        value = self._operand()
        self._expect(")")
        if name == "fn.IS_SET":
            return "true" if value is not None else "false"
        if value is None:
            return None
        return str(len(value) if name == "fn.LENGTH" else len(value.split(",")))


def _truth(value: str | None) -> bool:
    return value is not None and value.lower() == "true"


_ORDERS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _compare(operator: str, left: str, right: str) -> bool:
    if operator == "CONTAINS":
        return right.lower() in left.lower()
    one, other = _number(left), _number(right)
    if operator in ("=", "!="):
        numeric = one is not None and other is not None
        same = one == other if numeric else left.lower() == right.lower()
        return same == (operator == "=")
    if one is not None and other is not None:
        return _ORDERS[operator](one, other)
    sign = (left.lower() > right.lower()) - (left.lower() < right.lower())
    return _ORDERS[operator](sign, 0)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None

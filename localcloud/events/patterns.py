"""Event patterns: what rules, pipes and event source mappings filter events by.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
"""

from __future__ import annotations

import ipaddress
import json
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MISSING = object()


class PatternError(ValueError):
    """A pattern that no event could be held against."""


class Pattern:
    """A pattern that events match or do not.

    Args:
        pattern: As JSON or as the object that it stands for.

    Raises:
        PatternError: It is no pattern; the sentence names the part that is wrong.
    """

    def __init__(self, pattern: str | Mapping[str, Any]) -> None:
        try:
            self._pattern = json.loads(pattern) if isinstance(pattern, str) else dict(pattern)
        except ValueError as error:
            raise PatternError(f"The pattern is not JSON: {error}") from error
        if not isinstance(self._pattern, dict):
            raise PatternError("The pattern must be an object")
        _check_object(self._pattern, "")

    def matches(self, event: Any) -> bool:
        """Whether an event, as parsed JSON, has what the pattern asks for."""
        return _object_matches(self._pattern, event)


class Filters:
    """Patterns of which one must match; none let everything through.

    Args:
        criteria: ``FilterCriteria`` of the APIs, ``{"Filters": [{"Pattern": ...}]}``.
    """

    def __init__(self, criteria: Mapping[str, Any] | None) -> None:
        filters = (criteria or {}).get("Filters", [])
        self._patterns = [Pattern(each["Pattern"]) for each in filters if each.get("Pattern")]

    def let_through(self, event: Any) -> bool:
        """Whether a record passes."""
        return not self._patterns or any(pattern.matches(event) for pattern in self._patterns)


def _check_object(pattern: Mapping[str, Any], path: str) -> None:
    for key, value in pattern.items():
        where = f"{path}.{key}" if path else key
        if key == "$or":
            if not isinstance(value, list) or len(value) < 2:
                raise PatternError(f"{where} must be a list of two patterns or more")
            for index, each in enumerate(value):
                _check_object(each, f"{where}[{index}]")
        elif isinstance(value, dict):
            _check_object(value, where)
        elif isinstance(value, list):
            if not value:
                raise PatternError(f"{where} is an empty list, which nothing can match")
            for condition in value:
                _check_condition(condition, where)
        else:
            raise PatternError(f"{where} is {json.dumps(value)}: it must be an object or a list")


def _check_condition(condition: Any, where: str) -> None:
    if isinstance(condition, list):
        raise PatternError(f"{where} holds a list within a list")
    if not isinstance(condition, dict):
        return
    if len(condition) != 1:
        raise PatternError(f"{where} holds {json.dumps(condition)}: one comparison is allowed")
    (name, argument) = next(iter(condition.items()))
    if name not in {*_TESTS, "exists", "anything-but"}:
        allowed = ", ".join(sorted({*_TESTS, "exists", "anything-but"}))
        raise PatternError(f"{where}: {name} is no comparison; there are {allowed}")
    if name == "numeric" and not _is_numeric_test(argument):
        raise PatternError(f'{where}: numeric takes a list such as [">", 0, "<=", 5]')


def _is_numeric_test(argument: Any) -> bool:
    return (
        isinstance(argument, list)
        and len(argument) in (2, 4)
        and all(each in _COMPARISONS for each in argument[::2])
        and all(_is_number(each) for each in argument[1::2])
    )


def _object_matches(pattern: Mapping[str, Any], value: Any) -> bool:
    if isinstance(value, list):
        return any(_object_matches(pattern, each) for each in value)
    fields = value if isinstance(value, dict) else {}
    for key, wanted in pattern.items():
        if key == "$or":
            if not any(_object_matches(each, fields) for each in wanted):
                return False
        elif isinstance(wanted, dict):
            if not _object_matches(wanted, fields.get(key, {})):
                return False
        elif not _leaf_matches(wanted, list(_leaves(fields.get(key, _MISSING)))):
            return False
    return True


def _leaves(value: Any) -> Iterable[Any]:
    if isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    elif value is not _MISSING and not isinstance(value, dict):
        yield value


def _leaf_matches(conditions: list[Any], values: list[Any]) -> bool:
    return any(_condition_matches(condition, values) for condition in conditions)


def _condition_matches(condition: Any, values: list[Any]) -> bool:
    if not isinstance(condition, dict):
        return any(_equal(value, condition) for value in values)
    (name, argument) = next(iter(condition.items()))
    if name == "exists":
        return bool(values) == bool(argument)
    if name == "anything-but":
        return any(not _excluded(argument, value) for value in values)
    return any(_TESTS[name](argument, value) for value in values)


def _excluded(argument: Any, value: Any) -> bool:
    if isinstance(argument, dict):
        (name, unwanted) = next(iter(argument.items()))
        return any(_TESTS[name](each, value) for each in _as_list(unwanted))
    return any(_equal(value, each) for each in _as_list(argument))


def _equal(value: Any, wanted: Any) -> bool:
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    return bool(value == wanted)


def _affix(test: Callable[[str, str], bool]) -> Callable[[Any, Any], bool]:
    def matches(argument: Any, value: Any) -> bool:
        if not isinstance(value, str):
            return False
        if isinstance(argument, dict):
            return test(value.lower(), str(argument["equals-ignore-case"]).lower())
        return test(value, str(argument))

    return matches


def _ignoring_case(argument: Any, value: Any) -> bool:
    return isinstance(value, str) and value.lower() == str(argument).lower()


def _wildcard(argument: Any, value: Any) -> bool:
    parts = re.split(r"(\\.|\*)", str(argument))
    expression = "".join(
        ".*" if part == "*" else re.escape(part.removeprefix("\\")) for part in parts
    )
    return isinstance(value, str) and re.fullmatch(expression, value, re.DOTALL) is not None


def _numeric(argument: Any, value: Any) -> bool:
    if not _is_number(value):
        return False
    pairs = zip(argument[::2], argument[1::2], strict=True)
    return all(_COMPARISONS[name](value, bound) for name, bound in pairs)


def _cidr(argument: Any, value: Any) -> bool:
    try:
        return ipaddress.ip_address(value) in ipaddress.ip_network(argument)
    except ValueError:
        return False  # the event holds no address


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "prefix": _affix(str.startswith),
    "suffix": _affix(str.endswith),
    "equals-ignore-case": _ignoring_case,
    "wildcard": _wildcard,
    "numeric": _numeric,
    "cidr": _cidr,
}

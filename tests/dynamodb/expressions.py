"""The expressions of DynamoDB that the book uses: conditions, keys, updates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

Item = dict[str, Any]
Condition = Callable[[Item], bool]

_TERM = re.compile(
    r"(?P<missing>attribute_not_exists)\((?P<gone>[#\w]+)\)"
    r"|(?P<name>[#\w]+)\s*(?P<operator>=|<=|<|>=|>)\s*(?P<value>:\w+)"
)
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: bool(a == b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}
_BETWEEN = re.compile(r"(\w+) = (:\w+) AND (\w+) BETWEEN (:\w+) AND (:\w+)")


def condition(request: Mapping[str, Any]) -> Condition:
    """The condition of a request: terms joined by AND, and those by OR."""
    text = request.get("ConditionExpression")
    if not text:
        return lambda _: True
    choices = [
        [_term(each.strip(), request) for each in choice.split(" AND ")]
        for choice in text.split(" OR ")
    ]
    return lambda item: any(all(term(item) for term in choice) for choice in choices)


def between(request: Mapping[str, Any]) -> tuple[str, str, str]:
    """The partition and the first and last sort key that a query asks for."""
    text, values = request["KeyConditionExpression"], request["ExpressionAttributeValues"]
    match = _BETWEEN.fullmatch(text)
    if match is None or (match[1], match[3]) != ("pk", "sk"):
        raise NotImplementedError(f"KeyConditionExpression {text!r}")
    pk, first, last = (str(values[match[group]]["S"]) for group in (2, 4, 5))
    return pk, first, last


def projected(item: Item, request: Mapping[str, Any]) -> Item:
    """The attributes that a request asks for."""
    text = request.get("ProjectionExpression")
    if not text:
        return item
    names = {_name(each.strip(), request) for each in text.split(",")}
    return {name: value for name, value in item.items() if name in names}


def updated(item: Item, request: Mapping[str, Any]) -> Item:
    """The item after the update expression of a request: ``SET a = :a, b = :b`` or ``ADD a :a``."""
    text, values = request["UpdateExpression"], request["ExpressionAttributeValues"]
    verb, _, rest = text.partition(" ")
    changed = dict(item)
    for each in rest.split(","):
        name, value = each.split("=") if verb == "SET" else each.split()
        name, new = _name(name.strip(), request), values[value.strip()]
        if verb == "ADD":
            before = changed.get(name, {"N": "0"})
            changed[name] = {"N": str(Decimal(before["N"]) + Decimal(new["N"]))}
        elif verb == "SET":
            changed[name] = new
        else:
            raise NotImplementedError(f"UpdateExpression {text!r}")
    return changed


def _term(text: str, request: Mapping[str, Any]) -> Condition:
    match = _TERM.fullmatch(text)
    if match is None:
        raise NotImplementedError(f"the condition {text!r}")
    if match["missing"]:
        gone = _name(match["gone"], request)
        return lambda item: gone not in item
    name, compare = _name(match["name"], request), _COMPARE[match["operator"]]
    value = request["ExpressionAttributeValues"][match["value"]]

    def holds(item: Item) -> bool:
        found = item.get(name)
        if found is None or found.keys() != value.keys():
            return False
        return compare(_plain(found), _plain(value))

    return holds


def _name(text: str, request: Mapping[str, Any]) -> str:
    return str(request["ExpressionAttributeNames"][text]) if text.startswith("#") else text


def _plain(value: Mapping[str, Any]) -> Any:
    ((kind, plain),) = value.items()
    if kind == "N":
        return Decimal(plain)
    # Strings are in the order of their bytes.
    return plain.encode() if kind == "S" else plain

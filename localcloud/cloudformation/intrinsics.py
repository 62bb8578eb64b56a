"""Intrinsic functions: a template's values with everything known filled in."""

from __future__ import annotations

import base64
import ipaddress
import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from localcloud.cloudformation.dynamic_references import DYNAMIC_REFERENCE
from localcloud.cloudformation.graph import PLACEHOLDER
from localcloud.errors import ServiceError

NO_VALUE = "AWS::NoValue"
UNKNOWN = "{{changeSet:KNOWN_AFTER_APPLY}}"
"""What a change set says of a value that only its execution will tell."""
_ABSENT = object()


class Values(Protocol):
    """What the functions read from the stack's surroundings."""

    def ref(self, name: str) -> Any:
        """The value of a parameter, a pseudo parameter or a resource's physical id."""
        ...

    def attribute(self, logical_id: str, name: str) -> Any:
        """An attribute of a resource of the stack."""
        ...

    def exported(self, name: str) -> Any:
        """The value that another stack exports under a name."""
        ...

    def availability_zones(self, region: str) -> list[str]:
        """The zones of a region; of the stack's own where it is empty."""
        ...

    def dynamic(self, reference: str) -> str:
        """The value of a ``{{resolve:...}}``."""
        ...


class Resolver:
    """Evaluates the functions of one template.

    Args:
        mappings: The template's ``Mappings``.
        conditions: The template's ``Conditions``.
        values: Where references lead.
    """

    def __init__(
        self, *, mappings: Mapping[str, Any], conditions: Mapping[str, Any], values: Values
    ) -> None:
        self._mappings = mappings
        self._conditions = conditions
        self._values = values
        self._known: dict[str, bool] = {}
        self._evaluating: list[str] = []
        self._functions: dict[str, Callable[[Any], Any]] = {
            "Ref": self._ref,
            "Condition": self.condition,
            "Fn::And": lambda argument: all(self._truth(item) for item in argument),
            "Fn::Base64": lambda argument: base64.b64encode(
                self._string("Fn::Base64", argument).encode()
            ).decode(),
            "Fn::Cidr": self._cidr,
            "Fn::Contains": self._contains,
            "Fn::EachMemberEquals": self._each_member_equals,
            "Fn::EachMemberIn": self._each_member_in,
            "Fn::Equals": self._equals,
            "Fn::FindInMap": self._find_in_map,
            "Fn::GetAZs": lambda argument: values.availability_zones(
                self._string("Fn::GetAZs", argument)
            ),
            "Fn::GetAtt": self._get_att,
            "Fn::If": self._if,
            "Fn::ImportValue": lambda argument: values.exported(
                self._string("Fn::ImportValue", argument)
            ),
            "Fn::Join": self._join,
            "Fn::Length": lambda argument: len(self._list("Fn::Length", argument)),
            "Fn::Not": lambda argument: not self._truth(argument[0]),
            "Fn::Or": lambda argument: any(self._truth(item) for item in argument),
            "Fn::Select": self._select,
            "Fn::Split": self._split,
            "Fn::Sub": self._sub,
            "Fn::ToJsonString": lambda argument: json.dumps(
                self.resolve(argument), separators=(",", ":")
            ),
        }

    def resolve(self, value: Any) -> Any:
        """A value with every function evaluated; what is ``AWS::NoValue`` is left out.

        Raises:
            ServiceError: ValidationError for a function that is unknown or used wrongly.
        """
        resolved = self._resolve(value)
        return None if resolved is _ABSENT else resolved

    def condition(self, name: str) -> bool:
        """Whether one of the template's conditions holds."""
        if name not in self._known:
            if name not in self._conditions:
                raise _error(f"Template format error: Unresolved condition dependency {name}")
            if name in self._evaluating:
                raise _error(f"Template format error: circular dependency in condition {name}")
            self._evaluating.append(name)
            self._known[name] = self._truth(self._conditions[name])
            self._evaluating.pop()
        return self._known[name]

    def _resolve(self, value: Any) -> Any:
        if isinstance(value, list):
            return [v for v in map(self._resolve, value) if v is not _ABSENT]
        if isinstance(value, str):
            return DYNAMIC_REFERENCE.sub(lambda found: self._values.dynamic(found[0]), value)
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            [(function, argument)] = value.items()
            if function in self._functions and not _is_condition_block(function, argument):
                return self._functions[function](argument)
            if str(function).startswith("Fn::"):
                raise _error(
                    f"Template error: unknown function {function}; known are "
                    + ", ".join(sorted(name for name in self._functions if "::" in name))
                )
        pairs = ((key, self._resolve(item)) for key, item in value.items())
        return {key: item for key, item in pairs if item is not _ABSENT}

    def _ref(self, name: Any) -> Any:
        if name == NO_VALUE:
            return _ABSENT
        if not isinstance(name, str):
            raise _error("Template error: every Ref object must have a single String value.")
        return self._values.ref(name)

    def _get_att(self, argument: Any) -> Any:
        parts = argument.split(".", 1) if isinstance(argument, str) else argument
        if not isinstance(parts, list) or len(parts) < 2:
            raise _error(
                "Template error: every Fn::GetAtt object requires two non-empty parameters, "
                "the resource name and the resource attribute"
            )
        names = [self._string("Fn::GetAtt", part) for part in parts]
        return self._values.attribute(names[0], ".".join(names[1:]))

    def _sub(self, argument: Any) -> str:
        text, variables = argument if isinstance(argument, list) else (argument, {})
        if not isinstance(text, str) or not isinstance(variables, dict):
            raise _error(
                "Template error: One or more Fn::Sub intrinsic functions don't specify expected "
                "arguments. Specify a string as first argument, and an optional second argument "
                "to specify a mapping of values to replace in the string"
            )

        def replacement(name: str) -> str:
            if name in variables:
                return self._string("Fn::Sub", variables[name])
            value = self._get_att(name) if "." in name else self._ref(name)
            return self._string("Fn::Sub", value)

        filled = PLACEHOLDER.sub(lambda found: replacement(found[1].strip()), text)
        return str(self._resolve(filled.replace("${!", "${")))

    def _join(self, argument: Any) -> str:
        if not isinstance(argument, list) or len(argument) != 2:
            raise _error("Template error: every Fn::Join object requires two parameters")
        items = self._list("Fn::Join", argument[1])
        return str(
            self._resolve(str(argument[0]).join(self._string("Fn::Join", item) for item in items))
        )

    def _select(self, argument: Any) -> Any:
        if not isinstance(argument, list) or len(argument) != 2:
            raise _error("Template error: every Fn::Select object requires two parameters")
        index = int(self._string("Fn::Select", argument[0]))
        items = self._list("Fn::Select", argument[1])
        if any(UNKNOWN in str(item) for item in items) and index >= len(items):
            return UNKNOWN
        if not 0 <= index < len(items):
            raise _error(
                f"Template error: Fn::Select cannot select nonexistent value at index {index}"
            )
        return items[index]

    def _split(self, argument: Any) -> list[str]:
        if not isinstance(argument, list) or len(argument) != 2:
            raise _error("Template error: every Fn::Split object requires two parameters")
        return self._string("Fn::Split", argument[1]).split(str(argument[0]))

    def _if(self, argument: Any) -> Any:
        if not isinstance(argument, list) or len(argument) != 3:
            raise _error("Template error: Fn::If requires a condition and two values")
        return self._resolve(argument[1 if self.condition(argument[0]) else 2])

    def _equals(self, argument: Any) -> bool:
        if not isinstance(argument, list) or len(argument) != 2:
            raise _error("Template error: every Fn::Equals object requires two parameters")
        left, right = (self._resolve(item) for item in argument)
        return bool(left == right or _scalar(left) == _scalar(right) is not None)

    def _find_in_map(self, argument: Any) -> Any:
        if not isinstance(argument, list) or len(argument) not in (3, 4):
            raise _error("Template error: every Fn::FindInMap object requires three parameters")
        name, first, second = (self._string("Fn::FindInMap", key) for key in argument[:3])
        found = self._mappings.get(name, {}).get(first, {}).get(second, _ABSENT)
        if found is _ABSENT and len(argument) == 4 and "DefaultValue" in argument[3]:
            return self._resolve(argument[3]["DefaultValue"])
        if found is _ABSENT:
            raise _error(f"Template error: Unable to get mapping for {name}::{first}::{second}")
        return found

    def _cidr(self, argument: Any) -> list[str]:
        block = ipaddress.ip_network(self._string("Fn::Cidr", argument[0]))
        count = int(self._string("Fn::Cidr", argument[1]))
        bits = int(self._string("Fn::Cidr", argument[2])) if len(argument) > 2 else 8
        subnets = block.subnets(new_prefix=block.max_prefixlen - bits)
        return [str(subnet) for _, subnet in zip(range(count), subnets, strict=False)]

    def _contains(self, argument: Any) -> bool:
        return self._resolve(argument[1]) in self._list("Fn::Contains", argument[0])

    def _each_member_equals(self, argument: Any) -> bool:
        expected = self._resolve(argument[1])
        return all(item == expected for item in self._list("Fn::EachMemberEquals", argument[0]))

    def _each_member_in(self, argument: Any) -> bool:
        allowed = self._list("Fn::EachMemberIn", argument[1])
        return all(item in allowed for item in self._list("Fn::EachMemberIn", argument[0]))

    def _truth(self, value: Any) -> bool:
        resolved = self._resolve(value)
        return resolved if isinstance(resolved, bool) else str(resolved).lower() == "true"

    def _string(self, function: str, value: Any) -> str:
        text = _scalar(self._resolve(value))
        if text is None:
            raise _error(
                f"Template error: {function} needs a string, not {json.dumps(value)[:200]}"
            )
        return text

    def _list(self, function: str, value: Any) -> list[Any]:
        items = self._resolve(value)
        if items == UNKNOWN:
            return [UNKNOWN]
        if not isinstance(items, list):
            raise _error(f"Template error: {function} needs a list, not {json.dumps(value)[:200]}")
        return items


def _is_condition_block(function: str, argument: Any) -> bool:
    """``Condition`` is a function in a condition, and the key of a policy statement elsewhere."""
    return function == "Condition" and not isinstance(argument, str)


def _scalar(value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    return None


def _error(message: str) -> ServiceError:
    return ServiceError("ValidationError", message)

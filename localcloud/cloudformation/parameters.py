"""The values of a template's parameters: given, kept, defaulted, or read from Parameter Store."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.errors import ServiceError

if TYPE_CHECKING:
    from localcloud.interface import Cloud

SSM_VALUE = re.compile(r"AWS::SSM::Parameter::Value<(?P<inner>.+)>")
MASK = "****"
"""What is shown in place of a NoEcho parameter."""


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter with its value.

    Args:
        given: What the user or the default said; for the SSM types, the name in Parameter Store.
        value: What ``Ref`` gives: a string, or a list for the list types.
        resolved: The stored value, for the SSM types.
        hidden: Whether the API shows asterisks in its place.
    """

    name: str
    given: str
    value: Any
    resolved: str | None = None
    hidden: bool = False

    def described(self) -> dict[str, str]:
        """The parameter as DescribeStacks shows it."""
        shown = {
            "ParameterKey": self.name,
            "ParameterValue": MASK if self.hidden else self.given,
        }
        if self.resolved is not None:
            shown["ResolvedValue"] = self.resolved
        return shown


def resolve(
    declared: Mapping[str, Mapping[str, Any]],
    given: Sequence[Mapping[str, Any]],
    *,
    previous: Mapping[str, Parameter],
    cloud: Cloud,
    region: str,
) -> dict[str, Parameter]:
    """The parameters of a template.

    Args:
        declared: The template's ``Parameters``.
        given: The request's: ParameterKey with ParameterValue or UsePreviousValue.
        previous: Those the stack has now.

    Raises:
        ServiceError: ValidationError for a value that is missing, unknown or not allowed.
    """
    values = _given(declared, given, previous)
    missing = [name for name in declared if name not in values]
    if missing:
        raise _error(f"Parameters: [{', '.join(missing)}] must have values")
    return {
        name: _parameter(name, values[name], declaration, cloud, region)
        for name, declaration in declared.items()
    }


def _given(
    declared: Mapping[str, Mapping[str, Any]],
    given: Sequence[Mapping[str, Any]],
    previous: Mapping[str, Parameter],
) -> dict[str, str]:
    unknown = [item["ParameterKey"] for item in given if item.get("ParameterKey") not in declared]
    if unknown:
        raise _error(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    values = {
        name: _text(declaration["Default"])
        for name, declaration in declared.items()
        if "Default" in declaration
    }
    for item in given:
        name = item["ParameterKey"]
        if item.get("UsePreviousValue"):
            if name not in previous:
                raise _error(
                    f"Invalid input for parameter key {name}. Cannot specify usePreviousValue "
                    "as true for a parameter key not in the previous template"
                )
            values[name] = previous[name].given
        elif item.get("ParameterValue") is not None:
            values[name] = item["ParameterValue"]
    return values


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _parameter(
    name: str, given: str, declaration: Mapping[str, Any], cloud: Cloud, region: str
) -> Parameter:
    kind = str(declaration.get("Type", "String"))
    stored = SSM_VALUE.fullmatch(kind)
    if stored is None:
        _check(name, given, kind, declaration)
        resolved = None
    else:
        resolved = _from_store(name, given, cloud, region)
        kind = stored["inner"]
    text = given if resolved is None else resolved
    value: Any = text
    if kind == "CommaDelimitedList" or kind.startswith("List<"):
        value = [item.strip() for item in text.split(",")] if text else []
    hidden = str(declaration.get("NoEcho", "false")).lower() == "true"
    return Parameter(name=name, given=given, value=value, resolved=resolved, hidden=hidden)


def _from_store(name: str, stored: str, cloud: Cloud, region: str) -> str:
    try:
        answer = cloud.client("ssm", region).get_parameter(Name=stored)
    except ClientError as error:
        raise _error(
            f"Unable to fetch parameters [{stored}] from parameter store for this account. "
            f"(template parameter {name})"
        ) from error
    return str(answer["Parameter"]["Value"])


def _check(name: str, value: str, kind: str, declaration: Mapping[str, Any]) -> None:
    """Checks a value against the limits that its parameter declares."""
    items = [value] if kind in ("String", "Number") else [v.strip() for v in value.split(",")]
    allowed = [_text(choice) for choice in declaration.get("AllowedValues", [])]
    if allowed and any(item not in allowed for item in items):
        raise _constraint(name, declaration, f"must be one of AllowedValues: {', '.join(allowed)}")
    if "Number" in kind:
        _check_numbers(name, items, declaration)
        return
    if "MinLength" in declaration and len(value) < int(declaration["MinLength"]):
        raise _constraint(
            name, declaration, f"must contain at least {declaration['MinLength']} characters"
        )
    if "MaxLength" in declaration and len(value) > int(declaration["MaxLength"]):
        raise _constraint(
            name, declaration, f"must contain at most {declaration['MaxLength']} characters"
        )
    pattern = declaration.get("AllowedPattern")
    if pattern and any(not re.fullmatch(pattern, item) for item in items):
        raise _constraint(name, declaration, f"must match pattern {pattern}")


def _check_numbers(name: str, items: Sequence[str], declaration: Mapping[str, Any]) -> None:
    for item in items:
        try:
            number = float(item)
        except ValueError as error:
            raise _constraint(name, declaration, "must be a number") from error
        if "MinValue" in declaration and number < float(declaration["MinValue"]):
            raise _constraint(
                name, declaration, f"must be a number not less than {declaration['MinValue']}"
            )
        if "MaxValue" in declaration and number > float(declaration["MaxValue"]):
            raise _constraint(
                name, declaration, f"must be a number not greater than {declaration['MaxValue']}"
            )


def _constraint(name: str, declaration: Mapping[str, Any], sentence: str) -> ServiceError:
    description = declaration.get("ConstraintDescription")
    if description:
        return _error(f"Parameter {name} failed to satisfy constraint: {description}")
    return _error(f"Parameter '{name}' {sentence}")


def _error(message: str) -> ServiceError:
    return ServiceError("ValidationError", message)

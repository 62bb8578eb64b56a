"""The order in which resources are made: what refers to what, and cycles by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from localcloud.cloudformation.template import ResourceDefinition
from localcloud.errors import ServiceError

PLACEHOLDER = re.compile(r"\$\{([^!}][^}]*)\}")
"""A ``${Name}`` or ``${Name.Attribute}`` of Fn::Sub; ``${!Name}`` is a literal."""


def references(value: Any, condition: Callable[[str], bool] | None = None) -> set[str]:
    """The names that a value of a template refers to: parameters, resources and pseudo parameters.

    Args:
        condition: Gives a condition's truth, to follow only the branch of ``Fn::If`` that holds;
            without it both branches count.
    """
    if isinstance(value, list):
        return {name for item in value for name in references(item, condition)}
    if not isinstance(value, dict):
        return set()
    if len(value) == 1:
        [(function, argument)] = value.items()
        if function == "Ref" and isinstance(argument, str):
            return {argument}
        if function == "Fn::GetAtt":
            return _of_attribute(argument, condition)
        if function == "Fn::Sub":
            return _of_substitution(argument, condition)
        if function == "Fn::If" and condition and isinstance(argument, list) and len(argument) == 3:
            return references(argument[1 if condition(argument[0]) else 2], condition)
    return {name for item in value.values() for name in references(item, condition)}


def _of_attribute(argument: Any, condition: Callable[[str], bool] | None) -> set[str]:
    if isinstance(argument, str):
        return {argument.split(".")[0]}
    if isinstance(argument, list) and argument and isinstance(argument[0], str):
        return {argument[0]} | references(argument[1:], condition)
    return set()


def _of_substitution(argument: Any, condition: Callable[[str], bool] | None) -> set[str]:
    text, variables = argument, {}
    if isinstance(argument, list) and len(argument) == 2:
        text, variables = argument
    if not isinstance(text, str):
        return references(argument, condition)
    used = {name.strip() for name in PLACEHOLDER.findall(text)} - set(variables)
    return {name.split(".")[0] for name in used} | references(variables, condition)


def dependencies(
    resources: Mapping[str, ResourceDefinition], condition: Callable[[str], bool]
) -> dict[str, set[str]]:
    """For each resource, those of the others that must exist before it."""
    return {
        name: ((references(dict(r.properties), condition) | set(r.depends_on)) & set(resources))
        - {name}
        for name, r in resources.items()
    }


def ordered(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """The names so that each comes after those it depends on, else as the template has them.

    Raises:
        ServiceError: ValidationError that names a circle of dependencies.
    """
    done: list[str] = []
    finished: set[str] = set()
    path: list[str] = []

    def visit(name: str) -> None:
        if name in finished:
            return
        if name in path:
            circle = sorted(path[path.index(name) :])
            raise ServiceError(
                "ValidationError", f"Circular dependency between resources: [{', '.join(circle)}]"
            )
        path.append(name)
        for dependency in sorted(graph[name]):
            visit(dependency)
        path.pop()
        finished.add(name)
        done.append(name)

    for name in graph:
        visit(name)
    return done

"""Checks of parameters: each yields what Connect says about a value it does not take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.connect.paths import is_path

Check = Callable[[Any, str], Iterator[str]]
"""Takes a value and its path; yields the problems."""


@dataclass(frozen=True)
class Field:
    """A member of an object."""

    check: Check
    required: bool = False


def wrong_value(path: str) -> str:
    """Connect's words for a value that it does not take."""
    return f"Invalid Action property value. Path: {path}"


def unknown_name(path: str) -> str:
    """Connect's words for a property that it does not know."""
    return f"Invalid Action property name. Path: {path}"


def missing(path: str) -> str:
    """Connect's words for a property that has to be there."""
    return f"Action is missing required property. Path: {path}"


def text(limit: int | None = None) -> Check:
    """Text that may hold references, of at most so many characters."""

    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, str) or not value or (limit and len(value) > limit):
            yield wrong_value(path)

    return check


def resource(value: Any, path: str) -> Iterator[str]:
    """An id, an ARN, or one reference."""
    if not isinstance(value, str) or not value or any(c.isspace() for c in value):
        yield f"Not a supported id format. Path: {path}"


def reference(value: Any, path: str) -> Iterator[str]:
    """One reference to an attribute, and nothing else."""
    if not is_path(value):
        yield wrong_value(path)


def integer(low: int, high: int, *, dynamic: bool = False) -> Check:
    """A whole number, also as text; where it is dynamic, or one reference."""

    def check(value: Any, path: str) -> Iterator[str]:
        if dynamic and is_path(value):
            return
        digits = str(value).removeprefix("-").isdigit() and not isinstance(value, bool)
        if not digits or not low <= int(value) <= high:
            yield wrong_value(path)

    return check


def choice(*values: str) -> Check:
    """One of these texts."""

    def check(value: Any, path: str) -> Iterator[str]:
        if value not in values:
            yield wrong_value(path)

    return check


def dynamic_choice(*values: str) -> Check:
    """One of these texts whatever their case, or one reference."""
    known = {value.casefold() for value in values}

    def check(value: Any, path: str) -> Iterator[str]:
        if not is_path(value) and str(value).casefold() not in known:
            yield wrong_value(path)

    return check


def texts(value: Any, path: str) -> Iterator[str]:
    """A map of texts."""
    if not isinstance(value, Mapping):
        yield wrong_value(path)
        return
    for name, item in value.items():
        if not isinstance(item, str):
            yield wrong_value(f"{path}.{name}")


def items(check: Check) -> Check:
    """A list whose every item passes a check."""

    def check_all(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield wrong_value(path)
            return
        for index, item in enumerate(value):
            yield from check(item, f"{path}[{index}]")

    return check_all


def record(**fields: Field) -> Check:
    """An object with these members and no others."""

    def check(value: Any, path: str) -> Iterator[str]:
        if not isinstance(value, Mapping):
            yield wrong_value(path)
            return
        for name, item in value.items():
            if name in fields:
                yield from fields[name].check(item, f"{path}.{name}")
            else:
                yield unknown_name(f"{path}.{name}")
        for name, field in fields.items():
            if field.required and name not in value:
                yield missing(f"{path}.{name}")

    return check


def anything(value: Any, path: str) -> Iterator[str]:
    """Whatever it is."""
    yield from ()
    del value, path

"""Values in CloudFormation's shape folded onto the shape of a service's API."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

TAG = {"Key", "Value"}
TAG_MEMBERS = ("tags", "taglist", "bottags")


def plain(name: str) -> str:
    """A name without case and punctuation: ``KmsKeyId`` and ``kmsKeyId`` are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


class Folding:
    """Folds properties onto the input of an operation, and tells what did not fit.

    Args:
        renamed: API member by property path, such as ``{"KeyPolicy": "Policy"}``.
    """

    def __init__(self, renamed: Mapping[str, str] | None = None) -> None:
        self._renamed = renamed or {}
        self.unmapped: list[str] = []

    def fold(self, shape: Any, value: Any, path: str = "") -> Any:
        """The value in the API's shape; properties without a counterpart go to ``unmapped``."""
        kind = shape.type_name
        if kind == "structure" and isinstance(value, Mapping):
            return self._structure(shape, value, path)
        if kind == "list":
            return self._list(shape, value, path)
        if kind == "map":
            return self._map(shape, value, path)
        if kind in ("string", "blob") and isinstance(value, dict | list):
            return json.dumps(value)
        if kind == "string" and isinstance(value, bool | int | float):
            return str(value).lower() if isinstance(value, bool) else str(value)
        return value

    def member(self, shape: Any, name: str, path: str) -> str | None:
        """The member of a structure that takes a property."""
        if path in self._renamed:
            renamed: str = self._renamed[path]
            return renamed if renamed in shape.members else None
        members: dict[str, str] = {plain(member): member for member in shape.members}
        wanted = plain(name)
        for candidate in (wanted, f"{wanted}s", wanted.removesuffix("s")):
            if candidate in members:
                return members[candidate]
        if wanted in TAG_MEMBERS:
            return next((members[tag] for tag in TAG_MEMBERS if tag in members), None)
        return None

    def _structure(self, shape: Any, value: Mapping[str, Any], path: str) -> dict[str, Any]:
        folded = {}
        for name, item in value.items():
            inner = f"{path}.{name}" if path else name
            member = self.member(shape, name, inner)
            if member is None:
                self.unmapped.append(inner)
            else:
                folded[member] = self.fold(shape.members[member], item, inner)
        return folded

    def _list(self, shape: Any, value: Any, path: str) -> list[Any]:
        items = value if isinstance(value, list) else [value]
        pair = shape.member.type_name == "structure" and _pair(shape.member.members)
        if pair and isinstance(value, Mapping):
            items = [{pair[0]: key, pair[1]: item} for key, item in value.items()]
        elif pair and all(isinstance(item, Mapping) and set(item) == TAG for item in items):
            items = [{pair[0]: item["Key"], pair[1]: item["Value"]} for item in items]
        return [self.fold(shape.member, item, path) for item in items]

    def _map(self, shape: Any, value: Any, path: str) -> Any:
        if isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
            pair = _pair(value[0]) if value else None
            if pair or not value:
                key, inner = pair or ("", "")
                value = {item[key]: item.get(inner) for item in value}
        if isinstance(value, Mapping):
            return {key: self.fold(shape.value, item, path) for key, item in value.items()}
        return value


def _pair(names: Any) -> tuple[str, str] | None:
    """Key and value of an entry such as ``{"Key": ..., "Value": ...}``; None for another shape."""
    known = {plain(name): str(name) for name in names}
    for key in ("key", "name", "tagkey"):
        for value in ("value", "tagvalue"):
            if len(known) == 2 and key in known and value in known:
                return known[key], known[value]
    return None


def flattened(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an API's answer by plain name: the whole path, and its last part."""
    found: dict[str, Any] = {}

    def collect(value: Mapping[str, Any], prefix: str) -> None:
        for name, item in value.items():
            if name == "ResponseMetadata":
                continue
            inner = item
            if isinstance(item, list) and len(item) == 1 and isinstance(item[0], dict):
                inner = item[0]
            if isinstance(inner, dict):
                collect(inner, prefix + name)
            found.setdefault(plain(prefix + name), item)
            found.setdefault(plain(name), item)

    collect(answer, "")
    return found


def emptied(shape: Any) -> Any:
    """What tells an API that a value is gone; None where the shape cannot say so."""
    kind = shape.type_name
    if kind == "list":
        return []
    if kind == "map":
        return {}
    if kind == "string" and not shape.enum:
        return ""
    if kind == "structure" and not shape.required_members:
        return {}
    return None

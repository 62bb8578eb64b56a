"""AWS's published schema of a resource type, and properties checked against it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator, ValidationError

PREFIX = "/properties/"


@dataclass(frozen=True)
class ResourceSchema:
    """The schema of one resource type, as cfn-lint bundles it."""

    document: Mapping[str, Any]

    @property
    def properties(self) -> Mapping[str, Any]:
        """The schema of each property, by name."""
        properties: Mapping[str, Any] = self.document["properties"]
        return properties

    @property
    def primary_identifier(self) -> tuple[str, ...]:
        """The properties that together identify a resource."""
        return self._paths("primaryIdentifier")

    @property
    def read_only(self) -> tuple[str, ...]:
        """The attributes that only AWS sets, as dotted paths."""
        return self._paths("readOnlyProperties")

    @property
    def create_only(self) -> tuple[str, ...]:
        """The properties whose change makes a new resource, as dotted paths."""
        return self._paths("createOnlyProperties")

    def permissions(self, action: str) -> tuple[str, ...]:
        """The operations that AWS's own handler calls, such as ``logs:CreateLogGroup``."""
        handler = (self.document.get("handlers") or {}).get(action) or {}
        return tuple(handler.get("permissions") or ())

    def _paths(self, key: str) -> tuple[str, ...]:
        paths = self.document.get(key) or ()
        return tuple(path.removeprefix(PREFIX).replace("/", ".") for path in paths)

    def definition(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """A schema with its ``$ref`` followed."""
        while "$ref" in schema:
            node: Any = self.document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                node = node[part]
            schema = node
        return schema


@lru_cache(maxsize=1)
def _schemas() -> Path:
    """The folder in which cfn-lint keeps them; to import cfn-lint itself would take a second."""
    found = find_spec("cfnlint")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("cfn-lint is not installed here. Install it with: make setup")
    return Path(found.origin).parent / "data" / "schemas"


@lru_cache(maxsize=1)
def _index() -> Mapping[str, str]:
    text = (_schemas() / "providers" / "us-east-1.json").read_text()
    index: Mapping[str, str] = json.loads(text)
    return index


@lru_cache(maxsize=256)
def of(type: str) -> ResourceSchema | None:  # noqa: A002 - what AWS calls it
    """The schema of a type; None where AWS has no such type."""
    digest = _index().get(type)
    if digest is None:
        return None
    path = _schemas() / "resources" / f"{digest}.json"
    return ResourceSchema(_in_pythons_dialect(json.loads(path.read_text())))


UNICODE_CLASSES = {r"\p{L}": r"\w", r"\p{N}": r"\d", r"\p{Z}": r"\s"}
"""Java's names of character classes, which Python's expressions do not have, by near ones."""


def _in_pythons_dialect(node: Any) -> Any:
    """A schema whose patterns Python can read; one that it cannot say is left out."""
    if isinstance(node, list):
        return [_in_pythons_dialect(item) for item in node]
    if not isinstance(node, dict):
        return node
    translated = {key: _in_pythons_dialect(value) for key, value in node.items()}
    if isinstance(translated.get("pattern"), str):
        translated["pattern"] = _expression(translated["pattern"])
    if isinstance(translated.get("patternProperties"), dict):
        translated["patternProperties"] = {
            _expression(pattern): value
            for pattern, value in translated["patternProperties"].items()
        }
    return translated


def _expression(pattern: str) -> str:
    for javas, pythons in UNICODE_CLASSES.items():
        pattern = pattern.replace(javas, pythons)
    try:
        re.compile(pattern)
    except re.error:
        return ""
    return pattern


def coerced(schema: ResourceSchema, properties: Mapping[str, Any]) -> dict[str, Any]:
    """The properties with the types that the schema names: CloudFormation takes "5" for 5."""
    return {
        name: _coerced(schema, schema.properties.get(name, {}), value)
        for name, value in properties.items()
    }


def _coerced(schema: ResourceSchema, node: Mapping[str, Any], value: Any) -> Any:
    node = schema.definition(node)
    kinds = node.get("type")
    kinds = [kinds] if isinstance(kinds, str) else kinds or []
    if isinstance(value, list):
        return [_coerced(schema, node.get("items", {}), item) for item in value]
    if isinstance(value, dict):
        members = _members(schema, node)
        return {key: _coerced(schema, members.get(key, {}), item) for key, item in value.items()}
    return _scalar(kinds, value)


def _members(schema: ResourceSchema, node: Mapping[str, Any]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for choice in (*node.get("oneOf", ()), *node.get("anyOf", ()), *node.get("allOf", ())):
        members.update(_members(schema, schema.definition(choice)))
    members.update(node.get("properties", {}))
    return members


def _scalar(kinds: list[str], value: Any) -> Any:
    if isinstance(value, str):
        if "string" in kinds:
            return value
        if "boolean" in kinds and value.lower() in ("true", "false"):
            return value.lower() == "true"
        if "integer" in kinds and re.fullmatch(r"-?\d+", value):
            return int(value)
        if "number" in kinds and re.fullmatch(r"-?\d+(\.\d+)?", value):
            return float(value)
        return value
    if kinds and set(kinds) <= {"string"} and isinstance(value, bool | int | float):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return value


OF_NAMES = frozenset({"additionalProperties", "required"})
"""The checks that judge which properties there are, not what is in them."""


def problems(
    schema: ResourceSchema, properties: Mapping[str, Any], *, unknown: str | None = None
) -> list[str]:
    """What AWS's schema has against these properties, each a sentence that names the property.

    Args:
        unknown: A text that stands for a value not known yet, which is not judged.
    """
    given = [
        f"{path}: is set by AWS and cannot be given"
        for path in schema.read_only
        if path in properties and path not in schema.primary_identifier
    ]
    errors = _validator(schema.document["typeName"]).iter_errors(dict(properties))
    return given + [
        _sentence(error)
        for error in errors
        if unknown is None
        or error.validator in OF_NAMES
        or unknown not in json.dumps(error.instance, default=str)
    ]


@lru_cache(maxsize=256)
def _validator(type: str) -> Any:  # noqa: A002 - what AWS calls it
    schema = of(type)
    return Draft7Validator(dict(schema.document) if schema else {})


def _sentence(error: ValidationError) -> str:
    path = ".".join(str(part) for part in error.absolute_path)
    message = error.message if len(error.message) <= 300 else error.message[:297] + "..."
    return f"{path}: {message}" if path else message

"""Template text as the document it stands for: JSON, or YAML with CloudFormation's short forms."""

from __future__ import annotations

import json
from typing import Any

import yaml

from localcloud.errors import ServiceError


def read(text: str) -> dict[str, Any]:
    """The document of a template.

    Raises:
        ServiceError: ValidationError, where the text is neither JSON nor YAML, or no object.
    """
    try:
        document = json.loads(text) if text.lstrip().startswith("{") else _yaml(text)
    except (json.JSONDecodeError, yaml.YAMLError) as error:
        kind = "JSON" if text.lstrip().startswith("{") else "YAML"
        raise ServiceError(
            "ValidationError", f"Template format error: {kind} not well-formed. ({error})"
        ) from error
    if not isinstance(document, dict):
        raise ServiceError("ValidationError", "Template format error: unsupported structure.")
    return document


def _yaml(text: str) -> Any:
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader with CloudFormation's tags


class _Loader(yaml.SafeLoader):
    """YAML as CloudFormation reads it: dates stay text, and ``!Sub`` is ``Fn::Sub``."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own class attribute
        first: [
            (tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"
        ]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _short_form(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    if suffix in ("Ref", "Condition"):
        return {suffix: value}
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short_form)

"""Templates as snapshots hold them: without what changes when only code or a library does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_ASSET = re.compile(r"[0-9a-f]{64}")


def normalised(template: Mapping[str, Any]) -> Any:
    """A template with asset hashes and the bot version's content hash left out.

    A change of a function's code is not a change of the architecture, and must not look like one.
    """
    versions = {
        name: "BotVersionOfContent"
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Lex::BotVersion"
    }
    layers = {
        name: re.sub(r"[0-9a-f]{10}$", "OfContent", name)
        for name, resource in template["Resources"].items()
        if resource["Type"] == "AWS::Lambda::LayerVersion"
    }
    return _replace(template, {**versions, **layers})


def _replace(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            names.get(key, key): _replace(item, names)
            for key, item in value.items()
            if key not in ("CDKMetadata", "aws:cdk:path", "aws:asset:path")
        }
    if isinstance(value, list):
        return [_replace(item, names) for item in value]
    if isinstance(value, str):
        return names.get(value, _ASSET.sub("ASSET", value))
    return value

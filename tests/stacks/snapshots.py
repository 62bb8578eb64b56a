"""Templates as snapshots hold them: without what changes when only code or a library does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_ASSET = re.compile(r"[0-9a-f]{64}")


def normalised(template: Mapping[str, Any]) -> Any:
    """A template without what says how, not what: asset hashes, what a bot asks and understands.

    A change of a function's code or of a sentence is not one of the architecture, and must not
    look like one; functions and dialogues have tests of their own.
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
    replaced: dict[str, Any] = _replace(template, {**versions, **layers})
    for resource in replaced["Resources"].values():
        if resource["Type"] == "AWS::Lex::Bot":
            locales = resource["Properties"]["BotLocales"]
            resource["Properties"]["BotLocales"] = {
                locale["LocaleId"]: {
                    intent["Name"]: [slot["Name"] for slot in intent.get("Slots", [])]
                    for intent in locale["Intents"]
                }
                for locale in locales
            }
    return replaced


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

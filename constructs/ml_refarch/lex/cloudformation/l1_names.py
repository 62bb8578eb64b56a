"""CloudFormation's property names as the CDK's generated classes spell them."""

from __future__ import annotations

import re
from typing import Any

# Their keys are data (``Initial``, a sub-slot's name), not property names.
_MAPS = frozenset({"PromptAttemptsSpecification", "SlotSpecifications"})


def l1_name(name: str) -> str:
    """``AllowDTMFInput`` is ``allowDtmfInput`` to the CDK."""
    words = re.sub(r"([a-z\d])([A-Z])", r"\1_\2", name)
    words = re.sub(r"([A-Z]+)([A-Z][a-z\d]+)", r"\1_\2", words)
    first, *others = words.lower().split("_")
    return first + "".join(word.capitalize() for word in others)


def l1_properties(properties: Any) -> Any:  # noqa: ANN401 - any JSON value is one
    """Properties of a resource with their names as the CDK spells them, at every depth."""
    if isinstance(properties, list | tuple):
        return [l1_properties(one) for one in properties]
    if not isinstance(properties, dict):
        return properties
    return {
        l1_name(name): (
            {key: l1_properties(one) for key, one in value.items()}
            if name in _MAPS
            else l1_properties(value)
        )
        for name, value in properties.items()
    }

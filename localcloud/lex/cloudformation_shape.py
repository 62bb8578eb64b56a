"""CloudFormation's spelling of a bot into the API's, checked against the API's own model.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lex-bot.html
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from localcloud.errors import ServiceError

_RENAMED = {
    "MessageGroupsList": "messageGroups",
    "IsActive": "active",
    "AllowAudioInput": "allowAudioInput",
    "NluConfidenceThreshold": "nluIntentConfidenceThreshold",
    "SSMLMessage": "ssmlMessage",
    "BedrockGuardrailConfiguration": "guardrail",
    "BedrockTraceStatus": "traceStatus",
    "BedrockModelCustomPrompt": "customPrompt",
    "DTMFSpecification": "dtmfSpecification",
    "AllowDTMFInput": "allowDTMFInput",
    "LambdaArn": "lambdaARN",
    "CloudWatch": "cloudWatch",
    "SlotTypeName": "slotTypeId",
    "SlotName": "slotId",
}
"""CloudFormation's names that are not the API's with a small first letter."""

_ENUMS = {
    "ORIGINAL_VALUE": "OriginalValue",
    "TOP_RESOLUTION": "TopResolution",
    "CONCATENATION": "Concatenation",
}
_PAIRS = (
    ("Key", "Value"),
    ("SlotName", "SlotValueOverride"),
    ("AttemptName", "PromptAttemptSpecification"),
    ("LocaleId", "BotAliasLocaleSetting"),
    ("LocaleId", "BotVersionLocaleDetails"),
)
"""The names under which CloudFormation lists what is a map in the API."""


def to_api(operation: str, properties: Mapping[str, Any], *, path: str) -> dict[str, Any]:
    """CloudFormation properties as the request of a lexv2-models operation.

    Raises:
        ServiceError: ValidationException with the path of a property that the API lacks.
    """
    result: dict[str, Any] = _convert(_input(operation), properties, path)
    return result


@cache
def _input(operation: str) -> Any:
    from moto.core.utils import get_service_model

    return get_service_model("lexv2-models").operation_model(operation).input_shape


def _convert(shape: Any, value: Any, path: str) -> Any:
    if shape.type_name == "structure":
        return _structure(shape, value, path)
    if shape.type_name == "map":
        return _map(shape, value, path)
    if shape.type_name == "list":
        if not isinstance(value, list):
            raise _wrong(path, "must be a list")
        return [_convert(shape.member, item, f"{path}[{i}]") for i, item in enumerate(value)]
    if shape.type_name == "boolean" and isinstance(value, str):
        return value.lower() == "true"
    if shape.type_name in ("integer", "long") and isinstance(value, str):
        return int(value)
    if shape.type_name in ("double", "float") and isinstance(value, str):
        return float(value)
    if shape.type_name == "string":
        return _ENUMS.get(value, str(value)) if "enum" in shape.metadata else str(value)
    return value


def _structure(shape: Any, value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise _wrong(path, "must be an object")
    result = {}
    for name, item in value.items():
        member = _member(shape, name)
        if member is None:
            raise _wrong(f"{path}.{name}", f"is not a property of {shape.name} in Lex's API")
        result[member] = _convert(shape.members[member], item, f"{path}.{name}")
    return result


def _member(shape: Any, name: str) -> str | None:
    """The API's name of a property: the same, a known other one, or its plural's singular."""
    small = name[0].lower() + name[1:]
    candidates = (small, _RENAMED.get(name), name.removesuffix("List")[0].lower() + name[1:-4])
    return next((c for c in candidates if c and c in shape.members), None)


def _map(shape: Any, value: Any, path: str) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {key: _convert(shape.value, item, f"{path}.{key}") for key, item in value.items()}
    result = {}
    for index, entry in enumerate(value):
        for key_name, value_name in _PAIRS:
            if key_name in entry and (value_name in entry or len(entry) == 1):
                empty = {} if shape.value.type_name == "structure" else ""
                item = entry.get(value_name, empty)
                result[str(entry[key_name])] = _convert(shape.value, item, f"{path}[{index}]")
                break
        else:
            raise _wrong(f"{path}[{index}]", f"has {', '.join(entry)}, not a name and a value")
    return result


def _wrong(path: str, what: str) -> ServiceError:
    return ServiceError("ValidationException", f"{path} {what}", 400)

"""Values of templates as CloudFormation would make them, near enough to read."""

from __future__ import annotations

from typing import Any, Final

_KNOWN: Final = {
    "AWS::Partition": "aws",
    "AWS::Region": "us-east-1",
    "AWS::AccountId": "123456789012",
    "AWS::URLSuffix": "amazonaws.com",
}


def resolved(value: Any) -> str:
    """A value as text: a resource is its logical id, an attribute of one its id and its name."""
    match value:
        case str():
            return value
        case {"Fn::Join": [delimiter, parts]}:
            return str(delimiter).join(resolved(part) for part in parts)
        case {"Ref": str(name)}:
            return _KNOWN.get(name, name)
        case {"Fn::GetAtt": [resource, attribute]}:
            return f"{resource}.{attribute}"
        case {"Fn::Sub": str(text)}:
            for name, known in _KNOWN.items():
                text = text.replace(f"${{{name}}}", known)
            return text
        case {"Fn::FindInMap": [name, *_]}:
            return f"account-of-{name}"
    raise AssertionError(f"not resolved here: {value!r}")

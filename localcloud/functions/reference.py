"""Names of functions and layers, in each form that Lambda takes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from localcloud.errors import ServiceError

_FUNCTION = re.compile(
    r"(?:arn:[\w-]+:lambda:(?P<region>[\w-]+):)?(?:(?P<account>\d{12}):)?(?:function:)?"
    r"(?P<name>[\w.-]+)(?::(?P<qualifier>\$LATEST|[\w-]+))?"
)
_LAYER = re.compile(
    r"arn:[\w-]+:lambda:(?P<region>[\w-]+):(?P<account>\d{12}):layer:(?P<name>[\w-]+):(?P<version>\d+)"
)


@dataclass(frozen=True)
class FunctionReference:
    """A function, as a caller named it.

    Attributes:
        region: From the ARN; else the caller's.
        qualifier: A version, an alias or None.
    """

    name: str
    region: str
    qualifier: str | None = None

    @classmethod
    def parse(cls, text: str, *, region: str, qualifier: str | None = None) -> FunctionReference:
        """Reads a name, a partial or a full ARN, each with or without a qualifier.

        Raises:
            ServiceError: ValidationException, for anything else and for two different qualifiers.
        """
        found = _FUNCTION.fullmatch(text)
        if found is None:
            raise ServiceError(
                "ValidationException",
                f"Value '{text}' at 'functionName' is neither a function's name nor its ARN",
            )
        within = found["qualifier"]
        if within and qualifier and within != qualifier:
            raise ServiceError(
                "InvalidParameterValueException",
                f"The derived qualifier from the function name does not match the specified "
                f"qualifier: {within} and {qualifier}",
            )
        return cls(found["name"], found["region"] or region, within or qualifier)


@dataclass(frozen=True)
class LayerReference:
    """A version of a layer."""

    arn: str
    region: str
    account: str
    name: str
    version: int

    @classmethod
    def parse(cls, arn: str) -> LayerReference:
        """Reads the ARN of a layer's version.

        Raises:
            ServiceError: InvalidParameterValueException, for anything else.
        """
        found = _LAYER.fullmatch(arn)
        if found is None:
            raise ServiceError(
                "InvalidParameterValueException", f"{arn} is not the ARN of a layer's version"
            )
        return cls(arn, found["region"], found["account"], found["name"], int(found["version"]))

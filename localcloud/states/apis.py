"""APIs as Step Functions names them: services, operations, parameters, answers, errors.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import botocore.session
from botocore.exceptions import ClientError

RENAMED = {
    "cloudwatchlogs": "logs",
    "cognitoidentityprovider": "cognito-idp",
    "elasticmapreduce": "emr",
    "eventbridge": "events",
    "sfn": "stepfunctions",
    "ses": "ses",
}
"""botocore's name of a service where it is not the SDK's, but for the hyphens."""


class UnknownApiError(Exception):
    """There is no such service or operation; the message says which."""


@lru_cache(maxsize=1)
def _session() -> Any:
    return botocore.session.get_session()


@lru_cache(maxsize=1)
def _by_plain_name() -> dict[str, str]:
    return {name.replace("-", ""): name for name in _session().get_available_services()}


@lru_cache(maxsize=64)
def model_of(service: str) -> Any:
    """botocore's model of a service that a resource names.

    Raises:
        UnknownApiError: There is none.
    """
    name = RENAMED.get(service) or _by_plain_name().get(service.replace("-", ""))
    if name is None:
        raise UnknownApiError(f"{service} is not a service of the AWS SDK")
    return _session().get_service_model(name)


def operation_of(service: str, action: str) -> Any:
    """botocore's model of an operation that a resource names, such as ``describeEndpoint``.

    Raises:
        UnknownApiError: There is none.
    """
    model = model_of(service)
    wanted = action[:1].upper() + action[1:]
    if action[:1].islower() and wanted in model.operation_names:
        return model.operation_model(wanted)
    raise UnknownApiError(f"{service} has no operation {action}")


def unknown_parameters(operation: Any, parameters: Mapping[str, Any]) -> list[str]:
    """The parameters that an operation does not have, of those a state gives it."""
    members = set() if operation.input_shape is None else set(operation.input_shape.members)
    known = {_pascal(member) for member in members}
    return [name for name in parameters if name.removesuffix(".$") not in known]


def request_of(shape: Any, value: Any) -> Any:
    """Parameters, whose names begin with a capital, as the members of a shape."""
    if shape is None:
        return {}
    if shape.type_name == "structure" and isinstance(value, Mapping):
        members = {_pascal(member): member for member in shape.members}
        return {
            members.get(name, name): request_of(shape.members[members[name]], item)
            if name in members
            else item
            for name, item in value.items()
        }
    if shape.type_name == "list" and isinstance(value, list):
        return [request_of(shape.member, item) for item in value]
    if shape.type_name == "map" and isinstance(value, Mapping):
        return {key: request_of(shape.value, item) for key, item in value.items()}
    if shape.type_name == "blob" and not isinstance(value, bytes | str):
        return json.dumps(value, separators=(",", ":"))
    return value


def answer_of(shape: Any, value: Any) -> Any:
    """An answer as JSON, its members' names beginning with a capital."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    if hasattr(value, "read"):
        value = value.read()
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return _mapping(shape, value)
    if isinstance(value, list):
        return [answer_of(getattr(shape, "member", None), item) for item in value]
    return value


def _mapping(shape: Any, value: Mapping[str, Any]) -> dict[str, Any]:
    if shape is not None and shape.type_name == "map":
        return {key: answer_of(shape.value, item) for key, item in value.items()}
    members = shape.members if shape is not None and shape.type_name == "structure" else {}
    return {
        _pascal(name): answer_of(members.get(name), item)
        for name, item in value.items()
        if name != "ResponseMetadata"
    }


def error_of(service: str, error: ClientError) -> str:
    """How Step Functions names an error of an ``aws-sdk:`` task, such as ``S3.NoSuchKeyException``.

    The names are those of the SDK for Java: a class for each error that the service's model lists,
    and the service's own class for all others.
    """
    prefix = service_class(service)
    listed = listed_error(service, error)
    return f"{prefix}.{listed or prefix + 'Exception'}"


def listed_error(service: str, error: ClientError) -> str | None:
    """The class of an error that the service's model lists; None for another."""
    code = str(error.response["Error"]["Code"])
    for shape in model_of(service).error_shapes:
        if code in (shape.name, shape.error_code):
            return str(shape.name if shape.name.endswith("Exception") else f"{shape.name}Exception")
    return None


def service_class(service: str) -> str:
    """A service's name in the SDK for Java, such as ``DynamoDb`` or ``SageMaker``."""
    identity = str(model_of(service).metadata.get("serviceId", service))
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]+|[a-z]+|\d+", identity)
    joined = "".join(word[:1].upper() + word[1:].lower() for word in words)
    return re.sub(r"(?<=\D)(\d)", r"\1", joined)


def cause_of(service: str, error: ClientError) -> str:
    """What Step Functions tells of an error."""
    metadata = error.response.get("ResponseMetadata", {})
    told = [
        f"Service: {service_class(service)}",
        f"Status Code: {metadata.get('HTTPStatusCode', 400)}",
        f"Request ID: {metadata.get('RequestId', '')}",
    ]
    return f"{error.response['Error']['Message']} ({', '.join(told)})"


def _pascal(name: str) -> str:
    return name[:1].upper() + name[1:]

"""AWS's wire protocols, from botocore's models: requests into shapes, shapes into responses."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from moto.core.model import OperationModel
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.serialize import ResponseSerializer, RestJSONSerializer, get_serializer_class
from moto.core.utils import get_service_model
from werkzeug.exceptions import NotFound

from localcloud.errors import ServiceError

# AWS answers with codes that its models do not list (InternalFailure, ValidationError); so do we.
warnings.filterwarnings("ignore", message=r"Exception\(ServiceError\) with code")


@dataclass(frozen=True)
class ParsedRequest:
    """A request told apart: its operation, and the input in the shape of the model."""

    operation: OperationModel
    input: dict[str, Any]
    protocol: str


def identify(api: str, request: Request) -> tuple[OperationModel, dict[str, Any]] | None:
    """The operation of ``api`` that a request calls, with its path parameters; None if none."""
    _complete_target(api, request)
    try:
        operation, parameters = get_service_router(api).match(request)
    except (NotFound, NotImplementedError):
        return None
    return operation, parameters


def _complete_target(api: str, request: Request) -> None:
    """Puts a target that leaves out the namespace of its service, as newer SDKs do, in full."""
    prefix = str(get_service_model(api).metadata.get("targetPrefix", ""))
    service, dot, operation = request.headers.get("X-Amz-Target", "").rpartition(".")
    if dot and prefix.endswith(f".{service}"):
        request.environ["HTTP_X_AMZ_TARGET"] = f"{prefix}.{operation}"


def parse(
    api: str, operation: OperationModel, parameters: dict[str, Any], request: Request
) -> ParsedRequest:
    """Reads the input of an operation from a request.

    Raises:
        ServiceError: SerializationException, where the body is not what the protocol says.
    """
    protocol = determine_request_protocol(get_service_model(api), request.content_type)
    parser = PROTOCOL_PARSERS[protocol](operation)
    try:
        parsed = parser.parse(
            {
                "method": request.method,
                "values": request.values,
                "headers": request.headers,
                "body": request.data,
                "url_path": request.path,
                "url_params": parameters,
            }
        )
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise ServiceError(
            "SerializationException", f"The body of {operation.name} cannot be read: {error}"
        ) from error
    return ParsedRequest(operation, _without_unasked(operation, dict(parsed or {})), protocol)


def _without_unasked(operation: OperationModel, parsed: dict[str, Any]) -> dict[str, Any]:
    """An input without the lists of its query string that nobody has given; they are empty."""
    members = operation.input_shape.members if operation.input_shape else {}
    unasked = {
        name
        for name, shape in members.items()
        if shape.serialization.get("location") == "querystring" and parsed.get(name) == []
    }
    return {name: value for name, value in parsed.items() if name not in unasked}


def serialize(request: ParsedRequest, result: Any) -> tuple[int, dict[str, str], bytes]:
    """A result, or a ServiceError, as status, headers and body of the operation's protocol."""
    api = str(request.operation.service_model.service_name)
    serializer = _serializer_class(api, request.protocol)(request.operation)
    if isinstance(result, ServiceError):
        answer = serializer.serialize(result)
        known = result.code in request.operation.service_model.shape_names
        status = answer["status_code"] if known and result.status == 400 else result.status
    else:
        answer = serializer.serialize(result if result is not None else {})
        status = _status(request.operation, result) or answer["status_code"]
    body = answer["body"] or b""
    headers = {str(name): str(value) for name, value in answer["headers"].items()}
    return status, headers, body.encode() if isinstance(body, str) else bytes(body)


class _RestJson(RestJSONSerializer):  # type: ignore[misc]  # moto's class is untyped
    """Keeps a map's null values, such as Lex's unfilled slots, which moto leaves out."""

    def _serialize_type_map(self, serialized: Any, value: Any, shape: Any, key: str) -> None:
        result: dict[str, Any] = {}
        self._default_serialize(serialized, result, shape, key)
        for name, item in value.items():
            if item is None:
                result[name] = None
            else:
                self._serialize(result, item, shape.value, name)


def _serializer_class(api: str, protocol: str) -> type[ResponseSerializer]:
    return _RestJson if protocol == "rest-json" else get_serializer_class(api, protocol)


def _status(operation: OperationModel, result: Any) -> int | None:
    """The status that a result names itself, where the operation has a member for it."""
    members = operation.output_shape.members if operation.output_shape else {}
    for name, shape in members.items():
        if shape.serialization.get("location") == "statusCode" and result and name in result:
            return int(result[name])
    return None


def validate(request: ParsedRequest) -> None:
    """Checks an input against the limits of its model, as the service itself does.

    Raises:
        ServiceError: ValidationException (ValidationError in the query protocol), in AWS's words.
    """
    shape = request.operation.input_shape
    if shape is None:
        return
    problems = _problems(shape, request.input, "")
    if problems:
        code = "ValidationError" if request.protocol in ("query", "ec2") else "ValidationException"
        count = len(problems)
        noun = "error" if count == 1 else "errors"
        raise ServiceError(
            code, f"{count} validation {noun} detected: " + "; ".join(problems), status=400
        )


def _problems(shape: Any, value: Any, path: str) -> list[str]:
    if shape.type_name == "structure":
        return _structure_problems(shape, value, path)
    problems = _limit_problems(shape, value, path)
    if shape.type_name == "list":
        for index, item in enumerate(value):
            problems += _problems(shape.member, item, f"{path}.{index + 1}.member")
    elif shape.type_name == "map":
        for key, item in value.items():
            problems += _problems(shape.key, key, f"{path}.key")
            problems += _problems(shape.value, item, f"{path}.{key}")
    return problems


def _structure_problems(shape: Any, value: Any, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"Value at '{path}' failed to satisfy constraint: Member must be an object"]
    problems = [
        f"Value null at '{_join(path, name)}' failed to satisfy constraint: Member must not be null"
        for name in shape.required_members
        if value.get(name) is None
    ]
    for name, member in shape.members.items():
        if value.get(name) is not None:
            problems += _problems(member, value[name], _join(path, name))
    return problems


def _limit_problems(shape: Any, value: Any, path: str) -> list[str]:
    metadata = shape.metadata
    kind = shape.type_name
    found = []

    def fail(constraint: str) -> None:
        shown = str(value)
        shown = shown if len(shown) <= 80 else shown[:77] + "..."
        found.append(f"Value '{shown}' at '{path}' failed to satisfy constraint: {constraint}")

    if kind in ("string", "list", "map", "blob"):
        size, noun = len(value), "length"
    elif kind in ("integer", "long", "float", "double"):
        size, noun = value, "value"
    else:
        return found
    if "max" in metadata and size > metadata["max"]:
        fail(f"Member must have {noun} less than or equal to {metadata['max']}")
    if "min" in metadata and size < metadata["min"]:
        fail(f"Member must have {noun} greater than or equal to {metadata['min']}")
    if metadata.get("enum") and value not in metadata["enum"]:
        fail(f"Member must satisfy enum value set: [{', '.join(metadata['enum'])}]")
    pattern = _pattern(metadata.get("pattern"))
    if pattern is not None and kind == "string" and not pattern.fullmatch(value):
        fail(f"Member must satisfy regular expression pattern: {metadata['pattern']}")
    return found


# Some models escape twice: Connect's PhoneNumber is ``\\+[1-9]\\d{1,14}$``, which no number fits as
# it stands. What follows tells such a pair from a backslash that is meant.
_ESCAPED_TWICE = re.compile(r"(?<!\\)\\\\(?=[dDsSwWbBpP+.])")


@lru_cache(maxsize=4096)
def _pattern(expression: str | None) -> re.Pattern[str] | None:
    """A model's pattern; None where there is none or only Java's dialect can express it."""
    if expression is None:
        return None
    try:
        return re.compile(_ESCAPED_TWICE.sub(r"\\", expression))
    except re.error:
        return None


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name

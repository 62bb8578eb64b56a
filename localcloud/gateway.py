"""The one door of the local cloud: tells what each request calls, and who answers it."""

from __future__ import annotations

import io
import logging
import threading
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache
from typing import Any

from botocore.parsers import create_parser
from moto.core.model import OperationModel
from moto.core.request import Request
from moto.core.utils import get_service_model
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.wrappers import Response

from localcloud import protocol
from localcloud.errors import ServiceError
from localcloud.plain_http import understood
from localcloud.service import Call, Service

LOG = logging.getLogger(__name__)

Observer = Callable[[Call, dict[str, Any], dict[str, Any]], None]
WsgiEnviron = dict[str, Any]
Application = Callable[[WsgiEnviron, Any], Iterable[bytes]]

DEFAULT_REGION = "us-east-1"
"""Where a request belongs that names no region."""

SERIALISED = frozenset({"dynamodb"})
"""Signing names whose calls moto must get one at a time: its transactions are not thread-safe."""

_app_of = cache(create_backend_app)
"""What routes requests within a moto service: it keeps nothing, and is the same in each cloud."""


@dataclass(frozen=True)
class Scope:
    """Whom a request is signed for: the service's signing name and the region."""

    service: str
    region: str


class Gateway:
    """A WSGI application: answers what the mounted services can, and leaves the rest to moto."""

    def __init__(self) -> None:
        self._moto = DomainDispatcherApplication(_app_of)
        self._services: dict[str, Service] = {}
        self._observers: dict[tuple[str, str], list[Observer]] = defaultdict(list)
        self._apis: dict[str, list[str]] = defaultdict(list)
        self._targets: dict[str, str] = {}
        self._routes: dict[str, Application] = {}
        self._locks = {name: threading.RLock() for name in SERIALISED}

    def mount(self, service: Service) -> None:
        """Lets a service answer the operations that it has a method for."""
        self._services[service.api] = service
        self._know(service.api)

    def route(self, prefix: str, application: Application) -> None:
        """Lets an application answer every path below a prefix, which no AWS API has."""
        self._routes[prefix] = application

    def alone_with(self, signing_name: str) -> AbstractContextManager[Any]:
        """Keeps other callers from moto's service, for calls in process that belong together.

        Raises:
            ValueError: The service answers several callers at once.
        """
        if signing_name not in self._locks:
            raise ValueError(
                f"signing_name: {signing_name!r} is not among {', '.join(sorted(SERIALISED))}"
            )
        return self._locks[signing_name]

    def observe(self, api: str, operation: str, observer: Observer) -> None:
        """Calls ``observer`` with the request and the response after each success."""
        if operation not in get_service_model(api).operation_names:
            raise ValueError(f"operation: {api} has no operation {operation!r}")
        self._observers[api, operation].append(observer)
        self._know(api)

    def _know(self, api: str) -> None:
        model = get_service_model(api)
        signing_name = str(model.signing_name or model.endpoint_prefix)
        names = self._apis[signing_name]
        if api not in names:
            names.append(api)
        if "targetPrefix" in model.metadata:
            self._targets[str(model.metadata["targetPrefix"])] = signing_name

    def __call__(self, environ: WsgiEnviron, start_response: Any) -> Iterable[bytes]:
        for prefix, application in self._routes.items():
            if environ["PATH_INFO"].startswith(prefix):
                return application(environ, start_response)
        scope = credential_scope(environ) or self._unsigned_scope(environ)
        if scope is not None and scope.service in self._apis:
            response = self._answer(environ, scope)
            if response is not None:
                return response(environ, start_response)
        return self._forward(environ, start_response, scope)

    def moto(self, environ: WsgiEnviron, start_response: Any) -> Iterable[bytes]:
        """moto's own answer, behind the services mounted here."""
        return self._forward(environ, start_response, credential_scope(environ))

    def _unsigned_scope(self, environ: Mapping[str, Any]) -> Scope | None:
        """The scope of a request that is not signed and tells its target: some of Cognito's."""
        prefix, _, _ = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")
        service = self._targets.get(prefix)
        return None if service is None else Scope(service, DEFAULT_REGION)

    def _forward(
        self, environ: WsgiEnviron, start_response: Any, scope: Scope | None
    ) -> Iterable[bytes]:
        guard: AbstractContextManager[Any] = nullcontext()
        if scope is not None and scope.service in self._locks:
            guard = self._locks[scope.service]
        with guard:
            application = self._moto.get_application(environ)
            answer: Iterable[bytes] = application(environ, understood(environ, start_response))
            return answer

    def _answer(self, environ: WsgiEnviron, scope: Scope) -> Response | None:
        request = buffered(environ)
        found = self._called(scope, request)
        if found is None:
            return None
        api, operation, parameters = found
        call = Call(api, str(operation.name), scope.region, str(uuid.uuid4()))
        service = self._services.get(api)
        method = service.operation(call.operation) if service else None
        observers = self._observers.get((api, call.operation), [])
        if method is None and not observers:
            return None
        try:
            parsed = protocol.parse(api, operation, parameters, request)
        except ServiceError as error:
            unread = protocol.ParsedRequest(operation, {}, get_service_model(api).protocol)
            return _respond(call, *protocol.serialize(unread, error))
        if method is None:
            return self._observed(environ, scope, call, parsed, observers)
        answer, failed = _perform(method, call, parsed)
        if not failed:
            _notify(observers, call, parsed.input, answer or {})
        return _respond(call, *protocol.serialize(parsed, answer))

    def _called(
        self, scope: Scope, request: Request
    ) -> tuple[str, OperationModel, dict[str, Any]] | None:
        """The operation that a request calls; of APIs that share a name, the closest match.

        A path's last parameter takes slashes, so that ``/bots/{botId}`` also matches what is
        below a bot: the longest path is meant.
        """
        matches = [
            (api, *found)
            for api in self._apis[scope.service]
            if (found := protocol.identify(api, request)) is not None
        ]
        return max(
            matches, key=lambda match: match[1].http.get("requestUri", "").count("/"), default=None
        )

    def _observed(
        self,
        environ: WsgiEnviron,
        scope: Scope,
        call: Call,
        parsed: protocol.ParsedRequest,
        observers: list[Observer],
    ) -> Response:
        environ["wsgi.input"].seek(0)
        response = Response.from_app(
            lambda env, start: self._forward(env, start, scope), environ, buffered=True
        )
        if response.status_code < 300:
            output = create_parser(parsed.protocol).parse(
                {
                    "status_code": response.status_code,
                    "headers": dict(response.headers),
                    "body": response.get_data(),
                },
                parsed.operation.output_shape,
            )
            _notify(observers, call, parsed.input, output)
        return response


def credential_scope(environ: Mapping[str, Any]) -> Scope | None:
    """The scope of a request signed with Signature Version 4; None for any other request."""
    _, _, credential = environ.get("HTTP_AUTHORIZATION", "").partition("Credential=")
    parts = credential.split(",")[0].split("/")
    if len(parts) != 5:
        return None
    return Scope(service=parts[3].lower(), region=parts[2])


def buffered(environ: WsgiEnviron) -> Request:
    """The request with its body read once, so that moto can still read it after us."""
    body = Request(environ).get_data(cache=False)
    environ["wsgi.input"] = io.BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    request = Request({**environ, "wsgi.input": io.BytesIO(body)})
    request.get_data(cache=True, parse_form_data=False)
    return request


def _perform(
    method: Callable[[Call, dict[str, Any]], dict[str, Any] | None],
    call: Call,
    parsed: protocol.ParsedRequest,
) -> tuple[Any, bool]:
    try:
        protocol.validate(parsed)
        return method(call, parsed.input), False
    except ServiceError as error:
        return error, True
    except Exception as error:
        LOG.exception("%s %s failed", call.service, call.operation)
        return ServiceError("InternalFailure", f"{type(error).__name__}: {error}", 500), True


def _notify(
    observers: list[Observer], call: Call, request: dict[str, Any], response: dict[str, Any]
) -> None:
    for observer in observers:
        observer(call, request, response)


def _respond(call: Call, status: int, headers: dict[str, str], body: bytes) -> Response:
    headers["x-amzn-requestid"] = call.request_id
    return Response(body, status=status, headers=headers)

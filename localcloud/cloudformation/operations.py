"""Which API operation creates, reads, updates or deletes a resource type."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import botocore.session

from localcloud.cloudformation import schema
from localcloud.cloudformation.mapping import plain
from localcloud.cloudformation.rule import Rule
from localcloud.cloudformation.rules import RULES, SERVICES

VERBS = {
    "create": ("Create", "Put", "Register"),
    "read": ("Describe", "Get"),
    "update": ("Update", "Modify", "Put"),
    "delete": ("Delete", "Deregister"),
}


def rule_of(type: str) -> Rule:  # noqa: A002 - what AWS calls it
    """The exceptions of a type."""
    return RULES.get(type, Rule())


def service_of(type: str) -> str | None:  # noqa: A002 - what AWS calls it
    """botocore's name of the service of a type; None where botocore has none."""
    parts = type.split("::")
    if len(parts) != 3:
        return None
    service = rule_of(type).service or SERVICES.get(parts[1], parts[1].lower())
    return service if service in _session().get_available_services() else None


def input_of(service: str, operation: str) -> Any:
    """botocore's shape of what an operation takes."""
    return operation_model(service, operation).input_shape


def operation_model(service: str, operation: str) -> Any:
    """botocore's model of an operation."""
    return model(service).operation_model(operation)


@lru_cache(maxsize=64)
def model(service: str) -> Any:
    """botocore's model of a service."""
    return _session().get_service_model(service)


@lru_cache(maxsize=1)
def _session() -> Any:
    return botocore.session.get_session()


@lru_cache(maxsize=512)
def operation_of(type: str, action: str) -> str | None:  # noqa: A002 - what AWS calls it
    """The operation for an action: create, read, update or delete; None where there is none."""
    known, service = schema.of(type), service_of(type)
    if known is None or service is None:
        return None
    named = getattr(rule_of(type), action)
    if named is not None:
        return named or None
    names = set(model(service).operation_names)
    resource = type.split("::")[-1]
    exact = [verb + resource for verb in VERBS[action]]
    called = [permission.split(":")[-1] for permission in known.permissions(action)]
    close = [
        name for name in called if name.startswith(VERBS[action]) and plain(resource) in plain(name)
    ]
    return next((name for name in (*exact, *close) if name in names), None)


def creation_of(type: str) -> tuple[str, str] | None:  # noqa: A002 - what AWS calls it
    """Service and operation that create a type; None where no API does."""
    service, name = service_of(type), operation_of(type, "create")
    return (service, name) if service and name else None


def why_not(type: str) -> str:  # noqa: A002 - what AWS calls it
    """Why nobody makes a type here."""
    if schema.of(type) is None:
        return "AWS has no such type"
    found = creation_of(type)
    if found is None:
        return "no API operation creates it, and the local cloud has no handler for it"
    return f"the local cloud has no {found[0]} {found[1]}"

"""AWS::StepFunctions::StateMachine: its definition as text, in S3 or as an object, completed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from localcloud.cloudformation.generic import GenericHandler
from localcloud.handlers import ResourceHandler, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud

_FORMS = ("Definition", "DefinitionS3Location", "DefinitionString")


class StateMachineHandler(ResourceHandler):
    """Makes state machines through the API, which takes a definition as text alone."""

    def __init__(self) -> None:
        self._generic = GenericHandler()

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Creates the state machine."""
        return self._generic.create(cloud, _with_text(cloud, request))

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Changes the state machine; executions that run go on with what they began with."""
        return self._generic.update(cloud, _with_text(cloud, request))

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Deletes the state machine."""
        self._generic.delete(cloud, request)


def _with_text(cloud: Cloud, request: ResourceRequest) -> ResourceRequest:
    """A request whose definitions are text."""
    previous = request.previous and _defined(cloud, request, request.previous)
    properties = _defined(cloud, request, request.properties)
    return replace(request, properties=properties, previous=previous)


def _defined(
    cloud: Cloud, request: ResourceRequest, properties: Mapping[str, Any]
) -> dict[str, Any]:
    text = _text(cloud, request, properties)
    for name, value in (properties.get("DefinitionSubstitutions") or {}).items():
        said = str(value).lower() if isinstance(value, bool) else str(value)
        text = re.sub(rf"\$\{{{re.escape(name)}\}}", lambda _, said=said: said, text)  # type: ignore[misc]
    left_out = {*_FORMS, "DefinitionSubstitutions"}
    kept = {name: value for name, value in properties.items() if name not in left_out}
    return {**kept, "DefinitionString": text}


def _text(cloud: Cloud, request: ResourceRequest, properties: Mapping[str, Any]) -> str:
    place = properties.get("DefinitionS3Location")
    if place:
        version = {"VersionId": place["Version"]} if place.get("Version") else {}
        client = cloud.client("s3", request.region)
        answer = client.get_object(Bucket=place["Bucket"], Key=place["Key"], **version)
        return str(answer["Body"].read().decode())
    if properties.get("Definition") is not None:
        return json.dumps(properties["Definition"])
    return str(properties.get("DefinitionString", ""))


HANDLERS: Mapping[str, ResourceHandler] = {
    "AWS::StepFunctions::StateMachine": StateMachineHandler()
}
"""Who makes which type."""

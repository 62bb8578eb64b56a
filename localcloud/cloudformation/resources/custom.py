"""Custom resources: a function or a topic of the template's own makes them.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from localcloud.cloudformation.resources.response_door import ResponseDoor
from localcloud.handlers import (
    ResourceError,
    ResourceHandler,
    ResourceRequest,
    ResourceState,
)

if TYPE_CHECKING:
    from localcloud.interface import Cloud

DEFAULT_TIMEOUT = 3600.0
"""Seconds that CloudFormation waits, unless the template's ServiceTimeout says less."""

MAX_REASON = 400


class CustomResourceHandler(ResourceHandler):
    """AWS::CloudFormation::CustomResource and every Custom:: type."""

    def __init__(self) -> None:
        self._door = ResponseDoor()

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Sends Create and waits for the answer."""
        return self._state(self._ask(cloud, request, "Create", {}), request)

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Sends Update and waits; an answer with another physical id is a replacement."""
        old = {"OldResourceProperties": _texts(request.previous or {})}
        return self._state(self._ask(cloud, request, "Update", old), request)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Sends Delete and waits for the answer."""
        self._ask(cloud, request, "Delete", {})

    def _ask(
        self, cloud: Cloud, request: ResourceRequest, kind: str, more: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        token = str(request.properties["ServiceToken"])
        request_id, url = self._door.expect()
        event = {
            "RequestType": kind,
            "ServiceToken": token,
            "ResponseURL": url,
            "StackId": request.stack_id,
            "RequestId": request_id,
            "ResourceType": request.type,
            "LogicalResourceId": request.logical_id,
            "ResourceProperties": _texts(request.properties),
            **more,
        }
        if request.physical_id is not None:
            event["PhysicalResourceId"] = request.physical_id
        self._send(cloud, request, token, event)
        timeout = float(request.properties.get("ServiceTimeout") or DEFAULT_TIMEOUT)
        answer = self._door.answer(request_id, timeout)
        if answer is None:
            raise ResourceError(
                "CloudFormation did not receive a response from your Custom Resource. Please check "
                f"your logs for requestId [{request_id}]."
            )
        if answer.get("Status") != "SUCCESS":
            raise ResourceError(
                "Received response status [FAILED] from custom resource. Message returned: "
                f"{answer.get('Reason')}"
            )
        return dict(answer)

    def _send(
        self, cloud: Cloud, request: ResourceRequest, token: str, event: Mapping[str, Any]
    ) -> None:
        service = token.split(":")[2] if token.count(":") >= 5 else ""
        body = json.dumps(event)
        if service == "sns":
            cloud.client("sns", request.region).publish(TopicArn=token, Message=body)
            return
        if service != "lambda":
            raise ResourceError(f"ServiceToken {token} is no ARN of a function or a topic")
        answer = cloud.client("lambda", request.region).invoke(
            FunctionName=token, InvocationType="RequestResponse", Payload=body.encode()
        )
        if answer.get("FunctionError"):
            said = answer["Payload"].read().decode()[:MAX_REASON]
            raise ResourceError(f"The function of the custom resource failed: {said}")

    def _state(self, answer: Mapping[str, Any], request: ResourceRequest) -> ResourceState:
        physical_id = answer.get("PhysicalResourceId") or request.physical_id
        if not physical_id:
            raise ResourceError("Invalid PhysicalResourceId")
        return ResourceState(physical_id=str(physical_id), attributes=answer.get("Data") or {})


def _texts(value: Any) -> Any:
    """Properties as CloudFormation sends them: numbers and truth values are text."""
    if isinstance(value, Mapping):
        return {key: _texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else value


HANDLERS: dict[str, ResourceHandler] = {
    "AWS::CloudFormation::CustomResource": CustomResourceHandler()
}

"""The ``sagemaker-runtime`` service of the local cloud: invocations of endpoints."""

from __future__ import annotations

from typing import cast

from localcloud.sagemaker.endpoints.api import EndpointOperations
from localcloud.sagemaker.endpoints.hosted import Invocation, not_found
from localcloud.sagemaker.kinds import invalid
from localcloud.sagemaker.records import Shape
from localcloud.service import Call, Service

_NOT_HERE = (
    "TargetModel",
    "TargetContainerHostname",
    "EnableExplanations",
    "InferenceComponentName",
    "SessionId",
)


class SageMakerRuntimeService(Service):
    """InvokeEndpoint. Streams and asynchronous invocations are not had here."""

    api = "sagemaker-runtime"

    def invoke_endpoint(self, call: Call, request: Shape) -> Shape:
        """Has the model of an endpoint answer."""
        for member in _NOT_HERE:
            if request.get(member):
                raise invalid(f"{member}: the local cloud does not have it")
        endpoints = cast("EndpointOperations", self.cloud.services["sagemaker"])
        hosted = endpoints.hosted(call.region, request["EndpointName"])
        if hosted is None:
            raise not_found(request["EndpointName"])
        body = request.get("Body") or b""
        variant, answer = hosted.invoke(
            Invocation(
                body=body.encode() if isinstance(body, str) else body,
                content_type=request.get("ContentType") or "application/octet-stream",
                accept=request.get("Accept") or "*/*",
                custom_attributes=request.get("CustomAttributes"),
                target_variant=request.get("TargetVariant"),
                inference_id=request.get("InferenceId"),
            )
        )
        answered: Shape = {
            "Body": answer.body,
            "ContentType": answer.content_type,
            "InvokedProductionVariant": variant,
        }
        if answer.custom_attributes:
            answered["CustomAttributes"] = answer.custom_attributes
        return answered

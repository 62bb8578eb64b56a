"""CloudFormation's types of SageMaker that its API does not make in one call."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from localcloud.cloudformation.api import Api, tag_changes, without
from localcloud.cloudformation.generic import GenericHandler
from localcloud.handlers import ResourceError, ResourceHandler, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud

NAME_LIMIT = 63
LOOK_SECONDS = 0.1
ON_ITS_WAY = ("Creating", "Updating", "RollingBack")
_UPDATES_ONLY = (
    "ExcludeRetainedVariantProperties",
    "RetainAllVariantProperties",
    "RetainDeploymentConfig",
)


class EndpointHandler(ResourceHandler):
    """AWS::SageMaker::Endpoint: there when it is in service, with the configuration asked for."""

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Creates the endpoint and waits for it."""
        api = Api(cloud, request, "sagemaker")
        name = request.properties.get("EndpointName") or api.name(limit=NAME_LIMIT)
        properties = {**without(request.properties, _UPDATES_ONLY), "EndpointName": name}
        arn = api.call("CreateEndpoint", api.fold("CreateEndpoint", properties))["EndpointArn"]
        state = ResourceState(
            physical_id=arn, attributes={"EndpointArn": arn, "EndpointName": name}
        )
        described = self._settled(api, name)
        if described["EndpointStatus"] != "InService":
            raise ResourceError(described["FailureReason"], made=state)
        return state

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Updates the endpoint and waits for it; one that went back has failed."""
        api = Api(cloud, request, "sagemaker")
        name = request.attributes["EndpointName"]
        wanted = request.properties["EndpointConfigName"]
        if self._settled(api, name)["EndpointConfigName"] != wanted:
            properties = {**without(request.properties, {"Tags"}), "EndpointName": name}
            api.call("UpdateEndpoint", api.fold("UpdateEndpoint", properties))
            described = self._settled(api, name)
            if described["EndpointConfigName"] != wanted:
                raise ResourceError(described["FailureReason"])
        given, taken = tag_changes(request)
        arn = {"ResourceArn": request.attributes["EndpointArn"]}
        if given:
            tags = [{"Key": key, "Value": value} for key, value in given.items()]
            api.call("AddTags", {**arn, "Tags": tags})
        if taken:
            api.call("DeleteTags", {**arn, "TagKeys": taken})
        return ResourceState(physical_id=str(request.physical_id), attributes=request.attributes)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Deletes the endpoint, once it is not on its way."""
        api = Api(cloud, request, "sagemaker")
        name = request.attributes["EndpointName"]
        there = cloud.client("sagemaker", request.region).list_endpoints(NameContains=name)
        if any(each["EndpointName"] == name for each in there["Endpoints"]):
            self._settled(api, name)
            api.call("DeleteEndpoint", {"EndpointName": name})

    @staticmethod
    def _settled(api: Api, name: str) -> dict[str, Any]:
        while True:
            described = api.call("DescribeEndpoint", {"EndpointName": name})
            if described["EndpointStatus"] not in ON_ITS_WAY:
                return described
            time.sleep(LOOK_SECONDS)


class NotebookHandler(ResourceHandler):
    """AWS::SageMaker::NotebookInstance: recorded; stopped before it is deleted, as it has to be."""

    runs = False

    def __init__(self) -> None:
        self._generic = GenericHandler()

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Creates the notebook."""
        return self._generic.create(cloud, request)

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Changes the notebook."""
        return self._generic.update(cloud, request)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Stops the notebook and deletes it."""
        api = Api(cloud, request, "sagemaker")
        name = {"NotebookInstanceName": request.attributes["NotebookInstanceName"]}
        api.call_if_there("StopNotebookInstance", name)
        self._generic.delete(cloud, request)


class PipelineHandler(ResourceHandler):
    """AWS::SageMaker::Pipeline: recorded; its definition is text in the API."""

    runs = False

    def __init__(self) -> None:
        self._generic = GenericHandler()

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Creates the pipeline."""
        return self._generic.create(cloud, _with_text(cloud, request))

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Changes the pipeline."""
        return self._generic.update(cloud, _with_text(cloud, request))

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Deletes the pipeline."""
        self._generic.delete(cloud, _with_text(cloud, request))


def _with_text(cloud: Cloud, request: ResourceRequest) -> ResourceRequest:
    """A request whose definitions are text."""
    previous = request.previous and _defined(cloud, request, request.previous)
    properties = _defined(cloud, request, request.properties)
    return replace(request, properties=properties, previous=previous)


def _defined(
    cloud: Cloud, request: ResourceRequest, properties: Mapping[str, Any]
) -> dict[str, Any]:
    definition = properties.get("PipelineDefinition")
    if not isinstance(definition, Mapping):
        return dict(properties)
    body = definition.get("PipelineDefinitionBody")
    if body is None:
        place = definition["PipelineDefinitionS3Location"]
        client = cloud.client("s3", request.region)
        answer = client.get_object(Bucket=place["Bucket"], Key=place["Key"])
        body = answer["Body"].read().decode()
    text = body if isinstance(body, str) else json.dumps(body)
    return {**properties, "PipelineDefinition": text}


HANDLERS: Mapping[str, ResourceHandler] = {
    "AWS::SageMaker::Endpoint": EndpointHandler(),
    "AWS::SageMaker::NotebookInstance": NotebookHandler(),
    "AWS::SageMaker::Pipeline": PipelineHandler(),
}
"""Who makes which type."""

"""SQS: queues, whose properties are the API's attributes, and the policies of queues."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from localcloud.cloudformation.api import Api, tag_changes, tag_map, without
from localcloud.handlers import ResourceHandler, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud

NAME_LIMIT = 80
DEFAULTS = {
    "DelaySeconds": "0",
    "KmsDataKeyReusePeriodSeconds": "300",
    "KmsMasterKeyId": "",
    "MaximumMessageSize": "262144",
    "MessageRetentionPeriod": "345600",
    "ReceiveMessageWaitTimeSeconds": "0",
    "RedrivePolicy": "",
    "VisibilityTimeout": "30",
}
"""What an attribute becomes when the template no longer sets it.

Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
"""


def as_text(value: Any) -> str:
    """The value of an attribute: SQS and SNS take text only."""
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if isinstance(value, dict | list) else str(value)


def fifo_name(api: Api, given: str | None, *, limit: int, fifo: bool) -> str:
    """The name a template gives, or a new one that ends as FIFO queues and topics do."""
    if given:
        return given
    return f"{api.name(limit=limit - len('.fifo'))}.fifo" if fifo else api.name(limit=limit)


class QueueHandler(ResourceHandler):
    """AWS::SQS::Queue."""

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Makes the queue with its attributes and tags."""
        api = Api(cloud, request, "sqs")
        given = request.properties.get("QueueName")
        fifo = bool(request.properties.get("FifoQueue"))
        name = fifo_name(api, given, limit=NAME_LIMIT, fifo=fifo)
        members = {
            "QueueName": name,
            "Attributes": self._attributes(request.properties),
            "tags": tag_map(request.properties.get("Tags")),
        }
        url = api.call("CreateQueue", members)["QueueUrl"]
        attributes = {"Arn": api.arn(name), "QueueName": name, "QueueUrl": url}
        return ResourceState(physical_id=url, attributes=attributes)

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Sets the attributes; those no longer given go back to AWS's defaults."""
        api = Api(cloud, request, "sqs")
        url = str(request.physical_id)
        attributes = self._attributes(request.properties)
        attributes.pop("FifoQueue", None)
        gone = set(request.previous or {}) - set(request.properties)
        attributes.update({name: DEFAULTS[name] for name in gone if name in DEFAULTS})
        if attributes:
            api.call("SetQueueAttributes", {"QueueUrl": url, "Attributes": attributes})
        given, taken = tag_changes(request)
        if given:
            api.call("TagQueue", {"QueueUrl": url, "Tags": given})
        if taken:
            api.call("UntagQueue", {"QueueUrl": url, "TagKeys": taken})
        return ResourceState(physical_id=url, attributes=request.attributes)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Deletes the queue with its messages."""
        api = Api(cloud, request, "sqs")
        api.call_if_there("DeleteQueue", {"QueueUrl": str(request.physical_id)})

    def _attributes(self, properties: Mapping[str, Any]) -> dict[str, str]:
        rest = without(properties, {"QueueName", "Tags"})
        return {name: as_text(value) for name, value in rest.items()}


class QueuePolicyHandler(ResourceHandler):
    """AWS::SQS::QueuePolicy."""

    runs = False

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Gives the policy to each queue."""
        api = Api(cloud, request, "sqs")
        self._set(
            api, request.properties["Queues"], json.dumps(request.properties["PolicyDocument"])
        )
        policy_id = api.name(limit=128)
        return ResourceState(physical_id=policy_id, attributes={"Id": policy_id})

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Gives the policy to each queue, and takes it from those no longer named."""
        api = Api(cloud, request, "sqs")
        queues = request.properties["Queues"]
        self._set(api, queues, json.dumps(request.properties["PolicyDocument"]))
        gone = [q for q in (request.previous or {}).get("Queues", ()) if q not in queues]
        self._set(api, gone, "")
        return ResourceState(physical_id=str(request.physical_id), attributes=request.attributes)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Takes the policy from each queue."""
        api = Api(cloud, request, "sqs")
        for queue in request.properties["Queues"]:
            members = {"QueueUrl": queue, "Attributes": {"Policy": ""}}
            api.call_if_there("SetQueueAttributes", members)

    def _set(self, api: Api, queues: list[str], policy: str) -> None:
        for queue in queues:
            members = {"QueueUrl": queue, "Attributes": {"Policy": policy}}
            api.call("SetQueueAttributes", members)


HANDLERS: dict[str, ResourceHandler] = {
    "AWS::SQS::Queue": QueueHandler(),
    "AWS::SQS::QueuePolicy": QueuePolicyHandler(),
}

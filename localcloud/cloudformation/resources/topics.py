"""SNS: topics and subscriptions, whose properties are the API's attributes, and topic policies."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from localcloud.cloudformation.api import Api, tag_changes, tag_map, without
from localcloud.cloudformation.resources.queues import as_text, fifo_name
from localcloud.handlers import (
    ResourceError,
    ResourceHandler,
    ResourceRequest,
    ResourceState,
)

if TYPE_CHECKING:
    from localcloud.interface import Cloud

NAME_LIMIT = 256
TOPIC_ATTRIBUTES = (
    "ArchivePolicy",
    "ContentBasedDeduplication",
    "DisplayName",
    "FifoThroughputScope",
    "FifoTopic",
    "KmsMasterKeyId",
    "MaximumMessageSize",
    "SignatureVersion",
    "TracingConfig",
)
SUBSCRIPTION_ATTRIBUTES = (
    "DeliveryPolicy",
    "FilterPolicy",
    "FilterPolicyScope",
    "RawMessageDelivery",
    "RedrivePolicy",
    "ReplayPolicy",
    "SubscriptionRoleArn",
)


class TopicHandler(ResourceHandler):
    """AWS::SNS::Topic."""

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Makes the topic, then its subscriptions."""
        api = Api(cloud, request, "sns")
        properties = request.properties
        self._refuse_unknown(api, request)
        fifo = bool(properties.get("FifoTopic"))
        name = fifo_name(api, properties.get("TopicName"), limit=NAME_LIMIT, fifo=fifo)
        members: dict[str, Any] = {
            "Name": name,
            "Attributes": {n: as_text(properties[n]) for n in TOPIC_ATTRIBUTES if n in properties},
            "Tags": [
                {"Key": key, "Value": value}
                for key, value in tag_map(properties.get("Tags")).items()
            ],
        }
        if "DataProtectionPolicy" in properties:
            members["DataProtectionPolicy"] = as_text(properties["DataProtectionPolicy"])
        arn = api.call("CreateTopic", members)["TopicArn"]
        for subscription in properties.get("Subscription") or ():
            api.call("Subscribe", {"TopicArn": arn, **subscription})
        return ResourceState(physical_id=arn, attributes={"TopicArn": arn, "TopicName": name})

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Sets the attributes and the tags that changed."""
        api = Api(cloud, request, "sns")
        self._refuse_unknown(api, request)
        if request.changed("Subscription", "DataProtectionPolicy"):
            raise ResourceError(
                f"{api.resource}: properties Subscription and DataProtectionPolicy cannot be "
                "changed here; use AWS::SNS::Subscription"
            )
        arn = str(request.physical_id)
        for name in TOPIC_ATTRIBUTES:
            if request.changed(name):
                value = as_text(request.properties.get(name, ""))
                members = {"TopicArn": arn, "AttributeName": name, "AttributeValue": value}
                api.call("SetTopicAttributes", members)
        given, taken = tag_changes(request)
        if given:
            tags = [{"Key": key, "Value": value} for key, value in given.items()]
            api.call("TagResource", {"ResourceArn": arn, "Tags": tags})
        if taken:
            api.call("UntagResource", {"ResourceArn": arn, "TagKeys": taken})
        return ResourceState(physical_id=arn, attributes=request.attributes)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Deletes the topic with its subscriptions."""
        api = Api(cloud, request, "sns")
        api.call_if_there("DeleteTopic", {"TopicArn": str(request.physical_id)})

    def _refuse_unknown(self, api: Api, request: ResourceRequest) -> None:
        known = {*TOPIC_ATTRIBUTES, "DataProtectionPolicy", "Subscription", "Tags", "TopicName"}
        unknown = without(request.properties, known)
        if unknown:
            raise ResourceError(
                f"{api.resource}: property {', '.join(unknown)} has no counterpart in sns "
                "CreateTopic, so the local cloud would lose it"
            )


class SubscriptionHandler(ResourceHandler):
    """AWS::SNS::Subscription."""

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Subscribes."""
        api = Api(cloud, request, "sns")
        given = request.properties
        members = {
            "TopicArn": given["TopicArn"],
            "Protocol": given["Protocol"],
            "Endpoint": given.get("Endpoint", ""),
            "Attributes": {n: as_text(given[n]) for n in SUBSCRIPTION_ATTRIBUTES if n in given},
            "ReturnSubscriptionArn": True,
        }
        arn = api.call("Subscribe", members)["SubscriptionArn"]
        return ResourceState(physical_id=arn, attributes={"Arn": arn})

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Sets the attributes that changed."""
        api = Api(cloud, request, "sns")
        arn = str(request.physical_id)
        for name in SUBSCRIPTION_ATTRIBUTES:
            if request.changed(name):
                value = as_text(request.properties.get(name, "{}" if "Policy" in name else ""))
                members = {"SubscriptionArn": arn, "AttributeName": name, "AttributeValue": value}
                api.call("SetSubscriptionAttributes", members)
        return ResourceState(physical_id=arn, attributes=request.attributes)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Unsubscribes."""
        api = Api(cloud, request, "sns")
        api.call_if_there("Unsubscribe", {"SubscriptionArn": str(request.physical_id)})


class TopicPolicyHandler(ResourceHandler):
    """AWS::SNS::TopicPolicy."""

    runs = False

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Gives the policy to each topic."""
        api = Api(cloud, request, "sns")
        self._set(api, request)
        policy_id = api.name(limit=128)
        return ResourceState(physical_id=policy_id, attributes={"Id": policy_id})

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Gives the policy to each topic."""
        self._set(Api(cloud, request, "sns"), request)
        return ResourceState(physical_id=str(request.physical_id), attributes=request.attributes)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Gives each topic a policy that says nothing: SNS has no way to take one away."""
        api = Api(cloud, request, "sns")
        nothing = json.dumps({"Version": "2012-10-17", "Statement": []})
        for topic in request.properties["Topics"]:
            members = {"TopicArn": topic, "AttributeName": "Policy", "AttributeValue": nothing}
            api.call_if_there("SetTopicAttributes", members)

    def _set(self, api: Api, request: ResourceRequest) -> None:
        policy = json.dumps(request.properties["PolicyDocument"])
        for topic in request.properties["Topics"]:
            members = {"TopicArn": topic, "AttributeName": "Policy", "AttributeValue": policy}
            api.call("SetTopicAttributes", members)


HANDLERS: dict[str, ResourceHandler] = {
    "AWS::SNS::Subscription": SubscriptionHandler(),
    "AWS::SNS::Topic": TopicHandler(),
    "AWS::SNS::TopicPolicy": TopicPolicyHandler(),
}

"""Queues and routing profiles."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from localcloud.connect.api.documents import Document, Where
from localcloud.connect.api.hours import HOURS
from localcloud.connect.api.parts import ConnectParts, listed, summary
from localcloud.connect.places import DEFAULT_QUEUE_LIMIT, Queue, last_part
from localcloud.service import Call

QUEUE = "queue"
PROFILE = "routing-profile"


class RoutingOperations(ConnectParts):
    """CreateQueue, CreateRoutingProfile and their kin."""

    def create_queue(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """A new queue, enabled."""
        where = self.where(call, request)
        hours = self.documents.get(where, HOURS, request["HoursOfOperationId"])["Id"]
        made = self.make(call, where, QUEUE, request, HoursOfOperationId=hours, Status="ENABLED")
        return {"QueueId": made["Id"], "QueueArn": made["Arn"]}

    def describe_queue(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """A queue."""
        queue = self._queue(call, request)
        tags = self.tags(call.region, queue["Arn"])
        return {"Queue": {**queue, "QueueId": queue["Id"], "QueueArn": queue["Arn"], "Tags": tags}}

    def update_queue_name(self, call: Call, request: dict[str, Any]) -> None:
        """Changes name and description."""
        self.change(self._queue(call, request), request, "Name", "Description")

    def update_queue_hours_of_operation(self, call: Call, request: dict[str, Any]) -> None:
        """Gives a queue other hours."""
        where = self.where(call, request)
        hours = self.documents.get(where, HOURS, request["HoursOfOperationId"])["Id"]
        self.change(self._queue(call, request), {"HoursOfOperationId": hours}, "HoursOfOperationId")

    def update_queue_max_contacts(self, call: Call, request: dict[str, Any]) -> None:
        """Sets how many contacts it holds; as many as the quota says, where none is given."""
        queue = self._queue(call, request)
        queue.pop("MaxContacts", None)
        self.change(queue, request, "MaxContacts")

    def update_queue_status(self, call: Call, request: dict[str, Any]) -> None:
        """Enables or disables a queue."""
        self.change(self._queue(call, request), request, "Status")

    def update_queue_outbound_caller_config(self, call: Call, request: dict[str, Any]) -> None:
        """Sets the number that calls from the queue show."""
        self.change(self._queue(call, request), request, "OutboundCallerConfig")

    def delete_queue(self, call: Call, request: dict[str, Any]) -> None:
        """Removes a queue."""
        self.documents.take(self.where(call, request), QUEUE, request["QueueId"])

    def list_queues(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """All queues of an instance."""
        every = self.documents.all(self.where(call, request), QUEUE)
        shown = [summary(one, QueueType="STANDARD") for one in every]
        return listed("QueueSummaryList", shown, request)

    def create_routing_profile(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """A new routing profile."""
        where = self.where(call, request)
        outbound = self.documents.get(where, QUEUE, request["DefaultOutboundQueueId"])["Id"]
        queues = self._by_queue(where, request.get("QueueConfigs") or [])
        made = self.make(
            call, where, PROFILE, request, DefaultOutboundQueueId=outbound, QueueConfigs=queues
        )
        return {"RoutingProfileId": made["Id"], "RoutingProfileArn": made["Arn"]}

    def describe_routing_profile(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """A routing profile."""
        profile = self._profile(call, request)
        shown = {
            **profile,
            "InstanceId": last_part(request["InstanceId"]),
            "RoutingProfileId": profile["Id"],
            "RoutingProfileArn": profile["Arn"],
            "NumberOfAssociatedQueues": len(profile["QueueConfigs"]),
            "Tags": self.tags(call.region, profile["Arn"]),
        }
        return {"RoutingProfile": shown}

    def update_routing_profile_name(self, call: Call, request: dict[str, Any]) -> None:
        """Changes name and description."""
        self.change(self._profile(call, request), request, "Name", "Description")

    def update_routing_profile_concurrency(self, call: Call, request: dict[str, Any]) -> None:
        """Sets how many contacts an agent has at a time."""
        self.change(self._profile(call, request), request, "MediaConcurrencies")

    def update_routing_profile_default_outbound_queue(
        self, call: Call, request: dict[str, Any]
    ) -> None:
        """Sets the queue of outbound calls."""
        where = self.where(call, request)
        queue = self.documents.get(where, QUEUE, request["DefaultOutboundQueueId"])["Id"]
        changed = {"DefaultOutboundQueueId": queue}
        self.change(self._profile(call, request), changed, *changed)

    def associate_routing_profile_queues(self, call: Call, request: dict[str, Any]) -> None:
        """Adds queues, or changes their priority and delay."""
        profile = self._profile(call, request)
        added = self._by_queue(self.where(call, request), request.get("QueueConfigs") or [])
        profile["QueueConfigs"] = {**profile["QueueConfigs"], **added}

    def update_routing_profile_queues(self, call: Call, request: dict[str, Any]) -> None:
        """Changes priority and delay of queues."""
        self.associate_routing_profile_queues(call, request)

    def disassociate_routing_profile_queues(self, call: Call, request: dict[str, Any]) -> None:
        """Takes queues away."""
        profile = self._profile(call, request)
        for reference in request.get("QueueReferences") or ():
            profile["QueueConfigs"].pop(_key(reference), None)

    def list_routing_profile_queues(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The queues of a routing profile."""
        where = self.where(call, request)
        shown = []
        for config in self._profile(call, request)["QueueConfigs"].values():
            queue = self.documents.get(where, QUEUE, config["QueueReference"]["QueueId"])
            shown.append(
                {
                    "QueueId": queue["Id"],
                    "QueueArn": queue["Arn"],
                    "QueueName": queue["Name"],
                    "Channel": config["QueueReference"]["Channel"],
                    "Priority": config["Priority"],
                    "Delay": config["Delay"],
                }
            )
        return listed("RoutingProfileQueueConfigSummaryList", shown, request)

    def delete_routing_profile(self, call: Call, request: dict[str, Any]) -> None:
        """Removes a routing profile."""
        self.documents.take(self.where(call, request), PROFILE, request["RoutingProfileId"])

    def list_routing_profiles(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """All routing profiles of an instance."""
        every = self.documents.all(self.where(call, request), PROFILE)
        return listed("RoutingProfileSummaryList", [summary(one) for one in every], request)

    def waiting_place(self, where: Where, id: str) -> Queue | None:  # noqa: A002
        """A queue that contacts can wait in; None where there is none of that id."""
        document = self.documents.find(where, QUEUE, id)
        if document is None:
            return None
        return Queue(
            arn=document["Arn"],
            name=document["Name"],
            hours=document["HoursOfOperationId"],
            enabled=document["Status"] == "ENABLED",
            limit=document.get("MaxContacts") or DEFAULT_QUEUE_LIMIT,
        )

    def _queue(self, call: Call, request: Mapping[str, Any]) -> Document:
        return self.documents.get(self.where(call, request), QUEUE, request["QueueId"])

    def _profile(self, call: Call, request: Mapping[str, Any]) -> Document:
        return self.documents.get(self.where(call, request), PROFILE, request["RoutingProfileId"])

    def _by_queue(self, where: Where, configs: list[dict[str, Any]]) -> dict[Any, dict[str, Any]]:
        for config in configs:
            self.documents.get(where, QUEUE, config["QueueReference"]["QueueId"])
        return {_key(config["QueueReference"]): config for config in configs}


def _key(reference: Mapping[str, Any]) -> tuple[str, str]:
    return last_part(reference["QueueId"]), reference["Channel"]

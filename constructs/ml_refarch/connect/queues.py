"""Hours, queues, and the routing profile of the agents who serve them."""

from __future__ import annotations

from typing import Any, Final

from aws_cdk import IResolvable, IStableAnyProducer, Lazy
from aws_cdk import aws_connect as connect
from constructs import Construct
from jsii import implements

from ml_refarch.connect.limits import check_range
from ml_refarch.connect.opening_hours import OpeningHours

_NAME_LENGTH: Final = 127
_CHATS: Final = (1, 10)
_PRIORITY: Final = (1, 99)
_DELAY_SECONDS: Final = (0, 9999)
_CHANNELS: Final = ("VOICE", "CHAT")


_QueueConfig = connect.CfnRoutingProfile.RoutingProfileQueueConfigProperty


@implements(IStableAnyProducer)
class _Served:
    """What a routing profile serves, queues added after it as well."""

    def __init__(self, configs: list[_QueueConfig]) -> None:
        self._configs = configs

    def produce(self) -> list[_QueueConfig]:
        return self._configs


class Queues(Construct):
    """The hours of a contact centre, its queues and one routing profile that serves them all.

    Args:
        instance_arn: The instance.
        name: What the hours, the first queue and the routing profile are called in Connect.
        hours: When the queues are served.
        max_contacts: How many may wait in the first queue.
        chats_at_once: How many chats an agent has at a time, 1 to 10; it is one call.

    Source: https://docs.aws.amazon.com/connect/latest/adminguide/concepts-queues-standard-and-agent.html
    """

    hours: connect.CfnHoursOfOperation
    queue: connect.CfnQueue
    routing_profile: connect.CfnRoutingProfile

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        instance_arn: str,
        name: str,
        hours: OpeningHours,
        max_contacts: int | None,
        chats_at_once: int,
    ) -> None:
        super().__init__(scope, construct_id)
        check_range("chats_at_once", chats_at_once, _CHATS)
        self._instance_arn = instance_arn
        self._served: list[_QueueConfig] = []
        self.hours = self._hours(name, hours)
        self.queue = self.add("Queue", name=name, max_contacts=max_contacts)
        self.routing_profile = connect.CfnRoutingProfile(
            self,
            "RoutingProfile",
            instance_arn=instance_arn,
            name=name,
            description=f"Serves the queues of {name}",
            default_outbound_queue_arn=self.queue.attr_queue_arn,
            media_concurrencies=[
                connect.CfnRoutingProfile.MediaConcurrencyProperty(
                    channel=channel, concurrency=1 if channel == "VOICE" else chats_at_once
                )
                for channel in _CHANNELS
            ],
            queue_configs=self._all_served(),
        )

    def add(
        self,
        construct_id: str,
        *,
        name: str,
        max_contacts: int | None = None,
        priority: int = 1,
        delay_seconds: int = 0,
    ) -> connect.CfnQueue:
        """Another queue with the same hours and agents."""
        if not 1 <= len(name) <= _NAME_LENGTH:
            raise ValueError(f"name: {name!r} does not have 1 to {_NAME_LENGTH} characters")
        if max_contacts is not None and max_contacts < 0:
            raise ValueError(f"max_contacts: {max_contacts} is below 0")
        check_range("priority", priority, _PRIORITY)
        check_range("delay_seconds", delay_seconds, _DELAY_SECONDS)
        queue = connect.CfnQueue(
            self,
            construct_id,
            instance_arn=self._instance_arn,
            name=name,
            hours_of_operation_arn=self.hours.attr_hours_of_operation_arn,
            max_contacts=max_contacts,
        )
        self._served += [
            _QueueConfig(
                delay=delay_seconds,
                priority=priority,
                queue_reference=connect.CfnRoutingProfile.RoutingProfileQueueReferenceProperty(
                    channel=channel, queue_arn=queue.attr_queue_arn
                ),
            )
            for channel in _CHANNELS
        ]
        return queue

    def _all_served(self) -> IResolvable:
        return Lazy.any(_Served(self._served))

    def _hours(self, name: str, hours: OpeningHours) -> connect.CfnHoursOfOperation:
        resource = connect.CfnHoursOfOperation(
            self,
            "Hours",
            instance_arn=self._instance_arn,
            name=name,
            time_zone=hours.time_zone,
            config=hours.config(),
        )
        overrides: list[dict[str, Any]] = hours.overrides()
        if overrides:
            # The CDK leaves out an empty list of hours, which is what a closed day has.
            resource.add_property_override("HoursOfOperationOverrides", overrides)
        return resource

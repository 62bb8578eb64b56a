"""The appointments: their table, and what follows each change of one."""

from __future__ import annotations

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_lambda as lambda_
from constructs import Construct
from ml_refarch.foundation import (
    EffectsLog,
    Notifications,
    PythonFunction,
    Settings,
    StreamNotifier,
)

from stacks.call_center.monitoring import EFFECTS_SERVICE, METRICS_NAMESPACE
from stacks.function_code import FUNCTIONS, stream_effects

CHANGES_OF_APPOINTMENTS: Final = {
    "eventName": ["INSERT", "MODIFY"],
    "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "APPOINTMENT#"}]}}},
}
"""Not of people, providers or taken times, which are in the table too.

Their keys: ``lambda/layers/appointment_book/python/appointment_book/items.py``.
"""


class Appointments(Construct):
    """The book of appointments, and who is told when one is booked, moved or cancelled.

    Args:
        settings: What differs between environments.
        notifications: Who is told.
        layers: The layers with the book's own code and with what starts a function.
    """

    table: dynamodb.TableV2
    effects: StreamNotifier

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        notifications: Notifications,
        layers: list[lambda_.ILayerVersion],
    ) -> None:
        super().__init__(scope, construct_id)
        self.table = dynamodb.TableV2(
            self,
            "Table",
            partition_key=dynamodb.Attribute(name="pk", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="sk", type=dynamodb.AttributeType.STRING),
            billing=dynamodb.Billing.on_demand(),
            dynamo_stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=not settings.remove_data_on_destroy,
            removal_policy=settings.removal_policy,
        )
        bus = events.EventBus.from_event_bus_name(self, "DefaultBus", "default")
        told = PythonFunction(
            self,
            "Effects",
            source=FUNCTIONS / "appointment_notifications",
            description="Tells caller, staff and event bus of changed appointments",
            environment={
                "EVENT_BUS_NAME": bus.event_bus_name,
                "POWERTOOLS_SERVICE_NAME": EFFECTS_SERVICE,
                "POWERTOOLS_METRICS_NAMESPACE": METRICS_NAMESPACE,
            },
            layers=[*layers, stream_effects(self)],
            powertools=True,
            timeout=Duration.seconds(30),
            alarm_topic=notifications.staff_topic,
            log_retention=settings.log_retention,
            removal_policy=settings.removal_policy,
        )
        notifications.give_to(told.function)
        bus.grant_put_events_to(told.function)
        EffectsLog(self, "EffectsDone", removal_policy=settings.removal_policy).give_to(
            told.function
        )
        self.effects = StreamNotifier(
            self,
            "Notifier",
            table=self.table,
            function=told.function,
            filters=[CHANGES_OF_APPOINTMENTS],
            alarm_topic=notifications.staff_topic,
            removal_policy=settings.removal_policy,
        )

    def let_read(self, function: lambda_.IFunction) -> None:
        """Lets a function look into the book."""
        self.table.grant(function, "dynamodb:GetItem", "dynamodb:Query")

    def let_change(self, function: lambda_.IFunction) -> None:
        """Lets a function book, move and cancel."""
        self.let_read(function)
        self.table.grant(
            function,
            "dynamodb:ConditionCheckItem",
            "dynamodb:DeleteItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
        )

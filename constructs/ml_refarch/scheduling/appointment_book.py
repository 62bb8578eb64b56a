"""A book of appointments: its table, and who hears of each change of one."""

from __future__ import annotations

from typing import Final, cast

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from ml_refarch.foundation import (
    EffectsLog,
    Notifications,
    PythonFunction,
    StreamNotifier,
    shared_layer,
    shipped_code,
)

TABLE_VARIABLE: Final = "TABLE_NAME"
EXPIRY_ATTRIBUTE: Final = "expires_at"

# As the code writes them: lambda/layers/appointment_book/python/appointment_book.
_CHANGES_OF_APPOINTMENTS: Final = {
    "eventName": ["INSERT", "MODIFY"],
    "dynamodb": {"Keys": {"sk": {"S": [{"prefix": "APPOINTMENT#"}]}}},
}
_WRONG_TRIES: Final = "ATTEMPTS#*"
_SESSIONS: Final = "SESSION#*"


class AppointmentBook(Construct):
    """Providers' calendars and people's appointments in DynamoDB, and word of each change.

    ```python
    book = AppointmentBook(self, "Book", notifications=notifications)
    desk = PythonFunction(
        self, "Desk", source=..., environment=book.environment, layers=book.layers
    )
    book.grant_change(desk.function)
    ```

    The table keeps providers, their hours, people and appointments; the layer ``appointment_book``
    alone reads and writes it: one transaction books, moves or cancels, so that no time is given
    twice and none is lost. What follows is driven by the table's stream: a text to the person, word
    to the staff and an event on the bus (source ``clinic.appointments``, detail types
    ``AppointmentBooked``, ``AppointmentMoved`` and ``AppointmentCancelled``, without a name or a
    number), each once, with retries and a dead-letter queue.

    Args:
        notifications: Who is told.
        table: An existing table: partition key ``pk``, sort key ``sk``, a stream with new and old
            images, time to live ``expires_at``. One is made when left out: billed on demand, with
            point-in-time recovery, and protected against deletion unless ``removal_policy`` is to
            destroy.
        event_bus: On which others hear of changes; the account's default bus when left out.
        encryption_key: The key for the table, the queues, and the environment and logs of the
            function; AWS's own when left out. An existing table keeps the key that it has.
        metrics_namespace: Of the function's own counts in CloudWatch.
        log_retention: How long CloudWatch keeps the function's logs.
        removal_policy: What happens to what holds data when the stack goes.

    Attributes:
        table: The table. Its own grants do not cover the key; those of the book do.
        function: What tells of changes.
        effects: What brings the changes to the function.
        effects_done: What was already told.
        encryption_key: The key, if there is one.

    Raises:
        ValueError: The table that is given has no stream.
    """

    table: dynamodb.ITableV2
    function: PythonFunction
    effects: StreamNotifier
    effects_done: EffectsLog
    encryption_key: kms.IKey | None

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        notifications: Notifications,
        table: dynamodb.ITableV2 | None = None,
        event_bus: events.IEventBus | None = None,
        encryption_key: kms.IKey | None = None,
        metrics_namespace: str = "Appointments",
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        self.encryption_key = encryption_key
        self._table_key = table.encryption_key if table else encryption_key
        self.table = table or self._table(encryption_key, removal_policy)
        bus = event_bus or events.EventBus.from_event_bus_name(self, "DefaultBus", "default")
        self.function = PythonFunction(
            self,
            "Effects",
            source=shipped_code("appointment_notifications"),
            description="Tells person, staff and event bus of changed appointments",
            environment={
                "EVENT_BUS_NAME": bus.event_bus_name,
                "POWERTOOLS_SERVICE_NAME": "appointment_notifications",
                "POWERTOOLS_METRICS_NAMESPACE": metrics_namespace,
            },
            layers=[*self.layers, shared_layer(self, "stream_effects")],
            powertools=True,
            timeout=Duration.seconds(30),
            encryption_key=encryption_key,
            alarm_topic=notifications.staff_topic,
            log_retention=log_retention,
            removal_policy=removal_policy,
        )
        notifications.give_to(self.function.function)
        bus.grant_put_events_to(self.function.function)
        self.effects_done = EffectsLog(
            self, "EffectsDone", encryption_key=encryption_key, removal_policy=removal_policy
        )
        self.effects_done.give_to(self.function.function)
        self.effects = StreamNotifier(
            self,
            "Notifier",
            table=self.table,
            function=self.function.function,
            filters=[_CHANGES_OF_APPOINTMENTS],
            encryption_key=encryption_key,
            alarm_topic=notifications.staff_topic,
            removal_policy=removal_policy,
        )

    @property
    def environment(self) -> dict[str, str]:
        """The variable that a function needs to find the book."""
        return {TABLE_VARIABLE: self.table.table_name}

    @property
    def layers(self) -> list[lambda_.ILayerVersion]:
        """The layers that a function needs to open the book; Powertools is one more."""
        return [shared_layer(self, "appointment_book"), shared_layer(self, "function_start")]

    def grant_read(self, grantee: iam.IGrantable) -> None:
        """Lets ``grantee`` look into the book."""
        self._grant(grantee, "dynamodb:GetItem", "dynamodb:Query")

    def grant_identify(self, grantee: iam.IGrantable) -> None:
        """Lets ``grantee`` look into the book and find out who somebody is.

        That takes notes of its own, of wrong tries and of sessions, and may write nothing else.
        """
        self.grant_read(grantee)
        grantee.grant_principal.add_to_principal_policy(
            iam.PolicyStatement(
                actions=["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
                resources=[self.table.table_arn],
                conditions={
                    "ForAllValues:StringLike": {
                        "dynamodb:LeadingKeys": [_WRONG_TRIES, _SESSIONS],
                    },
                    # ForAllValues holds for a request without keys as well.
                    "Null": {"dynamodb:LeadingKeys": "false"},
                },
            )
        )

    def grant_change(self, grantee: iam.IGrantable) -> None:
        """Lets ``grantee`` identify people, book, move and cancel."""
        self._grant(
            grantee,
            "dynamodb:ConditionCheckItem",
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:Query",
            "dynamodb:UpdateItem",
        )

    def _grant(self, grantee: iam.IGrantable, *actions: str) -> None:
        self.table.grant(grantee, *actions)
        if self._table_key is not None:
            self._table_key.grant(grantee, "kms:Decrypt", "kms:GenerateDataKey")

    def _table(self, key: kms.IKey | None, removal_policy: RemovalPolicy) -> dynamodb.TableV2:
        table = dynamodb.TableV2(
            self,
            "Table",
            partition_key=dynamodb.Attribute(name="pk", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="sk", type=dynamodb.AttributeType.STRING),
            billing=dynamodb.Billing.on_demand(),
            time_to_live_attribute=EXPIRY_ATTRIBUTE,
            dynamo_stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            deletion_protection=removal_policy is not RemovalPolicy.DESTROY,
            removal_policy=removal_policy,
        )
        if key is not None:
            # The L2 takes a key only in a stack that knows its region.
            resource = cast(dynamodb.CfnGlobalTable, table.node.default_child)
            resource.add_property_override(
                "SSESpecification", {"SSEEnabled": True, "SSEType": "KMS"}
            )
            resource.add_property_override(
                "Replicas.0.SSESpecification.KMSMasterKeyId", key.key_arn
            )
        return table

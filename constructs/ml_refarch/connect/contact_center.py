"""A contact centre on Amazon Connect."""

from __future__ import annotations

from typing import Literal

from aws_cdk import Duration, Fn, RemovalPolicy
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_connect as connect
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct

from ml_refarch.connect.associations import Associations
from ml_refarch.connect.contact_storage import ContactStorage
from ml_refarch.connect.custom_resources import CustomResources
from ml_refarch.connect.flow import Flow
from ml_refarch.connect.instance import Identity, Instance, check_import
from ml_refarch.connect.metrics import CenterMetrics
from ml_refarch.connect.opening_hours import OpeningHours
from ml_refarch.connect.phone_number import PhoneNumber
from ml_refarch.connect.queues import Queues
from ml_refarch.lex import Bot


class ContactCenter(Construct):
    """A contact centre: an instance, its hours, a queue with agents' routing, bots and flows.

    ```python
    center = ContactCenter(self, "Center", hours=OpeningHours("Asia/Seoul"))
    center.associate_bot(bot)
    center.associate_function(lookup)
    flow = reschedule(queue=center.queue.attr_queue_arn, bot=bot.alias_arn, ...)
    inbound = center.publish(flow)
    center.phone_number(inbound)
    ```

    An account has two instances: give ``instance`` to use one that is there. What is made in it is
    the stack's and goes with it; the instance, a created one as well, and its numbers stay.

    Args:
        instance: The ARN of an existing instance; one is created when left out.
        alias: Of the created instance, see :class:`Instance`. It can never change.
        identity: How users of the created instance sign in. It can never change.
        name: What the hours, the queue and the routing profile are called in Connect, at most 127
            characters; the construct's id when left out.
        hours: When it is open: Monday to Friday, 9 to 17, UTC, when left out.
        max_contacts: How many may wait in the queue; more take the ``on_full`` branch.
        chats_at_once: How many chats an agent has at a time, 1 to 10; it is one call.
        store_contacts: Whether recordings, transcripts and contact records are kept. An existing
            instance may have its own places for them, and takes no second, so for one the default
            is not to.
        bucket: An existing bucket for them.
        encryption_key: The key for them.
        log_retention: How long logs are kept.
        removal_policy: What happens to the bucket, the key and the logs when the stack goes.
        instance_removal_policy: What happens to the created instance when the stack goes.

    Attributes:
        instance: The created instance, ``None`` for an existing one.
        instance_arn: The ARN of either.
        hours: The ``AWS::Connect::HoursOfOperation``.
        queue: The ``AWS::Connect::Queue``.
        routing_profile: What agents who serve the queue are given.
        storage: Where contacts are kept, if they are.
        log_group: The flow logs of a created instance.
        metrics: The centre's figures, for any that has no method here.

    Raises:
        ValueError: An ARN, a name or a number is none that Connect takes, or ``alias`` or
            ``identity`` is given for an existing instance.

    Source: https://docs.aws.amazon.com/connect/latest/adminguide/what-is-amazon-connect.html
    """

    instance: connect.CfnInstance | None
    instance_arn: str
    hours: connect.CfnHoursOfOperation
    queue: connect.CfnQueue
    routing_profile: connect.CfnRoutingProfile
    storage: ContactStorage | None
    log_group: logs.LogGroup | None
    metrics: CenterMetrics

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        instance: str | None = None,
        alias: str | None = None,
        identity: Identity | None = None,
        name: str | None = None,
        hours: OpeningHours | None = None,
        max_contacts: int | None = None,
        chats_at_once: int = 2,
        store_contacts: bool | None = None,
        bucket: s3.IBucket | None = None,
        encryption_key: kms.IKey | None = None,
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
        instance_removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        self._log_retention = log_retention
        self._removal_policy = removal_policy
        if instance is None:
            created = Instance(
                self,
                "Instance",
                alias=alias,
                identity=identity or "CONNECT_MANAGED",
                log_retention=log_retention,
                log_removal_policy=removal_policy,
                removal_policy=instance_removal_policy,
            )
            self.instance, self.log_group = created.resource, created.log_group
            self.instance_arn = created.resource.attr_arn
        else:
            check_import(instance, alias=alias, identity=identity)
            self.instance, self.log_group = None, None
            self.instance_arn = instance
        self.associations = Associations(self, "Associations", instance_arn=self.instance_arn)
        self.storage = None
        if store_contacts or (store_contacts is None and instance is None):
            self.storage = self._storage(bucket, encryption_key)
        elif bucket is not None:
            raise ValueError("bucket: it is given, and store_contacts is off")
        self._queues = Queues(
            self,
            "Queues",
            instance_arn=self.instance_arn,
            name=name or construct_id,
            hours=hours or OpeningHours("UTC"),
            max_contacts=max_contacts,
            chats_at_once=chats_at_once,
        )
        self.hours = self._queues.hours
        self.queue = self._queues.queue
        self.routing_profile = self._queues.routing_profile
        self.metrics = CenterMetrics(self.instance_id)

    @property
    def instance_id(self) -> str:
        """The id of the instance, which APIs and metrics ask for."""
        return Fn.select(1, Fn.split("/", self.instance_arn))

    def associate_bot(self, bot: Bot | str) -> connect.CfnIntegrationAssociation:
        """Lets flows converse with a bot, given itself or by the ARN of its alias.

        The alias keeps its ARN: an association is replaced by a change of it.
        """
        return self.associations.bot(bot if isinstance(bot, str) else bot.alias_arn)

    def associate_function(self, function: lambda_.IFunction) -> connect.CfnIntegrationAssociation:
        """Lets flows invoke a function, which this instance then may."""
        return self.associations.function(function)

    def add_queue(
        self,
        construct_id: str,
        *,
        name: str,
        max_contacts: int | None = None,
        priority: int = 1,
        delay_seconds: int = 0,
    ) -> connect.CfnQueue:
        """Another queue, with the hours of the first and served by the same agents.

        Args:
            construct_id: Its id; must not change, as that replaces the queue.
            name: What it is called in Connect.
            max_contacts: How many may wait in it.
            priority: 1 to 99: contacts of a lower number are answered first.
            delay_seconds: How long a contact waits in it before an agent is looked for, to 9999.
        """
        return self._queues.add(
            construct_id,
            name=name,
            max_contacts=max_contacts,
            priority=priority,
            delay_seconds=delay_seconds,
        )

    def publish(
        self, flow: Flow, name: str | None = None, *, construct_id: str | None = None
    ) -> connect.CfnContactFlow:
        """Checks a flow and puts it into the instance, after all that it may call.

        A flow transfers to one that is published before it: two that transfer to each other
        could not be deployed, so make one of them.

        Args:
            flow: The flow. What is changed in it afterwards is not published.
            name: What it is called in Connect; the flow's own name when left out.
            construct_id: When the name may change: another id is another flow, with another ARN.

        Raises:
            ValueError: The flow has problems, see :meth:`Flow.check`.
        """
        flow.check()
        resource = connect.CfnContactFlow(
            self,
            construct_id or f"Flow {name or flow.name}",
            instance_arn=self.instance_arn,
            name=name or flow.name,
            description=flow.description or None,
            type=flow.kind.value,
            state="ACTIVE",
            content=flow.to_json(),
        )
        self.associations.come_before(resource)
        return resource

    def phone_number(
        self,
        flow: connect.CfnContactFlow,
        *,
        arn: str | None = None,
        country: str = "US",
        kind: Literal["DID", "TOLL_FREE"] = "DID",
        prefix: str | None = None,
        construct_id: str = "PhoneNumber",
    ) -> PhoneNumber:
        """A number whose calls start with a flow: claimed and kept, or one that is there.

        Args:
            flow: The published flow.
            arn: Of an existing number of the instance; see :class:`PhoneNumber` for the others.
            construct_id: For a second number; another id is another number.
        """
        return PhoneNumber(
            self,
            construct_id,
            instance_arn=self.instance_arn,
            flow_arn=flow.attr_contact_flow_arn,
            custom_resources=self._custom_resources(),
            arn=arn,
            country=country,
            kind=kind,
            prefix=prefix,
        )

    def metric_flow_errors(
        self, flow_name: str, *, period: Duration | None = None
    ) -> cloudwatch.Metric:
        """Blocks of a flow that took their error branch."""
        return self.metrics.of_flow("ContactFlowErrors", flow_name, period=period)

    def metric_fatal_flow_errors(
        self, flow_name: str, *, period: Duration | None = None
    ) -> cloudwatch.Metric:
        """Contacts that a flow lost: it could not go on."""
        return self.metrics.of_flow("ContactFlowFatalErrors", flow_name, period=period)

    def metric_waiting(self, *, period: Duration | None = None) -> cloudwatch.Metric:
        """Contacts waiting in the queue."""
        return self.metrics.of_queue("QueueSize", self.queue.name, period=period)

    def metric_longest_wait(self, *, period: Duration | None = None) -> cloudwatch.Metric:
        """Seconds that the contact at the head of the queue has waited."""
        return self.metrics.of_queue("LongestQueueWaitTime", self.queue.name, period=period)

    def _storage(
        self, bucket: s3.IBucket | None, encryption_key: kms.IKey | None
    ) -> ContactStorage:
        storage = ContactStorage(
            self,
            "Storage",
            instance_arn=self.instance_arn,
            bucket=bucket,
            encryption_key=encryption_key,
            custom_resources=self._custom_resources,
            log_retention=self._log_retention,
            removal_policy=self._removal_policy,
        )
        for association in storage.associations:
            self.associations.append(association)
        return storage

    def _custom_resources(self) -> CustomResources:
        known = self.node.try_find_child("CustomResources")
        if isinstance(known, CustomResources):
            return known
        return CustomResources(
            self,
            "CustomResources",
            log_retention=self._log_retention,
            removal_policy=self._removal_policy,
        )

"""Events into the lake: a stream, what listens for it to the bus, what delivers it as files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aws_cdk import Duration, RemovalPolicy, Size
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_kinesisfirehose as firehose
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from ml_refarch.foundation import PythonFunction, acknowledge

from .data_lake import DataLake
from .lake import LakeTable
from .stream import (
    FAILED,
    FOLDER,
    BusRule,
    Delivery,
    StreamAlarms,
    events_table,
    let_write_stream,
    replay_function,
)

_RETENTION_HOURS: Final = range(24, 8760 + 1)
_BUFFER_SECONDS: Final = range(60, 900 + 1)
_BUFFER_MIB: Final = range(64, 128 + 1)


class EventStream(Construct):
    """Brings events to ``raw/events/event=<detail-type>/date=<day>/`` of a lake, as Parquet.

    A rule on the default event bus puts the events of ``sources`` on a Kinesis stream; anybody
    whom you ``grant_write`` may put events of the same form there. Firehose takes them off it::

        stream = EventStream(self, "Events", lake=lake, sources=["hotel.booking"])
        stream.grant_write(producer)

    None is lost: what the bus could not deliver waits in the dead-letter queue; what Firehose
    could not use is below ``errors/events/``, by kind of error and day. ``replay``, a function,
    puts the records of a folder there back on the stream, once what was wrong is put right.

    An event is an object with ``id``, ``detail-type``, ``source``, ``account``, ``time``,
    ``region`` and ``detail``, as EventBridge has it; ``detail`` is kept as JSON text.

    Args:
        lake: Where to.
        sources: Events of these sources come from the default bus; none do when left out.
        stream: An existing stream instead of a new one, which is on demand and encrypted with the
            key of the lake.
        table: The table whose columns the files have; ``events`` of the lake, made here, when left
            out.
        retention: How long the new stream keeps events, 24 hours to a year.
        buffer: How long Firehose gathers events for a file, 60 to 900 seconds.
        buffer_size: And how much of them, 64 to 128 MiB.
        stale_after: When events that wait for their delivery raise the alarm.
        alarm_topic: Who hears of an alarm.
        log_retention: How long logs are kept.
        removal_policy: What happens to stream, queue and logs when the stack goes.

    Attributes:
        rule: The rule on the default bus, if there are sources.
        dead_letter_queue: And what it could not deliver.
        replay: The function that puts failed records back.
        role: What Firehose acts as.

    Raises:
        ValueError: A number is over its limit, or a source is AWS's own in a way nobody meant.

    Source: https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html
    """

    stream: kinesis.IStream
    delivery_stream: firehose.DeliveryStream
    table: LakeTable
    rule: events.Rule | None
    dead_letter_queue: sqs.Queue | None
    replay: PythonFunction
    role: iam.Role
    log_group: logs.LogGroup

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        lake: DataLake,
        sources: Sequence[str] = (),
        stream: kinesis.IStream | None = None,
        table: LakeTable | None = None,
        retention: Duration | None = None,
        buffer: Duration | None = None,
        buffer_size: Size | None = None,
        stale_after: Duration | None = None,
        alarm_topic: sns.ITopic | None = None,
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        buffer = buffer or Duration.seconds(60)
        buffer_size = buffer_size or Size.mebibytes(64)
        stale_after = stale_after or Duration.minutes(15)
        retention = retention or Duration.days(7)
        _check(sources, stream, retention, buffer, buffer_size, stale_after)
        self.table = table or events_table(lake)
        self.stream = stream or self._stream(lake, retention, removal_policy)
        delivery = Delivery(
            self,
            "Delivery",
            lake=lake,
            stream=self.stream,
            table=self.table,
            buffer=buffer,
            buffer_size=buffer_size,
            log_retention=log_retention,
            removal_policy=removal_policy,
        )
        self.role = delivery.role
        self.log_group = delivery.log_group
        self.delivery_stream = delivery.delivery_stream
        self.rule, self.dead_letter_queue = None, None
        if sources:
            bus = BusRule(self, sources=sources, stream=self.stream, removal_policy=removal_policy)
            self.rule, self.dead_letter_queue = bus.rule, bus.dead_letter_queue
        self.replay = replay_function(
            self,
            lake=lake,
            stream=self.stream,
            alarm_topic=alarm_topic,
            log_retention=log_retention,
            removal_policy=removal_policy,
        )
        watched = StreamAlarms(
            self,
            delivery_stream=self.delivery_stream,
            log_group=self.log_group,
            dead_letter_queue=self.dead_letter_queue,
            stale_after=stale_after,
        )
        self.stale_alarm = watched.stale
        self.failed_alarm = watched.failed
        self.error_alarm = watched.error
        self.undelivered_alarm = watched.undelivered
        if alarm_topic is not None:
            for alarm in watched.all:
                alarm.add_alarm_action(actions.SnsAction(alarm_topic))

    @property
    def alarms(self) -> tuple[cloudwatch.Alarm, ...]:
        """All that goes off when an event is late, or does not arrive."""
        undelivered = () if self.undelivered_alarm is None else (self.undelivered_alarm,)
        return (
            self.stale_alarm,
            self.failed_alarm,
            self.error_alarm,
            *undelivered,
            self.replay.errors_alarm,
        )

    @property
    def folder(self) -> str:
        """Where events are in the raw layer."""
        return FOLDER

    @property
    def failed_folder(self) -> str:
        """Where records that Firehose could not use are in the raw layer."""
        return FAILED

    def grant_write(self, grantee: iam.IGrantable) -> iam.Grant:
        """Lets ``grantee`` put events on the stream."""
        return let_write_stream(grantee, self.stream)

    def grant_replay(self, grantee: iam.IGrantable) -> iam.Grant:
        """Lets ``grantee`` have failed records put back on the stream."""
        return iam.Grant.add_to_principal(
            grantee=grantee,
            actions=["lambda:InvokeFunction"],
            resource_arns=[self.replay.function.function_arn],
        )

    def metric_incoming(self, *, period: Duration | None = None) -> cloudwatch.Metric:
        """Events put on the stream."""
        return self.stream.metric_incoming_records(
            period=period or Duration.minutes(5), statistic=cloudwatch.Stats.SUM
        )

    def metric_delivered(self, *, period: Duration | None = None) -> cloudwatch.Metric:
        """Events delivered to the lake."""
        return self.delivery_stream.metric(
            "DeliveryToS3.Records",
            period=period or Duration.minutes(5),
            statistic=cloudwatch.Stats.SUM,
        )

    def metric_failed(self, *, period: Duration | None = None) -> cloudwatch.Metric:
        """Events that did not fit the table's columns."""
        return self.delivery_stream.metric(
            "FailedConversion.Records",
            period=period or Duration.minutes(5),
            statistic=cloudwatch.Stats.SUM,
        )

    def metric_freshness(self, *, period: Duration | None = None) -> cloudwatch.Metric:
        """The age of the oldest event that is not delivered yet, in seconds."""
        return self.delivery_stream.metric(
            "DeliveryToS3.DataFreshness",
            period=period or Duration.minutes(5),
            statistic=cloudwatch.Stats.MAXIMUM,
        )

    def _stream(
        self, lake: DataLake, retention: Duration, removal_policy: RemovalPolicy
    ) -> kinesis.Stream:
        key = lake.encryption_key
        stream = kinesis.Stream(
            self,
            "Stream",
            stream_mode=kinesis.StreamMode.ON_DEMAND,
            retention_period=retention,
            encryption=kinesis.StreamEncryption.KMS if key else kinesis.StreamEncryption.MANAGED,
            encryption_key=key,
            removal_policy=removal_policy,
        )
        if key is not None:
            acknowledge(
                stream,
                "AwsSolutions-KDS3",
                reason="It is encrypted, with the key of the lake instead of AWS's own.",
            )
        return stream


def _check(
    sources: Sequence[str],
    stream: kinesis.IStream | None,
    retention: Duration,
    buffer: Duration,
    size: Size,
    stale_after: Duration,
) -> None:
    if isinstance(sources, str) or not all(source.strip() for source in sources):
        raise ValueError(f"sources: {sources!r} is not a list of names such as ['hotel.booking']")
    if stream is None and retention.to_hours(integral=False) not in _RETENTION_HOURS:
        raise ValueError(
            f"retention: {retention.to_hours(integral=False):g} hours is not between 24 and 8,760"
        )
    if buffer.to_seconds() not in _BUFFER_SECONDS:
        raise ValueError(
            f"buffer: {buffer.to_seconds():g} s is not between 60 and 900, the limits with "
            "dynamic partitioning"
        )
    if size.to_mebibytes() not in _BUFFER_MIB:
        raise ValueError(
            f"buffer_size: {size.to_mebibytes():g} MiB is not between 64 and 128, the limits with "
            "dynamic partitioning"
        )
    if stale_after.to_seconds() <= buffer.to_seconds():
        raise ValueError(
            f"stale_after: {stale_after.to_seconds():g} s is not over the buffer's "
            f"{buffer.to_seconds():g} s, so that the alarm would always be on"
        )

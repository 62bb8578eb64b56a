"""What goes off when events are late, or do not arrive."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_kinesisfirehose as firehose
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct


class StreamAlarms:
    """The alarms of a stream, made in ``scope``.

    Args:
        scope: The construct they are a part of.
        delivery_stream: What delivers the events.
        log_group: Where it logs errors, and nothing else.
        dead_letter_queue: What the bus could not deliver, if it delivers at all.
        stale_after: How old an event may get before it is delivered.
    """

    stale: cloudwatch.Alarm
    failed: cloudwatch.Alarm
    error: cloudwatch.Alarm
    undelivered: cloudwatch.Alarm | None

    def __init__(
        self,
        scope: Construct,
        *,
        delivery_stream: firehose.DeliveryStream,
        log_group: logs.LogGroup,
        dead_letter_queue: sqs.IQueue | None,
        stale_after: Duration,
    ) -> None:
        self._scope = scope
        period = Duration.minutes(5)
        self.stale = self._alarm(
            "Stale",
            delivery_stream.metric(
                "DeliveryToS3.DataFreshness", period=period, statistic=cloudwatch.Stats.MAXIMUM
            ),
            "Events wait for their delivery to the lake: may Firehose still write there?",
            threshold=int(stale_after.to_seconds()),
        )
        self.failed = self._alarm(
            "FailedConversions",
            delivery_stream.metric(
                "FailedConversion.Records", period=period, statistic=cloudwatch.Stats.SUM
            ),
            "Events did not fit the table's columns; they are below errors/events/.",
        )
        errors = logs.MetricFilter(
            scope,
            "Errors",
            log_group=log_group,
            # All that Firehose logs is errors: of jq, of the schema, of the delivery.
            filter_pattern=logs.FilterPattern.all_events(),
            metric_namespace="Analytics/EventStream",
            metric_name=f"Errors-{scope.node.addr[-8:]}",
            metric_value="1",
        )
        self.error = self._alarm(
            "DeliveryErrors",
            errors.metric(period=period, statistic=cloudwatch.Stats.SUM),
            "Firehose logged an error; the events that it is of are below errors/events/.",
        )
        self.undelivered = (
            self._alarm(
                "UndeliveredAlarm",
                dead_letter_queue.metric_approximate_number_of_messages_visible(period=period),
                "The event bus could not put events on the stream; they are in the queue.",
            )
            if dead_letter_queue
            else None
        )

    @property
    def all(self) -> tuple[cloudwatch.Alarm, ...]:
        """All of them."""
        found = (self.stale, self.failed, self.error, self.undelivered)
        return tuple(one for one in found if one is not None)

    def _alarm(
        self, construct_id: str, metric: cloudwatch.Metric, description: str, *, threshold: int = 1
    ) -> cloudwatch.Alarm:
        return metric.create_alarm(
            self._scope,
            construct_id,
            alarm_description=description,
            threshold=threshold,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )

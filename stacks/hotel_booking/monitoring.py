"""One dashboard for the hotel bot: what guests meet, and what stands behind it."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from cdk_monitoring_constructs import (
    AlarmFactoryDefaults,
    CustomMetricGroup,
    ErrorCountThreshold,
    LatencyThreshold,
    MonitoringFacade,
    SnsAlarmActionStrategy,
)
from constructs import Construct
from ml_refarch.foundation import StreamNotifier
from ml_refarch.lex import Bot


class HotelMonitoring(Construct):
    """Dashboard and alarms of the hotel bot; alarms go to the staff's topic.

    Args:
        bot: The bot; missed utterances show where the conversation fails guests.
        booking: The function behind it; alarmed when guests would notice: slow or failing.
        effects: What brings bookings to guest and staff.
        table: Rooms and bookings.
        metrics_namespace: Where the functions put their own figures.
        alarm_topic: Who hears of an alarm.
    """

    facade: MonitoringFacade

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        bot: Bot,
        booking: lambda_.IFunction,
        effects: StreamNotifier,
        table: dynamodb.TableV2,
        metrics_namespace: str,
        alarm_topic: sns.ITopic,
    ) -> None:
        super().__init__(scope, construct_id)
        self.facade = MonitoringFacade(
            self,
            "Facade",
            alarm_factory_defaults=AlarmFactoryDefaults(
                actions_enabled=True,
                alarm_name_prefix="HotelBooking",
                action=SnsAlarmActionStrategy(on_alarm_topic=alarm_topic),
            ),
        )
        self.facade.add_large_header("Hotel bookings")
        self.facade.monitor_custom(
            human_readable_name="Conversations",
            alarm_friendly_name="conversations",
            metric_groups=[
                CustomMetricGroup(
                    title="Requests and missed utterances",
                    metrics=[bot.metric_requests(), bot.metric_missed_utterances()],
                ),
                CustomMetricGroup(
                    title="Bookings",
                    metrics=[
                        _business_metric(metrics_namespace, name)
                        for name in ("BookingConfirmed", "BookingCancelled", "NoRoom")
                    ],
                ),
            ],
        )
        self.facade.monitor_lambda_function(
            lambda_function=booking,
            add_latency_p99_alarm={
                "Warning": LatencyThreshold(max_latency=Duration.seconds(3)),
            },
            add_throttles_count_alarm={"Warning": ErrorCountThreshold(max_error_count=0)},
        )
        self.facade.monitor_dynamo_table(
            table=table,
            add_system_error_count_alarm={"Warning": ErrorCountThreshold(max_error_count=0)},
        )
        self.facade.monitor_sqs_queue_with_dlq(
            queue=effects.queue, dead_letter_queue=effects.dead_letter_queue
        )


def _business_metric(namespace: str, name: str) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=namespace,
        metric_name=name,
        dimensions_map={"service": "hotel_booking"},
        statistic=cloudwatch.Stats.SUM,
        period=Duration.minutes(5),
    )

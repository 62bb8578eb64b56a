"""One dashboard for a stack, made from the constructs that it has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aws_cdk import Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from .function import PythonFunction
from .stream_notifier import StreamNotifier

if TYPE_CHECKING:
    from aws_cdk import Duration
    from aws_cdk import aws_connect as connect
    from cdk_monitoring_constructs import MonitoringFacade

    from ml_refarch.connect import ContactCenter
    from ml_refarch.lex import Bot
    from ml_refarch.sagemaker import ModelEndpoint


class Monitoring(Construct):
    """A CloudWatch dashboard, and the way to alarms that the staff hear of.

    The first row shows the state of ``alarms``; each ``watch_...`` adds what one construct does::

        monitoring = Monitoring(self, "Monitoring", alarms=[*notifier.alarms], alarm_topic=topic)
        monitoring.watch_function("Bookings", bookings).watch_table("Rooms", table)

    For all else there is ``facade``, the MonitoringFacade of cdk-monitoring-constructs: an alarm
    that is added through it goes to ``alarm_topic`` too.

    Args:
        alarms: Alarms that exist already, such as those of this library's constructs.
        alarm_topic: Who hears of the alarms that are added through ``facade``.

    Source: https://github.com/cdklabs/cdk-monitoring-constructs
    """

    facade: MonitoringFacade
    dashboard_name: str

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        alarms: Sequence[cloudwatch.IAlarm] = (),
        alarm_topic: sns.ITopic | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        # Imported here: an app without a dashboard need not wait for the library to load.
        from cdk_monitoring_constructs import (
            AlarmFactoryDefaults,
            DefaultDashboardFactory,
            MonitoringFacade,
            SnsAlarmActionStrategy,
        )

        stack = Stack.of(self)
        # Dashboards share one list in all regions of an account.
        self.dashboard_name = f"{stack.stack_name}-{stack.region}"
        self.facade = MonitoringFacade(
            self,
            "Facade",
            alarm_factory_defaults=AlarmFactoryDefaults(
                actions_enabled=True,
                alarm_name_prefix=stack.stack_name,
                datapoints_to_alarm=1,
                action=SnsAlarmActionStrategy(on_alarm_topic=alarm_topic) if alarm_topic else None,
            ),
            dashboard_factory=DefaultDashboardFactory(
                self,
                "Dashboards",
                dashboard_name_prefix=self.dashboard_name,
            ),
        )
        if alarms:
            self.facade.add_widget(
                cloudwatch.AlarmStatusWidget(title="Alarms", width=24, alarms=list(alarms))
            )

    def watch_function(self, name: str, function: PythonFunction) -> Monitoring:
        """Shows a function's calls, errors, latency and throttles."""
        self.facade.monitor_lambda_function(
            lambda_function=function.function,
            human_readable_name=name,
            alarm_friendly_name=function.node.id,
        )
        return self

    def watch_table(self, name: str, table: dynamodb.ITable) -> Monitoring:
        """Shows a table's reads and writes, latency, errors and throttles."""
        self.facade.monitor_dynamo_table(
            table=table, human_readable_name=name, alarm_friendly_name=table.node.id
        )
        return self

    def watch_notifier(self, name: str, notifier: StreamNotifier) -> Monitoring:
        """Shows how many changes wait, how long, and how many failed for good."""
        self.facade.monitor_sqs_queue_with_dlq(
            queue=notifier.queue,
            dead_letter_queue=notifier.dead_letter_queue,
            human_readable_name=name,
            alarm_friendly_name=notifier.node.id,
        )
        return self

    def watch_queue(self, name: str, queue: sqs.IQueue, dead_letters: sqs.IQueue) -> Monitoring:
        """Shows how many messages wait, how long, and how many failed for good."""
        self.facade.monitor_sqs_queue_with_dlq(
            queue=queue,
            dead_letter_queue=dead_letters,
            human_readable_name=name,
            alarm_friendly_name=queue.node.path.replace("/", "-"),
        )
        return self

    def watch_topic(self, name: str, topic: sns.ITopic) -> Monitoring:
        """Shows a topic's messages and the notifications that failed."""
        self.facade.monitor_sns_topic(
            topic=topic, human_readable_name=name, alarm_friendly_name=topic.node.id
        )
        return self

    def watch_bot(
        self,
        name: str,
        bot: Bot,
        *,
        speech: bool = False,
        missed_percent: float | None = None,
        missed_at_least: int = 10,
        latency: Duration | None = None,
        function_errors: int | None = None,
    ) -> Monitoring:
        """Shows what people say to a bot, what it misses, its latency and errors.

        An alarm is made for each threshold that is given: see ``BotMonitoring`` of
        ``ml_refarch.lex``, which explains them.
        """
        from ml_refarch.lex import BotMonitoring

        self.facade.add_segment(
            BotMonitoring(
                self.facade,
                bot=bot,
                name=name,
                speech=speech,
                missed_percent=missed_percent,
                missed_at_least=missed_at_least,
                latency=latency,
                function_errors=function_errors,
            )
        )
        return self

    def watch_contact_center(
        self,
        name: str,
        center: ContactCenter,
        flow: connect.CfnContactFlow,
        *,
        flow_errors: int | None = None,
        longest_wait: Duration | None = None,
    ) -> Monitoring:
        """Shows a contact centre's queue, the errors of a flow, and calls.

        An alarm is made for each threshold that is given: see ``ContactCenterMonitoring`` of
        ``ml_refarch.connect``, which explains them.
        """
        from ml_refarch.connect import ContactCenterMonitoring

        self.facade.add_segment(
            ContactCenterMonitoring(
                self.facade,
                center=center,
                name=name,
                flow=flow,
                flow_errors=flow_errors,
                longest_wait=longest_wait,
            )
        )
        return self

    def watch_endpoint(self, name: str, endpoint: ModelEndpoint) -> Monitoring:
        """Shows what an endpoint is asked, how fast and how well it answers, and its machines."""
        from ml_refarch.sagemaker import EndpointMonitoring

        self.facade.add_segment(EndpointMonitoring(self.facade, endpoint=endpoint, name=name))
        return self

    def graph(self, title: str, *metrics: cloudwatch.IMetric) -> Monitoring:
        """Shows metrics of one's own in a graph."""
        self.facade.add_widget(
            cloudwatch.GraphWidget(title=title, left=list(metrics), width=12, height=5)
        )
        return self

"""A contact centre's part of a dashboard: cdk-monitoring-constructs has none for Connect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import cdk_monitoring_constructs as monitoring
import jsii
from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_connect as connect

if TYPE_CHECKING:
    from ml_refarch.connect.contact_center import ContactCenter


class ContactCenterMonitoring(monitoring.Monitoring):
    """How many people wait and how long, what the flow could not do, how many calls there are.

    ```python
    facade.add_segment(ContactCenterMonitoring(facade, center=center, name="Clinic", flow=flow))
    ```

    ``Monitoring.watch_contact_center`` does that. An alarm is made for each threshold that is
    given.

    Args:
        scope: The facade.
        center: The contact centre.
        name: What the dashboard calls it.
        flow: The published flow in which calls begin.
        flow_errors: Alarm when as many blocks of the flow took their error branch in five minutes.
        longest_wait: Alarm when somebody has waited in the queue for longer.

    Raises:
        ValueError: A threshold is not positive.

    Source: https://docs.aws.amazon.com/connect/latest/adminguide/monitoring-cloudwatch.html
    """

    def __init__(
        self,
        scope: monitoring.MonitoringFacade,
        *,
        center: ContactCenter,
        name: str,
        flow: connect.CfnContactFlow,
        flow_errors: int | None = None,
        longest_wait: Duration | None = None,
    ) -> None:
        if flow_errors is not None and flow_errors < 1:
            raise ValueError(f"flow_errors: {flow_errors} is not 1 or more")
        super().__init__(scope)
        self._center = center
        self._title = name
        self._flow_name = flow.name
        self._errors = center.metric_flow_errors(flow.name)
        self._longest = center.metric_longest_wait()
        self._broken: list[monitoring.AlarmWithAnnotation] = []
        self._waiting: list[monitoring.AlarmWithAnnotation] = []
        factory = self.create_alarm_factory(center.node.id)
        if flow_errors is not None:
            self._broken.append(
                factory.add_alarm(
                    self._errors,
                    alarm_name_suffix="Flow-Errors",
                    alarm_description=f"Blocks of the flow {flow.name!r} failed, and its callers "
                    "took the error branch.",
                    comparison_operator=(
                        cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
                    ),
                    threshold=flow_errors,
                    treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
                )
            )
        if longest_wait is not None:
            self._waiting.append(
                factory.add_alarm(
                    self._longest,
                    alarm_name_suffix="Longest-Wait",
                    alarm_description="Somebody has waited in the queue of "
                    f"{name} for over {longest_wait.to_minutes():g} minutes.",
                    comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
                    threshold=longest_wait.to_seconds(),
                    treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
                )
            )

    @jsii.member(jsii_name="createdAlarms")
    def created_alarms(self) -> list[monitoring.AlarmWithAnnotation]:
        """The alarms, for dashboards that list them."""
        return [*self._broken, *self._waiting]

    @jsii.member(jsii_name="summaryWidgets")
    def summary_widgets(self) -> list[cloudwatch.IWidget]:
        """The short form, which is the long one."""
        return self.widgets()

    @jsii.member(jsii_name="widgets")
    def widgets(self) -> list[cloudwatch.IWidget]:
        """Queue, flow and calls, under a title, and the state of the alarms."""
        center = self._center
        return [
            monitoring.MonitoringHeaderWidget(family="Connect", title=self._title),
            _row(
                _graph("People waiting", center.metric_waiting()),
                _graph("Longest wait, s", self._longest, alarms=self._waiting),
                _graph(
                    "Errors of the flow",
                    self._errors,
                    center.metric_fatal_flow_errors(self._flow_name),
                    alarms=self._broken,
                ),
                _graph(
                    "Calls",
                    center.metrics.of_calls("CallsPerInterval"),
                    center.metrics.of_calls("MissedCalls"),
                    center.metrics.of_calls("ThrottledCalls"),
                ),
            ),
            *_states(self.created_alarms()),
        ]


def _row(*graphs: cloudwatch.GraphWidget) -> cloudwatch.IWidget:
    # Which it is, though the bindings to Python do not say so.
    return cast(cloudwatch.IWidget, cloudwatch.Row(*graphs))


def _states(alarms: Sequence[monitoring.AlarmWithAnnotation]) -> list[cloudwatch.IWidget]:
    if not alarms:
        return []
    return [cloudwatch.AlarmStatusWidget(width=24, alarms=[each.alarm for each in alarms])]


def _graph(
    title: str,
    *metrics: cloudwatch.IMetric,
    alarms: Sequence[monitoring.AlarmWithAnnotation] = (),
) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(
        title=title,
        left=list(metrics),
        left_annotations=[alarm.annotation for alarm in alarms],
        left_y_axis=cloudwatch.YAxisProps(min=0),
        width=6,
        height=5,
    )

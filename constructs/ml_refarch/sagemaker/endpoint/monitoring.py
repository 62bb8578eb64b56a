"""An endpoint's part of a dashboard: cdk-monitoring-constructs has none for SageMaker."""

from __future__ import annotations

from typing import cast

import cdk_monitoring_constructs as monitoring
import jsii
from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from .capacity import ServerlessCapacity
from .model_endpoint import ModelEndpoint

_MINUTE = Duration.minutes(1)


class EndpointMonitoring(monitoring.Monitoring):
    """What an endpoint is asked, how fast and how well it answers, and how busy its machines are.

    ```python
    facade.add_segment(EndpointMonitoring(facade, endpoint=endpoint, name="Prices"))
    ```

    The endpoint's own alarms are shown as lines in the graphs that they watch.

    Args:
        scope: The facade.
        endpoint: The endpoint.
        name: What the dashboard calls it.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
    """

    def __init__(
        self, scope: monitoring.MonitoringFacade, *, endpoint: ModelEndpoint, name: str
    ) -> None:
        super().__init__(scope)
        self._endpoint = endpoint
        self._title = name

    @jsii.member(jsii_name="createdAlarms")
    def created_alarms(self) -> list[monitoring.AlarmWithAnnotation]:
        """None: the endpoint has its alarms."""
        return []

    @jsii.member(jsii_name="summaryWidgets")
    def summary_widgets(self) -> list[cloudwatch.IWidget]:
        """The short form, which is the long one."""
        return self.widgets()

    @jsii.member(jsii_name="widgets")
    def widgets(self) -> list[cloudwatch.IWidget]:
        """Requests, latency, errors and, where there are any, machines."""
        endpoint = self._endpoint
        graphs = [
            _graph("Requests", endpoint.metric_invocations(period=_MINUTE)),
            _graph(
                "Latency, microseconds",
                *(
                    endpoint.metrics.metric(
                        name, statistic=statistic, period=_MINUTE, label=f"{label} {statistic}"
                    )
                    for name, label in (("ModelLatency", "model"), ("OverheadLatency", "overhead"))
                    for statistic in ("p50", "p99")
                ),
                alarm=endpoint.latency_alarm,
            ),
            _graph(
                "Failed, share of requests",
                endpoint.metrics.metric(
                    "Invocation5XXErrors", statistic="Average", period=_MINUTE, label="5XX"
                ),
                endpoint.metrics.metric(
                    "Invocation4XXErrors", statistic="Average", period=_MINUTE, label="4XX"
                ),
                alarm=endpoint.error_alarm,
            ),
        ]
        if not isinstance(endpoint.capacity, ServerlessCapacity):
            graphs.append(
                _graph(
                    "Machines, percent",
                    *(
                        endpoint.metrics.machine_metric(name, period=_MINUTE)
                        for name in ("CPUUtilization", "MemoryUtilization", "DiskUtilization")
                    ),
                )
            )
        return [
            monitoring.MonitoringHeaderWidget(family="SageMaker Endpoint", title=self._title),
            # Which it is, though the bindings to Python do not say so.
            cast(cloudwatch.IWidget, cloudwatch.Row(*graphs)),
        ]


def _graph(
    title: str, *metrics: cloudwatch.IMetric, alarm: cloudwatch.Alarm | None = None
) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(
        title=title,
        left=list(metrics),
        left_annotations=[alarm.to_annotation()] if alarm else [],
        left_y_axis=cloudwatch.YAxisProps(min=0),
        width=6,
        height=5,
    )

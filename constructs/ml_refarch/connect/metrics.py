"""The figures of a contact centre."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch


class CenterMetrics:
    """Figures that Connect publishes for an instance.

    Source: https://docs.aws.amazon.com/connect/latest/adminguide/monitoring-cloudwatch.html
    """

    def __init__(self, instance_id: str) -> None:
        self._instance_id = instance_id

    def of_flow(
        self, name: str, flow_name: str, *, period: Duration | None = None
    ) -> cloudwatch.Metric:
        """A figure of one flow, such as ``ContactFlowErrors``, summed over five minutes."""
        return self._metric(
            name, {"MetricGroup": "ContactFlow", "ContactFlowName": flow_name}, "Sum", period
        )

    def of_queue(
        self, name: str, queue_name: str, *, period: Duration | None = None
    ) -> cloudwatch.Metric:
        """A figure of one queue, such as ``QueueSize``, the highest in five minutes."""
        return self._metric(
            name, {"MetricGroup": "Queue", "QueueName": queue_name}, "Maximum", period
        )

    def of_calls(self, name: str, *, period: Duration | None = None) -> cloudwatch.Metric:
        """A figure of all voice calls, such as ``MissedCalls``, summed over five minutes."""
        return self._metric(name, {"MetricGroup": "VoiceCalls"}, "Sum", period)

    def _metric(
        self, name: str, dimensions: dict[str, str], statistic: str, period: Duration | None
    ) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace="AWS/Connect",
            metric_name=name,
            dimensions_map={"InstanceId": self._instance_id, **dimensions},
            statistic=statistic,
            period=period or Duration.minutes(5),
        )

"""What SageMaker tells CloudWatch of an endpoint."""

from __future__ import annotations

from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from ml_refarch.sagemaker.flow import VARIANT


@dataclass(frozen=True)
class EndpointMetrics:
    """The figures of an endpoint.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
    """

    endpoint_name: str

    def metric(
        self,
        name: str,
        *,
        statistic: str = "Sum",
        period: Duration | None = None,
        label: str | None = None,
    ) -> cloudwatch.Metric:
        """A figure of its requests, such as ``Invocations`` or ``ModelLatency``."""
        return self._of("AWS/SageMaker", name, statistic, period, label)

    def machine_metric(
        self,
        name: str,
        *,
        statistic: str = "Maximum",
        period: Duration | None = None,
        label: str | None = None,
    ) -> cloudwatch.Metric:
        """A figure of its machines, in percent, such as ``CPUUtilization``."""
        return self._of("/aws/sagemaker/Endpoints", name, statistic, period, label)

    def _of(
        self, namespace: str, name: str, statistic: str, period: Duration | None, label: str | None
    ) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace=namespace,
            metric_name=name,
            dimensions_map={"EndpointName": self.endpoint_name, "VariantName": VARIANT},
            statistic=statistic,
            period=period or Duration.minutes(5),
            label=label,
        )

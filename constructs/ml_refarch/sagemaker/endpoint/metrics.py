"""What SageMaker tells CloudWatch of an endpoint."""

from __future__ import annotations

from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from ml_refarch.sagemaker.flow import VARIANT


@dataclass(frozen=True)
class EndpointMetrics:
    """The figures of an endpoint.

    Args:
        endpoint_name: The endpoint.
        component: Whether its model is an inference component, which has the endpoint's name.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
    """

    endpoint_name: str
    component: bool = False

    def metric(
        self,
        name: str,
        *,
        statistic: str = "Sum",
        period: Duration | None = None,
        label: str | None = None,
    ) -> cloudwatch.Metric:
        """A figure of its requests, such as ``Invocations`` or ``ModelLatency``."""
        of = {"InferenceComponentName": self.endpoint_name} if self.component else self._variant
        return _metric("AWS/SageMaker", name, of, statistic, period, label)

    def machine_metric(
        self,
        name: str,
        *,
        statistic: str = "Maximum",
        period: Duration | None = None,
        label: str | None = None,
    ) -> cloudwatch.Metric:
        """A figure of its machines, in percent, such as ``CPUUtilization``."""
        return _metric("/aws/sagemaker/Endpoints", name, self._variant, statistic, period, label)

    @property
    def _variant(self) -> dict[str, str]:
        return {"EndpointName": self.endpoint_name, "VariantName": VARIANT}


def _metric(
    namespace: str,
    name: str,
    of: dict[str, str],
    statistic: str,
    period: Duration | None,
    label: str | None,
) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=namespace,
        metric_name=name,
        dimensions_map=of,
        statistic=statistic,
        period=period or Duration.minutes(5),
        label=label,
    )

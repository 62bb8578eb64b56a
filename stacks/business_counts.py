"""What a stack's functions count of the business, as a dashboard shows it."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch


def counts(
    namespace: str, service: str, *names: str, period: Duration | None = None
) -> list[cloudwatch.Metric]:
    """Counts that a function makes with Powertools, by name.

    Args:
        namespace: The function's ``POWERTOOLS_METRICS_NAMESPACE``.
        service: Its ``POWERTOOLS_SERVICE_NAME``.
        names: What it counts.
        period: Of one figure; 5 minutes when not given.
    """
    return [
        cloudwatch.Metric(
            namespace=namespace,
            metric_name=name,
            dimensions_map={"service": service},
            statistic=cloudwatch.Stats.SUM,
            period=period or Duration.minutes(5),
        )
        for name in names
    ]

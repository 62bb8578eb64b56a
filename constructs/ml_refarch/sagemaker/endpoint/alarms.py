"""What goes off when an endpoint does not answer well."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from .metrics import EndpointMetrics

_MINUTE = Duration.minutes(1)


def error_alarm(scope: Construct, metrics: EndpointMetrics, *, rate: float) -> cloudwatch.Alarm:
    """Over this share of the requests of a minute failed."""
    # Each request counts 0 or 1, so that the average is the share that failed.
    return metrics.metric("Invocation5XXErrors", statistic="Average", period=_MINUTE).create_alarm(
        scope,
        "Errors",
        alarm_description=(
            f"Over {rate:.0%} of the requests to {metrics.endpoint_name} fail in a minute."
        ),
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        threshold=rate,
        evaluation_periods=1,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )


def latency_alarm(
    scope: Construct, metrics: EndpointMetrics, *, longest: Duration
) -> cloudwatch.Alarm:
    """In three minutes of three, the model took longer for one request in a hundred."""
    return metrics.metric("ModelLatency", statistic="p99", period=_MINUTE).create_alarm(
        scope,
        "Latency",
        alarm_description=(
            f"The model of {metrics.endpoint_name} takes over "
            f"{longest.to_milliseconds():g} ms for one request in a hundred."
        ),
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        threshold=longest.to_milliseconds() * 1000,
        evaluation_periods=3,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )

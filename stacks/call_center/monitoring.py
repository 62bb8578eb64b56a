"""What the dashboard of CallCenter shows of the calls themselves."""

from __future__ import annotations

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

METRICS_NAMESPACE: Final = "CallCenter"
CALLERS_SERVICE: Final = "call_center"
DIALOG_SERVICE: Final = "call_center_dialog"
SHOWN: Final = {
    "Who called": (CALLERS_SERVICE, ("CallersVerified", "CallersUnknown", "BirthDatesWrong")),
    "What callers got": (DIALOG_SERVICE, ("AppointmentsMoved", "MovesProposed")),
    "Where callers were stuck": (
        DIALOG_SERVICE,
        ("WishedTimesTaken", "UtterancesNotUnderstood", "CallersHandedOver"),
    ),
}
"""The functions' own counts, graph by graph: the service that counts, and what."""


def counts(service: str, *names: str) -> list[cloudwatch.Metric]:
    """Counts of a function, by name."""
    return [
        cloudwatch.Metric(
            namespace=METRICS_NAMESPACE,
            metric_name=name,
            dimensions_map={"service": service},
            statistic=cloudwatch.Stats.SUM,
            period=Duration.minutes(5),
        )
        for name in names
    ]

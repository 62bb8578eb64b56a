"""What the data of an alarm's periods make of its state, as AWS's tables have it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from localcloud.cloudwatch.alarms.definition import AlarmName, MetricAlarm
from localcloud.cloudwatch.alarms.evaluation import Verdict, judge, points

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")
KEPT = None


def verdict(data: str, needed: int, treatment: str, *, periods: int = 3) -> Verdict | None:
    """What an alarm makes of periods: ``0`` within its threshold, ``X`` beyond, ``-`` missing."""
    request = {
        "Namespace": "Hotel",
        "MetricName": "Errors",
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": periods,
        "DatapointsToAlarm": needed,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": treatment,
    }
    alarm = MetricAlarm(AlarmName("us-east-1", "errors"), request, NOW)
    marks = data.split()
    values = {
        NOW - timedelta(minutes=len(marks) - place): {"0": 0.0, "X": 5.0}[mark]
        for place, mark in enumerate(marks)
        if mark != "-"
    }
    return judge(alarm, points(alarm, values, NOW), NOW)


@pytest.mark.parametrize(
    ("data", "needed", "states"),
    [
        ("0 - X - X", 3, ("OK", "OK", "OK", "OK")),
        ("- - - - 0", 3, ("OK", "OK", "OK", "OK")),
        ("- - - - -", 3, ("INSUFFICIENT_DATA", KEPT, "ALARM", "OK")),
        ("0 X X - X", 3, ("ALARM", "ALARM", "ALARM", "ALARM")),
        ("- - X - -", 3, ("ALARM", KEPT, "ALARM", "OK")),
        ("- - - - X", 3, (KEPT, KEPT, "ALARM", "OK")),
        ("0 - X - X", 2, ("ALARM", "ALARM", "ALARM", "ALARM")),
        ("0 0 X 0 X", 2, ("ALARM", "ALARM", "ALARM", "ALARM")),
        ("0 - X - -", 2, ("OK", "OK", "ALARM", "OK")),
        ("- - - - 0", 2, ("OK", "OK", "ALARM", "OK")),
        ("- - - X -", 2, ("ALARM", KEPT, "ALARM", "OK")),
        ("X X 0 0 0", 2, ("OK", "OK", "OK", "OK")),
    ],
)
def test_missing_data_counts_as_in_aws_tables(
    data: str, needed: int, states: tuple[str | None, ...]
) -> None:
    found = [verdict(data, needed, treatment) for treatment in TREATMENTS]

    assert tuple(one and one.state for one in found) == states


@pytest.mark.parametrize(
    ("data", "needed", "treatment", "reason"),
    [
        (
            "- - - - X",
            1,
            "missing",
            "Threshold Crossed: 1 out of the last 3 datapoints [5.0 (01/07/26 11:59:00)] was "
            "greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM "
            "transition).",
        ),
        (
            "0 0 0 0 0",
            2,
            "missing",
            "Threshold Crossed: 3 out of the last 3 datapoints [0.0 (01/07/26 11:57:00), 0.0 "
            "(01/07/26 11:58:00), 0.0 (01/07/26 11:59:00)] were not greater than or equal to the "
            "threshold (1.0) (minimum 2 datapoints for ALARM -> OK transition).",
        ),
        (
            "- - - - -",
            1,
            "notBreaching",
            "Threshold Crossed: no datapoints were received for 3 periods and 3 missing "
            "datapoints were treated as [NonBreaching].",
        ),
        ("- - - - -", 1, "missing", "Insufficient Data: 3 datapoints were unknown."),
    ],
)
def test_the_reason_is_in_aws_words(data: str, needed: int, treatment: str, reason: str) -> None:
    found = verdict(data, needed, treatment)

    assert found is not None
    assert found.reason == reason


def test_data_of_dynamodb_that_is_missing_is_always_ignored() -> None:
    request = {
        "Namespace": "AWS/DynamoDB",
        "MetricName": "UserErrors",
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "breaching",
    }
    alarm = MetricAlarm(AlarmName("us-east-1", "errors"), request, NOW)

    assert judge(alarm, points(alarm, {}, NOW), NOW) is None

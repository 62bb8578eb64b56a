"""Checks what PutMetricAlarm is given, as AWS does, and whether it can be evaluated here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from localcloud.cloudwatch.alarms.definition import OPERATORS, MetricAlarm
from localcloud.cloudwatch.datapoints import Datapoints
from localcloud.cloudwatch.metric_queries import metric_data
from localcloud.errors import ServiceError

DAY, WEEK = 86_400, 604_800
TREATMENTS = ("breaching", "notBreaching", "ignore", "missing")

Shape = Mapping[str, Any]


def check(request: Shape) -> None:
    """Makes sure that a metric alarm is one.

    Raises:
        ServiceError: ValidationError, or MissingParameter.
    """
    for name in ("ComparisonOperator", "EvaluationPeriods"):
        if request.get(name) is None:
            raise ServiceError(
                "MissingParameter", f"The request must contain the parameter {name}."
            )
    band = request.get("ThresholdMetricId")
    if (request.get("Threshold") is None) == (band is None):
        raise _invalid("Exactly one of Threshold and ThresholdMetricId must be specified.")
    treatment = request.get("TreatMissingData") or "missing"
    if treatment not in TREATMENTS:
        raise _invalid(
            f"Option {treatment} is not supported. Supported options for parameter "
            f"TreatMissingData are {', '.join(TREATMENTS)}."
        )
    periods, needed = request["EvaluationPeriods"], request.get("DatapointsToAlarm")
    if needed is not None and needed > periods:
        raise _invalid(
            f"DatapointsToAlarm, {needed}, must be at most EvaluationPeriods, {periods}."
        )
    if request.get("Metrics"):
        _check_metrics(request)
    else:
        _check_metric(request)


def _check_metric(request: Shape) -> None:
    for name in ("MetricName", "Namespace", "Period"):
        if request.get(name) is None:
            raise ServiceError(
                "MissingParameter", f"The request must contain the parameter {name}, or Metrics."
            )
    if bool(request.get("Statistic")) == bool(request.get("ExtendedStatistic")):
        raise _invalid("Exactly one of Statistic and ExtendedStatistic must be specified.")
    _check_period(request["Period"], request["EvaluationPeriods"])


def _check_metrics(request: Shape) -> None:
    single = ("MetricName", "Namespace", "Period", "Statistic", "ExtendedStatistic", "Dimensions")
    both = [name for name in single if request.get(name)]
    if both:
        raise _invalid(f"Metrics and {', '.join(both)} cannot be specified together.")
    returned = [query for query in request["Metrics"] if query.get("ReturnData", True)]
    if len(returned) != (2 if request.get("ThresholdMetricId") else 1):  # the band is one too
        raise _invalid("Exactly one element of the metrics list should return data.")
    for query in request["Metrics"]:
        if "SEARCH(" in (query.get("Expression") or "").upper():
            raise _invalid("Invalid metrics list: SEARCH is not supported on Metric Alarms.")
        if query.get("MetricStat"):
            _check_period(query["MetricStat"]["Period"], request["EvaluationPeriods"])


def _check_period(period: int, periods: int) -> None:
    if period not in (10, 20, 30) and (period < 60 or period % 60):
        raise _invalid(f"Period must be 10, 20, 30 or a multiple of 60, not {period}.")
    most = DAY if period < 3600 else WEEK
    if period * periods > most:
        raise _invalid(
            f"Metrics cannot be checked across more than {most // DAY} day(s) "
            f"(EvaluationPeriods * Period must be <= {most})."
        )


def why_unevaluated(alarm: MetricAlarm, now: datetime) -> str | None:
    """Why the local cloud does not evaluate an alarm; None where it does."""
    comparison = alarm.request["ComparisonOperator"]
    if comparison not in OPERATORS or alarm.request.get("ThresholdMetricId"):
        return f"{comparison} needs an anomaly band, and there is none"
    for member in ("EvaluationCriteria", "EvaluationWindow", "WarmUpConfiguration"):
        if alarm.request.get(member):
            return f"{member} is not worked out"
    try:
        metric_data(Datapoints(), alarm.name.region, alarm.queries, now - timedelta(hours=1), now)
    except ServiceError as error:
        # A number over a metric without data is right, once there is data.
        return None if "without data" in error.message else error.message
    return None


def _invalid(message: str) -> ServiceError:
    return ServiceError("ValidationError", message)

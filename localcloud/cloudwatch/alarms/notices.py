"""What alarms say when their state changes: to topics, to functions, to the default bus.

Sources:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from botocore.loaders import Loader

from localcloud.cloudwatch.alarms.book import Change, State
from localcloud.cloudwatch.alarms.definition import CompositeAlarm, MetricAlarm
from localcloud.service import ACCOUNT

SUBJECT_LIMIT = 100
"""Characters that SNS takes."""

Shape = dict[str, Any]


def subject(change: Change) -> str:
    """The subject of a notification."""
    name = change.entry.alarm.name
    text = f'{change.entry.state.value}: "{name.name}" in {region_in_words(name.region)}'
    return text if len(text) <= SUBJECT_LIMIT else f"{text[: SUBJECT_LIMIT - 3]}..."


def notification(change: Change) -> Shape:
    """What a topic gets, as AWS words it."""
    alarm, state = change.entry.alarm, change.entry.state
    said: Shape = {
        "AlarmName": alarm.name.name,
        "AlarmDescription": alarm.request.get("AlarmDescription"),
        "AWSAccountId": ACCOUNT,
        "AlarmConfigurationUpdatedTimestamp": stamp(alarm.updated),
        "NewStateValue": state.value,
        "NewStateReason": state.reason,
        "StateChangeTime": stamp(state.transitioned),
        "Region": region_in_words(alarm.name.region),
        "AlarmArn": alarm.name.arn,
        "OldStateValue": change.previous.value,
        "OKActions": alarm.actions("OK"),
        "AlarmActions": alarm.actions("ALARM"),
        "InsufficientDataActions": alarm.actions("INSUFFICIENT_DATA"),
    }
    if isinstance(alarm, MetricAlarm):
        said["Trigger"] = _trigger(alarm)
    if isinstance(alarm, CompositeAlarm):
        said["AlarmRule"] = alarm.request["AlarmRule"]
        children = json.loads(state.data or "{}").get("triggeringAlarms", ())
        said["TriggeringChildren"] = [
            {
                "Arn": child["arn"],
                "State": {
                    "Value": child["state"]["value"],
                    "Timestamp": child["state"]["timestamp"],
                },
            }
            for child in children
        ]
    return said


def event(change: Change) -> Shape:
    """What the default bus gets."""
    alarm, state = change.entry.alarm, change.entry.state
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "CloudWatch Alarm State Change",
        "source": "aws.cloudwatch",
        "account": ACCOUNT,
        "time": f"{state.transitioned:%Y-%m-%dT%H:%M:%SZ}",
        "region": alarm.name.region,
        "resources": [alarm.name.arn],
        "detail": _told(change),
    }


def invocation(change: Change) -> Shape:
    """What a function gets."""
    alarm, state = change.entry.alarm, change.entry.state
    return {
        "source": "aws.cloudwatch",
        "alarmArn": alarm.name.arn,
        "accountId": ACCOUNT,
        "time": stamp(state.transitioned),
        "region": alarm.name.region,
        "alarmData": _told(change),
    }


def stamp(time: datetime) -> str:
    """A moment, as alarms write it."""
    return f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03}+0000"


@cache
def region_in_words(region: str) -> str:
    """A region as people call it, such as ``US East (N. Virginia)``."""
    for partition in Loader().load_data("partitions")["partitions"]:
        if region in partition["regions"]:
            return str(partition["regions"][region]["description"])
    return region


def _told(change: Change) -> Shape:
    alarm = change.entry.alarm
    configuration: Shape = {}
    if alarm.request.get("AlarmDescription"):
        configuration["description"] = alarm.request["AlarmDescription"]
    if isinstance(alarm, MetricAlarm):
        configuration["metrics"] = [_query(query) for query in alarm.queries]
    if isinstance(alarm, CompositeAlarm):
        configuration["alarmRule"] = alarm.request["AlarmRule"]
    return {
        "alarmName": alarm.name.name,
        "state": _state(change.entry.state),
        "previousState": _state(change.previous),
        "configuration": configuration,
    }


def _state(state: State) -> Shape:
    said = {
        "value": state.value,
        "reason": state.reason,
        "timestamp": stamp(state.transitioned),
    }
    return {**said, "reasonData": state.data} if state.data != "{}" else said


def _query(query: Mapping[str, Any]) -> Shape:
    shown: Shape = {"id": query["Id"], "returnData": bool(query.get("ReturnData", True))}
    if query.get("Label"):
        shown["label"] = query["Label"]
    if "MetricStat" not in query:
        return {**shown, "expression": query["Expression"]}
    stat = query["MetricStat"]
    metric = stat["Metric"]
    shown["metricStat"] = {
        "metric": {
            "namespace": metric["Namespace"],
            "name": metric["MetricName"],
            "dimensions": {one["Name"]: one["Value"] for one in metric.get("Dimensions") or ()},
        },
        "period": stat["Period"],
        "stat": stat["Stat"],
    }
    return shown


def _trigger(alarm: MetricAlarm) -> Shape:
    request = alarm.request
    said: Shape = {
        "Period": alarm.period,
        "EvaluationPeriods": alarm.periods,
        "DatapointsToAlarm": alarm.needed,
        "ComparisonOperator": request["ComparisonOperator"],
        "Threshold": alarm.threshold,
        "TreatMissingData": request.get("TreatMissingData") or "missing",
        "EvaluateLowSampleCountPercentile": request.get("EvaluateLowSampleCountPercentile") or "",
    }
    if request.get("Metrics"):
        return {**said, "Metrics": [dict(query) for query in request["Metrics"]]}
    extended = request.get("ExtendedStatistic")
    statistic = (
        {"StatisticType": "ExtendedStatistic", "ExtendedStatistic": extended}
        if extended
        else {"StatisticType": "Statistic", "Statistic": request["Statistic"].upper()}
    )
    return {
        "MetricName": request["MetricName"],
        "Namespace": request["Namespace"],
        **statistic,
        "Unit": request.get("Unit"),
        "Dimensions": [
            {"value": one["Value"], "name": one["Name"]} for one in request.get("Dimensions") or ()
        ],
        **said,
    }

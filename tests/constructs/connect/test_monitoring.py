"""A contact centre's part of a dashboard; its alarms go off when they were told to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import ml_refarch.connect
import pytest
from aws_cdk import App, Duration
from aws_cdk import aws_sns as sns
from aws_cdk.assertions import Template
from ml_refarch.foundation import Monitoring

from .conftest import Everything


def watched(source: Path, **thresholds: Any) -> dict[str, Any]:
    stack = Everything(App(), "Test", source=source, second_function=False)
    topic = sns.Topic(stack, "Staff")
    Monitoring(stack, "Monitoring", alarm_topic=topic).watch_contact_center(
        "Clinic", stack.center, stack.flow, **thresholds
    )
    return dict(Template.from_stack(stack).to_json()["Resources"])


@pytest.fixture(scope="module")
def alarmed(source: Path) -> dict[str, Any]:
    """A centre with every alarm."""
    return watched(source, flow_errors=5, longest_wait=Duration.minutes(10))


def alarms(resources: dict[str, Any]) -> dict[str, Any]:
    return {
        one["Properties"]["AlarmName"]: one["Properties"]
        for one in resources.values()
        if one["Type"] == "AWS::CloudWatch::Alarm" and "AlarmName" in one["Properties"]
    }


def body(resources: dict[str, Any]) -> str:
    (dashboard,) = (
        one for one in resources.values() if one["Type"] == "AWS::CloudWatch::Dashboard"
    )
    return json.dumps(dashboard["Properties"]["DashboardBody"])


def test_the_dashboard_shows_queue_flow_and_calls(alarmed: dict[str, Any]) -> None:
    shown = body(alarmed)

    for figure in (
        "QueueSize",
        "LongestQueueWaitTime",
        "ContactFlowErrors",
        "ContactFlowFatalErrors",
        "CallsPerInterval",
        "MissedCalls",
        "ThrottledCalls",
    ):
        assert figure in shown
    assert "Connect **Clinic**" in shown
    assert "Inbound" in shown


def test_a_flow_that_fails_and_a_long_wait_are_alarms(alarmed: dict[str, Any]) -> None:
    broken = alarms(alarmed)["Test-Center-Flow-Errors"]
    waiting = alarms(alarmed)["Test-Center-Longest-Wait"]

    assert (broken["Threshold"], broken["ComparisonOperator"]) == (
        5,
        "GreaterThanOrEqualToThreshold",
    )
    assert waiting["Threshold"] == 600
    for alarm in (broken, waiting):
        assert [one["Ref"][:5] for one in alarm["AlarmActions"]] == ["Staff"]


def test_no_alarm_is_made_that_nobody_asked_for(source: Path) -> None:
    assert alarms(watched(source)) == {}


def test_a_threshold_that_makes_no_sense_is_refused(source: Path) -> None:
    with pytest.raises(ValueError, match="flow_errors: 0 is not 1 or more"):
        watched(source, flow_errors=0)


def test_what_is_not_there_is_said_so() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        getattr(ml_refarch.connect, "Nothing")  # noqa: B009 - mypy would refuse the attribute

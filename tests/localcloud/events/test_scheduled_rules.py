"""EventBridge rules that run on a schedule."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.events import EventBusService, settle
from tests.localcloud.events.deploy import Queue, events_of, queue, recorder

HOUR = timedelta(hours=1)


def _rule(cloud: LocalCloud, expression: str, *targets: str, **request: Any) -> str:
    name = f"rule-{uuid.uuid4().hex[:12]}"
    events = cloud.client("events")
    events.put_rule(Name=name, ScheduleExpression=expression, **request)
    entries = [{"Id": str(number), "Arn": arn} for number, arn in enumerate(targets)]
    if entries:
        events.put_targets(Rule=name, Targets=entries)
    return name


def _remove(cloud: LocalCloud, name: str) -> None:
    events = cloud.client("events")
    targets = events.list_targets_by_rule(Rule=name)["Targets"]
    events.remove_targets(Rule=name, Ids=[target["Id"] for target in targets])
    events.delete_rule(Name=name)


def _times(target: Queue) -> list[str]:
    return [json.loads(body)["time"] for body in target.take()]


def test_its_targets_get_aws_own_event(cloud: LocalCloud) -> None:
    function, target = recorder(cloud), queue(cloud)
    name = _rule(cloud, "cron(0 9 * * ? *)", function.arn, target.arn)
    cloud.clock.move(timedelta(days=1))
    (event,) = events_of(function)

    assert event.pop("id")
    assert event.pop("time").endswith("T09:00:00Z")
    assert event == {
        "version": "0",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "region": "us-east-1",
        "resources": [f"arn:aws:events:us-east-1:123456789012:rule/{name}"],
        "detail": {},
    }
    assert len(target.take()) == 1
    _remove(cloud, name)


def test_a_rate_counts_from_when_the_rule_is_put(cloud: LocalCloud) -> None:
    target = queue(cloud)
    name = _rule(cloud, "rate(1 hour)", target.arn)
    assert target.take() == []
    for _ in range(2):
        cloud.clock.move(HOUR - timedelta(minutes=1))
        assert target.take() == []
        cloud.clock.move(timedelta(minutes=1))
        assert len(target.take()) == 1
    _remove(cloud, name)


def test_a_jump_over_many_occurrences_is_one_event(cloud: LocalCloud) -> None:
    target = queue(cloud)
    name = _rule(cloud, "rate(5 minutes)", target.arn)
    cloud.clock.move(timedelta(days=3))

    assert len(_times(target)) == 1
    _remove(cloud, name)


def test_a_rule_that_is_disabled_or_deleted_does_not_fire(cloud: LocalCloud) -> None:
    events, target = cloud.client("events"), queue(cloud)
    name = _rule(cloud, "rate(1 hour)", target.arn, State="DISABLED")
    cloud.clock.move(2 * HOUR)
    assert target.take() == []

    events.enable_rule(Name=name)
    assert target.take() == []
    cloud.clock.move(HOUR)
    assert len(target.take()) == 1

    events.disable_rule(Name=name)
    cloud.clock.move(2 * HOUR)
    assert target.take() == []

    events.put_rule(Name=name, ScheduleExpression="rate(2 hours)")
    cloud.clock.move(2 * HOUR)
    assert len(target.take()) == 1
    _remove(cloud, name)
    cloud.clock.move(4 * HOUR)
    assert target.take() == []


def test_a_rule_may_have_a_pattern_as_well(cloud: LocalCloud) -> None:
    target, source = queue(cloud), f"clinic.{uuid.uuid4().hex}"
    pattern = json.dumps({"source": [source]})
    name = _rule(cloud, "rate(1 hour)", target.arn, EventPattern=pattern)
    entry = {"Source": source, "DetailType": "Asked", "Detail": "{}"}
    cloud.client("events").put_events(Entries=[entry])
    assert [json.loads(body)["detail-type"] for body in target.take()] == ["Asked"]
    cloud.clock.move(HOUR)
    assert [json.loads(body)["detail-type"] for body in target.take()] == ["Scheduled Event"]

    cloud.client("events").put_rule(Name=name, EventPattern=pattern)
    cloud.clock.move(2 * HOUR)
    assert target.take() == []


def test_a_target_forms_its_input_from_the_event(cloud: LocalCloud) -> None:
    target = queue(cloud)
    name = _rule(cloud, "rate(1 hour)")
    transformer = {"InputPathsMap": {"at": "$.time"}, "InputTemplate": '{"at": <at>}'}
    entry = {"Id": "a", "Arn": target.arn, "InputTransformer": transformer}
    cloud.client("events").put_targets(Rule=name, Targets=[entry])
    cloud.clock.move(HOUR)
    (body,) = target.take()

    assert list(json.loads(body)) == ["at"]
    _remove(cloud, name)


@pytest.mark.parametrize(
    "expression",
    [
        # As AWS refuses them for rules, which are stricter than schedules.
        "rate(10 seconds)",
        "rate(1 minutes)",
        "rate(1 hours)",
        "rate(10 minute)",
        "rate(10 day)",
        "rate()",
        "rate(0 minutes)",
        "rate(10 MINUTES)",
        " rate(10 minutes)",
        "cron(0 1 * * * *)",
        "cron(7 20 * * NOT *)",
        "cron(INVALID)",
        "cron(71 8 1 * ? *)",
        "cron(0 8 1 * ?)",
        "at(2030-01-01T00:00:00)",
    ],
)
def test_what_is_no_expression_is_refused(cloud: LocalCloud, expression: str) -> None:
    with pytest.raises(ClientError) as refused:
        cloud.client("events").put_rule(Name="wrong", ScheduleExpression=expression)
    assert refused.value.response["Error"] == {
        "Code": "ValidationException",
        "Message": "Parameter ScheduleExpression is not valid.",
    }


def test_only_the_default_bus_has_schedules(cloud: LocalCloud) -> None:
    events = cloud.client("events")
    events.create_event_bus(Name="clinic")
    with pytest.raises(ClientError, match="supported only on the default event bus"):
        events.put_rule(Name="x", EventBusName="clinic", ScheduleExpression="rate(1 hour)")
    with pytest.raises(ClientError, match="EventPattern or ScheduleExpression must be specified"):
        events.put_rule(Name="x")


def test_a_new_service_fires_what_became_due_while_there_was_none(cloud: LocalCloud) -> None:
    target = queue(cloud)
    name = _rule(cloud, "rate(1 hour)", target.arn)
    cloud.services["events"].close()
    cloud.clock.move(2 * HOUR)
    assert target.take() == []
    service = EventBusService(cloud)
    cloud.services["events"] = service
    cloud.gateway.mount(service)
    service.start()

    assert settle(cloud)
    assert len(target.take()) == 1
    _remove(cloud, name)

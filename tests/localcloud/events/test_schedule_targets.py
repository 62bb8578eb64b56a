"""What a schedule gives its target, and what becomes of what no target takes."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

from localcloud.cloud import LocalCloud
from tests.localcloud.events.deploy import events_of, queue, recorder
from tests.localcloud.events.schedules import at, exists, schedule
from tests.localcloud.functions.deploy import role as function_role

HOUR = timedelta(hours=1)
GONE = "arn:aws:sqs:us-east-1:123456789012:nobody-made-this"


def test_the_input_is_filled_with_what_is_known_of_the_attempt(cloud: LocalCloud) -> None:
    target = queue(cloud)
    fields = ("schedule-arn", "scheduled-time", "execution-id", "attempt-number")
    keywords = " ".join(f"<aws.scheduler.{field}>" for field in fields)
    moment = (cloud.clock.now() + HOUR).replace(microsecond=0)
    name = schedule(
        cloud,
        {"Arn": target.arn, "Input": f"{keywords} <other>"},
        f"at({moment:%Y-%m-%dT%H:%M:%S})",
    )
    cloud.clock.move(2 * HOUR)
    (body,) = target.take()
    arn, scheduled, execution, attempt, other = body.split()

    assert arn.endswith(f":schedule/default/{name}")
    assert scheduled == f"{moment:%Y-%m-%dT%H:%M:%S}Z"
    assert re.fullmatch(r"[0-9a-f]{16}", execution)
    assert (attempt, other) == ("1", "<other>")


def test_a_target_without_input_gets_a_notification(cloud: LocalCloud) -> None:
    function = recorder(cloud)
    name = schedule(cloud, {"Arn": function.arn}, "at(2027-01-01T09:00:00)")
    moment = datetime(2027, 1, 1, 9, tzinfo=UTC)
    cloud.clock.move(max(moment - cloud.clock.now(), timedelta()))
    (event,) = events_of(function)

    assert event.pop("id")
    assert event == {
        "version": "0",
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": "123456789012",
        "time": "2027-01-01T09:00:00Z",
        "region": "us-east-1",
        "resources": [f"arn:aws:scheduler:us-east-1:123456789012:schedule/default/{name}"],
        "detail": "{}",
    }


def test_functions_topics_buses_and_state_machines_are_reached(cloud: LocalCloud) -> None:
    function, listener, inbox = recorder(cloud), queue(cloud), queue(cloud)
    topic = cloud.client("sns").create_topic(Name="due")["TopicArn"]
    cloud.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=inbox.arn)
    events = cloud.client("events")
    events.put_rule(Name="due", EventPattern=json.dumps({"source": ["clinic"]}))
    events.put_targets(Rule="due", Targets=[{"Id": "a", "Arn": listener.arn}])
    machine = cloud.client("stepfunctions").create_state_machine(
        name="due",
        roleArn=function_role(cloud),
        definition=json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}),
    )["stateMachineArn"]
    bus = "arn:aws:events:us-east-1:123456789012:event-bus/default"
    for aim in (
        {"Arn": function.arn, "Input": '{"to": "function"}'},
        {"Arn": topic, "Input": "to topic"},
        {
            "Arn": bus,
            "Input": '{"to": "bus"}',
            "EventBridgeParameters": {"Source": "clinic", "DetailType": "Due"},
        },
        {"Arn": machine, "Input": '{"to": "machine"}'},
    ):
        schedule(cloud, aim, at(cloud, HOUR))
    cloud.clock.move(HOUR)

    assert events_of(function) == [{"to": "function"}]
    assert json.loads(inbox.take()[0])["Message"] == "to topic"
    event = json.loads(listener.take()[0])
    assert (event["detail-type"], event["detail"]) == ("Due", {"to": "bus"})
    runs = cloud.client("stepfunctions").list_executions(stateMachineArn=machine)["executions"]
    assert len(runs) == 1


def test_a_universal_target_is_an_operation_with_its_request(cloud: LocalCloud) -> None:
    target, dead_letters = queue(cloud), queue(cloud)
    operation = "arn:aws:scheduler:::aws-sdk:sqs:sendMessage"
    request = {"QueueUrl": target.url, "MessageBody": "<aws.scheduler.attempt-number>"}
    schedule(cloud, {"Arn": operation, "Input": json.dumps(request)}, at(cloud, HOUR))
    buried = {"DeadLetterConfig": {"Arn": dead_letters.arn}}
    for wrong in ('{"QueueUrl": 1}', "[]", "no json"):
        schedule(cloud, {"Arn": operation, "Input": wrong, **buried}, at(cloud, HOUR))
    cloud.clock.move(HOUR)

    assert target.take() == ["1"]
    codes = [
        message["MessageAttributes"]["ERROR_CODE"]["StringValue"]
        for message in dead_letters.messages()
    ]
    assert codes == ["ValidationException"] * 3


def test_what_no_target_takes_goes_to_the_dead_letters_as_on_aws(cloud: LocalCloud) -> None:
    dead_letters = queue(cloud)
    aim = {
        "Arn": GONE,
        "Input": "hello <aws.scheduler.attempt-number>",
        "DeadLetterConfig": {"Arn": dead_letters.arn},
    }
    moment = (cloud.clock.now() + HOUR).replace(microsecond=0)
    name = schedule(cloud, aim, f"at({moment:%Y-%m-%dT%H:%M:%S})", ActionAfterCompletion="DELETE")
    cloud.clock.move(HOUR)
    (message,) = dead_letters.messages()
    attributes = {
        each: value["StringValue"] for each, value in message["MessageAttributes"].items()
    }

    assert message["Body"] == "hello 1"
    assert re.fullmatch(r"[0-9a-f]{16}", attributes.pop("EXECUTION_ID"))
    assert "does not exist" in attributes.pop("ERROR_MESSAGE")
    assert attributes == {
        "ERROR_CODE": "AWS.SimpleQueueService.NonExistentQueue",
        "IS_PAYLOAD_TRUNCATED": "false",
        "RETRY_ATTEMPTS": "0",
        "SCHEDULED_TIME": f"{moment:%Y-%m-%dT%H:%M:%S}Z",
        "SCHEDULE_ARN": f"arn:aws:scheduler:us-east-1:123456789012:schedule/default/{name}",
        "TARGET_ARN": GONE,
    }
    assert not exists(cloud, name)

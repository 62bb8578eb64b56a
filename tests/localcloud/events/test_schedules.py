"""Schedules fire by the cloud's clock: what is due, what a target gets, retries, restarts."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.events import SchedulerService, schedule_targets, settle, targets
from localcloud.events.schedule_store import StoredSchedules
from localcloud.functions.parts import functions_of
from tests.localcloud.events.deploy import events_of, map_source, queue, recorder
from tests.localcloud.events.schedules import ROLE, at, schedule
from tests.localcloud.functions.deploy import role as function_role

HOUR = timedelta(hours=1)
GONE = "arn:aws:sqs:us-east-1:123456789012:nobody-made-this"


def _exists(cloud: LocalCloud, name: str) -> bool:
    found = cloud.client("scheduler").list_schedules(NamePrefix=name)["Schedules"]
    return [each["Name"] for each in found] == [name]


def _on_the_hour(cloud: LocalCloud) -> None:
    """Moves the clock to just after the beginning of an hour."""
    now = cloud.clock.now()
    begin = now.replace(minute=0, second=0, microsecond=0) + HOUR
    cloud.clock.move(begin - now)


def test_one_that_is_due_fires_and_none_before(cloud: LocalCloud) -> None:
    target = queue(cloud)
    name = schedule(cloud, target, at(cloud, HOUR), ActionAfterCompletion="DELETE")
    cloud.clock.move(HOUR - timedelta(minutes=1))
    assert settle(cloud)
    assert target.take() == []
    assert _exists(cloud, name)

    cloud.clock.move(timedelta(minutes=1))
    assert target.take() == ["due"]
    assert not _exists(cloud, name)


def test_what_is_to_come_does_not_keep_the_cloud_from_being_settled(cloud: LocalCloud) -> None:
    schedule(cloud, queue(cloud), at(cloud, HOUR))
    assert settle(cloud, timeout=0)


def test_it_fires_by_itself_when_its_moment_comes(cloud: LocalCloud) -> None:
    target, came = queue(cloud), threading.Event()
    cloud.on("sqs", "SendMessage", lambda *_: came.set())
    schedule(cloud, target, at(cloud, timedelta(seconds=1)))

    assert came.wait(20)
    assert target.take() == ["due"]


def test_many_each_fire_in_the_order_of_their_moments(cloud: LocalCloud) -> None:
    target = queue(cloud, fifo=True, ContentBasedDeduplication="true")
    for minutes in (40, 10, 30, 20):
        aim = {
            "Arn": target.arn,
            "Input": str(minutes),
            "SqsParameters": {"MessageGroupId": "one"},
        }
        schedule(cloud, aim, at(cloud, timedelta(minutes=minutes)))
    cloud.clock.move(timedelta(days=1))

    assert target.take() == ["10", "20", "30", "40"]


def test_one_that_fired_does_not_fire_again(cloud: LocalCloud) -> None:
    target = queue(cloud)
    name = schedule(cloud, target, at(cloud, HOUR))
    for _ in range(3):
        cloud.clock.move(HOUR)
        assert settle(cloud)

    assert target.take() == ["due"]
    assert _exists(cloud, name)


def test_one_whose_moment_is_past_fires_at_once_as_one_that_is_enabled_again(
    cloud: LocalCloud,
) -> None:
    target = queue(cloud)
    schedule(cloud, target, "at(2022-12-31T23:59:59)")
    assert target.take() == ["due"]

    expression = at(cloud, HOUR)
    name = schedule(cloud, target, expression, State="DISABLED")
    cloud.clock.move(2 * HOUR)
    assert target.take() == []
    cloud.client("scheduler").update_schedule(
        Name=name,
        ScheduleExpression=expression,
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": target.arn, "RoleArn": ROLE, "Input": "enabled"},
    )
    assert target.take() == ["enabled"]


def test_one_that_was_moved_fires_at_its_new_moment_only(cloud: LocalCloud) -> None:
    target = queue(cloud)
    name = schedule(cloud, target, at(cloud, HOUR), ActionAfterCompletion="DELETE")
    cloud.client("scheduler").update_schedule(
        Name=name,
        ScheduleExpression=at(cloud, 3 * HOUR),
        FlexibleTimeWindow={"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 60},
        Target={"Arn": target.arn, "RoleArn": ROLE, "Input": "moved"},
        ActionAfterCompletion="DELETE",
    )
    cloud.clock.move(2 * HOUR)
    assert target.take() == []
    cloud.clock.move(HOUR)

    assert target.take() == ["moved"]
    assert not _exists(cloud, name)


def test_one_that_was_deleted_does_not_fire(cloud: LocalCloud) -> None:
    target = queue(cloud)
    name = schedule(cloud, target, at(cloud, HOUR))
    cloud.client("scheduler").delete_schedule(Name=name)
    cloud.clock.move(2 * HOUR)

    assert target.take() == []


def test_its_moment_is_read_in_its_time_zone(cloud: LocalCloud) -> None:
    target = queue(cloud)
    # Seoul is nine hours ahead, so its clock shows this in an hour.
    expression = at(cloud, 10 * HOUR)
    schedule(cloud, target, expression, ScheduleExpressionTimezone="Asia/Seoul")
    cloud.clock.move(HOUR)

    assert target.take() == ["due"]


def test_a_jump_over_many_occurrences_fires_once_for_the_last(cloud: LocalCloud) -> None:
    target = queue(cloud)
    _on_the_hour(cloud)
    begin = cloud.clock.now()
    aim = {"Arn": target.arn, "Input": "<aws.scheduler.scheduled-time>"}
    name = schedule(cloud, aim, "cron(30 * * * ? *)")
    cloud.clock.move(timedelta(hours=5, minutes=45))
    assert target.take() == [f"{begin + timedelta(hours=5):%Y-%m-%dT%H}:30:00Z"]

    cloud.clock.move(HOUR)
    assert target.take() == [f"{begin + timedelta(hours=6):%Y-%m-%dT%H}:30:00Z"]
    cloud.client("scheduler").delete_schedule(Name=name)


def test_a_rate_begins_at_once_and_goes_on(cloud: LocalCloud) -> None:
    target = queue(cloud)
    name = schedule(cloud, target, "rate(1 hour)")
    assert target.take() == ["due"]
    cloud.clock.move(HOUR - timedelta(minutes=1))
    assert target.take() == []
    cloud.clock.move(timedelta(minutes=1))
    assert target.take() == ["due"]
    cloud.client("scheduler").delete_schedule(Name=name)


def test_a_rate_with_dates_begins_and_ends_with_them(cloud: LocalCloud) -> None:
    target = queue(cloud)
    start = (cloud.clock.now() + HOUR).replace(microsecond=0)
    end = start + timedelta(hours=2, minutes=30)
    aim = {"Arn": target.arn, "Input": "<aws.scheduler.scheduled-time>"}
    name = schedule(
        cloud, aim, "rate(1 hour)", StartDate=start, EndDate=end, ActionAfterCompletion="DELETE"
    )
    described = cloud.client("scheduler").get_schedule(Name=name)
    assert (described["StartDate"], described["EndDate"]) == (start, end)
    seen: list[str] = []
    for _ in range(5):
        seen += target.take()
        cloud.clock.move(HOUR)
        assert settle(cloud)
    seen += target.take()

    assert seen == [f"{start + timedelta(hours=n):%Y-%m-%dT%H:%M:%S}Z" for n in range(3)]
    assert not _exists(cloud, name)


def test_one_that_recurs_without_an_end_is_never_deleted(cloud: LocalCloud) -> None:
    name = schedule(cloud, queue(cloud), "rate(1 hour)", ActionAfterCompletion="DELETE")
    cloud.clock.move(HOUR)
    assert settle(cloud)

    assert _exists(cloud, name)
    cloud.client("scheduler").delete_schedule(Name=name)


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
    assert not _exists(cloud, name)


Failing = Callable[[str, int], list[str]]


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Failing:
    """Makes the next deliveries to a target fail by a defect of the cloud's own."""
    deliver = targets.deliver

    def fail(failing_arn: str, times: int) -> list[str]:
        tried: list[str] = []

        def deliver_or_fail(cloud: Any, arn: str, payload: str, delivery: Any) -> None:
            if arn == failing_arn:
                tried.append(payload)
                if len(tried) <= times:
                    raise RuntimeError("a defect")
            deliver(cloud, arn, payload, delivery)

        monkeypatch.setattr(schedule_targets, "deliver", deliver_or_fail)
        return tried

    return fail


def test_a_delivery_that_fails_is_tried_again(cloud: LocalCloud, failing: Failing) -> None:
    target = queue(cloud)
    tried = failing(target.arn, 2)
    aim = {"Arn": target.arn, "Input": "<aws.scheduler.attempt-number>"}
    name = schedule(cloud, aim, at(cloud, HOUR), ActionAfterCompletion="DELETE")
    cloud.clock.move(HOUR)

    assert target.take() == ["3"]
    assert tried == ["1", "2", "3"]
    assert not _exists(cloud, name)


def test_retries_end_as_the_policy_says(cloud: LocalCloud, failing: Failing) -> None:
    dead_letters, tried = queue(cloud), failing(GONE, 99)
    aim = {
        "Arn": GONE,
        "Input": "x",
        "DeadLetterConfig": {"Arn": dead_letters.arn},
        "RetryPolicy": {"MaximumRetryAttempts": 3},
    }
    schedule(cloud, aim, at(cloud, HOUR))
    cloud.clock.move(HOUR)
    (message,) = dead_letters.messages()
    attributes = message["MessageAttributes"]

    assert len(tried) == 4
    assert attributes["RETRY_ATTEMPTS"]["StringValue"] == "3"
    assert attributes["EXHAUSTED_RETRY_CONDITION"]["StringValue"] == "MaximumRetryAttempts"
    assert attributes["ERROR_CODE"]["StringValue"] == "AWS.Scheduler.InternalServerError"


def test_retries_end_when_the_event_is_too_old(patient: LocalCloud, failing: Failing) -> None:
    dead_letters, tried = queue(patient), failing(GONE, 99)
    aim = {
        "Arn": GONE,
        "Input": "x",
        "DeadLetterConfig": {"Arn": dead_letters.arn},
        "RetryPolicy": {"MaximumEventAgeInSeconds": 60},
    }
    schedule(patient, aim, at(patient, HOUR))
    patient.clock.move(HOUR)
    for _ in range(100):
        if settle(patient, timeout=0.1):
            break
        patient.clock.move(timedelta(seconds=5))
    (message,) = dead_letters.messages()
    attributes = message["MessageAttributes"]

    # After 1, 2, 4, 8, 16 seconds; the next would be after a minute.
    assert 2 <= len(tried) <= 6
    assert attributes["EXHAUSTED_RETRY_CONDITION"]["StringValue"] == "MaximumEventAgeInSeconds"


def test_a_change_ends_the_attempts_of_what_was_due_before(
    patient: LocalCloud, failing: Failing
) -> None:
    target = queue(patient)
    tried = failing(target.arn, 1)
    name = schedule(patient, target, at(patient, HOUR))
    patient.clock.move(HOUR)
    assert not settle(patient, timeout=0.2)
    assert tried == ["due"]
    patient.client("scheduler").delete_schedule(Name=name)
    patient.clock.move(timedelta(minutes=1))

    assert settle(patient, timeout=20)
    assert target.take() == []


def test_none_is_lost_or_doubled_while_many_are_made_moved_and_the_time_passes(
    cloud: LocalCloud,
) -> None:
    target, scheduler = queue(cloud), cloud.client("scheduler")
    begin = cloud.clock.now()

    def make(number: int) -> None:
        expression = f"at({begin + timedelta(minutes=number % 20):%Y-%m-%dT%H:%M:%S})"
        aim = {"Arn": target.arn, "Input": f"{number}"}
        name = schedule(cloud, aim, at(cloud, timedelta(days=300)), ActionAfterCompletion="DELETE")
        if number % 3 == 0:
            scheduler.delete_schedule(Name=name)
            return
        scheduler.update_schedule(
            Name=name,
            ScheduleExpression=expression,
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"RoleArn": ROLE, **aim},
            ActionAfterCompletion="DELETE",
        )

    with ThreadPoolExecutor(9) as threads:
        made = [threads.submit(make, number) for number in range(48)]
        for _ in range(10):
            threads.submit(cloud.clock.move, timedelta(minutes=2)).result()
        for each in made:
            each.result()
    cloud.clock.move(HOUR)
    came: list[str] = []
    while taken := target.take():
        came += taken

    assert sorted(map(int, came)) == [number for number in range(48) if number % 3]


def test_a_region_fires_its_own(cloud: LocalCloud) -> None:
    url = cloud.client("sqs", "ap-northeast-2").create_queue(QueueName="seoul")["QueueUrl"]
    aim = {"Arn": "arn:aws:sqs:ap-northeast-2:123456789012:seoul", "Input": "hello"}
    name = schedule(
        cloud, aim, at(cloud, HOUR), region="ap-northeast-2", ActionAfterCompletion="DELETE"
    )
    assert not _exists(cloud, name)
    cloud.clock.move(HOUR)
    assert settle(cloud)

    (message,) = cloud.client("sqs", "ap-northeast-2").receive_message(QueueUrl=url)["Messages"]
    assert message["Body"] == "hello"
    assert cloud.client("scheduler", "ap-northeast-2").list_schedules()["Schedules"] == []


def test_a_move_and_a_settled_cloud_are_all_that_a_reminder_needs(cloud: LocalCloud) -> None:
    reminders = queue(cloud, fifo=True, ContentBasedDeduplication="true")
    texter = recorder(
        cloud,
        """
        import boto3, datetime

        def handle(event, context):
            for record in event["Records"]:
                now = datetime.datetime.now(datetime.timezone.utc)
                text = f"{record['body']} at {now:%Y-%m-%d %H}h"
                boto3.client("sns").publish(PhoneNumber="+15550142", Message=text)
        """,
    )
    map_source(texter, reminders.arn)
    aim = {"Arn": reminders.arn, "Input": "remember", "SqsParameters": {"MessageGroupId": "1"}}
    schedule(cloud, aim, at(cloud, timedelta(days=1)), ActionAfterCompletion="DELETE")
    texts: list[str] = []
    cloud.on("sns", "Publish", lambda _, request, __: texts.append(request["Message"]))
    now = cloud.clock.move(timedelta(days=1))

    assert settle(cloud)
    assert texts == [f"remember at {now:%Y-%m-%d %H}h"]


class Restart:
    """Replaces the service of a cloud by one that knows nothing but what is stored."""

    def __init__(self, cloud: LocalCloud) -> None:
        self._cloud = cloud

    def end(self) -> None:
        """The service is gone: nobody fires."""
        self._cloud.services["scheduler"].close()

    def begin(self) -> None:
        """There is a new one."""
        service = SchedulerService(self._cloud)
        self._cloud.services["scheduler"] = service
        self._cloud.gateway.mount(service)
        service.start()


@pytest.fixture
def restart(cloud: LocalCloud) -> Restart:
    return Restart(cloud)


def test_a_new_service_fires_what_became_due_while_there_was_none(
    cloud: LocalCloud, restart: Restart
) -> None:
    once, hourly, later, there = (queue(cloud) for _ in range(4))
    schedule(cloud, once, at(cloud, HOUR), ActionAfterCompletion="DELETE")
    recurring = schedule(cloud, hourly, "rate(1 hour)")
    schedule(cloud, later, at(cloud, timedelta(days=2)))
    assert hourly.take() == ["due"]
    restart.end()
    cloud.clock.move(timedelta(days=1))
    assert settle(cloud)
    assert once.take() == hourly.take() == []

    restart.begin()
    assert once.take() == ["due"]
    assert hourly.take() == ["due"]
    assert later.take() == []
    cloud.clock.move(timedelta(days=1))
    assert later.take() == ["due"]
    assert once.take() == there.take() == []
    cloud.client("scheduler").delete_schedule(Name=recurring)


def test_a_new_service_fires_nothing_twice(cloud: LocalCloud, restart: Restart) -> None:
    target = queue(cloud)
    schedule(cloud, target, at(cloud, HOUR))
    cloud.clock.move(HOUR)
    assert target.take() == ["due"]
    for _ in range(2):
        restart.end()
        restart.begin()
        assert settle(cloud)

    assert target.take() == []


def test_a_new_service_goes_on_with_what_was_being_tried(
    patient: LocalCloud, failing: Failing
) -> None:
    restart, target = Restart(patient), queue(patient)
    tried = failing(target.arn, 2)
    aim = {"Arn": target.arn, "Input": "<aws.scheduler.attempt-number>"}
    name = schedule(patient, aim, at(patient, HOUR), ActionAfterCompletion="DELETE")
    patient.clock.move(HOUR)
    assert not settle(patient, timeout=0.2)
    restart.end()
    restart.begin()
    for _ in range(100):
        if settle(patient, timeout=0.1):
            break
        patient.clock.move(timedelta(seconds=5))

    # It begins again with the attempt that its predecessor had planned.
    assert tried == ["1", "2", "3"]
    assert target.take() == ["3"]
    assert not _exists(patient, name)


def test_a_schedule_that_could_not_be_read_is_fired_a_little_later(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, failed = queue(cloud), threading.Event()
    schedule(cloud, target, at(cloud, HOUR), ActionAfterCompletion="DELETE")

    def fail(*_: Any) -> None:
        failed.set()
        raise RuntimeError("a defect")

    with monkeypatch.context() as patched:
        patched.setattr(StoredSchedules, "find", fail)
        cloud.clock.move(HOUR)
        assert failed.wait(20)
        assert settle(cloud)
    assert target.take() == []
    cloud.clock.move(timedelta(minutes=1))
    assert target.take() == ["due"]


def test_a_worker_that_is_killed_loses_no_reminder(cloud: LocalCloud) -> None:
    reminders = queue(cloud)
    texter = recorder(
        cloud,
        """
        import os, pathlib, signal

        def handle(event, context):
            # What this leaves behind outlives the process, as a table would.
            mark = pathlib.Path(os.environ["MARK"])
            if not mark.exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            print("EVENT " + '"' + event["Records"][0]["body"] + '"')
        """,
        Environment={"Variables": {"MARK": str(functions_of(cloud).executor.folder / "killed")}},
    )
    map_source(texter, reminders.arn)
    schedule(cloud, reminders, at(cloud, HOUR))
    cloud.clock.move(HOUR)

    assert events_of(texter) == ["due"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_timer_that_broke_is_replaced(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = threading.Event()

    def break_down(*_: Any) -> bool:
        broken.set()
        raise SystemExit

    target = queue(cloud)
    with monkeypatch.context() as patched:
        patched.setattr(cloud.clock, "wait_until", break_down)
        schedule(cloud, target, at(cloud, HOUR))
        assert broken.wait(20)
    cloud.clock.move(HOUR)
    assert target.take() == ["due"]

    came = threading.Event()
    cloud.on("sqs", "SendMessage", lambda *_: came.set())
    schedule(cloud, target, at(cloud, timedelta(seconds=1)))
    assert came.wait(20)

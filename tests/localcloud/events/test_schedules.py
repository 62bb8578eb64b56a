"""Schedules fire by the cloud's clock: what is due, what is not, in which order."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from localcloud.cloud import LocalCloud
from localcloud.events import settle
from tests.localcloud.events.deploy import map_source, queue, recorder
from tests.localcloud.events.schedules import ROLE, at, exists, schedule

HOUR = timedelta(hours=1)


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
    assert exists(cloud, name)

    cloud.clock.move(timedelta(minutes=1))
    assert target.take() == ["due"]
    assert not exists(cloud, name)


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
    assert exists(cloud, name)


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
    assert not exists(cloud, name)


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
    assert not exists(cloud, name)


def test_one_that_recurs_without_an_end_is_never_deleted(cloud: LocalCloud) -> None:
    name = schedule(cloud, queue(cloud), "rate(1 hour)", ActionAfterCompletion="DELETE")
    cloud.clock.move(HOUR)
    assert settle(cloud)

    assert exists(cloud, name)
    cloud.client("scheduler").delete_schedule(Name=name)


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
    assert not exists(cloud, name)
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

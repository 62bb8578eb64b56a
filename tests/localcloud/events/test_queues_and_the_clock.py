"""Queues go by the cloud's clock: delays, hidden messages, duplicates, what is being handled."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from localcloud.cloud import LocalCloud
from localcloud.events import settle
from tests.localcloud.events.deploy import events_of, map_source, queue, recorder


def test_a_hidden_message_is_shown_when_the_clock_says(cloud: LocalCloud) -> None:
    inbox = queue(cloud, VisibilityTimeout="300")
    inbox.send("hello")
    assert inbox.bodies() == ["hello"]
    cloud.clock.move(timedelta(seconds=200))
    assert inbox.bodies() == []
    cloud.clock.move(timedelta(seconds=101))

    assert inbox.bodies() == ["hello"]


def test_a_delayed_message_is_received_when_the_clock_says(cloud: LocalCloud) -> None:
    inbox = queue(cloud)
    inbox.send("later", DelaySeconds=900)
    assert inbox.bodies() == []
    cloud.clock.move(timedelta(seconds=901))

    assert inbox.bodies() == ["later"]


def test_a_receiver_that_waits_gets_what_a_move_shows(cloud: LocalCloud) -> None:
    inbox = queue(cloud)
    inbox.send("later", DelaySeconds=600)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(
            cloud.client("sqs").receive_message, QueueUrl=inbox.url, WaitTimeSeconds=20
        )
        cloud.clock.move(timedelta(seconds=601))
        (message,) = waiting.result(30)["Messages"]

    assert message["Body"] == "later"


def test_a_function_gets_a_delayed_message_when_the_clock_is_moved(cloud: LocalCloud) -> None:
    slow, function = queue(cloud, DelaySeconds="600"), recorder(cloud)
    map_source(function, slow.arn)
    slow.send("later")
    assert events_of(function) == []
    cloud.clock.move(timedelta(seconds=601))
    (event,) = events_of(function)

    assert event["Records"][0]["body"] == "later"


def test_a_function_gets_a_delayed_message_when_its_time_comes(cloud: LocalCloud) -> None:
    inbox = queue(cloud)
    with socket.create_server(("127.0.0.1", 0)) as server:
        function = recorder(
            cloud,
            f"""
            import socket

            def handle(event, context):
                socket.create_connection(("127.0.0.1", {server.getsockname()[1]})).close()
            """,
        )
        map_source(function, inbox.arn)
        inbox.send("soon", DelaySeconds=1)
        server.settimeout(20)
        server.accept()[0].close()
    assert settle(cloud)
    assert inbox.bodies() == []


def test_a_message_is_a_duplicate_for_five_minutes_of_the_clock(cloud: LocalCloud) -> None:
    inbox = queue(cloud, fifo=True, ContentBasedDeduplication="true")
    for _ in range(2):
        inbox.send("daily", MessageGroupId="1")
    assert inbox.take() == ["daily"]
    inbox.send("daily", MessageGroupId="1")
    assert inbox.take() == []
    cloud.clock.move(timedelta(minutes=5, seconds=1))
    inbox.send("daily", MessageGroupId="1")

    assert inbox.take() == ["daily"]


def test_a_message_in_hand_is_not_handled_twice_however_the_clock_moves(
    cloud: LocalCloud,
) -> None:
    inbox = queue(cloud, VisibilityTimeout="30")
    with socket.create_server(("127.0.0.1", 0)) as server:
        function = recorder(
            cloud,
            f"""
            import json, socket

            def handle(event, context):
                for record in event["Records"]:
                    print("EVENT " + json.dumps(record["body"]))
                with socket.create_connection(("127.0.0.1", {server.getsockname()[1]})) as held:
                    held.recv(1)
            """,
        )
        map_source(function, inbox.arn)
        inbox.send("once")
        held, _ = server.accept()
        for by in (timedelta(minutes=1), timedelta(hours=11), timedelta(days=1)):
            cloud.clock.move(by)
            assert not settle(cloud, timeout=0.1)
        held.close()

        assert events_of(function) == ["once"]
        assert inbox.bodies() == []

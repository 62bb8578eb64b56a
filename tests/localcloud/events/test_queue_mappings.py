"""Queues that invoke functions."""

from __future__ import annotations

import json
from datetime import timedelta
from queue import Empty, Queue

from localcloud.cloud import LocalCloud
from localcloud.events import settle
from tests.localcloud.events.deploy import events_of, map_source, queue, recorder

PICKY = """
import json

def handle(event, context):
    print("EVENT " + json.dumps([record["body"] for record in event["Records"]]))
    return {"batchItemFailures": [
        {"itemIdentifier": record["messageId"]}
        for record in event["Records"] if "poison" in record["body"]
    ]}
"""
"""Reports the messages with ``poison`` in them as failed."""

PICKY_AND_TEXTING = """
import boto3

SNS = boto3.client("sns")

def handle(event, context):
    failed = []
    for record in event["Records"]:
        SNS.publish(PhoneNumber="+15550100", Message=record["body"])
        if record["body"] == "poison":
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
"""
"""The same, and tells by text what it was given."""

CHOKING = """
import json

def handle(event, context):
    bodies = [record["body"] for record in event["Records"]]
    print("EVENT " + json.dumps(bodies))
    if "poison" in bodies:
        raise ValueError("poison")
"""
"""Fails with the whole batch."""


def test_a_message_arrives_in_lambdas_shape_and_is_deleted(cloud: LocalCloud) -> None:
    source, function = queue(cloud), recorder(cloud)
    map_source(function, source.arn)
    source.send("hello", MessageAttributes={"city": {"DataType": "String", "StringValue": "jeju"}})
    ((record,),) = [event["Records"] for event in events_of(function)]

    assert record["body"] == "hello"
    assert record["eventSource"] == "aws:sqs"
    assert record["eventSourceARN"] == source.arn
    assert record["awsRegion"] == "us-east-1"
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert record["messageAttributes"]["city"]["stringValue"] == "jeju"
    attributes = cloud.client("sqs").get_queue_attributes(
        QueueUrl=source.url, AttributeNames=["All"]
    )["Attributes"]
    assert attributes["ApproximateNumberOfMessages"] == "0"
    assert attributes["ApproximateNumberOfMessagesNotVisible"] == "0"


def test_messages_sent_before_the_mapping_are_delivered(cloud: LocalCloud) -> None:
    source, function = queue(cloud), recorder(cloud)
    source.send("early")
    map_source(function, source.arn)

    assert [event["Records"][0]["body"] for event in events_of(function)] == ["early"]


def test_a_batch_has_as_many_messages_as_there_are_up_to_its_size(cloud: LocalCloud) -> None:
    source, function = queue(cloud), recorder(cloud)
    for number in range(7):
        source.send(str(number))
    map_source(function, source.arn, BatchSize=5)
    sizes = [len(event["Records"]) for event in events_of(function)]

    assert sorted(sizes) == [2, 5]


def test_a_batch_may_be_larger_than_what_sqs_gives_at_once(cloud: LocalCloud) -> None:
    source, function = queue(cloud), recorder(cloud)
    for number in range(25):
        source.send(str(number))
    map_source(function, source.arn, BatchSize=100, MaximumBatchingWindowInSeconds=1)

    assert sum(len(event["Records"]) for event in events_of(function)) == 25


def test_a_poison_message_ends_in_the_dead_letter_queue_and_delays_no_other(
    cloud: LocalCloud,
) -> None:
    dead_letters = queue(cloud)
    source, function = queue(cloud, dead_letters=dead_letters), recorder(cloud, PICKY)
    for body in ("a", "poison", "b"):
        source.send(body)
    map_source(function, source.arn, FunctionResponseTypes=["ReportBatchItemFailures"])
    batches = events_of(function)

    assert dead_letters.bodies() == ["poison"]
    bodies = [body for batch in batches for body in batch]
    assert [bodies.count(body) for body in ("a", "poison", "b")] == [1, 3, 1]


def test_a_function_that_raises_has_its_whole_batch_again(cloud: LocalCloud) -> None:
    dead_letters = queue(cloud)
    source = queue(cloud, dead_letters=dead_letters, receives=2)
    function = recorder(cloud, CHOKING)
    for body in ("a", "poison"):
        source.send(body)
    map_source(function, source.arn)

    assert [sorted(batch) for batch in events_of(function)] == [["a", "poison"]] * 2
    assert sorted(dead_letters.bodies()) == ["a", "poison"]


def test_an_answer_that_names_unknown_messages_fails_the_batch(cloud: LocalCloud) -> None:
    dead_letters = queue(cloud)
    source = queue(cloud, dead_letters=dead_letters, receives=1)
    function = recorder(
        cloud,
        "def handle(event, context): return {'batchItemFailures': [{'itemIdentifier': 'who'}]}",
    )
    map_source(function, source.arn, FunctionResponseTypes=["ReportBatchItemFailures"])
    source.send("a")

    assert dead_letters.bodies() == ["a"]


def test_a_fifo_queue_keeps_the_order_of_a_group_whatever_fails(cloud: LocalCloud) -> None:
    source = queue(cloud, fifo=True)
    function = recorder(
        cloud,
        """
        import json

        SEEN = set()

        def handle(event, context):
            for index, record in enumerate(event["Records"]):
                print("EVENT " + json.dumps(record["body"]))
                if record["body"] not in SEEN:
                    SEEN.add(record["body"])
                    left = event["Records"][index:]
                    return {"batchItemFailures": [
                        {"itemIdentifier": each["messageId"]} for each in left
                    ]}
        """,
    )
    for number in range(4):
        source.send(str(number), MessageGroupId="guest", MessageDeduplicationId=str(number))
    map_source(function, source.arn, FunctionResponseTypes=["ReportBatchItemFailures"])

    assert events_of(function) == ["0", "0", "1", "1", "2", "2", "3", "3"]


def test_a_poison_message_holds_up_its_own_group_only(patient: LocalCloud) -> None:
    dead_letters = queue(patient, fifo=True)
    source = queue(patient, fifo=True, dead_letters=dead_letters, receives=2)
    function = recorder(patient, PICKY_AND_TEXTING, Timeout=20)
    texts: Queue[str] = Queue()
    patient.on("sns", "Publish", lambda _, request, __: texts.put(request["Message"]))
    for group, body in (("1", "poison"), ("2", "a"), ("1", "after"), ("3", "b")):
        source.send(body, MessageGroupId=group, MessageDeduplicationId=body)
    map_source(function, source.arn, BatchSize=1, FunctionResponseTypes=["ReportBatchItemFailures"])

    assert {texts.get(timeout=20) for _ in range(3)} == {"poison", "a", "b"}
    assert not settle(patient, timeout=0.2)
    assert texts.empty()
    assert _after(patient, texts) == "poison"
    assert _after(patient, texts) == "after"
    assert dead_letters.bodies() == ["poison"]


def _after(cloud: LocalCloud, texts: Queue[str]) -> str:
    """The next text, with the clock moved over visibility time-outs until there is one."""
    for _ in range(200):
        cloud.clock.move(timedelta(minutes=10))
        try:
            return texts.get(timeout=0.1)
        except Empty:
            continue
    raise AssertionError("No further text came")


def test_a_duplicate_on_a_fifo_queue_is_delivered_once(cloud: LocalCloud) -> None:
    source, function = queue(cloud, fifo=True), recorder(cloud)
    map_source(function, source.arn)
    for _ in range(2):
        source.send("once", MessageGroupId="1", MessageDeduplicationId="the-same")
        assert settle(cloud)

    assert len(events_of(function)) == 1


def test_a_filter_looks_into_json_bodies_and_drops_what_it_does_not_want(
    cloud: LocalCloud,
) -> None:
    source, function = queue(cloud), recorder(cloud)
    pattern = json.dumps({"body": {"city": ["jeju"]}})
    map_source(function, source.arn, FilterCriteria={"Filters": [{"Pattern": pattern}]})
    for body in ('{"city": "jeju"}', '{"city": "busan"}', "no json"):
        source.send(body)
    events = events_of(function)

    assert [event["Records"][0]["body"] for event in events] == ['{"city": "jeju"}']
    assert source.bodies() == []


def test_a_mapping_that_is_disabled_delivers_once_it_is_enabled(cloud: LocalCloud) -> None:
    source, function = queue(cloud), recorder(cloud)
    mapping = map_source(function, source.arn, Enabled=False)
    source.send("kept")
    assert events_of(function) == []
    cloud.client("lambda").update_event_source_mapping(UUID=mapping, Enabled=True)

    assert len(events_of(function)) == 1


def test_a_mapping_that_is_deleted_delivers_nothing_more(cloud: LocalCloud) -> None:
    source, function = queue(cloud), recorder(cloud)
    mapping = map_source(function, source.arn)
    cloud.client("lambda").delete_event_source_mapping(UUID=mapping)
    source.send("left")

    assert events_of(function) == []
    assert source.bodies() == ["left"]


def test_a_dead_letter_queue_may_invoke_a_function_too(cloud: LocalCloud) -> None:
    dead_letters = queue(cloud)
    source = queue(cloud, dead_letters=dead_letters, receives=1)
    picky, mourner = recorder(cloud, PICKY), recorder(cloud)
    map_source(picky, source.arn, FunctionResponseTypes=["ReportBatchItemFailures"])
    map_source(mourner, dead_letters.arn)
    source.send("poison")

    assert [event["Records"][0]["body"] for event in events_of(mourner)] == ["poison"]

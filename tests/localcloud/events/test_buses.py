"""Event buses: rules, their targets and what each target gets."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.events import settle
from tests.localcloud.events.deploy import events_of, queue, recorder
from tests.localcloud.functions.deploy import role


def _rule(
    cloud: LocalCloud, source: str, target: dict[str, Any], *, bus: str = "default", **rule: Any
) -> str:
    name = f"rule-{uuid.uuid4().hex[:12]}"
    events = cloud.client("events")
    pattern = json.dumps({"source": [source]})
    events.put_rule(Name=name, EventBusName=bus, EventPattern=pattern, **rule)
    events.put_targets(Rule=name, EventBusName=bus, Targets=[{"Id": "target", **target}])
    return name


def _put(cloud: LocalCloud, source: str, detail: Any = None, bus: str = "default") -> str:
    answer = cloud.client("events").put_events(
        Entries=[
            {
                "Source": source,
                "DetailType": "BookingConfirmed",
                "Detail": json.dumps(detail or {"city": "jeju", "nights": 2}),
                "EventBusName": bus,
            }
        ]
    )
    assert answer["FailedEntryCount"] == 0
    return str(answer["Entries"][0]["EventId"])


@pytest.fixture
def source() -> str:
    return f"hotel.{uuid.uuid4().hex}"


def test_a_function_gets_the_event_as_on_aws(cloud: LocalCloud, source: str) -> None:
    function = recorder(cloud)
    _rule(cloud, source, {"Arn": function.arn})
    event_id = _put(cloud, source)
    (event,) = events_of(function)

    assert event.pop("time").endswith("Z")
    assert event == {
        "version": "0",
        "id": event_id,
        "detail-type": "BookingConfirmed",
        "source": source,
        "account": "123456789012",
        "region": "us-east-1",
        "resources": [],
        "detail": {"city": "jeju", "nights": 2},
    }


def test_a_rule_that_does_not_match_or_is_disabled_delivers_nothing(
    cloud: LocalCloud, source: str
) -> None:
    target = queue(cloud)
    _rule(cloud, "somebody.else", {"Arn": target.arn})
    _rule(cloud, source, {"Arn": target.arn}, State="DISABLED")
    _put(cloud, source)

    assert target.bodies() == []


@pytest.mark.parametrize(
    ("transformation", "expected"),
    [
        ({"Input": '{"constant": true}'}, {"constant": True}),
        ({"InputPath": "$.detail.city"}, "jeju"),
        (
            {
                "InputTransformer": {
                    "InputPathsMap": {"city": "$.detail.city", "n": "$.detail.nights"},
                    "InputTemplate": '{"text": "<n> nights in <city>", "nights": <n>}',
                }
            },
            {"text": "2 nights in jeju", "nights": 2},
        ),
    ],
)
def test_a_target_gets_what_it_asks_for(
    cloud: LocalCloud, source: str, transformation: dict[str, Any], expected: Any
) -> None:
    target = queue(cloud)
    _rule(cloud, source, {"Arn": target.arn, **transformation})
    _put(cloud, source)
    (body,) = target.bodies()

    assert json.loads(body) == expected


def test_a_template_knows_its_rule(cloud: LocalCloud, source: str) -> None:
    target = queue(cloud)
    transformer = {"InputTemplate": '{"rule": <aws.events.rule-name>}'}
    name = _rule(cloud, source, {"Arn": target.arn, "InputTransformer": transformer})
    _put(cloud, source)

    assert [json.loads(body) for body in target.bodies()] == [{"rule": name}]


def test_a_fifo_queue_gets_the_group(cloud: LocalCloud, source: str) -> None:
    target = queue(cloud, fifo=True, ContentBasedDeduplication="true")
    _rule(cloud, source, {"Arn": target.arn, "SqsParameters": {"MessageGroupId": "bookings"}})
    _put(cloud, source)
    (message,) = target.messages()

    assert message["Attributes"]["MessageGroupId"] == "bookings"


def test_a_topic_gets_the_event(cloud: LocalCloud, source: str) -> None:
    topic = cloud.client("sns").create_topic(Name="events")["TopicArn"]
    target = queue(cloud)
    cloud.client("sns").subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=target.arn,
        Attributes={"RawMessageDelivery": "true"},
    )
    _rule(cloud, source, {"Arn": topic})
    _put(cloud, source)

    assert [json.loads(body)["source"] for body in target.bodies()] == [source]


def test_a_state_machine_is_started_with_the_event(cloud: LocalCloud, source: str) -> None:
    machines = cloud.client("stepfunctions")
    definition = {"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}}
    machine = machines.create_state_machine(
        name=f"machine-{uuid.uuid4().hex[:8]}",
        definition=json.dumps(definition),
        roleArn=role(cloud),
    )["stateMachineArn"]
    _rule(cloud, source, {"Arn": machine, "RoleArn": role(cloud)})
    _put(cloud, source)
    assert settle(cloud)
    (execution,) = machines.list_executions(stateMachineArn=machine)["executions"]
    described = machines.describe_execution(executionArn=execution["executionArn"])

    assert json.loads(described["input"])["source"] == source


def test_a_log_group_gets_the_event(cloud: LocalCloud, source: str) -> None:
    logs = cloud.client("logs")
    logs.create_log_group(logGroupName="/aws/events/bookings")
    arn = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/events/bookings"
    _rule(cloud, source, {"Arn": arn})
    _put(cloud, source)
    assert settle(cloud)
    events = logs.filter_log_events(logGroupName="/aws/events/bookings")["events"]

    assert [json.loads(event["message"])["source"] for event in events] == [source]


def test_a_kinesis_stream_gets_the_event_by_its_key(cloud: LocalCloud, source: str) -> None:
    kinesis = cloud.client("kinesis")
    kinesis.create_stream(StreamName="bookings", ShardCount=1)
    arn = kinesis.describe_stream(StreamName="bookings")["StreamDescription"]["StreamARN"]
    parameters = {"PartitionKeyPath": "$.detail.city"}
    _rule(cloud, source, {"Arn": arn, "KinesisParameters": parameters})
    _put(cloud, source)
    assert settle(cloud)
    shard = kinesis.list_shards(StreamName="bookings")["Shards"][0]["ShardId"]
    iterator = kinesis.get_shard_iterator(
        StreamName="bookings", ShardId=shard, ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    (record,) = kinesis.get_records(ShardIterator=iterator)["Records"]

    assert record["PartitionKey"] == "jeju"
    assert json.loads(record["Data"])["source"] == source


def test_a_delivery_stream_gets_the_event(cloud: LocalCloud, source: str) -> None:
    cloud.client("s3").create_bucket(Bucket="lake")
    arn = cloud.client("firehose").create_delivery_stream(
        DeliveryStreamName="to-the-lake",
        ExtendedS3DestinationConfiguration={
            "RoleARN": role(cloud),
            "BucketARN": "arn:aws:s3:::lake",
        },
    )["DeliveryStreamARN"]
    _rule(cloud, source, {"Arn": arn})
    _put(cloud, source)
    assert settle(cloud)
    (key,) = [each["Key"] for each in cloud.client("s3").list_objects_v2(Bucket="lake")["Contents"]]
    body = cloud.client("s3").get_object(Bucket="lake", Key=key)["Body"].read()

    assert json.loads(body)["source"] == source


def test_another_bus_gets_the_event_and_its_rules_match_it(cloud: LocalCloud, source: str) -> None:
    bus = cloud.client("events").create_event_bus(Name="partners")["EventBusArn"]
    target = queue(cloud)
    _rule(cloud, source, {"Arn": bus})
    _rule(cloud, source, {"Arn": target.arn}, bus="partners")
    _put(cloud, source)
    (body,) = target.bodies()

    assert json.loads(body)["detail"] == {"city": "jeju", "nights": 2}


def test_an_event_for_one_bus_is_not_seen_on_another(cloud: LocalCloud, source: str) -> None:
    cloud.client("events").create_event_bus(Name="quiet")
    target = queue(cloud)
    _rule(cloud, source, {"Arn": target.arn})
    _put(cloud, source, bus="quiet")

    assert target.bodies() == []


def test_an_event_that_a_target_cannot_take_goes_to_the_dead_letter_queue(
    cloud: LocalCloud, source: str
) -> None:
    dead_letters = queue(cloud)
    gone = "arn:aws:lambda:us-east-1:123456789012:function:gone"
    _rule(cloud, source, {"Arn": gone, "DeadLetterConfig": {"Arn": dead_letters.arn}})
    _put(cloud, source)
    (message,) = dead_letters.messages()
    attributes = message["MessageAttributes"]

    assert json.loads(message["Body"])["source"] == source
    assert attributes["TARGET_ARN"]["StringValue"] == gone
    assert attributes["ERROR_CODE"]["StringValue"] == "ResourceNotFoundException"


def test_a_target_that_cannot_be_reached_here_is_named_in_the_dead_letter(
    cloud: LocalCloud, source: str
) -> None:
    dead_letters = queue(cloud)
    batch = "arn:aws:batch:us-east-1:123456789012:job-queue/jobs"
    _rule(cloud, source, {"Arn": batch, "DeadLetterConfig": {"Arn": dead_letters.arn}})
    _put(cloud, source)
    (message,) = dead_letters.messages()

    assert batch in message["MessageAttributes"]["ERROR_MESSAGE"]["StringValue"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Detail": "{"}, "MalformedDetail"),
        ({"Detail": "[]"}, "MalformedDetail"),
        ({"Source": ""}, "InvalidArgument"),
        ({"Source": "aws.s3"}, "NotAuthorizedForSourceException"),
    ],
)
def test_an_entry_that_is_no_event_fails_alone(
    cloud: LocalCloud, source: str, change: dict[str, str], code: str
) -> None:
    target = queue(cloud)
    _rule(cloud, source, {"Arn": target.arn})
    good = {"Source": source, "DetailType": "Booked", "Detail": "{}"}
    answer = cloud.client("events").put_events(Entries=[{**good, **change}, good])

    assert answer["FailedEntryCount"] == 1
    assert answer["Entries"][0]["ErrorCode"] == code
    assert len(target.bodies()) == 1


def test_a_rule_whose_pattern_is_none_is_refused(cloud: LocalCloud) -> None:
    with pytest.raises(ClientError, match="Reason: a is 1: it must be an object or a list"):
        cloud.client("events").put_rule(Name="wrong", EventPattern='{"a": 1}')


def test_a_pattern_can_be_tried(cloud: LocalCloud) -> None:
    event = {"id": "1", "source": "s", "detail": {"city": "jeju"}}
    tried = [
        cloud.client("events").test_event_pattern(
            EventPattern=json.dumps({"detail": {"city": [city]}}), Event=json.dumps(event)
        )["Result"]
        for city in ("jeju", "busan")
    ]

    assert tried == [True, False]


def test_a_bus_that_does_not_exist_is_named(cloud: LocalCloud, source: str) -> None:
    with pytest.raises(ClientError, match="nowhere"):
        _put(cloud, source, bus="nowhere")

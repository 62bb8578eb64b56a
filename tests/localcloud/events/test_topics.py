"""Topics: who gets what is published, and the texts that are kept."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.events import settle, texts_sent
from tests.localcloud.events.deploy import Queue, events_of, queue, recorder


def _topic(cloud: LocalCloud, *, fifo: bool = False) -> str:
    name = f"topic-{uuid.uuid4().hex[:12]}{'.fifo' if fifo else ''}"
    attributes = {"FifoTopic": "true", "ContentBasedDeduplication": "true"} if fifo else {}
    return str(cloud.client("sns").create_topic(Name=name, Attributes=attributes)["TopicArn"])


def _subscribe(cloud: LocalCloud, topic: str, endpoint: str, **attributes: str) -> str:
    protocol = "sms" if endpoint.startswith("+") else endpoint.split(":")[2]
    answer = cloud.client("sns").subscribe(
        TopicArn=topic, Protocol=protocol, Endpoint=endpoint, Attributes=attributes
    )
    return str(answer["SubscriptionArn"])


def _publish(cloud: LocalCloud, topic: str, message: str, **request: Any) -> str:
    answer = cloud.client("sns").publish(TopicArn=topic, Message=message, **request)
    return str(answer["MessageId"])


def _attributes(**values: str) -> dict[str, Any]:
    return {name: {"DataType": "String", "StringValue": text} for name, text in values.items()}


def test_a_function_gets_a_notification_as_on_aws(cloud: LocalCloud) -> None:
    topic, function = _topic(cloud), recorder(cloud)
    subscription = _subscribe(cloud, topic, function.arn)
    message_id = _publish(
        cloud, topic, "booked", Subject="News", MessageAttributes=_attributes(city="jeju")
    )
    ((record,),) = [event["Records"] for event in events_of(function)]

    assert record["EventSource"] == "aws:sns"
    assert record["EventSubscriptionArn"] == subscription
    assert record["Sns"]["Message"] == "booked"
    assert record["Sns"]["Subject"] == "News"
    assert record["Sns"]["MessageId"] == message_id
    assert record["Sns"]["TopicArn"] == topic
    assert record["Sns"]["MessageAttributes"] == {"city": {"Type": "String", "Value": "jeju"}}


def test_a_queue_gets_the_message_in_an_envelope(cloud: LocalCloud) -> None:
    topic, target = _topic(cloud), queue(cloud)
    _subscribe(cloud, topic, target.arn)
    _publish(cloud, topic, "booked")
    (body,) = target.bodies()
    envelope = json.loads(body)

    assert (envelope["Type"], envelope["Message"]) == ("Notification", "booked")
    assert "Subject" not in envelope


def test_a_queue_gets_the_message_raw_if_it_asks_for_it(cloud: LocalCloud) -> None:
    topic, target = _topic(cloud), queue(cloud)
    _subscribe(cloud, topic, target.arn, RawMessageDelivery="true")
    _publish(cloud, topic, "booked", MessageAttributes=_attributes(city="jeju"))
    (message,) = target.messages()

    assert message["Body"] == "booked"
    assert message["MessageAttributes"]["city"]["StringValue"] == "jeju"


def test_every_subscriber_gets_a_message_and_each_protocol_its_own(cloud: LocalCloud) -> None:
    topic, target, function = _topic(cloud), queue(cloud), recorder(cloud)
    _subscribe(cloud, topic, target.arn, RawMessageDelivery="true")
    _subscribe(cloud, topic, function.arn)
    message = json.dumps({"default": "for all", "sqs": "for queues"})
    _publish(cloud, topic, message, MessageStructure="json")

    assert target.bodies() == ["for queues"]
    (event,) = events_of(function)
    assert event["Records"][0]["Sns"]["Message"] == "for all"


@pytest.mark.parametrize(
    ("policy", "scope", "expected"),
    [
        ({"city": ["jeju"]}, "MessageAttributes", ["1"]),
        ({"city": [{"anything-but": "jeju"}]}, "MessageAttributes", ["2"]),
        ({"vip": [{"exists": True}]}, "MessageAttributes", ["2"]),
        ({"n": [{"numeric": [">", 1]}]}, "MessageBody", ["2"]),
    ],
)
def test_a_filter_policy_keeps_messages_away(
    cloud: LocalCloud, policy: dict[str, Any], scope: str, expected: list[str]
) -> None:
    topic, target = _topic(cloud), queue(cloud)
    _subscribe(
        cloud,
        topic,
        target.arn,
        RawMessageDelivery="true",
        FilterPolicy=json.dumps(policy),
        FilterPolicyScope=scope,
    )
    _publish(cloud, topic, '{"n": 1}', MessageAttributes=_attributes(city="jeju"))
    _publish(cloud, topic, '{"n": 2}', MessageAttributes=_attributes(city="busan", vip="yes"))

    assert [str(json.loads(body)["n"]) for body in target.bodies()] == expected


def test_a_fifo_topic_keeps_the_group_and_its_order(cloud: LocalCloud) -> None:
    topic, target = _topic(cloud, fifo=True), queue(cloud, fifo=True)
    _subscribe(cloud, topic, target.arn, RawMessageDelivery="true")
    for number in range(9):
        _publish(cloud, topic, str(number), MessageGroupId="guest")

    messages = target.messages()
    assert [message["Body"] for message in messages] == list("012345678")
    assert {message["Attributes"]["MessageGroupId"] for message in messages} == {"guest"}


def test_what_a_subscriber_cannot_take_goes_to_its_dead_letter_queue(cloud: LocalCloud) -> None:
    topic, dead_letters = _topic(cloud), queue(cloud)
    gone: Queue = queue(cloud)
    redrive = json.dumps({"deadLetterTargetArn": dead_letters.arn})
    _subscribe(cloud, topic, gone.arn, RedrivePolicy=redrive)
    cloud.client("sqs").delete_queue(QueueUrl=gone.url)
    _publish(cloud, topic, "booked")

    assert [json.loads(body)["Message"] for body in dead_letters.bodies()] == ["booked"]


def test_a_batch_is_published_message_by_message(cloud: LocalCloud) -> None:
    topic, target = _topic(cloud), queue(cloud)
    _subscribe(cloud, topic, target.arn, RawMessageDelivery="true")
    answer = cloud.client("sns").publish_batch(
        TopicArn=topic,
        PublishBatchRequestEntries=[
            {"Id": "a", "Message": "1"},
            {"Id": "b", "Message": ""},
            {"Id": "c", "Message": "2"},
        ],
    )

    assert [each["Id"] for each in answer["Successful"]] == ["a", "c"]
    assert [each["Id"] for each in answer["Failed"]] == ["b"]
    assert sorted(target.bodies()) == ["1", "2"]


def test_a_text_is_kept_with_number_time_and_sender(cloud: LocalCloud) -> None:
    before = cloud.clock.now()
    cloud.client("sns").publish(
        PhoneNumber="+821012345678",
        Message="예약되었습니다",
        MessageAttributes=_attributes(**{"AWS.MM.SMS.OriginationNumber": "+18005550100"}),
    )
    text = texts_sent(cloud)[-1]

    assert (text["number"], text["text"]) == ("+821012345678", "예약되었습니다")
    assert text["sender"] == "+18005550100"
    assert before <= datetime.fromisoformat(text["time"]) <= cloud.clock.now()


def test_a_phone_may_subscribe_to_a_topic(cloud: LocalCloud) -> None:
    topic = _topic(cloud)
    _subscribe(cloud, topic, "+15550100")
    _publish(cloud, topic, "staff news")
    assert settle(cloud)

    text = texts_sent(cloud)[-1]
    assert (text["number"], text["text"], text["sender"]) == ("+15550100", "staff news", None)


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        ({"PhoneNumber": "555-0100", "Message": "hi"}, "555-0100 is not valid"),
        ({"PhoneNumber": "+15550100", "Message": "x" * 1601}, "at most 1600 characters"),
        ({"Message": "hi"}, "TopicArn, TargetArn or PhoneNumber is required"),
        (
            {"TopicArn": "arn:aws:sns:us-east-1:123456789012:nowhere", "Message": "hi"},
            "Topic does not exist",
        ),
    ],
)
def test_what_cannot_be_published_is_refused(
    cloud: LocalCloud, request_: dict[str, Any], problem: str
) -> None:
    with pytest.raises(ClientError, match=problem):
        cloud.client("sns").publish(**request_)

"""boto3 drives a chat: connect StartChatContact, connectparticipant."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.clients import over_network
from localcloud.cloud import LocalCloud
from tests.localcloud.connect.deployed import Instance, instance_in
from tests.localcloud.connect.flows import ask, block, flow, remember, say, set_queue, to_queue


class Chat:
    """A chat as a web page would hold it."""

    def __init__(self, clinic: Instance, flow_id: str, **more: Any) -> None:
        self.clinic = clinic
        self.begun = clinic.connect.start_chat_contact(
            InstanceId=clinic.id,
            ContactFlowId=flow_id,
            ParticipantDetails={"DisplayName": "Ana"},
            **more,
        )
        self.participant = clinic.cloud.client("connectparticipant")
        self.token = self.participant.create_participant_connection(
            ParticipantToken=self.begun["ParticipantToken"], Type=["CONNECTION_CREDENTIALS"]
        )["ConnectionCredentials"]["ConnectionToken"]

    def send(self, text: str, content_type: str = "text/plain") -> None:
        self.participant.send_message(
            ContentType=content_type, Content=text, ConnectionToken=self.token
        )

    def transcript(self, **more: Any) -> list[dict[str, Any]]:
        request = {"SortOrder": "ASCENDING", "MaxResults": 100, **more}
        answer = self.participant.get_transcript(ConnectionToken=self.token, **request)
        items: list[dict[str, Any]] = answer["Transcript"]
        return items

    @property
    def lines(self) -> list[str]:
        return [
            f"{item['DisplayName']}: {item['Content']}"
            for item in self.transcript()
            if item["Type"] == "MESSAGE"
        ]

    @property
    def contact(self) -> dict[str, Any]:
        answer = self.clinic.connect.describe_contact(
            InstanceId=self.clinic.id, ContactId=self.begun["ContactId"]
        )
        contact: dict[str, Any] = answer["Contact"]
        return contact


@pytest.fixture(scope="module")
def order(clinic: Instance) -> str:
    return clinic.publish(
        flow(
            say("Greeting", "Hello $.Attributes.name.", then="Order"),
            ask(
                "Order",
                "What would you like?",
                {"OrderPizza": "Keep"},
                timeout="Late",
                other="Queue",
                LexTimeoutSeconds={"Text": "120"},
            ),
            remember("Keep", {"count": "$.Lex.Slots.Count"}, then="Queue"),
            set_queue("Queue", clinic.queue, then="Transfer"),
            to_queue("Transfer", full="Full"),
            say("Full", "Everybody is busy."),
            say("Late", "Are you still there?"),
        ),
        name="Order",
    )


def test_a_chat_goes_through_the_flow_into_the_queue(clinic: Instance, order: str) -> None:
    chat = Chat(clinic, order, Attributes={"name": "Ana"})
    chat.send("I want pizza")
    chat.send("three")
    assert chat.lines == [
        "SYSTEM_MESSAGE: Hello Ana.",
        "SYSTEM_MESSAGE: What would you like?",
        "Ana: I want pizza",
        "BOT: How many?",
        "Ana: three",
    ]
    contact = chat.contact
    assert contact["Channel"] == "CHAT"
    assert contact["QueueInfo"]["Id"] == clinic.queue.rsplit("/", 1)[-1]
    assert clinic.connect.get_contact_attributes(
        InstanceId=clinic.id, InitialContactId=contact["Id"]
    )["Attributes"] == {"name": "Ana", "count": "3"}
    clinic.connect.stop_contact(InstanceId=clinic.id, ContactId=contact["Id"])


def test_the_transcript_tells_who_came_and_went(clinic: Instance, order: str) -> None:
    chat = Chat(clinic, order)
    chat.participant.disconnect_participant(ConnectionToken=chat.token)
    assert [item["ContentType"].rsplit("connect.event.")[-1] for item in chat.transcript()] == [
        "participant.joined",
        "text/plain",
        "text/plain",
        "participant.left",
        "chat.ended",
    ]
    assert chat.contact["DisconnectReason"] == "CUSTOMER_DISCONNECT"


def test_nobody_writes_to_a_chat_that_is_over(clinic: Instance, order: str) -> None:
    chat = Chat(clinic, order)
    clinic.connect.stop_contact(InstanceId=clinic.id, ContactId=chat.begun["ContactId"])
    with pytest.raises(ClientError, match="AccessDenied"):
        chat.send("hello?")


def test_a_token_that_was_never_given_opens_nothing(clinic: Instance) -> None:
    participant = clinic.cloud.client("connectparticipant")
    with pytest.raises(ClientError, match="AccessDenied"):
        participant.get_transcript(ConnectionToken="guessed")
    with pytest.raises(ClientError, match="AccessDenied"):
        participant.create_participant_connection(
            ParticipantToken="guessed", Type=["CONNECTION_CREDENTIALS"]
        )


def test_a_websocket_is_refused_in_words(clinic: Instance, order: str) -> None:
    chat = Chat(clinic, order)
    with pytest.raises(ClientError, match="there is no WEBSOCKET here"):
        chat.participant.create_participant_connection(
            ParticipantToken=chat.begun["ParticipantToken"], Type=["WEBSOCKET"]
        )


def test_a_chat_times_out_by_the_clouds_clock(
    cloud: LocalCloud, clinic: Instance, order: str
) -> None:
    chat = Chat(clinic, order)
    cloud.clock.move(timedelta(seconds=119))
    assert chat.lines[-1] == "SYSTEM_MESSAGE: What would you like?"
    cloud.clock.move(timedelta(seconds=2))
    assert chat.lines[-1] == "SYSTEM_MESSAGE: Are you still there?"
    assert "DisconnectTimestamp" in chat.contact


def test_a_full_queue_takes_its_branch(clinic: Instance, order: str) -> None:
    chats = [Chat(clinic, order) for _ in range(3)]
    for chat in chats:
        chat.send("something else")
    assert [("QueueInfo" in chat.contact) for chat in chats] == [True, True, False]
    assert chats[2].lines[-1] == "SYSTEM_MESSAGE: Everybody is busy."
    for chat in chats[:2]:
        clinic.connect.stop_contact(InstanceId=clinic.id, ContactId=chat.begun["ContactId"])


def test_the_same_client_token_begins_one_chat(clinic: Instance, order: str) -> None:
    first, second = (Chat(clinic, order, ClientToken="once").begun for _ in range(2))
    assert first["ContactId"] == second["ContactId"]


def test_attributes_can_be_set_from_outside(clinic: Instance, order: str) -> None:
    chat = Chat(clinic, order, Attributes={"name": "Ana"})
    where = {"InstanceId": clinic.id, "InitialContactId": chat.begun["ContactId"]}
    clinic.connect.update_contact_attributes(**where, Attributes={"vip": "yes"})
    assert clinic.connect.get_contact_attributes(**where)["Attributes"] == {
        "name": "Ana",
        "vip": "yes",
    }


def test_the_initial_message_can_be_the_bots_first(clinic: Instance) -> None:
    flow_id = clinic.publish(
        flow(
            ask(
                "Order",
                "Hello.",
                {"OrderPizza": "End"},
                LexInitializationData={"InitialMessage": "$.Media.InitialMessage"},
            )
        ),
        name="FirstWords",
    )
    first = {"ContentType": "text/plain", "Content": "I want pizza"}
    chat = Chat(clinic, flow_id, InitialMessage=first)
    assert chat.lines == ["Ana: I want pizza", "SYSTEM_MESSAGE: Hello.", "BOT: How many?"]


def test_a_picked_answer_says_its_title(clinic: Instance, order: str) -> None:
    chat = Chat(clinic, order)
    picked = {"templateType": "QuickReply", "data": {"content": {"title": "I want pizza"}}}
    chat.send(json.dumps(picked), "application/vnd.amazonaws.connect.message.interactive.response")
    assert chat.lines[-1] == "BOT: How many?"


def test_typing_is_taken_and_kept_out_of_the_transcript(clinic: Instance, order: str) -> None:
    chat = Chat(clinic, order)
    before = len(chat.transcript())
    typing = "application/vnd.amazonaws.connect.event.typing"
    chat.participant.send_event(ContentType=typing, ConnectionToken=chat.token)
    assert len(chat.transcript()) == before


def test_a_transcript_comes_in_pages_newest_first(clinic: Instance, order: str) -> None:
    chat = Chat(clinic, order)
    every = chat.transcript()
    first = chat.participant.get_transcript(ConnectionToken=chat.token, MaxResults=2)
    assert [item["Id"] for item in first["Transcript"]] == [i["Id"] for i in every[:0:-1]]
    second = chat.participant.get_transcript(
        ConnectionToken=chat.token, MaxResults=2, NextToken=first["NextToken"]
    )
    assert [item["Id"] for item in second["Transcript"]] == [every[0]["Id"]]
    assert "NextToken" not in second
    assert chat.transcript(StartPosition={"Id": every[1]["Id"]}) == every[1:]


def test_a_web_page_on_this_machine_can_chat(clinic: Instance, order: str) -> None:
    chat = Chat(clinic, order)
    chat.participant = over_network(clinic.cloud.endpoint, "connectparticipant", "us-east-1")
    chat.send("I want pizza")
    assert chat.lines[-1] == "BOT: How many?"


def test_what_is_kept_of_a_chat_goes_where_the_instance_says(cloud: LocalCloud) -> None:
    kept = instance_in(cloud, alias="kept")
    cloud.client("s3").create_bucket(Bucket="transcripts")
    cloud.client("kinesis").create_stream(StreamName="records", ShardCount=1)
    stream = "arn:aws:kinesis:us-east-1:123456789012:stream/records"
    for resource, config in (
        (
            "CHAT_TRANSCRIPTS",
            {
                "StorageType": "S3",
                "S3Config": {"BucketName": "transcripts", "BucketPrefix": "chats"},
            },
        ),
        (
            "CONTACT_TRACE_RECORDS",
            {"StorageType": "KINESIS_STREAM", "KinesisStreamConfig": {"StreamArn": stream}},
        ),
    ):
        kept.connect.associate_instance_storage_config(
            InstanceId=kept.id, ResourceType=resource, StorageConfig=config
        )
    flow_id = kept.publish(flow(remember("Note", {"a": "b"}, then="Bye"), say("Bye", "Bye.")))
    begun = kept.connect.start_chat_contact(
        InstanceId=kept.id, ContactFlowId=flow_id, ParticipantDetails={"DisplayName": "Ana"}
    )
    [item] = cloud.client("s3").list_objects_v2(Bucket="transcripts", Prefix="chats/")["Contents"]
    body = cloud.client("s3").get_object(Bucket="transcripts", Key=item["Key"])["Body"].read()
    assert [i["Content"] for i in json.loads(body)["Transcript"] if i["Type"] == "MESSAGE"] == [
        "Bye."
    ]
    kinesis = cloud.client("kinesis")
    shard = kinesis.list_shards(StreamName="records")["Shards"][0]["ShardId"]
    iterator = kinesis.get_shard_iterator(
        StreamName="records", ShardId=shard, ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    [record] = kinesis.get_records(ShardIterator=iterator)["Records"]
    written = json.loads(record["Data"])
    assert (written["ContactId"], written["Channel"]) == (begun["ContactId"], "CHAT")
    assert written["Attributes"] == {"a": "b"}


def test_a_block_that_is_not_played_here_ends_the_chat_and_is_named(clinic: Instance) -> None:
    flow_id = clinic.publish(
        flow(
            block("Hold on", "Wait", {"TimeLimitSeconds": "60"}, errors={"NoMatchingError": "End"})
        ),
        name="Waiting",
    )
    with pytest.raises(ClientError, match="block 'Hold on' is a Wait, which is not played here"):
        Chat(clinic, flow_id)


def test_a_flow_that_is_only_saved_takes_no_chats(clinic: Instance) -> None:
    saved = clinic.publish("{}", name="Draft", Status="SAVED")
    with pytest.raises(ClientError, match="no published flow"):
        Chat(clinic, saved)

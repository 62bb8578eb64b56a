"""Telling guests, staff and other systems of a booking: each once, whatever fails beside it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from notified_world import Notifier, World
from stream_effects import Channels, Effects, Settings
from stream_effects.once import KEPT
from stream_records import image, message, record

if TYPE_CHECKING:
    from types import SimpleNamespace

    from function_folder import FunctionFolder
    from mypy_boto3_dynamodb.client import DynamoDBClient

CONFIRMED = record("e1", new=image())
CANCELLED = record("e2", old=image(), new=image(status="CANCELLED"))


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def notifier(
    dynamodb: DynamoDBClient,
    hotel_notifications: FunctionFolder,
    context: SimpleNamespace,
    world: World,
    monkeypatch: pytest.MonkeyPatch,
) -> Notifier:
    dynamodb.create_table(
        TableName="effects",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    )
    handler = hotel_notifications.handler
    told: Any = world  # it has the methods of both clients that are called
    channels = Channels(
        sns=told,
        events=told,
        settings=Settings(
            staff_topic_arn="arn:aws:sns:us-east-1:123456789012:staff",
            idempotency_table_name="effects",
            event_bus_name="default",
            origination_number="+18005550199",
        ),
    )
    effects: Effects[Any] = Effects(
        "hotel-notifications",
        hotel_notifications.following.effects(channels),
        log=handler.DynamoDBPersistenceLayer(table_name="effects", boto3_client=dynamodb),
    )
    monkeypatch.setattr(handler, "following", effects)
    return Notifier(hotel_notifications, context)


def test_of_a_new_booking_guest_staff_and_bus_are_told(notifier: Notifier, world: World) -> None:
    assert notifier.receives(message("m1", CONFIRMED)) == []

    assert world.texts == [
        {
            "PhoneNumber": "+12065550132",
            "Message": (
                "Your queen room in Seattle is booked: 3 nights from Wednesday, December 2, 2026, "
                "$420. Reference ABCD2345."
            ),
            "MessageAttributes": {
                "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"},
                "AWS.MM.SMS.OriginationNumber": {
                    "DataType": "String",
                    "StringValue": "+18005550199",
                },
            },
        }
    ]
    assert world.staff == [
        {
            "TopicArn": "arn:aws:sns:us-east-1:123456789012:staff",
            "Subject": "New booking ABCD2345",
            "Message": (
                "New booking ABCD2345: seattle, queen, 3 nights from Wednesday, December 2, 2026, "
                "$420."
            ),
        }
    ]
    (event,) = world.events
    detail = json.loads(event.pop("Detail"))
    assert event == {
        "EventBusName": "default",
        "Source": "hotel.booking",
        "DetailType": "BookingConfirmed",
    }
    assert detail == {
        "eventId": "e1",
        "reference": "ABCD2345",
        "city": "seattle",
        "roomType": "queen",
        "checkIn": "2026-12-02",
        "nights": 3,
        "price": 420,
        "currency": "USD",
        "locale": "en_US",
    }


def test_of_a_cancelled_booking_all_are_told(notifier: Notifier, world: World) -> None:
    notifier.receives(message("m1", CANCELLED))

    assert world.texts[0]["Message"] == (
        "Your booking ABCD2345 in Seattle, 3 nights from Wednesday, December 2, 2026, is cancelled."
    )
    assert world.staff[0]["Subject"] == "Booking ABCD2345 cancelled"
    assert world.events[0]["DetailType"] == "BookingCancelled"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (None, "CONFIRMED", "시애틀 퀸 객실이 2026년 12월 2일 수요일부터 3박 "
         "420달러에 예약됐어요. 예약 번호 ABCD2345"),
        ("CONFIRMED", "CANCELLED", "시애틀, 2026년 12월 2일 수요일부터 3박 예약이 "
         "취소됐어요. 예약 번호 ABCD2345"),
    ],
)  # fmt: skip
def test_a_guest_who_booked_in_korean_is_texted_in_korean(
    notifier: Notifier, world: World, before: str | None, after: str, words: str
) -> None:
    korean = {"locale": "ko_KR", "city_name": "시애틀", "room_type_name": "퀸"}
    old = image(status=before, **korean) if before else None
    notifier.receives(message("m1", record("e1", old=old, new=image(status=after, **korean))))

    assert world.texts[0]["Message"] == words


def test_a_change_delivered_twice_is_told_once(notifier: Notifier, world: World) -> None:
    for message_id in ("m1", "m2"):
        assert notifier.receives(message(message_id, CONFIRMED)) == []

    assert (len(world.texts), len(world.staff), len(world.events)) == (1, 1, 1)


def test_two_changes_of_one_booking_are_both_told(notifier: Notifier, world: World) -> None:
    assert notifier.receives(message("m1", CONFIRMED), message("m2", CANCELLED)) == []

    assert len(world.texts) == 2


@pytest.mark.parametrize("refuses", ["refuse_text", "refuse_staff", "refuse_event"])
def test_an_effect_that_fails_is_tried_again_and_the_others_are_not_repeated(
    notifier: Notifier, world: World, refuses: str
) -> None:
    setattr(world, refuses, 1)

    assert notifier.receives(message("m1", CONFIRMED)) == ["m1"]
    assert len(world.texts) + len(world.staff) + len(world.events) == 2

    assert notifier.receives(message("m1", CONFIRMED)) == []
    assert (len(world.texts), len(world.staff), len(world.events)) == (1, 1, 1)


def test_an_event_that_eventbridge_takes_the_call_for_but_refuses_is_a_failure(
    notifier: Notifier, world: World
) -> None:
    world.refuse_event = 1
    notifier.receives(message("m1", CONFIRMED))

    assert "EventBridge refused BookingConfirmed ABCD2345 on default" in notifier.log.getvalue()
    assert "InternalFailure, try later" in notifier.log.getvalue()


@pytest.mark.parametrize(
    ("poison", "reason"),
    [
        ("not JSON", "the message is not JSON"),
        ({"eventName": "INSERT", "dynamodb": {"NewImage": {}}}, "INSERT lacks an image"),
        (record("e", new=image(locale="fr_FR")), "fr_FR"),
    ],
)
def test_a_message_that_cannot_be_handled_fails_alone_with_its_reason(
    notifier: Notifier, world: World, poison: object, reason: str
) -> None:
    failed = notifier.receives(
        message("poison", poison, group="BOOKING#POISON"), message("good", CONFIRMED)
    )

    assert failed == ["poison"]
    assert reason in notifier.log.getvalue()
    assert len(world.texts) == 1


def test_later_changes_of_a_booking_wait_for_the_one_that_failed(
    notifier: Notifier, world: World
) -> None:
    other = record("e3", new=image(reference="WXYZ6789"))
    failed = notifier.receives(
        message("m1", "not JSON"),
        message("m2", CANCELLED),
        message("m3", other, group="BOOKING#WXYZ6789"),
    )

    assert failed == ["m1", "m2"]
    assert [sent["Subject"] for sent in world.staff] == ["New booking WXYZ6789"]


def test_a_batch_of_failures_only_is_an_answer_too(notifier: Notifier) -> None:
    assert notifier.receives(message("m1", "not JSON")) == ["m1"]


def test_a_change_of_which_nobody_is_told_is_done_with(notifier: Notifier, world: World) -> None:
    mended = record("e1", old=image(), new=image(price="500"))

    assert notifier.receives(message("m1", mended)) == []
    assert world.staff == []


def test_no_number_of_a_guest_is_logged_even_when_sns_names_it(
    notifier: Notifier, world: World
) -> None:
    world.refuse_text = 1
    notifier.receives(message("m1", CONFIRMED))
    notifier.receives(message("m1", CONFIRMED))

    assert "SNS refused the text to the guest of ABCD2345: InvalidParameter" in (
        notifier.log.getvalue()
    )
    assert "5550132" not in notifier.log.getvalue()


def test_a_note_of_what_is_done_outlives_the_dead_letter_queue(
    notifier: Notifier, dynamodb: DynamoDBClient
) -> None:
    notifier.receives(message("m1", CONFIRMED))

    assert KEPT.days >= 4 + 14
    notes = dynamodb.scan(TableName="effects")["Items"]
    assert {note["id"]["S"].split("#")[0] for note in notes} == {
        "hotel-notifications.text",
        "hotel-notifications.staff",
        "hotel-notifications.event",
    }
    assert all("5550132" not in json.dumps(note) for note in notes)


def test_the_deployed_clients_reach_sns_and_eventbridge(
    dynamodb: DynamoDBClient,
    hotel_notifications: FunctionFolder,
    context: SimpleNamespace,
) -> None:
    dynamodb.create_table(
        TableName="effects",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    )
    boto3.client("sns").create_topic(Name="staff")

    assert Notifier(hotel_notifications, context).receives(message("m1", CONFIRMED)) == []


def test_a_function_that_lacks_variables_names_them_all() -> None:
    with pytest.raises(RuntimeError, match="STAFF_TOPIC_ARN, EVENT_BUS_NAME"):
        Settings.read({"IDEMPOTENCY_TABLE_NAME": "effects"})

"""What follows a change of an appointment: told once, in the person's language, to everybody."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from appointment_book import AppointmentStatus
from appointment_book.items import write_appointment
from clinic_world import MARIA, Clinic, at
from notified_world import Notifier, World
from stream_effects import Channels, Effects, Settings
from stream_records import message, record

if TYPE_CHECKING:
    from appointment_book import Appointment
    from function_folder import FunctionFolder

STAFF = "arn:aws:sns:us-east-1:123456789012:staff"


@pytest.fixture
def world() -> World:
    """Those who are told."""
    return World()


@pytest.fixture
def notifier(
    world: World,
    clinic: Clinic,
    appointment_notifications: FunctionFolder,
    context: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
) -> Notifier:
    """The function with that world around it."""
    from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer

    clinic.client.create_table(
        TableName="effects",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
    )
    told: Any = world  # it has the methods of both clients that are called
    channels = Channels(
        sns=told,
        events=told,
        settings=Settings(STAFF, "effects", "default", "+15550100"),
    )
    effects: Effects[Any] = Effects(
        "appointment-notifications",
        appointment_notifications.following.effects(channels, text_refused=lambda: None),
        log=DynamoDBPersistenceLayer(table_name="effects", boto3_client=clinic.client),
    )
    monkeypatch.setattr(appointment_notifications.handler, "following", effects)
    return Notifier(appointment_notifications, context)


def change(before: Appointment | None, after: Appointment | None, event_id: str = "e1") -> Any:
    """A message about an appointment."""
    images = {
        name: write_appointment(each)
        for name, each in (("old", before), ("new", after))
        if each is not None
    }
    return message("m1", record(event_id, **images), group="PERSON#maria")


def test_a_move_is_texted_told_and_published(
    notifier: Notifier, world: World, clinic: Clinic
) -> None:
    moved = replace(clinic.maria, starts_at=at("2026-12-03 15:00"))
    assert notifier.receives(change(clinic.maria, moved)) == []
    assert world.texts[0]["PhoneNumber"] == MARIA.phone
    assert world.texts[0]["Message"] == (
        "Your appointment with Dr. Chen is now on Thursday, December 3 at 3 PM."
    )
    assert world.staff[0]["Subject"] == f"Appointment {moved.reference} moved"
    assert (
        "2026-12-03 15:00 America/Los_Angeles (before: 2026-12-02 10:00)"
        in (world.staff[0]["Message"])
    )
    (event,) = world.events
    assert (event["Source"], event["DetailType"]) == ("clinic.appointments", "AppointmentMoved")
    assert json.loads(event["Detail"]) == {
        "eventId": "e1",
        "reference": moved.reference,
        "provider": "chen",
        "startsAt": "2026-12-03T23:00:00+00:00",
        "movedFrom": "2026-12-02T18:00:00+00:00",
        "timeZone": "America/Los_Angeles",
        "locale": "en_US",
    }


def test_neither_staff_nor_bus_are_told_who_it_is(
    notifier: Notifier, world: World, clinic: Clinic
) -> None:
    notifier.receives(change(None, clinic.maria))
    told = json.dumps([world.staff, world.events])
    assert MARIA.phone not in told
    assert "maria" not in told
    assert MARIA.phone not in notifier.log.getvalue()


def test_a_record_that_comes_again_is_told_once(
    notifier: Notifier, world: World, clinic: Clinic
) -> None:
    moved = replace(clinic.maria, starts_at=at("2026-12-03 15:00"))
    for _ in range(3):
        assert notifier.receives(change(clinic.maria, moved)) == []
    assert (len(world.texts), len(world.staff), len(world.events)) == (1, 1, 1)


def test_what_failed_is_done_again_and_what_did_not_is_not(
    notifier: Notifier, world: World, clinic: Clinic
) -> None:
    world.refuse_text = 1
    assert notifier.receives(change(None, clinic.maria)) == ["m1"]
    assert notifier.receives(change(None, clinic.maria)) == []
    assert (len(world.texts), len(world.staff), len(world.events)) == (1, 1, 1)
    assert MARIA.phone not in notifier.log.getvalue()


def test_a_refused_event_comes_again(notifier: Notifier, world: World, clinic: Clinic) -> None:
    world.refuse_event = 1
    assert notifier.receives(change(None, clinic.maria)) == ["m1"]
    assert notifier.receives(change(None, clinic.maria)) == []
    assert len(world.events) == 1


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en_US", "Your appointment with Dr. Chen on Wednesday, December 2 at 10 AM is cancelled."),
        ("ko_KR", "12월 2일 수요일 오전 10시 Dr. Chen 예약이 취소됐어요."),
    ],
)
def test_a_cancellation_is_told(
    notifier: Notifier, world: World, clinic: Clinic, locale: str, text: str
) -> None:
    before = replace(clinic.maria, locale=locale)
    notifier.receives(change(before, replace(before, status=AppointmentStatus.CANCELLED)))
    assert world.texts[0]["Message"] == text
    assert world.events[0]["DetailType"] == "AppointmentCancelled"


def test_a_new_appointment_is_told_in_korean(
    notifier: Notifier, world: World, clinic: Clinic
) -> None:
    notifier.receives(change(None, replace(clinic.maria, locale="ko_KR")))
    assert world.texts[0]["Message"] == "12월 2일 수요일 오전 10시 Dr. Chen 예약이 잡혔어요."


def test_a_move_in_korean_has_the_right_particle(
    notifier: Notifier, world: World, clinic: Clinic
) -> None:
    moved = replace(clinic.maria, starts_at=at("2026-12-03 15:30"), locale="ko_KR")
    notifier.receives(change(clinic.maria, moved))
    assert "오후 3시 30분으로 변경됐어요." in world.texts[0]["Message"]


def test_a_change_of_something_else_is_told_to_nobody(
    notifier: Notifier, world: World, clinic: Clinic
) -> None:
    cancelled = replace(clinic.maria, status=AppointmentStatus.CANCELLED)
    assert notifier.receives(change(clinic.maria, replace(clinic.maria, request="r2"))) == []
    assert notifier.receives(change(clinic.maria, None)) == []
    assert notifier.receives(change(cancelled, replace(cancelled, request="r3"))) == []
    assert world.texts == world.staff == world.events == []


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ("no json", "not JSON"),
        ("[]", "is a list"),
        ({"eventName": "INSERT"}, "has no 'dynamodb'"),
        ({"eventName": "MODIFY", "dynamodb": {"NewImage": {"a": {}}}}, "lacks an image"),
        ({"eventID": "e", "eventName": "INSERT", "dynamodb": {"NewImage": {"a": {}}}}, "has no"),
    ],
)
def test_a_message_that_is_no_record_is_named_and_comes_again(
    notifier: Notifier, body: object, wrong: str
) -> None:
    assert notifier.receives(message("m1", body)) == ["m1"]
    assert wrong in notifier.log.getvalue()

"""A deployed HotelBooking stack, spoken to through boto3 alone."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from tests.e2e.conftest import Target, control_of

PHONE = "+12065550123"


class Guest:
    """Somebody who talks to the bot in one session."""

    def __init__(self, target: Target, locale: str = "en_US", phone: str = PHONE) -> None:
        self._runtime = target.client("lexv2-runtime")
        self._place = {**target.bot, "localeId": locale}
        self.session = f"e2e-{uuid.uuid4().hex}"
        self._attributes: dict[str, str] | None = {"phoneNumber": phone}

    def says(self, text: str) -> dict[str, Any]:
        state = {"sessionState": {"sessionAttributes": self._attributes}}
        answer: dict[str, Any] = self._runtime.recognize_text(
            **self._place,
            sessionId=self.session,
            text=text,
            **(state if self._attributes else {}),
        )
        self._attributes = None
        return answer

    def books(self, text: str) -> dict[str, Any]:
        quoted = self.says(text)
        assert quoted["sessionState"]["dialogAction"]["type"] == "ConfirmIntent", quoted
        return self.says("yes")


def reference_of(answer: dict[str, Any]) -> str:
    assert answer["sessionState"]["intent"]["state"] == "Fulfilled", answer
    return str(answer["sessionState"]["sessionAttributes"]["bookingReference"])


def item(target: Target, pk: str, sk: str) -> dict[str, str]:
    found = target.client("dynamodb").get_item(
        TableName=target.outputs["RoomsTable"],
        Key={"pk": {"S": pk}, "sk": {"S": sk}},
        ConsistentRead=True,
    )
    return {name: next(iter(value.values())) for name, value in found.get("Item", {}).items()}


def in_days(days: int) -> date:
    return (datetime.now(UTC) + timedelta(days=days)).date()


def test_a_room_is_booked_in_one_breath(target: Target) -> None:
    day = in_days(40)
    answer = Guest(target).books(f"I need a queen room in Seattle for 3 nights from {day}")
    booking = item(target, f"BOOKING#{reference_of(answer)}", "BOOKING")
    assert booking["status"] == "CONFIRMED"
    assert (booking["city"], booking["room_type"], booking["nights"]) == ("seattle", "queen", "3")
    assert booking["check_in"] == day.isoformat()


def test_a_room_is_booked_in_korean(target: Target) -> None:
    guest = Guest(target, "ko_KR", "+821012345678")
    guest.says("서울에 킹 룸 예약하고 싶어요")
    guest.says("다음 주 금요일")
    guest.says("2박")
    booking = item(target, f"BOOKING#{reference_of(guest.says('네'))}", "BOOKING")
    assert (booking["city"], booking["room_type"], booking["nights"]) == ("seoul", "king", "2")
    assert booking["locale"] == "ko_KR"


def test_the_guest_is_texted_once(target: Target) -> None:
    local_cloud = control_of(target)
    phone = f"+1206555{uuid.uuid4().int % 10**4:04}"
    guest = Guest(target, phone=phone)
    reference = reference_of(
        guest.books(f"I need a king room in Busan for 1 night from {in_days(41)}")
    )
    local_cloud.ask("settle", {"timeout": 60})
    texts = [one for one in local_cloud.ask("messages")["messages"] if one["number"] == phone]
    assert len(texts) == 1
    assert reference in texts[0]["text"]


def test_a_cancelled_booking_gives_its_nights_back(target: Target) -> None:
    day = in_days(45)
    guest = Guest(target)
    reference = reference_of(guest.books(f"I need a deluxe room in Jeju for 2 nights from {day}"))
    nights = [(day + timedelta(days=n)).isoformat() for n in range(2)]
    before = [int(item(target, "NIGHTS#jeju#deluxe", night)["free"]) for night in nights]
    guest.says(f"Cancel my booking {reference}")
    guest.says("yes")
    assert item(target, f"BOOKING#{reference}", "BOOKING")["status"] == "CANCELLED"
    after = [int(item(target, "NIGHTS#jeju#deluxe", night)["free"]) for night in nights]
    assert after == [free + 1 for free in before]


def test_fifty_guests_race_for_the_last_room_and_one_gets_it(target: Target) -> None:
    day = in_days(60)
    target.client("dynamodb").put_item(
        TableName=target.outputs["RoomsTable"],
        Item={
            "pk": {"S": "NIGHTS#busan#deluxe"},
            "sk": {"S": day.isoformat()},
            "free": {"N": "1"},
        },
    )
    guests = [Guest(target) for _ in range(50)]
    with ThreadPoolExecutor(16) as together:
        quotes = list(
            together.map(
                lambda guest: guest.says(f"I need a deluxe room in Busan for 1 night from {day}"),
                guests,
            )
        )
        assert all(
            quote["sessionState"]["dialogAction"]["type"] == "ConfirmIntent" for quote in quotes
        )
        answers = list(together.map(lambda guest: guest.says("yes"), guests))
    booked = [one for one in answers if one["sessionState"]["intent"]["state"] == "Fulfilled"]
    offered = [
        one for one in answers if one["sessionState"]["dialogAction"]["type"] == "ElicitSlot"
    ]
    assert (len(booked), len(offered)) == (1, 49)
    assert all(one["messages"] for one in offered)
    assert item(target, "NIGHTS#busan#deluxe", day.isoformat())["free"] == "0"


@pytest.mark.parametrize(
    ("change", "code", "status"),
    [
        ({"text": "x" * 1025}, "ValidationException", 400),
        ({"botAliasId": "NOSUCHBOTA"}, "ResourceNotFoundException", 404),
        ({"botId": "NOSUCHBOTI"}, "ResourceNotFoundException", 404),
        ({"localeId": "fr_FR"}, "ResourceNotFoundException", 404),
        ({"sessionId": "no spaces allowed"}, "ValidationException", 400),
    ],
)
def test_what_lex_refuses_is_refused_as_lex_does(
    target: Target, change: dict[str, str], code: str, status: int
) -> None:
    arguments = {
        **target.bot,
        "localeId": "en_US",
        "sessionId": "e2e-errors",
        "text": "Book a hotel",
        **change,
    }
    with pytest.raises(ClientError) as caught:
        target.client("lexv2-runtime").recognize_text(**arguments)
    response = caught.value.response
    assert response["Error"]["Code"] == code
    assert response["ResponseMetadata"]["HTTPStatusCode"] == status


def test_an_empty_text_does_not_leave_the_client(target: Target) -> None:
    with pytest.raises(ParamValidationError, match="text"):
        Guest(target).says("")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\x00\x01\x7f\x1b[31m", "🏨" * 50])
def test_strange_input_is_an_utterance_like_any_other(target: Target, text: str) -> None:
    answer = Guest(target).says(text)
    assert answer["interpretations"][0]["intent"]["name"] == "FallbackIntent"
    assert answer["messages"]


def test_an_unknown_session_is_not_found(target: Target) -> None:
    runtime = target.client("lexv2-runtime")
    with pytest.raises(runtime.exceptions.ResourceNotFoundException):
        runtime.get_session(**target.bot, localeId="en_US", sessionId="never-spoke")


def test_a_session_can_be_looked_at_set_and_ended(target: Target) -> None:
    runtime = target.client("lexv2-runtime")
    guest = Guest(target)
    guest.says("Book a hotel in Seattle")
    place = {**target.bot, "localeId": "en_US", "sessionId": guest.session}
    seen = runtime.get_session(**place)["sessionState"]
    assert seen["intent"]["name"] == "BookHotel"
    assert seen["intent"]["slots"]["City"]["value"]["interpretedValue"] == "Seattle"
    runtime.put_session(
        **place,
        sessionState={
            "dialogAction": {"type": "ElicitIntent"},
            "sessionAttributes": {"phoneNumber": PHONE},
        },
        messages=[{"contentType": "PlainText", "content": "How can I help?"}],
    )
    assert runtime.get_session(**place)["sessionState"]["sessionAttributes"] == {
        "phoneNumber": PHONE
    }
    runtime.delete_session(**place)
    with pytest.raises(runtime.exceptions.ResourceNotFoundException):
        runtime.get_session(**place)

"""A deployed CallCenter stack: chats through boto3 alone, calls by the local cloud's telephone."""

from __future__ import annotations

import io
import time
from datetime import UTC, datetime

import pytest

from demo.call_center.clinic import PEOPLE, opening_after
from localcloud.cli.calling import call
from tests.e2e.conftest import Target, control_of

MARIA, SEOYEON = PEOPLE
ANSWER_SECONDS = 60


class Chat:
    """A customer who writes to the contact centre."""

    def __init__(self, clinic: Target, **attributes: str) -> None:
        self._connect = clinic.client("connect")
        self._participant = clinic.client("connectparticipant")
        self.instance = clinic.outputs["InstanceArn"].rpartition("/")[2]
        started = self._connect.start_chat_contact(
            InstanceId=self.instance,
            ContactFlowId=clinic.outputs["ContactFlowArn"].rpartition("/")[2],
            ParticipantDetails={"DisplayName": "Customer"},
            Attributes=attributes,
        )
        self.contact = started["ContactId"]
        connection = self._participant.create_participant_connection(
            ParticipantToken=started["ParticipantToken"], Type=["CONNECTION_CREDENTIALS"]
        )
        self._token = connection["ConnectionCredentials"]["ConnectionToken"]
        self._read = 0

    def hears(self, *words: str) -> None:
        """Reads on until all these words have come."""
        deadline = time.monotonic() + ANSWER_SECONDS
        text = ""
        while not all(word in text for word in words):
            assert time.monotonic() < deadline, f"{words} did not come; there was: {text}"
            items = self._participant.get_transcript(
                ConnectionToken=self._token, MaxResults=100, SortOrder="ASCENDING"
            )["Transcript"]
            text = " ".join(one.get("Content", "") for one in items[self._read :])
        self._read = len(items)

    def says(self, text: str) -> None:
        self._participant.send_message(
            ConnectionToken=self._token, ContentType="text/plain", Content=text
        )

    @property
    def attributes(self) -> dict[str, str]:
        found: dict[str, str] = self._connect.get_contact_attributes(
            InstanceId=self.instance, InitialContactId=self.contact
        )["Attributes"]
        return found


def now_of(clinic: Target) -> datetime:
    if clinic.cloud is None:
        return datetime.now(UTC)
    return datetime.fromisoformat(clinic.cloud.ask("status")["time"])


def test_an_appointment_is_moved_in_a_chat(clinic: Target) -> None:
    day = opening_after(now_of(clinic), 8)
    chat = Chat(clinic, customerNumber=MARIA.phone)
    chat.hears("date of birth")
    chat.says(f"{MARIA.birth_date:%B} {MARIA.birth_date.day}, {MARIA.birth_date.year}")
    chat.hears("Maria Lopez", "Which day and time")
    chat.says(f"{day:%B} {day.day} at 2:30 pm")
    chat.hears("2:30 PM", "Shall I do that")
    chat.says("yes")
    chat.hears("is now on")
    chat.says("that's all")
    chat.hears("Goodbye")
    assert chat.attributes["moved"] == "true"


def test_a_call_in_korean_moves_an_appointment_and_is_confirmed_by_text(clinic: Target) -> None:
    control = control_of(clinic)
    day = opening_after(now_of(clinic), 9)
    out = io.StringIO()
    ended = call(
        control,
        SEOYEON.phone,
        lines=[
            "2",
            f"{SEOYEON.birth_date:%Y%m%d}#",
            f"{day.month}월 {day.day}일 오전 10시로 바꿔 주세요",
            "네",
            "아니요",
        ],
        out=out,
    )
    assert ended["attributes"].get("moved") == "true", out.getvalue()
    texts = [
        one["text"]
        for one in control.ask("messages")["messages"]
        if one["number"] == SEOYEON.phone and f"{day.month}월 {day.day}일" in one["text"]
    ]
    assert len(texts) == 1


@pytest.mark.parametrize(
    ("caller", "lines", "reason"),
    [
        ("+15559998888", ["1"], "unknown_caller"),
        (MARIA.phone, ["1", "01011990#", "01021990#", "01031990#"], "not_verified"),
        (MARIA.phone, ["1", "0"], "agent"),
    ],
)
def test_whoever_cannot_be_helped_reaches_the_queue_with_the_reason(
    clinic: Target, caller: str, lines: list[str], reason: str
) -> None:
    out = io.StringIO()
    ended = call(control_of(clinic), caller, lines=lines, out=out)
    assert "[waiting in the queue" in out.getvalue()
    assert ended["attributes"]["reason"] == reason

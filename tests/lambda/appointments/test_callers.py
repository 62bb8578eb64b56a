"""What the flow is told of a caller: nothing before the date of birth, flat strings after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from clinic_world import ANA, MARIA, TOM, Clinic
from function_folder import FunctionFolder

Ask = Callable[..., dict[str, str]]


def event(
    parameters: dict[str, str],
    *,
    phone: str | None = MARIA.phone,
    language: str | None = "en-US",
    attributes: dict[str, str] | None = None,
) -> dict[str, Any]:
    """What Connect sends."""
    return {
        "Name": "ContactFlowEvent",
        "Details": {
            "ContactData": {
                "Attributes": attributes or {},
                "Channel": "VOICE" if phone else "CHAT",
                "ContactId": "4a573372-1f28-4e26-b97b-XXXXXXXXXXX",
                "CustomerEndpoint": phone and {"Address": phone, "Type": "TELEPHONE_NUMBER"},
                "InitiationMethod": "INBOUND" if phone else "API",
                "LanguageCode": language,
                "Queue": None,
            },
            "Parameters": parameters,
        },
    }


@pytest.fixture
def ask(
    clinic: Clinic,
    callers: FunctionFolder,
    context: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
) -> Ask:
    """Invokes the function."""
    reception = callers.callers.Reception(clinic.book, callers.handler.count)
    monkeypatch.setattr(callers.handler, "reception", reception)

    def invoke(*args: Any, **kwargs: Any) -> dict[str, str]:
        answer: dict[str, str] = callers.handler.handle(event(*args, **kwargs), context)
        assert all(isinstance(value, str) for value in answer.values())
        return answer

    return invoke


def test_a_number_is_known_or_not_and_no_name_is_told(ask: Ask) -> None:
    assert ask({"action": "lookUp"}) == {"found": "true"}
    assert ask({"action": "lookUp"}, phone="+15550000000") == {"found": "false"}


def test_the_birth_date_tells_who_calls_and_what_is_next(ask: Ask, clinic: Clinic) -> None:
    assert ask({"action": "verify", "birthDate": "06051980"}) == {
        "verified": "true",
        "personId": "maria",
        "name": "Maria Lopez",
        "hasAppointment": "true",
        "reference": clinic.maria.reference,
        "provider": "Dr. Chen",
        "startsAt": "2026-12-02T10:00:00-08:00",
        "when": "Wednesday, December 2 at 10 AM",
    }


def test_of_two_with_a_number_it_is_the_one_born_then(ask: Ask) -> None:
    assert ask({"action": "verify", "birthDate": "2010-02-03"})["personId"] == ANA.id


def test_twins_on_one_number_are_not_told_apart_and_so_not_verified(
    ask: Ask, clinic: Clinic
) -> None:
    clinic.store.put_person(replace(MARIA, id="twin"))
    assert ask({"action": "verify", "birthDate": "06051980"}) == {"verified": "false"}


@pytest.mark.parametrize(
    "said", ["06061980", "0605", "", "Timeout", "06052999", "19800605", "1980-13-45", "$.Lex"]
)
def test_any_other_date_tells_nothing(ask: Ask, said: str) -> None:
    assert ask({"action": "verify", "birthDate": said}) == {"verified": "false"}


def test_koreans_key_the_year_first(ask: Ask) -> None:
    answer = ask({"action": "verify", "birthDate": "19800605"}, language="ko-KR")
    assert answer["when"] == "12월 2일 수요일 오전 10시"


def test_the_birth_date_of_another_number_is_none(ask: Ask) -> None:
    asked = {"action": "verify", "birthDate": "06051980"}
    assert ask(asked, phone=TOM.phone) == {"verified": "false"}


def test_after_too_many_wrong_dates_no_other_is_right(ask: Ask, clinic: Clinic) -> None:
    for _ in range(5):
        assert ask({"action": "verify", "birthDate": "01011990"}) == {"verified": "false"}
    assert ask({"action": "verify", "birthDate": "06051980"}) == {"verified": "false"}
    clinic.now += timedelta(hours=1)
    assert ask({"action": "verify", "birthDate": "06051980"})["verified"] == "true"


def test_what_is_no_date_is_no_try(ask: Ask) -> None:
    for _ in range(9):
        ask({"action": "verify", "birthDate": "0605"})
    assert ask({"action": "verify", "birthDate": "06051980"})["verified"] == "true"


def test_somebody_without_an_appointment_is_verified_all_the_same(ask: Ask) -> None:
    answer = ask({"action": "verify", "birthDate": "01201975"}, phone=TOM.phone)
    assert (answer["personId"], answer["hasAppointment"]) == ("tom", "false")
    assert "reference" not in answer


def test_a_chat_is_known_by_the_number_it_began_with(ask: Ask) -> None:
    signed_in = {"customerNumber": MARIA.phone}
    assert ask({"action": "lookUp"}, phone=None, attributes=signed_in) == {"found": "true"}
    assert ask({"action": "lookUp"}, phone=None) == {"found": "false"}


def test_the_number_of_the_line_counts_not_one_that_a_call_claims(ask: Ask) -> None:
    claimed = {"customerNumber": MARIA.phone}
    assert ask({"action": "lookUp"}, phone="+15550000000", attributes=claimed) == {"found": "false"}


def test_another_language_is_spoken_to_in_english(ask: Ask) -> None:
    answer = ask({"action": "verify", "birthDate": "1980-06-05"}, language="fr-FR")
    assert answer["when"].startswith("Wednesday")


def test_an_unknown_action_is_named_with_those_there_are(ask: Ask) -> None:
    with pytest.raises(LookupError, match="action 'delete': there are lookUp, verify"):
        ask({"action": "delete"})


def test_an_event_of_something_else_is_refused(
    callers: FunctionFolder, context: SimpleNamespace
) -> None:
    with pytest.raises(ValueError, match="ContactId is missing"):
        callers.handler.handle({"Records": []}, context)

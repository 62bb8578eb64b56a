"""Menus and numbers that a caller keys in."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.connect import CHAT, FlowRuntime
from tests.localcloud.connect.flows import flow, menu, say, store

MENU = FlowRuntime(
    flow(
        menu("Menu", "One or star.", {"1": "One", "*": "Star"}, timeout="Late", other="Other"),
        say("One", "One."),
        say("Star", "Star."),
        say("Late", "Late."),
        say("Other", "Other."),
    )
)


def last(contact: Any) -> str:
    return str(contact.heard[-1].text)


@pytest.mark.parametrize(
    ("keys", "heard"), [("1", "One."), ("*", "Star."), ("9", "Other."), ("12", "One.")]
)
def test_the_first_key_chooses(keys: str, heard: str) -> None:
    call = MENU.start()
    call.press(keys)
    assert last(call) == heard


def test_no_key_in_time_is_a_branch_of_its_own() -> None:
    call = MENU.start()
    assert call.listening is not None
    assert call.listening.seconds == 5
    call.wait()
    assert last(call) == "Late."


def test_a_menu_does_not_hear_speech() -> None:
    call = MENU.start()
    assert call.say("one") == ()
    assert call.listening is not None


def test_a_chat_has_no_keys() -> None:
    chat = MENU.start(CHAT)
    assert chat.blocks == ["Menu", "End"]
    with pytest.raises(ValueError, match="a chat has none to press"):
        chat.press("1")


@pytest.mark.parametrize("keys", ["", "1a", "one"])
def test_keys_that_no_telephone_has_are_refused(keys: str) -> None:
    with pytest.raises(ValueError, match="has to be one or more of 0-9"):
        MENU.start().press(keys)


def entered(keys: str | None, **more: Any) -> str:
    by_number = "PhoneNumberValidation" in more.get("InputValidation", {})
    errors = {"NoMatchingError": "Error", **({"InvalidPhoneNumber": "Wrong"} if by_number else {})}
    runtime = FlowRuntime(
        flow(
            store("Number", then="Read", errors=errors, **more),
            say("Read", "$.StoredCustomerInput"),
            say("Wrong", "no such number"),
            say("Error", "error"),
        )
    )
    call = runtime.start()
    if keys is None:
        call.wait()
    else:
        call.press(keys)
    return last(call)


@pytest.mark.parametrize(
    ("keys", "more", "kept"),
    [
        ("19800131#", {}, "19800131"),
        ("1980013199", {}, "19800131"),
        ("12*34#", {}, "34"),
        ("12*34#", {"DTMFConfiguration": {"DisableCancelKey": "True"}}, "12*34"),
        ("1234##", {"DTMFConfiguration": {"InputTerminationSequence": "##"}}, "1234"),
        (None, {}, "Timeout"),
    ],
)
def test_a_number_is_kept_as_it_was_keyed_in(
    keys: str | None, more: dict[str, Any], kept: str
) -> None:
    assert entered(keys, **more) == kept


LOCAL = {"PhoneNumberValidation": {"NumberFormat": "Local", "CountryCode": "US"}}
KOREAN = {"PhoneNumberValidation": {"NumberFormat": "Local", "CountryCode": "KR"}}
FULL = {"PhoneNumberValidation": {"NumberFormat": "E164"}}


@pytest.mark.parametrize(
    ("keys", "validation", "kept"),
    [
        ("2065550100#", LOCAL, "+12065550100"),
        ("12065550100#", LOCAL, "+12065550100"),
        ("01012345678#", KOREAN, "+821012345678"),
        ("821012345678#", FULL, "+821012345678"),
        ("5550100#", LOCAL, "no such number"),
        ("12#", FULL, "no such number"),
    ],
)
def test_a_telephone_number_is_kept_in_full(
    keys: str, validation: dict[str, Any], kept: str
) -> None:
    assert entered(keys, InputValidation=validation) == kept

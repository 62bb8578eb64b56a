"""What the patients' bot promises beside what every bot does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from types import ModuleType

import pytest
from ml_refarch.lex import SlotType

from stacks.patient_scheduling.conversation import LOCALES
from stacks.patient_scheduling.conversation.catalog import FORGET_WHICH
from tests.conversations.bots import CLINIC
from tests.conversations.player import Player

SLOTS = [
    (locale, intent, slot)
    for locale in LOCALES
    for intent in locale.intents
    for slot in intent.slots
]


@pytest.fixture(scope="module")
def modules() -> Iterator[dict[str, ModuleType]]:
    """The function's modules."""
    with Player(CLINIC) as player:
        yield player.function.modules


def test_what_says_who_somebody_is_or_what_they_have_is_not_written_to_the_logs() -> None:
    hidden = {slot.name for _, _, slot in SLOTS if slot.obfuscate}

    assert hidden == {"PhoneNumber", "BirthDate", "Reason"}
    assert all(slot.obfuscate for _, _, slot in SLOTS if slot.name in hidden)


def test_whoever_is_asked_what_it_is_for_hears_every_reason(modules: dict[str, ModuleType]) -> None:
    catalog = modules["catalog"].load_catalog()
    for locale, _, slot in SLOTS:
        if slot.name == "Reason":
            assert slot.prompt
            for wording in (slot.prompt.say, *slot.prompt.retry):
                for reason in catalog.reasons:
                    assert reason.name(locale.locale_id) in str(wording)


def test_the_function_knows_every_name_that_the_bot_hears(modules: dict[str, ModuleType]) -> None:
    catalog = modules["catalog"].load_catalog()
    for _, _, slot in SLOTS:
        values = dict(slot.slot_type.values) if isinstance(slot.slot_type, SlotType) else {}
        for value, synonyms in values.items():
            for word in (value, *synonyms):
                if slot.name == "Reason":
                    assert catalog.reason(word), word
                elif slot.name == "Provider":
                    assert catalog.practitioner(word) or value in ("anyone", "아무 선생님"), word


def test_every_reason_is_seen_by_somebody(modules: dict[str, ModuleType]) -> None:
    catalog = modules["catalog"].load_catalog()
    reasons = {reason.id for reason in catalog.reasons}

    assert all(catalog.who_sees(reason) for reason in catalog.reasons)
    assert all(each.sees <= reasons for each in catalog.practitioners)


def test_the_slots_are_those_that_the_function_knows(modules: dict[str, ModuleType]) -> None:
    known = {*modules["desk"].SlotName, *modules["appointment_dialog"].WishSlot}

    assert {slot.name for _, _, slot in SLOTS} == {str(name) for name in known}


def test_what_the_bot_forgets_is_what_the_function_remembers(
    modules: dict[str, ModuleType],
) -> None:
    assert set(FORGET_WHICH) <= {str(name) for name in modules["desk"].Remembered}


def test_a_number_alone_is_no_offer_to_who_writes_at_three() -> None:
    for _, _, slot in SLOTS:
        if slot.name in ("Offer", "Appointment"):
            assert isinstance(slot.slot_type, SlotType)
            words = {
                word for value, said in slot.slot_type.values.items() for word in (value, *said)
            }
            assert not words & {"one", "two", "three", "1", "2", "3", "하나", "둘", "셋", "이 번"}


def test_what_the_function_says_in_korean_is_polite(modules: dict[str, ModuleType]) -> None:
    said = [modules["texts"].KOREAN, modules["appointment_dialog"].WISH_TEXTS["ko_KR"]]
    texts = [getattr(one, field.name) for one in said for field in fields(one)]

    for text in texts:
        for sentence in re.findall(r"[^.?!]+[.?!]", text if isinstance(text, str) else ""):
            assert re.search(r"요[.?!]$", sentence), sentence

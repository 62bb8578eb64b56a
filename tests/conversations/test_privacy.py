"""Who patients are and what they come for is in no log and no metric, whatever is said.

Every dialogue is played; then all that the function has printed, its log and its metrics, and the
conversation log as AWS would write it are searched for what the dialogue told.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from localcloud.lex.log_entry import log_entry
from localcloud.lex.runtime import FinishedTurn
from tests.conversations.bots import CLINIC
from tests.conversations.clinic.people import PEOPLE, Patient
from tests.conversations.dialogue import Dialogue
from tests.conversations.loading import all_dialogues
from tests.conversations.player import Player

NUMBER = re.compile(r"\(?\d[\d\s().-]{4,}\d")
OBFUSCATED = ("PhoneNumber", "BirthDate", "Reason")
DIALOGUES = all_dialogues(CLINIC)
SAMPLES = ("at-three-asks-for-the-day", "number-asked-for")


@dataclass
class Kept:
    """What is kept of a conversation, and what was told in it that must not be.

    Args:
        printed: The function's log and metrics.
        entries: The conversation log; what the bot itself says is ``said``.
        told: The words that filled an obfuscated slot, what they were understood as, and whatever
            else looks like a number or a date in digits.
    """

    printed: io.StringIO = field(default_factory=io.StringIO)
    entries: list[dict[str, Any]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    told: set[str] = field(default_factory=set)

    def turn(self, finished: FinishedTurn) -> None:
        """Keeps a turn as AWS does, and notes what was told in it."""
        entry = log_entry(finished, at=finished.turn.session.used)
        self.said += [message.get("content", "") for message in entry.pop("messages")]
        self.entries.append(entry)
        self.told |= set(NUMBER.findall(finished.turn.text))
        session = finished.turn.session
        for state in (session.intent, *(each.intent for each in session.interpretations)):
            for name, slot in (state.slots if state else {}).items():
                if name in OBFUSCATED and slot:
                    value = slot["value"]
                    self.told |= {value["originalValue"], value["interpretedValue"] or ""}

    def clear(self) -> None:
        """Forgets the conversation before."""
        self.printed.seek(0)
        self.printed.truncate()
        for each in (self.entries, self.said, self.told):
            each.clear()


@pytest.fixture(scope="module")
def kept() -> Kept:
    """What is kept."""
    return Kept()


@pytest.fixture(scope="module")
def player(kept: Kept) -> Iterator[Player]:
    """Of the patients' bot, with everything kept."""
    with Player(CLINIC, log=kept.printed, after_turn=kept.turn) as opened:
        yield opened


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue.name)
def test_nothing_that_identifies_a_patient_is_kept(
    player: Player, kept: Kept, dialogue: Dialogue
) -> None:
    kept.clear()
    assert player.play(dialogue).complaint() == ""

    assert "Answered a turn" in kept.printed.getvalue()
    printed, logged = kept.printed.getvalue(), json.dumps(kept.entries, ensure_ascii=False)
    secrets = {secret for person in PEOPLE.values() for secret in _secrets(person)}
    secrets |= {one for one in kept.told if len(one) > 1}
    for secret in sorted(secrets):
        assert secret not in printed, "in the function's log or metrics"
        assert secret not in logged, "in the conversation log"
    for secret in secrets - _reasons_there_are():
        assert not any(secret in text for text in kept.said), f"the bot says {secret}"
    for session in {entry["sessionId"] for entry in kept.entries}:
        assert session not in printed, "in the function's log or metrics"


def test_what_was_searched_is_what_was_said(player: Player, kept: Kept) -> None:
    told: set[str] = set()
    for dialogue in DIALOGUES:
        if dialogue.path.stem not in SAMPLES:
            continue
        kept.clear()
        player.play(dialogue)
        told |= kept.told
        lines = [json.loads(line) for line in kept.printed.getvalue().splitlines()]
        assert any(line.get("message") == "Answered a turn" for line in lines)
        assert any("_aws" in line for line in lines), "metrics in embedded metric format"
        assert len(kept.entries) == len(dialogue.turns)

    assert {"June 5th 1980", "1980-06-05", "a cold", "감기", "1991년 3월 14일"} <= told
    assert {"2065550123", "(206) 555-0123", "1/20/1975", "01098765432", "010-9876-5432"} <= told


def _secrets(person: Patient) -> Iterator[str]:
    digits = re.sub(r"\D", "", person.phone)
    yield from (person.name, *person.name.split())
    yield from (person.phone, digits, digits[-10:], f"0{digits[2:]}")
    yield from (person.born.isoformat(), f"{person.born:%m%d%Y}", f"{person.born:%Y%m%d}")


def _reasons_there_are() -> set[str]:
    """All reasons: whoever is asked what it is for hears every one, whatever they come for."""
    return {
        value
        for locale in CLINIC.locales
        for intent in locale.intents
        for slot in intent.slots
        if slot.name == "Reason"
        for value in getattr(slot.slot_type, "values", {})
    }

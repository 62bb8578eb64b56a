"""The dialogue format: what it refuses, and where it says the mistake is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conversations.bots import HOTEL
from tests.conversations.dialogue import SlotValue, Text
from tests.conversations.loading import all_dialogues, load
from tests.conversations.yaml_node import DialogueError

GOOD = """\
about: A guest books.
locale: en_US
today: 2026-11-02
turns:
  - user: "yes"
    expect: {confirms: BookHotel, slots: {CheckInDate: next Friday = 2026-11-13, City: ~}}
  - user: no
    expect: {closes: BookHotel Failed}
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "dialogue.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_dialogue_is_read_as_it_is_written(tmp_path: Path) -> None:
    dialogue = load(written(tmp_path, GOOD), HOTEL)

    assert dialogue.now == datetime(2026, 11, 2, 12, tzinfo=UTC)
    assert [turn.user for turn in dialogue.turns] == ["yes", "no"]
    assert dialogue.turns[0].expect.slots == {
        "CheckInDate": SlotValue("next Friday", "2026-11-13"),
        "City": SlotValue(None, None),
    }
    assert dialogue.turns[1].expect.closes == ("BookHotel", "Failed")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("about:", "abuot:", r"dialogue.yaml:1: unknown key 'abuot'; allowed here: about"),
        ("about: A guest books.\n", "", r"dialogue.yaml:1: the key 'about' is missing"),
        ("en_US", "de_DE", r"dialogue.yaml:2: 'de_DE' is not one of en_US, ko_KR"),
        ("2026-11-02", "monday", r"dialogue.yaml:3: 'monday' is not a date"),
        ("2026-11-02", "2026-11-02T09:00", r"dialogue.yaml:3: .* has no offset from UTC"),
        ("user: no", "usr: no", r"dialogue.yaml:7: an item of 'turns' has one of the keys later"),
        ("{confirms:", "{confrims:", r"dialogue.yaml:6: unknown key 'confrims'"),
        ("BookHotel Failed", "BookHotel", r"dialogue.yaml:8: 'BookHotel' is not an intent and its"),
        ("closes: BookHotel Failed", "", r"dialogue.yaml:8: expects nothing"),
        ("closes: BookHotel Failed", "says: /(/", r"dialogue.yaml:8: /\(/ is not a pattern"),
        ("{closes:", "{asks: City, closes:", r"dialogue.yaml:8: .* be asks and closes at once"),
        ("confirms: BookHotel, ", "", r"dialogue.yaml:5: nothing is going on yet"),
        ("turns:", "turns: [", r"dialogue.yaml:\d+: this is not YAML"),
        ("locale: en_US", "about: x", r"dialogue.yaml:2: the key 'about' is there twice"),
    ],
)
def test_a_mistake_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    assert old in GOOD

    with pytest.raises(DialogueError, match=complaint):
        load(written(tmp_path, GOOD.replace(old, new, 1)), HOTEL)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DialogueError, match="there is no dialogue"):
        all_dialogues(HOTEL, folder=tmp_path)


@pytest.mark.parametrize(
    ("written_text", "answer", "is_in"),
    [
        ("seattle", "3 nights in Seattle", True),
        ("Busan", "3 nights in Seattle", False),
        (r"/\$\d{3}\b/", "That is $540.", True),
        (r"/\$\d{4}\b/", "That is $540.", False),
    ],
)
def test_a_text_is_part_of_an_answer_or_a_pattern(
    written_text: str, answer: str, is_in: bool
) -> None:
    assert Text(written_text).is_in(answer) is is_in

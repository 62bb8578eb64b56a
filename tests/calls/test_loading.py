"""A call file that does not follow the format is refused, with the file and the line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.calls.call import Channel, Does, Trouble
from tests.calls.loading import all_calls, load
from tests.conversations.yaml_node import DialogueError

GOOD = """\
about: A call.
locale: en_US
channel: voice
now: 2026-12-01T18:00Z
caller: "+15551230001"
given:
  taken: [2026-12-03 15:00]
  trouble: {call_center: slow}
turns:
  - presses: 1#
    hears: hello
  - waits: true
  - meanwhile: {taken: [2026-12-03 16:00]}
  - hangs_up: true
then:
  state: disconnected
  attributes: {moved: ~}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "call.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_call_is_read_as_it_is_written(tmp_path: Path) -> None:
    call = load(written(tmp_path, GOOD))
    assert call.channel is Channel.VOICE
    assert [turn.does for turn in call.turns] == [Does.PRESSES, Does.WAITS, Does.HANGS_UP]
    assert call.given.trouble == {"call_center": Trouble.SLOW}
    assert call.then.attributes == {"moved": None}


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ("voice", "fax", ":3: 'fax' is not one of chat, voice"),
        ("channel: voice", "channel: chat", "a call has a caller, the number; a chat has none"),
        ("presses: 1#", "presses: one", "'one' is not one or more of the keys 0-9"),
        ("presses: 1#", "shouts: 1#", "one of says, presses, waits, hangs_up and meanwhile"),
        ("waits: true", "waits: long", "'long' is not one of true"),
        ("call_center: slow", "callcentre: slow", "'callcentre' is none of the functions"),
        ("call_center: slow", "call_center: ill", "'ill' is not one of"),
        ("2026-12-03 16:00", "tomorrow", "'tomorrow' is not a local time"),
        ("state: disconnected", "state: happy", "'happy' is not one of disconnected, queued"),
        ("hears: hello", "hear: hello", "unknown key 'hear'"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, good: str, bad: str, message: str) -> None:
    assert good in GOOD
    with pytest.raises(DialogueError, match=message.replace("*", "\\*")):
        load(written(tmp_path, GOOD.replace(good, bad, 1)))


def test_a_folder_without_calls_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DialogueError, match="there is no call"):
        all_calls(tmp_path)


def test_the_calls_cover_what_a_contact_centre_must_bear() -> None:
    calls = all_calls()
    assert len(calls) >= 20
    assert {(call.locale, call.channel) for call in calls} == {
        (locale, channel) for locale in ("en_US", "ko_KR") for channel in Channel
    }
    reasons = {call.then.attributes.get("reason") for call in calls if call.then.state == "queued"}
    assert reasons >= {
        "agent",
        "error",
        "misunderstood",
        "no_appointment",
        "not_verified",
        "unknown_caller",
    }

"""The clinic in a dialogue file: what is refused, and where it says the mistake is."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from tests.conversations.bots import CLINIC
from tests.conversations.clinic.dialogue import Booked, ClinicAfter, ClinicBefore, Taken
from tests.conversations.loading import load
from tests.conversations.yaml_node import DialogueError

GOOD = """\
about: A patient asks.
locale: en_US
today: 2026-12-01
given:
  appointments: [{person: maria, provider: chen, at: 2026-12-02 10:00}]
  taken: [{provider: park, days: [2026-12-04]}]
turns:
  - user: help
    expect: {intent: Help}
  - meanwhile: {moved: {person: maria, at: 2026-12-03 10:00}}
  - meanwhile: {cancelled: maria}
then:
  appointments: [{person: maria, status: CANCELLED}]
  free: [{provider: chen, at: [2026-12-02 10:00]}]
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "dialogue.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_clinic_is_read_as_it_is_written(tmp_path: Path) -> None:
    dialogue = load(written(tmp_path, GOOD), CLINIC)

    ten = datetime.fromisoformat("2026-12-02 10:00")
    assert dialogue.given == ClinicBefore(
        appointments=(Booked("maria", "chen", ten),),
        taken=(Taken("park", (), (date(2026, 12, 4),)),),
    )
    assert dialogue.then == ClinicAfter(
        appointments=({"person": "maria", "status": "CANCELLED"},), free=(Taken("chen", (ten,)),)
    )


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (
            "person: maria, provider: chen",
            "person: bob, provider: chen",
            r":5: 'bob' is not one of",
        ),
        ("provider: park", "provider: house", r":6: 'house' is not one of"),
        ("at: 2026-12-02 10:00}]\n  taken", "at: noon}]\n  taken", r":5: 'noon' is not a time"),
        (", days: [2026-12-04]", "", r":6: which times: 'at', or 'days'"),
        (
            "{cancelled: maria}",
            "{}",
            r":11: one thing at a time happens: taken, cancelled or moved",
        ),
        ("status: CANCELLED", "status: GONE", r":13: 'GONE' is not one of"),
        ("given:", "given:\n  rooms: []", r":5: unknown key 'rooms'"),
    ],
)
def test_a_mistake_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    assert old in GOOD

    with pytest.raises(DialogueError, match=complaint):
        load(written(tmp_path, GOOD.replace(old, new, 1)), CLINIC)

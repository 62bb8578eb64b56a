"""Two callers at the same time: each has a conversation of their own, one gets the time."""

from __future__ import annotations

from datetime import UTC, datetime

from localcloud.connect import PlayedContact
from tests.calls.call import Channel
from tests.calls.player import Player

NOW = datetime(2026, 12, 1, 18, tzinfo=UTC)
NUMBER = "+15551230001"


def caller(player: Player, birth_date: str) -> PlayedContact:
    """Somebody who is about to say which time they would like."""
    contact = player.begin(Channel.VOICE, caller=NUMBER, attributes={})
    contact.press("1")
    contact.press(birth_date)
    return contact


def test_one_of_two_callers_gets_the_time_and_the_other_is_offered_another(
    player: Player,
) -> None:
    player.open(NOW)
    maria, ana = caller(player, "06051980#"), caller(player, "02032010#")
    for contact in (maria, ana):
        contact.say("December 8th at 2 PM")
        assert "to Tuesday, December 8 at 2 PM" in contact.heard[-1].text
    first = " ".join(heard.text for heard in maria.say("yes"))
    second = " ".join(heard.text for heard in ana.say("yes"))

    assert "is now on Tuesday, December 8 at 2 PM" in first
    assert "just taken that time" in second
    assert player.clinic.appointment_of("maria") == "2026-12-08 14:00"
    assert player.clinic.appointment_of("ana") == "2026-12-04 09:00"
    assert player.clinic.taken() == ["2026-12-02 14:00", "2026-12-04 09:00", "2026-12-08 14:00"]

    ana.press("3")
    ana.say("yes")
    assert player.clinic.appointment_of("ana") == "2026-12-08 14:30"
    assert len(player.clinic.texts()) == 2


def test_whoever_hangs_up_leaves_no_trace_but_the_log(player: Player) -> None:
    player.open(NOW)
    before = player.clinic.taken()
    contact = caller(player, "06051980#")
    contact.say("December 8th at 2 PM")
    contact.hang_up()
    assert player.clinic.taken() == before
    assert player.clinic.texts() == []
    assert contact.blocks[-1] == "EN new time"

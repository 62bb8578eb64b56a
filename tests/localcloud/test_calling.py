"""A call from the terminal, with a stand-in for the cloud that answers it."""

from __future__ import annotations

import io
from typing import Any, cast

from localcloud.cli.calling import call
from localcloud.cli.running import RunningCloud


class Switchboard:
    """Stands for a running cloud: gives its answers in turn, and notes what it was asked."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, list[Any]]] = []

    def ask(self, path: str, payload: dict[str, Any]) -> dict[str, Any]:
        assert path == "call"
        self.asked.append((payload["step"], payload["with"]))
        return self.answers.pop(0)


def state(said: str = "", **changes: Any) -> dict[str, Any]:
    heard = [{"by": "SYSTEM", "text": said, "block": "b"}] if said else []
    return {
        "id": "c1",
        "state": "LISTENING",
        "heard": heard,
        "listening": {"to": "KEYS", "seconds": 5},
        "queue": None,
        "error": None,
        **changes,
    }


def talk(switchboard: Switchboard, *lines: str) -> str:
    out = io.StringIO()
    call(cast("RunningCloud", switchboard), "+15551230001", lines=lines, out=out)
    return out.getvalue()


def test_words_are_spoken_digits_are_pressed_and_silence_is_kept() -> None:
    switchboard = Switchboard(
        state("Welcome"), state(), state(), state(), state("Goodbye", state="DISCONNECTED")
    )
    shown = talk(switchboard, "1", "06051980#", "/wait", "no thank you")
    assert switchboard.asked == [
        ("start", ["+15551230001"]),
        ("press", ["c1", "1"]),
        ("press", ["c1", "06051980#"]),
        ("wait", ["c1"]),
        ("speak", ["c1", "no thank you"]),
    ]
    assert "hear> Welcome" in shown
    assert "[the call is over]" in shown


def test_a_queue_ends_what_can_be_played_and_the_caller_hangs_up() -> None:
    switchboard = Switchboard(
        state("Welcome"), state(state="QUEUED", queue="Reception"), state(state="DISCONNECTED")
    )
    shown = talk(switchboard, "0")
    assert "[waiting in the queue Reception]" in shown
    assert switchboard.asked[-1] == ("hang_up", ["c1"])


def test_a_block_that_cannot_be_played_is_named() -> None:
    problem = "Block 'Wait' has the action Wait, which is not played here"
    shown = talk(Switchboard(state("Hi", state="DISCONNECTED", error=problem)), "hello")
    assert f"! {problem}" in shown

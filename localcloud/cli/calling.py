"""A telephone call to a deployed contact centre, with a person as the caller, in a terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from localcloud.cli.running import RunningCloud

HELP = "Type what you say; digits alone are keys you press; /wait keeps silent; /hangup ends it."
COMMANDS = {"/hangup": "hang_up", "/wait": "wait"}
KEYS = re.compile(r"[0-9*#]+")


def call(
    cloud: RunningCloud,
    caller: str,
    *,
    number: str | None = None,
    flow: str | None = None,
    lines: Iterable[str] = sys.stdin,
    out: TextIO = sys.stdout,
) -> dict[str, Any]:
    """Calls from a number and goes on until the call is over or the lines end.

    Args:
        cloud: Where the contact centre is deployed.
        caller: The caller's number, E.164.
        number: The number that is dialled; may be left out where only one is there.
        flow: The flow that answers, by its name, where no number is claimed.

    Returns:
        The call as it ended.

    Raises:
        CommandError: Nobody answers, or it is not clear who should.
    """
    state = _step(cloud, "start", caller, number, flow)
    print(HELP, file=out)
    _show(state, out)
    for line in lines:
        if state["state"] == "DISCONNECTED":
            break
        state = _said(cloud, state, line.strip(), out)
        if state["state"] == "QUEUED":
            break
    if state["state"] != "DISCONNECTED":
        state = _step(cloud, "hang_up", state["id"])
        print("(you hang up)", file=out)
    return state


def _said(cloud: RunningCloud, state: dict[str, Any], text: str, out: TextIO) -> dict[str, Any]:
    if not text:
        return state
    if text in COMMANDS:
        after = _step(cloud, COMMANDS[text], state["id"])
    else:
        step = "press" if KEYS.fullmatch(text) else "speak"
        after = _step(cloud, step, state["id"], text)
    _show(after, out)
    return after


def _step(cloud: RunningCloud, step: str, *arguments: str | None) -> dict[str, Any]:
    if step == "start":
        caller, number, flow = arguments
        named = {"number": number, "flow": flow}
        answer = cloud.ask("call", {"step": step, "with": [caller], "named": named})
    else:
        answer = cloud.ask("call", {"step": step, "with": list(arguments)})
    found: dict[str, Any] = answer
    return found


def _show(state: Mapping[str, Any], out: TextIO) -> None:
    for heard in state["heard"]:
        print(f"hear> {heard['text']}", file=out)
    if state["error"]:
        print(f"  ! {state['error']}", file=out)
    if state["state"] == "QUEUED":
        print(f"      [waiting in the queue {state['queue']}]", file=out)
    elif state["state"] == "DISCONNECTED":
        print("      [the call is over]", file=out)
    else:
        listening = state["listening"]
        wanted = f"[{listening['to'].lower()}, {listening['seconds']} s]" if listening else ""
        print(f"      {wanted}", file=out)

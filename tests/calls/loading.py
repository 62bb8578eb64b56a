"""Call files into calls, refusing whatever the format does not know."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tests.calls.call import (
    Call,
    Channel,
    Does,
    Given,
    Heard,
    Meanwhile,
    Outcome,
    Step,
    Trouble,
    Turn,
)
from tests.conversations.dialogue import Text
from tests.conversations.yaml_node import DialogueError, YamlNode

DIALOGUES = Path(__file__).parent / "dialogues"

LOCALES = frozenset({"en_US", "ko_KR"})
STATES = frozenset({"queued", "disconnected"})
FUNCTIONS = frozenset({"call_center", "call_center_dialog"})
LOCAL_TIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")
KEYS = re.compile(r"[0-9*#]+")
NOTHING: frozenset[str] = frozenset()
Value = TypeVar("Value")


def all_calls(folder: Path = DIALOGUES) -> list[Call]:
    """Every call under the folder, by name.

    Raises:
        DialogueError: A file is wrong, or there is none.
    """
    paths = sorted(folder.rglob("*.yaml"))
    if not paths:
        raise DialogueError(f"{folder}: there is no call (*.yaml) here")
    return [load(path) for path in paths]


def load(path: Path) -> Call:
    """One call.

    Raises:
        DialogueError: The file does not follow the format; the message names the line.
    """
    root = YamlNode.root(path)
    keys = root.mapping(
        required=frozenset({"about", "locale", "channel", "now", "turns", "then"}),
        allowed=frozenset({"caller", "begins", "given"}),
    )
    channel = Channel(keys["channel"].choice(frozenset(Channel)))
    if (channel is Channel.VOICE) != ("caller" in keys):
        raise root.wrong("a call has a caller, the number; a chat has none")
    return Call(
        name=f"{path.parent.name}/{path.stem}",
        path=path,
        about=keys["about"].text(),
        locale=keys["locale"].choice(LOCALES),
        channel=channel,
        caller=keys["caller"].text() if "caller" in keys else None,
        now=keys["now"].moment(),
        begins=_heard(keys["begins"]) if "begins" in keys else Heard(),
        steps=keys["turns"].each(_step),
        given=_given(keys["given"]) if "given" in keys else Given(),
        then=_then(keys["then"]),
    )


def _step(node: YamlNode) -> Step:
    entries = node.entries()
    if "meanwhile" in entries:
        return _meanwhile(node)
    does = [each for each in Does if each in entries]
    if len(does) != 1:
        raise node.wrong(f"an item of 'turns' has one of {', '.join(Does)} and meanwhile")
    keys = node.mapping(required=frozenset(does), allowed=frozenset({"hears", "hears_not"}))
    what = keys[does[0]]
    if does[0] is Does.PRESSES and not KEYS.fullmatch(what.text()):
        raise what.wrong(f"{what.text()!r} is not one or more of the keys 0-9, * and #")
    if does[0] in (Does.WAITS, Does.HANGS_UP):
        what.choice(frozenset({"true"}))
    heard = Heard(_texts(keys.get("hears")), _texts(keys.get("hears_not")))
    return Turn(does[0], what.text(), heard, line=node.line)


def _heard(node: YamlNode) -> Heard:
    keys = node.mapping(required=NOTHING, allowed=frozenset({"hears", "hears_not"}))
    return Heard(_texts(keys.get("hears")), _texts(keys.get("hears_not")))


def _texts(node: YamlNode | None) -> tuple[Text, ...]:
    return tuple(Text(each) for each in node.texts()) if node else ()


def _meanwhile(node: YamlNode) -> Meanwhile:
    keys = node.mapping(required=frozenset({"meanwhile"}), allowed=NOTHING)
    what = keys["meanwhile"].mapping(required=NOTHING, allowed=frozenset({"taken", "trouble"}))
    return Meanwhile(
        taken=what["taken"].each(_local_time) if "taken" in what else (),
        trouble=_trouble(what["trouble"]) if "trouble" in what else {},
        line=node.line,
    )


def _given(node: YamlNode) -> Given:
    keys = node.mapping(required=NOTHING, allowed=frozenset({"attributes", "taken", "trouble"}))
    return Given(
        attributes=_map(keys["attributes"], YamlNode.text) if "attributes" in keys else {},
        taken=keys["taken"].each(_local_time) if "taken" in keys else (),
        trouble=_trouble(keys["trouble"]) if "trouble" in keys else {},
    )


def _trouble(node: YamlNode) -> dict[str, Trouble]:
    for key, (place, _) in node.entries().items():
        if key not in FUNCTIONS:
            raise place.wrong(f"{key!r} is none of the functions {', '.join(sorted(FUNCTIONS))}")
    return _map(node, lambda value: Trouble(value.choice(frozenset(Trouble))))


def _then(node: YamlNode) -> Outcome:
    keys = node.mapping(
        required=frozenset({"state"}),
        allowed=frozenset({"attributes", "appointments", "texts", "passed"}),
    )
    return Outcome(
        state=keys["state"].choice(STATES),
        attributes=_map(keys["attributes"], _or_nothing) if "attributes" in keys else {},
        appointments=_map(keys["appointments"], _or_nothing) if "appointments" in keys else {},
        texts=keys["texts"].each(lambda each: Text(each.text())) if "texts" in keys else None,
        passed=keys["passed"].each(YamlNode.text) if "passed" in keys else (),
    )


def _map(node: YamlNode, read: Callable[[YamlNode], Value]) -> dict[str, Value]:
    return {name: read(value) for name, (_, value) in node.entries().items()}


def _or_nothing(node: YamlNode) -> str | None:
    return None if node.is_nothing else node.text()


def _local_time(node: YamlNode) -> str:
    if not LOCAL_TIME.fullmatch(node.text()):
        raise node.wrong(f"{node.text()!r} is not a local time such as '2026-12-03 15:00'")
    return node.text()

"""Dialogue files into dialogues, refusing whatever the format does not know."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

from tests.conversations.bots import TestedBot
from tests.conversations.dialogue import (
    Dialogue,
    Expectation,
    Given,
    Later,
    Meanwhile,
    RetryFulfilment,
    SlotValue,
    Step,
    Text,
    Turn,
)
from tests.conversations.yaml_node import DialogueError, YamlNode

DIALOGUES = Path(__file__).parent / "dialogues"

LOCALES = frozenset({"en_US", "ko_KR"})
STATES = frozenset(
    {
        "Failed",
        "Fulfilled",
        "FulfillmentInProgress",
        "InProgress",
        "ReadyForFulfillment",
        "Waiting",
    }
)
EXPECTATIONS = frozenset(
    {
        "intent",
        "asks",
        "confirms",
        "closes",
        "says",
        "says_not",
        "slots",
        "state",
        "attributes",
        "error",
    }
)
PERIOD = re.compile(r"(\d+) (second|minute|hour|day)s?")
MIDDAY = time(12, tzinfo=UTC)


def all_dialogues(bot: TestedBot, *, folder: Path = DIALOGUES) -> list[Dialogue]:
    """Every dialogue of a bot, by name: those under the folder of its name.

    Raises:
        DialogueError: A file is wrong, or there is none.
    """
    paths = sorted((folder / bot.name).rglob("*.yaml"))
    if not paths:
        raise DialogueError(f"{folder / bot.name}: there is no dialogue (*.yaml) here")
    return [load(path, bot) for path in paths]


def load(path: Path, bot: TestedBot) -> Dialogue:
    """One dialogue of a bot.

    Raises:
        DialogueError: The file does not follow the format; the message names the line.
    """
    root = YamlNode.root(path)
    keys = root.mapping(
        required=frozenset({"about", "locale", "today", "turns"}),
        allowed=frozenset({"given", "then"}),
    )
    dialogue = Dialogue(
        name=f"{path.parent.name}/{path.stem}",
        path=path,
        about=keys["about"].text(),
        locale=keys["locale"].choice(LOCALES),
        now=_now(keys["today"]),
        steps=keys["turns"].each(partial(_step, bot)),
        given=bot.read_given(keys["given"]) if "given" in keys else Given(),
        then=bot.read_then(keys["then"]) if "then" in keys else None,
    )
    if not dialogue.turns:
        raise keys["turns"].wrong("nobody says anything: at least one item has the key 'user'")
    for turn, intent in dialogue.intents():
        if intent is None:
            raise DialogueError(
                f"{path}:{turn.line}: nothing is going on yet, so say which intent this belongs "
                "to: intent, confirms or closes"
            )
    return dialogue


def _now(node: YamlNode) -> datetime:
    if "T" in node.text():
        return node.moment()
    return datetime.combine(node.day(), MIDDAY)


def _step(bot: TestedBot, node: YamlNode) -> Step:
    kinds: dict[str, Callable[[YamlNode], Step]] = {
        "user": _turn,
        "meanwhile": partial(_meanwhile, bot),
        "later": _later,
        "retry": _retry,
    }
    keys = node.entries()
    for key, read in kinds.items():
        if key in keys:
            return read(node)
    raise node.wrong(f"an item of 'turns' has one of the keys {', '.join(sorted(kinds))}")


def _turn(node: YamlNode) -> Turn:
    keys = node.mapping(required=frozenset({"user", "expect"}), allowed=frozenset({"bot"}))
    return Turn(
        user=keys["user"].text(),
        expect=_expectation(keys["expect"]),
        bot=keys["bot"].text() if "bot" in keys else None,
        line=node.line,
    )


def _expectation(node: YamlNode) -> Expectation:
    keys = node.mapping(required=frozenset(), allowed=EXPECTATIONS)
    if not keys:
        raise node.wrong(f"expects nothing; one of {', '.join(sorted(EXPECTATIONS))} is needed")
    answers = [key for key in ("asks", "confirms", "closes", "error") if key in keys]
    if len(answers) > 1:
        raise node.wrong(f"an answer cannot be {' and '.join(answers)} at once")
    return Expectation(
        intent=_text(keys, "intent"),
        asks=_text(keys, "asks"),
        confirms=_text(keys, "confirms"),
        closes=_closes(keys["closes"]) if "closes" in keys else None,
        says=_texts(keys, "says"),
        says_not=_texts(keys, "says_not"),
        slots=_slots(keys["slots"]) if "slots" in keys else {},
        state=keys["state"].choice(STATES) if "state" in keys else None,
        attributes=_attributes(keys["attributes"]) if "attributes" in keys else {},
        error=_text(keys, "error"),
    )


def _text(keys: Mapping[str, YamlNode], key: str) -> str | None:
    return keys[key].text() if key in keys else None


def _texts(keys: Mapping[str, YamlNode], key: str) -> tuple[Text, ...]:
    if key not in keys:
        return ()
    texts = []
    for written in keys[key].texts():
        text = Text(written)
        try:
            text.is_in("")
        except re.error as error:
            raise keys[key].wrong(f"{written} is not a pattern: {error}") from error
        texts.append(text)
    return tuple(texts)


def _closes(node: YamlNode) -> tuple[str, str]:
    words = node.text().split()
    if len(words) != 2 or words[1] not in STATES:
        raise node.wrong(
            f"{node.text()!r} is not an intent and its state, as in 'BookHotel Fulfilled'; "
            f"the state is one of {', '.join(sorted(STATES))}"
        )
    return words[0], words[1]


def _slots(node: YamlNode) -> dict[str, SlotValue]:
    return {name: _slot_value(value) for name, (_, value) in node.entries().items()}


def _slot_value(node: YamlNode) -> SlotValue:
    if node.is_nothing:
        return SlotValue(None, None)
    said, equals, understood = node.text().partition(" =")
    if not equals:
        return SlotValue(None, said)
    return SlotValue(said.strip(), understood.strip() or None)


def _attributes(node: YamlNode) -> dict[str, str | None]:
    return {
        name: None if value.is_nothing else value.text()
        for name, (_, value) in node.entries().items()
    }


def _meanwhile(bot: TestedBot, node: YamlNode) -> Meanwhile:
    keys = node.mapping(required=frozenset({"meanwhile"}), allowed=frozenset())
    return Meanwhile(what=bot.read_happening(keys["meanwhile"]), line=node.line)


def _later(node: YamlNode) -> Later:
    keys = node.mapping(required=frozenset({"later"}), allowed=frozenset())
    period = PERIOD.fullmatch(keys["later"].text())
    if period is None:
        raise keys["later"].wrong(
            f"{keys['later'].text()!r} is not a time that passes, as in '10 minutes'"
        )
    number, unit = period.groups()
    return Later(by=timedelta(**{f"{unit}s": int(number)}), line=node.line)


def _retry(node: YamlNode) -> RetryFulfilment:
    keys = node.mapping(required=frozenset({"retry"}), allowed=frozenset())
    keys["retry"].choice(frozenset({"last fulfilment"}))
    return RetryFulfilment(line=node.line)

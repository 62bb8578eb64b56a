"""Plays dialogues: the synthesised bot on the Lex engine, the real function, moto's DynamoDB."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from types import TracebackType
from typing import Any, Self, TextIO

import boto3
from moto import mock_aws

from localcloud.clock import Clock
from localcloud.errors import ServiceError
from localcloud.lex import HookFailed, LexRuntime, bot_from_properties
from localcloud.lex.runtime import FinishedTurn
from tests.conversations.answer import Answer
from tests.conversations.bot_template import bot_properties
from tests.conversations.bots import TestedBot, World
from tests.conversations.dialogue import Dialogue, Later, Meanwhile, Step, Turn
from tests.conversations.function import BotFunction
from tests.conversations.played import Played, PlayedTurn
from tests.conversations.table import Table

REGION = "us-east-1"
TABLE = "World"
FULFILMENT = "FulfillmentCodeHook"
REMEMBERED = re.compile(r"\[(\w+)\]")


class Player:
    """Plays one dialogue after the other, each in a world and a session of its own.

    A context manager, for it stands on moto while it is open.

    Args:
        bot: Whose dialogues they are.
        log: Takes what the function prints.
        after_turn: Called after each turn, as for conversation logs.

    Attributes:
        function: The bot's function.
        world: What there is beside the dialogue being played.
    """

    function: BotFunction
    world: World

    def __init__(
        self,
        bot: TestedBot,
        *,
        log: TextIO | None = None,
        after_turn: Callable[[FinishedTurn], None] | None = None,
    ) -> None:
        self._bot = bot
        self._log = log
        self._after_turn = after_turn

    def __enter__(self) -> Self:
        self._now = datetime.now(UTC)
        self._clock = Clock(lambda: self._now)
        self._aws = mock_aws()
        self._aws.start()
        self.function = BotFunction(
            self._bot, table_name=TABLE, clock=self._clock.now, log=self._log
        )
        table = Table(client=boto3.client("dynamodb", region_name=REGION), name=TABLE)
        self.world = self._bot.open_world(table, self.function.modules, self._clock.now)
        self._last_fulfilment: tuple[dict[str, Any], Any] | None = None
        self._sessions = 0
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.function.close()
        self._aws.stop()

    def play(self, dialogue: Dialogue) -> Played:
        """Plays a dialogue to its end, whatever goes wrong on the way."""
        self._now = dialogue.now
        self._last_fulfilment = None
        self._sessions += 1
        session = f"session-{self._sessions}"
        given = dialogue.given
        if not isinstance(given, self._bot.before):
            given = self._bot.before(attributes=given.attributes)
        self.world.open(given, locale=dialogue.locale)
        attributes = dict(given.attributes)
        intents = iter([intent or "" for _, intent in dialogue.intents()])
        turns: list[PlayedTurn] = []
        aftermath: list[str] = []
        for step in dialogue.steps:
            if isinstance(step, Turn):
                state = {"sessionAttributes": attributes} if not turns and attributes else None
                heard = turns[-1].answer if turns else None
                words = _words(step, heard)
                begin = time.perf_counter()
                answer = self._say(dialogue.locale, session, words, state)
                seconds = time.perf_counter() - begin
                wrong = tuple(answer.mismatches(step.expect))
                turns.append(PlayedTurn(step, next(intents), answer, wrong, seconds))
            else:
                aftermath += self._happen(step)
        if dialogue.then is not None:
            aftermath += self.world.mismatches(dialogue.then)
        return Played(dialogue, tuple(turns), tuple(aftermath))

    @cached_property
    def _runtime(self) -> LexRuntime:
        """The bot; made when it is first spoken to, for it takes seconds to learn."""
        return LexRuntime(
            bot_from_properties(bot_properties(self._bot)),
            hook=self._hook,
            clock=self._clock,
            after_turn=self._after_turn,
        )

    def _say(self, locale: str, session: str, words: str, state: dict[str, Any] | None) -> Answer:
        try:
            response = self._runtime.recognize_text(
                localeId=locale, sessionId=session, text=words, sessionState=state
            )
        except ServiceError as error:
            return Answer(error=f"{error.code}: {error.message}")
        return Answer.of(response)

    def _happen(self, step: Step) -> list[str]:
        match step:
            case Meanwhile():
                self.world.happen(step.what)
            case Later():
                self._now += step.by
            case _:
                return self._retry(step.line)
        return []

    def _retry(self, line: int) -> list[str]:
        if self._last_fulfilment is None:
            return [f"line {line}: there is no fulfilment to retry"]
        event, answer = self._last_fulfilment
        again = self.function(event)
        if again != answer:
            return [f"line {line}: the fulfilment was answered with {again}, before with {answer}"]
        return []

    def _hook(self, function: str, event: dict[str, Any], seconds: float) -> Any:  # noqa: ARG002 (the engine's signature)
        try:
            answer = self.function(event)
        except Exception as error:
            # Whatever a function raises, Lambda reports and Lex turns into an error of its own.
            raise HookFailed(f"{type(error).__name__}: {error}") from error
        if event["invocationSource"] == FULFILMENT:
            self._last_fulfilment = (event, answer)
        return answer


def _words(turn: Turn, heard: Answer | None) -> str:
    """What the person says, with session attributes for their names in brackets."""
    attributes = (heard.attributes if heard else None) or {}
    return REMEMBERED.sub(lambda name: attributes.get(name[1], name[0]), turn.user)

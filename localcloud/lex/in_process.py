"""One bot that converses in this process, without deploying anything: for tests of a dialog."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from localcloud.clock import Clock
from localcloud.errors import ServiceError
from localcloud.lex.definition import TEST_ALIAS_ID, Alias
from localcloud.lex.hooks import Hook
from localcloud.lex.reading import read_bot
from localcloud.lex.runtime import Deployed, FinishedTurn, Runtime

FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:code-hook"


class LexRuntime:
    """The four operations of lexv2-runtime over one bot, with the shapes of the API.

    A request names ``localeId`` and ``sessionId``; ``botId`` and ``botAliasId`` may be left out.

    Args:
        definition: The bot document (see ``reading``), or what ``bot_from_template`` returns.
        hook: Called as ``hook(function_arn, event, timeout_seconds)`` for code hooks; may raise
            HookFailed, HookTimedOut or HookThrottled. Without one the alias has no function.
        clock: The time that sessions and relative dates go by.
        random: Picks among variations of a message; pass a seeded one for repeatable wording.
        after_turn: Called after each turn that succeeded; ``log_entry.log_entry`` makes of it what
            a conversation log would have.
    """

    def __init__(
        self,
        definition: Mapping[str, Any],
        *,
        hook: Hook | None = None,
        clock: Clock | None = None,
        random: Random | None = None,
        after_turn: Callable[[FinishedTurn], None] | None = None,
    ) -> None:
        bot = read_bot(definition)
        self.bot_id = bot.id
        self.alias_id = TEST_ALIAS_ID
        functions = dict.fromkeys(bot.locales, FUNCTION_ARN) if hook else {}
        alias = Alias(
            id=self.alias_id,
            name="TestBotAlias",
            version="DRAFT",
            enabled=frozenset(bot.locales),
            functions=functions,
        )
        self._runtime = Runtime(
            directory=_One(Deployed(bot, alias)),
            hook=hook or _no_hook,
            clock=clock or Clock(),
            random=random,
            after_turn=after_turn,
        )

    def recognize_text(self, **request: Any) -> dict[str, Any]:
        """RecognizeText; raises ServiceError as the API would answer."""
        return self._runtime.recognize_text(self._addressed(request))

    def put_session(self, **request: Any) -> dict[str, Any]:
        """PutSession; its response is not encoded."""
        return self._runtime.put_session(self._addressed(request))

    def get_session(self, **request: Any) -> dict[str, Any]:
        """GetSession."""
        return self._runtime.get_session(self._addressed(request))

    def delete_session(self, **request: Any) -> dict[str, Any]:
        """DeleteSession."""
        return self._runtime.delete_session(self._addressed(request))

    def _addressed(self, request: Mapping[str, Any]) -> dict[str, Any]:
        return {"botId": self.bot_id, "botAliasId": self.alias_id, **request}


class _One:
    def __init__(self, deployed: Deployed) -> None:
        self._deployed = deployed

    def find(self, bot_id: str, alias_id: str) -> Deployed:
        if (bot_id, alias_id) != (self._deployed.bot.id, self._deployed.alias.id):
            raise ServiceError(
                "ResourceNotFoundException", f"Bot {bot_id} or its alias {alias_id} not found.", 404
            )
        return self._deployed


def _no_hook(function: str, event: dict[str, Any], seconds: float) -> Any:
    raise AssertionError(f"{function} was called ({seconds} s) for {event['sessionId']}")

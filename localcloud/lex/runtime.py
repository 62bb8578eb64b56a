"""The operations of Lex's runtime, over the bots that a directory finds.

Requests and responses have the shapes of the lexv2-runtime API (PutSession's before they are
encoded in headers). Source: https://docs.aws.amazon.com/lexv2/latest/APIReference/
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Protocol

from localcloud.clock import Clock
from localcloud.errors import ServiceError
from localcloud.lex import flow
from localcloud.lex.contexts import aged
from localcloud.lex.definition import Alias, Bot, Locale
from localcloud.lex.hooks import Hook
from localcloud.lex.listening import listen
from localcloud.lex.messages import Speaker
from localcloud.lex.responses import answered, session_state
from localcloud.lex.session import Session
from localcloud.lex.sessions import SessionKey, Sessions
from localcloud.lex.steps import Step
from localcloud.lex.turn import Turn
from localcloud.lex.understanding import Understanding
from localcloud.lex.wishes import apply_state, first_step

MAX_TEXT_LENGTH = 1024

Shape = dict[str, Any]


@dataclass(frozen=True)
class Deployed:
    """A bot's version as an alias shows it."""

    bot: Bot
    alias: Alias


class Directory(Protocol):
    """Finds deployed bots."""

    def find(self, bot_id: str, alias_id: str) -> Deployed:
        """The bot of an alias; raises ServiceError ResourceNotFoundException where none is."""
        ...


@dataclass(frozen=True)
class FinishedTurn:
    """A turn that succeeded, for whoever logs conversations."""

    turn: Turn
    request_id: str
    response: Shape


class Runtime:
    """RecognizeText, PutSession, GetSession and DeleteSession.

    Args:
        directory: Where its bots are.
        hook: Calls the functions of their code hooks.
        clock: The time that sessions and relative dates go by.
        random: Picks among variations of a message.
        after_turn: Called after each successful RecognizeText.
    """

    def __init__(
        self,
        *,
        directory: Directory,
        hook: Hook,
        clock: Clock,
        random: Random | None = None,
        after_turn: Callable[[FinishedTurn], None] | None = None,
    ) -> None:
        self._directory = directory
        self._hook = hook
        self._clock = clock
        self._random = random or Random()  # noqa: S311 - it picks a wording, not a secret
        self._after_turn = after_turn
        self._sessions = Sessions()
        self._understandings: dict[str, Understanding] = {}
        self._lock = threading.Lock()

    def recognize_text(
        self, request: Mapping[str, Any], *, begun: Callable[[Turn], None] = lambda _: None
    ) -> Shape:
        """One turn: the user's words in, the bot's messages and the session's state out.

        Args:
            begun: Called with the turn when it begins; it may fail after that.

        Raises:
            ServiceError: ValidationException, ResourceNotFoundException, ConflictException,
                DependencyFailedException (424), ThrottlingException (429).
        """
        text = _text(request.get("text"))
        deployed, locale, key = self._addressed(request)
        with self._sessions.turn(key):
            turn = self._turn(request, deployed, locale, key, text)
            begun(turn)
            if request.get("sessionState"):
                apply_state(turn, request["sessionState"])
            self._run(turn, listen(turn))
            self._keep(turn, key)
            response = answered(turn)
        if self._after_turn is not None:
            request_id = turn.session.originating_request_id
            self._after_turn(FinishedTurn(turn, request_id, response))
        return response

    def put_session(
        self, request: Mapping[str, Any], *, begun: Callable[[Turn], None] = lambda _: None
    ) -> Shape:
        """Sets a session's state, or starts one with it; Delegate lets the bot go on from there.

        Raises:
            ServiceError: As ``recognize_text``.
        """
        deployed, locale, key = self._addressed(request)
        with self._sessions.turn(key):
            turn = self._turn(request, deployed, locale, key, "")
            begun(turn)
            apply_state(turn, request.get("sessionState") or {})
            turn.say(list(request.get("messages") or ()))
            step = first_step(turn, (request.get("sessionState") or {}).get("dialogAction"))
            if step is not None:
                self._run(turn, step)
            self._keep(turn, key)
            response = answered(turn)
        return {
            name: response[name]
            for name in ("messages", "sessionState", "requestAttributes", "sessionId")
            if name in response
        }

    def get_session(self, request: Mapping[str, Any]) -> Shape:
        """A session as its last turn left it.

        Raises:
            ServiceError: ResourceNotFoundException, where there is no such session (any more).
        """
        deployed, _, key = self._addressed(request)
        session = self._found(deployed, key)
        if session is None:
            raise _no_session(key)
        return session_state(session)

    def delete_session(self, request: Mapping[str, Any]) -> Shape:
        """Ends a session.

        Raises:
            ServiceError: ResourceNotFoundException, where there is no such session (any more).
        """
        deployed, _, key = self._addressed(request)
        with self._sessions.turn(key):
            if self._found(deployed, key) is None or not self._sessions.drop(key):
                raise _no_session(key)
        bot_id, alias_id, locale_id, session_id = key
        return {
            "botId": bot_id,
            "botAliasId": alias_id,
            "localeId": locale_id,
            "sessionId": session_id,
        }

    def warm(self, deployed: Deployed) -> None:
        """Loads and trains now what a bot's first turns would wait for, some seconds."""
        for locale in deployed.bot.locales.values():
            self._understanding(locale).warm(self._clock.now().date())

    def _addressed(self, request: Mapping[str, Any]) -> tuple[Deployed, Locale, SessionKey]:
        bot_id, alias_id = request["botId"], request["botAliasId"]
        locale_id, session_id = request["localeId"], request["sessionId"]
        deployed = self._directory.find(bot_id, alias_id)
        locale = deployed.bot.locales.get(locale_id)
        if locale is None or locale_id not in deployed.alias.enabled:
            raise ServiceError(
                "ResourceNotFoundException",
                f"Locale {locale_id} not found for bot {bot_id} and alias {alias_id}.",
                404,
            )
        return deployed, locale, (bot_id, alias_id, locale_id, session_id)

    def _found(self, deployed: Deployed, key: SessionKey) -> Session | None:
        seconds = deployed.bot.session_seconds
        return self._sessions.find(key, now=self._clock.now(), seconds=seconds)

    def _turn(
        self,
        request: Mapping[str, Any],
        deployed: Deployed,
        locale: Locale,
        key: SessionKey,
        text: str,
    ) -> Turn:
        now = self._clock.now()
        session = self._found(deployed, key) or Session(id=key[3], used=now)
        session.contexts = aged(session.contexts, seconds=(now - session.used).total_seconds())
        session.originating_request_id = str(uuid.uuid4())
        attributes = request.get("requestAttributes")
        return Turn(
            bot=deployed.bot,
            alias=deployed.alias,
            understanding=self._understanding(locale),
            session=session,
            hook=self._hook,
            speaker=Speaker(self._random, attributes or {}),
            today=now.date(),
            text=text,
            request_attributes=dict(attributes) if attributes else None,
        )

    def _understanding(self, locale: Locale) -> Understanding:
        with self._lock:
            if locale.fingerprint not in self._understandings:
                self._understandings[locale.fingerprint] = Understanding(locale)
            return self._understandings[locale.fingerprint]

    @staticmethod
    def _run(turn: Turn, step: Step) -> None:
        flow.run(turn, step)

    def _keep(self, turn: Turn, key: SessionKey) -> None:
        turn.session.messages = turn.messages
        turn.session.used = self._clock.now()
        self._sessions.keep(key, turn.session)


def _text(text: Any) -> str:
    if not isinstance(text, str) or not text.strip():
        raise ServiceError(
            "ValidationException", "The text input is empty; send 1 to 1024 characters.", 400
        )
    if len(text) > MAX_TEXT_LENGTH:
        raise ServiceError(
            "ValidationException",
            f"The text input has {len(text)} characters; send at most {MAX_TEXT_LENGTH}.",
            400,
        )
    return text


def _no_session(key: SessionKey) -> ServiceError:
    return ServiceError("ResourceNotFoundException", f"Session {key[3]} not found.", 404)

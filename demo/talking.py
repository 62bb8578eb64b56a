"""A conversation with a deployed bot, printed turn by turn."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable, Mapping
from typing import Any


class ConversationFailedError(Exception):
    """A conversation of the demonstration did not end as it should."""


def converse(
    runtime: Any,
    bot: Mapping[str, str],
    locale: str,
    phone: str,
    lines: Iterable[str],
    *,
    who: str,
) -> dict[str, Any]:
    """Says the lines to the bot, as a channel that knows the phone number, and prints each turn.

    Args:
        runtime: A client of ``lexv2-runtime``.
        who: What the person is called in what is printed.

    Returns:
        The bot's last answer.

    Raises:
        ConversationFailedError: The last turn fulfilled nothing.
    """
    print(f"\n  {locale}, {who} {phone}")
    session = f"demo-{uuid.uuid4().hex[:8]}"
    answer: dict[str, Any] = {}
    for number, line in enumerate(lines):
        started = time.perf_counter()
        answer = runtime.recognize_text(
            **bot,
            localeId=locale,
            sessionId=session,
            text=line,
            **({} if number else {"sessionState": {"sessionAttributes": {"phoneNumber": phone}}}),
        )
        taken = (time.perf_counter() - started) * 1000
        print(f"    {who:7} {line}")
        for message in answer.get("messages", []):
            print(f"    bot     {message['content']}   ({taken:.0f} ms)")
    state = answer["sessionState"]["intent"]["state"]
    if state != "Fulfilled":
        raise ConversationFailedError(
            f"The conversation in {locale} ended as {state}, not as Fulfilled"
        )
    return answer


def bot_of(outputs: Mapping[str, str]) -> dict[str, str]:
    """The bot that a deployed stack's outputs name, as lexv2-runtime takes it."""
    return {"botId": outputs["BotId"], "botAliasId": outputs["BotAliasId"]}

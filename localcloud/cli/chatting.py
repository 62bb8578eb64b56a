"""A conversation with a deployed bot, in a terminal."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

from botocore.exceptions import ClientError

from localcloud.cli.running import CommandError

LEAVE = "/quit"


def find_bot(models: Any, *, bot: str | None, locale: str | None) -> dict[str, str]:
    """The deployed bot to speak with, as the arguments that lexv2-runtime takes.

    Args:
        models: A client of ``lexv2-models``.
        bot: Its name, the beginning of its name, or its id; may be left out where one bot is
            deployed.
        locale: One of its locales; its first by default.

    Raises:
        CommandError: No bot, no such bot, several to choose from, or no such locale.
    """
    deployed = models.list_bots()["botSummaries"]
    names = ", ".join(sorted(summary["botName"] for summary in deployed))
    if not deployed:
        raise CommandError("No bot is deployed. Deploy one with: python -m localcloud deploy")
    chosen = [one for one in deployed if bot in (None, one["botName"], one["botId"])]
    if not chosen:
        chosen = [one for one in deployed if one["botName"].startswith(str(bot))]
    if not chosen:
        raise CommandError(f"bot: there is no {bot!r}; deployed are {names}")
    if len(chosen) > 1:
        raise CommandError(f"Several bots are deployed; choose one with --bot: {names}")
    bot_id = chosen[0]["botId"]
    aliases = models.list_bot_aliases(botId=bot_id)["botAliasSummaries"]
    live = [one for one in aliases if one.get("botVersion")]
    if not live:
        raise CommandError(f"bot: {chosen[0]['botName']!r} has no alias with a version")
    version = live[-1]["botVersion"]
    locales = [
        one["localeId"]
        for one in models.list_bot_locales(botId=bot_id, botVersion=version)["botLocaleSummaries"]
    ]
    if locale is not None and locale not in locales:
        raise CommandError(f"locale: the bot has no {locale!r}; it has {', '.join(locales)}")
    return {
        "botId": bot_id,
        "botAliasId": live[-1]["botAliasId"],
        "localeId": locale or locales[0],
    }


def chat(
    runtime: Any,
    bot: Mapping[str, str],
    *,
    attributes: Mapping[str, str],
    lines: Iterable[str] = sys.stdin,
    out: TextIO = sys.stdout,
) -> None:
    """Sends each line to the bot and prints what it says, until ``/quit`` or the end of input."""
    session = f"chat-{uuid.uuid4().hex[:12]}"
    state: dict[str, Any] = {"sessionAttributes": dict(attributes)} if attributes else {}
    print(f"({bot['localeId']}; {LEAVE} to leave)", file=out)
    for line in _prompted(lines, out):
        text = line.strip()
        if text == LEAVE:
            return
        if not text:
            continue
        try:
            answer = runtime.recognize_text(
                **bot, sessionId=session, text=text, **({"sessionState": state} if state else {})
            )
        except ClientError as error:
            print(f"  ! {error.response['Error']['Message']}", file=out)
            continue
        state = {}
        for message in answer.get("messages", []):
            print(f"bot> {message.get('content', '')}", file=out)
        print(f"     {summary(answer)}", file=out)


def summary(answer: Mapping[str, Any]) -> str:
    """One line of what the bot has understood: intent, its state, slots."""
    state = answer["sessionState"]
    intent = state.get("intent") or {}
    slots = {
        name: (slot.get("value") or {}).get("interpretedValue")
        for name, slot in (intent.get("slots") or {}).items()
        if slot
    }
    filled = ", ".join(f"{name}={value}" for name, value in slots.items())
    return f"[{intent.get('name', '-')} {intent.get('state', '')}{': ' + filled if filled else ''}]"


def _prompted(lines: Iterable[str], out: TextIO) -> Iterable[str]:
    print("you> ", end="", file=out, flush=True)
    for line in lines:
        yield line
        print("you> ", end="", file=out, flush=True)
    print(file=out)

"""The bot's resource, which can tell whether its definition changed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import IResolveContext, IStringProducer, Lazy, Stack
from aws_cdk import aws_lex as lex
from constructs import Construct
from jsii import implements

_LOCALES = ("Properties", "BotLocales")
# A version keeps the conversation: neither tags, nor how the draft is built and tried out.
_NOT_IN_A_VERSION = frozenset(
    {"bottags", "testbotaliastags", "autobuildbotlocales", "testbotaliassettings"}
)
_DOT = re.compile(r"(?<!\\)\.")


class VersionedBot(lex.CfnBot):
    """``AWS::Lex::Bot`` that knows a digest of its definition, property overrides included.

    The locales are kept here and written to the template as they are: the CDK would check and
    rename each of their thousands of properties several times over, which takes seconds. So
    ``bot_locales`` is empty, and overrides such as ``BotLocales.0.Intents.1.Description`` are
    applied here.

    The function's ARN is no part of the digest: it belongs to the alias, and a new function needs
    no new version of the conversation.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        locales: Sequence[Mapping[str, Any]],
        **properties: Any,  # noqa: ANN401 - those of CfnBot
    ) -> None:
        self._locales: Any = list(locales)
        self._overrides: dict[str, Any] = {}
        super().__init__(scope, construct_id, **properties)
        super().add_override(".".join(_LOCALES), self._locales)

    def add_override(self, path: str, value: Any) -> None:  # noqa: ANN401 - any JSON value
        """As ``CfnResource.add_override``, which every kind of property override comes through."""
        keys = [key.replace(r"\.", ".") for key in _DOT.split(path)]
        if tuple(keys[:2]) != _LOCALES:
            self._overrides[path] = value
            super().add_override(path, value)
            return
        self._locales = _replaced(self._locales, keys[2:], value)
        super().add_override(".".join(_LOCALES), self._locales)

    def digest(self) -> str:
        """Eight hexadecimal digits that change when the definition does, and only then."""
        definition = {
            "locales": self._locales,
            "properties": {
                name: value
                for name, value in self._cfn_properties.items()
                if name.lower() not in _NOT_IN_A_VERSION
            },
            "overrides": {
                path: value
                for path, value in self._overrides.items()
                if path.startswith("Properties.")
                and path.split(".")[1].lower() not in _NOT_IN_A_VERSION
            },
        }
        stack = Stack.of(self)
        # Locales without tokens are what they are; sending them to be resolved takes a while.
        resolved = {
            part: stack.resolve(value) if _holds_token(value) else value
            for part, value in definition.items()
        }
        text = json.dumps(resolved, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:8]


@implements(IStringProducer)
class _VersionId:
    def __init__(self, bot: VersionedBot, prefix: str) -> None:
        self._bot = bot
        self._prefix = prefix

    def produce(self, _context: IResolveContext) -> str:
        return f"{self._prefix}{self._bot.digest()}"


def versioned_logical_id(version: lex.CfnBotVersion, bot: VersionedBot) -> str:
    """A logical ID for ``version`` that holds the digest of ``bot``, computed when it is needed.

    ``AWS::Lex::BotVersion`` copies the draft when it is created and never again, so a changed bot
    needs a new resource, and an unchanged one must keep its old.
    """
    prefix = Stack.of(version).get_logical_id(version)
    return Lazy.uncached_string(_VersionId(bot, prefix))


def _replaced(tree: Any, keys: Sequence[str], value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """``tree`` with ``value`` at the end of ``keys``, or without that entry if it is ``None``."""
    if not keys:
        return value
    key, *others = keys
    if isinstance(tree, list):
        if not key.isdigit() or int(key) > len(tree):
            raise ValueError(
                f"property override of BotLocales: {key} is no index of a list of {len(tree)}"
            )
        place = int(key)
        known = tree[place] if place < len(tree) else {}
        new = _replaced(known, others, value)
        return [*tree[:place], *([] if new is None else [new]), *tree[place + 1 :]]
    entries = dict(tree) if isinstance(tree, Mapping) else {}
    new = _replaced(entries.get(key), others, value)
    if new is None:
        entries.pop(key, None)
        return entries
    return entries | {key: new}


def _holds_token(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    if isinstance(value, Mapping):
        return any(_holds_token(one) for one in value.values())
    if isinstance(value, list | tuple):
        return any(_holds_token(one) for one in value)
    if isinstance(value, str):
        return "{Token[" in value
    if isinstance(value, float):
        return value < -1e200  # how the CDK writes a number it does not know yet
    return not isinstance(value, int | None)  # an object of the CDK

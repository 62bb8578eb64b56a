"""The bot's resource, which can tell whether its definition changed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from aws_cdk import IResolveContext, IStringProducer, Lazy, Stack
from aws_cdk import aws_lex as lex
from jsii import implements

# A version keeps the bot's definition: neither tags, nor how the draft is built and tried out.
_NOT_IN_A_VERSION = frozenset({"botTags", "testBotAliasTags", "autoBuildBotLocales"})
_TEST_ALIAS = "testBotAliasSettings"


class VersionedBot(lex.CfnBot):
    """``AWS::Lex::Bot`` that knows a digest of its definition, property overrides included.

    The function's ARN is no part of it: it belongs to the alias, and a new function needs no new
    version of the conversation.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - CfnBot's own
        self._overrides: dict[str, Any] = {}
        super().__init__(*args, **kwargs)

    def add_override(self, path: str, value: Any) -> None:  # noqa: ANN401 - CfnBot's own
        """As ``CfnResource.add_override``, which every kind of property override comes through."""
        self._overrides[path] = value
        super().add_override(path, value)

    def digest(self) -> str:
        """Eight hexadecimal digits that change when the definition does, and only then."""
        properties = {
            name: value
            for name, value in self._cfn_properties.items()
            if name not in _NOT_IN_A_VERSION and name != _TEST_ALIAS
        }
        overrides = {
            path: value
            for path, value in self._overrides.items()
            if path.startswith("Properties.") and "TestBotAlias" not in path
        }
        resolved = Stack.of(self).resolve({"properties": properties, "overrides": overrides})
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

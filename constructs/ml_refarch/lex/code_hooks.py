"""The functions behind a bot: which locale calls which, and that Lex may call it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

CodeHook = lambda_.IFunction | Mapping[str, lambda_.IFunction]


def hooks_by_locale(
    code_hook: CodeHook | None, locale_ids: Sequence[str]
) -> dict[str, lambda_.IFunction]:
    """The function of each locale that has one.

    Raises:
        ValueError: A function is given for a locale that the bot lacks.
    """
    if code_hook is None:
        return {}
    if not isinstance(code_hook, Mapping):
        return dict.fromkeys(locale_ids, code_hook)
    unknown = sorted(set(code_hook) - set(locale_ids))
    if unknown:
        raise ValueError(
            f"code_hook: the bot has no locale {', '.join(unknown)}; it has {', '.join(locale_ids)}"
        )
    return dict(code_hook)


def alias_locale_settings(
    locale_ids: Sequence[str], hooks: Mapping[str, lambda_.IFunction]
) -> list[dict[str, Any]]:
    """``BotAliasLocaleSettings``: which locales answer, and the function each of them calls.

    Spelled as the CDK spells them, for the bot and the alias alike.
    """
    settings = []
    for locale_id in locale_ids:
        setting: dict[str, Any] = {"enabled": True}
        if locale_id in hooks:
            setting["codeHookSpecification"] = {
                "lambdaCodeHook": {
                    "codeHookInterfaceVersion": "1.0",
                    "lambdaArn": hooks[locale_id].function_arn,
                }
            }
        settings.append({"localeId": locale_id, "botAliasLocaleSetting": setting})
    return settings


def let_lex_invoke(
    scope: Construct, hooks: Mapping[str, lambda_.IFunction], *, bot_id: str
) -> list[lambda_.CfnPermission]:
    """Permission for each function to be called by the aliases of this bot and by nothing else.

    It stands in ``scope``, the bot, and not in the function's: bots that share a function do not
    share ids.

    Source: https://docs.aws.amazon.com/lexv2/latest/dg/lambda-attach.html
    """
    stack = Stack.of(scope)
    aliases = stack.format_arn(service="lex", resource="bot-alias", resource_name=f"{bot_id}/*")
    functions = {hook.node.addr: hook for hook in hooks.values()}
    return [
        lambda_.CfnPermission(
            scope,
            "InvokePermission" + (str(place) if place else ""),
            action="lambda:InvokeFunction",
            function_name=hook.function_arn,
            principal="lexv2.amazonaws.com",
            source_account=stack.account,
            source_arn=aliases,
        )
        for place, hook in enumerate(functions.values())
    ]

"""A bot as it is deployed: its resource in the synthesised template."""

from __future__ import annotations

from functools import cache
from typing import Any

from aws_cdk import App, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk.assertions import Template
from ml_refarch.lex import Bot

from tests.conversations.bots import TestedBot


@cache
def bot_properties(bot: TestedBot) -> dict[str, Any]:
    """The properties of the bot's ``AWS::Lex::Bot``; synthesised once per process."""
    stack = Stack(App(), "TestedBot")
    function = lambda_.Function.from_function_attributes(
        stack,
        "CodeHook",
        function_arn=stack.format_arn(
            service="lambda", resource="function", resource_name=bot.name
        ),
        same_environment=True,
    )
    Bot(stack, "Bot", locales=bot.locales, code_hook=function)
    (resource,) = Template.from_stack(stack).find_resources("AWS::Lex::Bot").values()
    properties: dict[str, Any] = resource["Properties"]
    return properties

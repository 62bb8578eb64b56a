"""The stack that the tests of the deployed bot look at, synthesised once."""

from __future__ import annotations

from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_iam as iam
from ml_refarch.lex.cloudformation import locale

from tests.constructs.lex.bots import ENGLISH, KOREAN, function, one_bot, template_of


@pytest.fixture(scope="session")
def hotel() -> dict[str, Any]:
    """The template of a stack with two bots that share a function, and a client of the first."""
    stack = Stack(App(), "Hotel")
    hook = function(stack)
    bot = one_bot(stack, locales=[ENGLISH, KOREAN], code_hook=hook)
    one_bot(stack, "Second", code_hook={"ko_KR": hook}, conversation_logs=False)
    website = iam.Role(stack, "Website", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    bot.grant_converse(website)
    return template_of(stack)


@pytest.fixture(scope="session")
def english() -> dict[str, Any]:
    """The properties of the English locale."""
    return locale(ENGLISH, hooks=True)


@pytest.fixture(scope="session")
def book(english: dict[str, Any]) -> dict[str, Any]:
    """The properties of its first intent."""
    intent: dict[str, Any] = next(one for one in english["Intents"] if one["Name"] == "BookHotel")
    return intent

"""A page's credentials talk to one alias and do nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk.aws_cognito_identitypool import UserPoolAuthenticationProvider
from ml_refarch.foundation import Violation, violations
from ml_refarch.lex import BotClient

from tests.constructs.lex.bots import one_bot, resources, template_of

WRITE = ["lex:RecognizeText", "lex:DeleteSession"]


@pytest.fixture(scope="module")
def guests() -> Stack:
    """A stack whose bot guests may talk to."""
    stack = Stack(App(), "Guests")
    BotClient(stack, "Client", bot=one_bot(stack), allow_guests=True)
    return stack


@pytest.fixture(scope="module")
def users() -> Stack:
    """A stack whose bot the users of a pool may talk to, and speak to."""
    stack = Stack(App(), "Users")
    people = cognito.UserPool.from_user_pool_id(stack, "People", "us-east-1_Ab129faBb")
    page = cognito.UserPoolClient.from_user_pool_client_id(stack, "Page", "3ho4ek12345678909nh3")
    signed_in = UserPoolAuthenticationProvider(user_pool=people, user_pool_client=page)
    BotClient(stack, "Client", bot=one_bot(stack), user_pools=[signed_in], speech=True)
    return stack


def rights(stack: Stack) -> dict[str, list[Any]]:
    """The statements of each role of the pool, by the beginning of its name."""
    return {
        name.removeprefix("ClientPool").partition("Role")[0]: policy["Properties"][
            "PolicyDocument"
        ]["Statement"]
        for name, policy in resources(template_of(stack), "AWS::IAM::Policy").items()
        if name.startswith("ClientPool")
    }


def pool(stack: Stack) -> dict[str, Any]:
    (found,) = resources(template_of(stack), "AWS::Cognito::IdentityPool").values()
    properties: dict[str, Any] = found["Properties"]
    return properties


def test_guests_write_to_the_one_alias_and_do_nothing_else(guests: Stack) -> None:
    (alias,) = resources(template_of(guests), "AWS::Lex::BotAlias")

    assert rights(guests) == {
        "Unauthenticated": [
            {"Action": WRITE, "Effect": "Allow", "Resource": {"Fn::GetAtt": [alias, "Arn"]}}
        ]
    }


def test_users_alone_may_talk_to_a_bot_that_is_not_for_guests(users: Stack) -> None:
    assert set(rights(users)) == {"Authenticated"}
    assert pool(users)["AllowUnauthenticatedIdentities"] is False


def test_speaking_is_allowed_where_it_is_asked_for(guests: Stack, users: Stack) -> None:
    (spoken,) = rights(users)["Authenticated"]
    (written,) = rights(guests)["Unauthenticated"]

    assert set(spoken["Action"]) - set(written["Action"]) == {
        "lex:RecognizeUtterance",
        "lex:StartConversation",
    }


@pytest.mark.parametrize("forbidden", ["lex:GetSession", "lex:PutSession"])
def test_nobody_reads_or_writes_what_others_said(users: Stack, forbidden: str) -> None:
    assert forbidden not in str(rights(users))


def test_a_client_chooses_no_role_of_its_own(guests: Stack) -> None:
    assert pool(guests)["AllowClassicFlow"] is False
    for role in resources(template_of(guests), "AWS::IAM::Role").values():
        (trust,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
        if "Federated" in trust["Principal"]:
            assert set(trust["Condition"]) == {"StringEquals", "ForAnyValue:StringLike"}


def test_the_users_of_the_pool_that_is_brought_sign_in_through_its_client(users: Stack) -> None:
    (provider,) = pool(users)["CognitoIdentityProviders"]

    assert provider["ClientId"] == "3ho4ek12345678909nh3"
    assert provider["ServerSideTokenCheck"] is True
    assert "us-east-1_Ab129faBb" in str(provider["ProviderName"])


def test_guests_are_allowed_on_purpose_and_no_other_rule_is_broken(
    guests: Stack, users: Stack
) -> None:
    assert violations(guests) == []
    assert violations(users) == []


def test_guests_that_are_let_in_by_an_override_are_still_noticed() -> None:
    stack = Stack(App(), "Override")
    people = cognito.UserPool.from_user_pool_id(stack, "People", "us-east-1_Ab129faBb")
    page = cognito.UserPoolClient.from_user_pool_client_id(stack, "Page", "3ho4ek12345678909nh3")
    signed_in = UserPoolAuthenticationProvider(user_pool=people, user_pool_client=page)
    client = BotClient(stack, "Client", bot=one_bot(stack), user_pools=[signed_in])
    resource = client.pool.node.default_child
    assert isinstance(resource, cognito.CfnIdentityPool)
    resource.allow_unauthenticated_identities = True

    found: list[Violation] = violations(stack)

    assert [one.rule for one in found] == ["AwsSolutions-COG7"]


def test_a_bot_that_nobody_may_talk_to_is_refused() -> None:
    stack = Stack(App(), "Nobody")

    with pytest.raises(ValueError, match="allow_guests: guests may not talk to the bot, and no"):
        BotClient(stack, "Client", bot=one_bot(stack))

"""The deployed bot: what it may do, who may call it, and what it refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aws_cdk import App, Duration, Stack
from ml_refarch.foundation import violations
from ml_refarch.lex import Intent, Locale, Voice, limits

from tests.constructs.lex.bots import (
    KOREAN,
    function,
    joined,
    one_bot,
    only,
    resources,
    template_of,
)

ENGLISH = Locale("en_US", intents=[Intent("Hello", utterances=["Hello"])])
ACCOUNT = {"Ref": "AWS::AccountId"}


def bots(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return resources(template, "AWS::Lex::Bot")


def test_the_bot_is_built_in_each_locale(hotel: dict[str, Any]) -> None:
    bot = next(iter(bots(hotel).values()))["Properties"]

    assert bot["AutoBuildBotLocales"] is True
    assert [locale["LocaleId"] for locale in bot["BotLocales"]] == ["en_US", "ko_KR"]
    assert bot["IdleSessionTTLInSeconds"] == 300
    assert bot["DataPrivacy"] == {"ChildDirected": False}


def test_alias_and_test_alias_call_the_function_in_each_locale(hotel: dict[str, Any]) -> None:
    alias = next(iter(resources(hotel, "AWS::Lex::BotAlias").values()))["Properties"]
    bot = next(iter(bots(hotel).values()))["Properties"]
    (function_id,) = resources(hotel, "AWS::Lambda::Function")
    calls = {
        "Enabled": True,
        "CodeHookSpecification": {
            "LambdaCodeHook": {
                "CodeHookInterfaceVersion": "1.0",
                "LambdaArn": {"Fn::GetAtt": [function_id, "Arn"]},
            }
        },
    }

    assert alias["BotAliasLocaleSettings"] == [
        {"LocaleId": "en_US", "BotAliasLocaleSetting": calls},
        {"LocaleId": "ko_KR", "BotAliasLocaleSetting": calls},
    ]
    assert bot["TestBotAliasSettings"]["BotAliasLocaleSettings"] == alias["BotAliasLocaleSettings"]


def test_each_bot_has_its_own_permission_to_a_shared_function(hotel: dict[str, Any]) -> None:
    permissions = resources(hotel, "AWS::Lambda::Permission").values()

    assert [joined(one["Properties"]["SourceArn"]) for one in permissions] == [
        f"arn:${{AWS::Partition}}:lex:${{AWS::Region}}:${{AWS::AccountId}}:bot-alias/${{{bot}.Id}}/*"
        for bot in bots(hotel)
    ]
    for one in permissions:
        assert one["Properties"]["Principal"] == "lexv2.amazonaws.com"
        assert one["Properties"]["SourceAccount"] == ACCOUNT
        assert one["Properties"]["Action"] == "lambda:InvokeFunction"


def test_the_permission_is_there_before_the_alias(hotel: dict[str, Any]) -> None:
    for permission, alias in zip(
        resources(hotel, "AWS::Lambda::Permission"),
        resources(hotel, "AWS::Lex::BotAlias").values(),
        strict=True,
    ):
        assert permission in alias["DependsOn"]


def test_two_functions_have_two_permissions() -> None:
    stack = Stack(App(), "Test")
    hooks = {"en_US": function(stack, "English"), "ko_KR": function(stack, "Korean")}

    one_bot(stack, locales=[ENGLISH, KOREAN], code_hook=hooks)

    template = template_of(stack)
    permissions = resources(template, "AWS::Lambda::Permission").values()
    assert {one["Properties"]["FunctionName"]["Fn::GetAtt"][0] for one in permissions} == set(
        resources(template, "AWS::Lambda::Function")
    )


def test_lex_takes_the_role_for_this_account_and_its_bots_only(hotel: dict[str, Any]) -> None:
    for key, role in resources(hotel, "AWS::IAM::Role").items():
        if not key.startswith(("Bot", "Second")):
            continue
        (statement,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] == {"Service": "lexv2.amazonaws.com"}
        assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
        arns = [joined(arn) for arn in statement["Condition"]["ArnLike"]["aws:SourceArn"]]
        assert arns == [
            "arn:${AWS::Partition}:lex:${AWS::Region}:${AWS::AccountId}:bot/*",
            "arn:${AWS::Partition}:lex:${AWS::Region}:${AWS::AccountId}:bot-alias/*",
        ]


def test_a_client_may_converse_through_the_alias_and_nothing_else(hotel: dict[str, Any]) -> None:
    policy = next(
        one
        for key, one in resources(hotel, "AWS::IAM::Policy").items()
        if key.startswith("Website")
    )
    alias = next(iter(resources(hotel, "AWS::Lex::BotAlias")))

    assert policy["Properties"]["PolicyDocument"]["Statement"] == [
        {
            "Effect": "Allow",
            "Action": [
                "lex:RecognizeText",
                "lex:PutSession",
                "lex:GetSession",
                "lex:DeleteSession",
            ],
            "Resource": {"Fn::GetAtt": [alias, "Arn"]},
        }
    ]


def test_the_second_bot_waits_for_the_first_to_be_ready(hotel: dict[str, Any]) -> None:
    first, second = bots(hotel).values()
    alias = next(iter(resources(hotel, "AWS::Lex::BotAlias")))

    assert "DependsOn" not in first
    assert second["DependsOn"] == [alias]


def test_bots_of_two_stacks_do_not_wait_for_each_other() -> None:
    app = App()
    stacks = [Stack(app, "One"), Stack(app, "Two")]
    for stack in stacks:
        one_bot(stack)

    for stack in stacks:
        (bot,) = bots(template_of(stack)).values()
        assert "DependsOn" not in bot


def test_a_bot_without_a_function_has_no_permission_and_no_hook() -> None:
    stack = Stack(App(), "Test")
    one_bot(stack)

    template = template_of(stack)
    assert not resources(template, "AWS::Lambda::Permission")
    assert only(template, "AWS::Lex::BotAlias")["BotAliasLocaleSettings"] == [
        {"LocaleId": "ko_KR", "BotAliasLocaleSetting": {"Enabled": True}}
    ]


@pytest.mark.parametrize("voice", [None, Voice("Joanna")], ids=["silent", "with a voice"])
def test_only_a_bot_with_a_voice_may_have_polly_speak(voice: Voice | None) -> None:
    stack = Stack(App(), "Test")
    one_bot(stack, locales=[Locale("en_US", intents=ENGLISH.intents, voice=voice)])

    text = json.dumps(template_of(stack))
    assert ("polly:SynthesizeSpeech" in text) is (voice is not None)


@pytest.mark.parametrize("logged", [True, False])
def test_a_bot_passes_cdk_nag(logged: bool) -> None:
    stack = Stack(App(), "Test")
    locale = Locale("en_US", intents=ENGLISH.intents, voice=Voice("Joanna"))

    one_bot(stack, locales=[locale], conversation_logs=logged)

    assert violations(stack) == []


def test_no_arn_names_a_partition(hotel: dict[str, Any]) -> None:
    assert "arn:aws" not in json.dumps(hotel)


def test_the_name_comes_from_the_path_and_keeps_the_pattern() -> None:
    stack = Stack(App(), "Test-Stack-1")
    one_bot(stack, "My-_Bot")

    name = only(template_of(stack), "AWS::Lex::Bot")["Name"]
    assert name.startswith("TestStack1-MyBot")
    assert limits.NAME.fullmatch(name)


def test_given_names_are_kept() -> None:
    stack = Stack(App(), "Test")
    one_bot(stack, bot_name="Hotel_Bot", alias_name="prod-1", description="Books")

    template = template_of(stack)
    assert only(template, "AWS::Lex::Bot")["Name"] == "Hotel_Bot"
    assert only(template, "AWS::Lex::Bot")["Description"] == "Books"
    assert only(template, "AWS::Lex::BotAlias")["BotAliasName"] == "prod-1"


def test_the_type_that_cannot_be_changed_is_left_at_its_default(hotel: dict[str, Any]) -> None:
    assert all("BotType" not in bot["Properties"] for bot in bots(hotel).values())


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"locales": []}, "locales: a bot needs at least one"),
        ({"locales": [KOREAN, KOREAN]}, "locales: 'ko_KR' given more than once"),
        ({"bot_name": "Hotel Bot"}, "bot_name 'Hotel Bot': a name has"),
        ({"bot_name": "a" * 101}, "bot_name"),
        ({"alias_name": "live!"}, "alias_name 'live!'"),
        ({"description": "x" * 2001}, "description: .* 2001 characters"),
        ({"idle_session": Duration.seconds(59)}, "idle_session, seconds: 59 is outside 60 to"),
        ({"idle_session": Duration.hours(25)}, "idle_session, seconds: 90000 is outside"),
        (
            {
                "locales": [
                    Locale("en_US", intents=[Intent("A", utterances=["a"], dialog_hook=True)])
                ]
            },
            "intent A: dialog_hook is on, but the bot has no function",
        ),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        one_bot(Stack(App(), "Test"), **settings)


def test_a_function_for_a_locale_the_bot_lacks_is_refused() -> None:
    stack = Stack(App(), "Test")

    with pytest.raises(ValueError, match="code_hook: the bot has no locale en_US; it has ko_KR"):
        one_bot(stack, code_hook={"en_US": function(stack)})

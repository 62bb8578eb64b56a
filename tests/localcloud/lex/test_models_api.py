"""The lexv2-models API: drafts, builds, versions, aliases."""

from __future__ import annotations

from typing import Any

import pytest

from localcloud.cloud import LocalCloud

BOT = {
    "botName": "Taxi",
    "roleArn": "arn:aws:iam::123456789012:role/lex-service-role",
    "dataPrivacy": {"childDirected": False},
    "idleSessionTTLInSeconds": 300,
}
ASK = {
    "messageGroups": [{"message": {"plainTextMessage": {"value": "How many?"}}}],
    "maxRetries": 1,
}


@pytest.fixture
def lex(cloud: LocalCloud) -> Any:
    return cloud.client("lexv2-models")


@pytest.fixture
def draft(lex: Any) -> dict[str, str]:
    """A bot with an empty en_US locale; where its parts go."""
    bot_id = lex.create_bot(**BOT)["botId"]
    where = {"botId": bot_id, "botVersion": "DRAFT", "localeId": "en_US"}
    lex.create_bot_locale(**where, nluIntentConfidenceThreshold=0.4)
    return where


def add_intent(lex: Any, draft: dict[str, str], name: str = "Ride", **more: Any) -> str:
    utterances = [{"utterance": f"I want a {name}"}]
    made = lex.create_intent(**draft, intentName=name, **{"sampleUtterances": utterances, **more})
    return str(made["intentId"])


def add_slot(lex: Any, draft: dict[str, str], intent_id: str, **more: Any) -> str:
    request = {
        "slotName": "Seats",
        "slotTypeId": "AMAZON.Number",
        "valueElicitationSetting": {"slotConstraint": "Required", "promptSpecification": ASK},
    }
    return str(lex.create_slot(**draft, intentId=intent_id, **{**request, **more})["slotId"])


def prioritise(lex: Any, draft: dict[str, str], intent_id: str, slot_id: str) -> None:
    lex.update_intent(
        **draft,
        intentId=intent_id,
        intentName="Ride",
        sampleUtterances=[{"utterance": "I want a ride"}],
        slotPriorities=[{"priority": 1, "slotId": slot_id}],
    )


def reasons(lex: Any, draft: dict[str, str]) -> str:
    """Why a build failed."""
    lex.build_bot_locale(**draft)
    locale = lex.describe_bot_locale(**draft)
    assert locale["botLocaleStatus"] == "Failed"
    return "; ".join(locale["failureReasons"])


def test_a_new_bot_has_a_test_alias_of_its_draft(lex: Any, draft: dict[str, str]) -> None:
    (alias,) = lex.list_bot_aliases(botId=draft["botId"])["botAliasSummaries"]

    assert (alias["botAliasId"], alias["botVersion"]) == ("TSTALIASID", "DRAFT")


def test_a_new_locale_has_its_fallback_intent(lex: Any, draft: dict[str, str]) -> None:
    (intent,) = lex.list_intents(**draft)["intentSummaries"]

    assert intent["parentIntentSignature"] == "AMAZON.FallbackIntent"


def test_a_built_draft_converses_through_the_test_alias(
    cloud: LocalCloud, lex: Any, draft: dict[str, str]
) -> None:
    intent_id = add_intent(lex, draft)
    prioritise(lex, draft, intent_id, add_slot(lex, draft, intent_id))
    lex.build_bot_locale(**draft)
    assert lex.describe_bot_locale(**draft)["botLocaleStatus"] == "Built"

    response = cloud.client("lexv2-runtime").recognize_text(
        botId=draft["botId"],
        botAliasId="TSTALIASID",
        localeId="en_US",
        sessionId="guest",
        text="I want a ride",
    )

    assert response["messages"][0]["content"] == "How many?"


def test_a_version_keeps_what_the_draft_loses(lex: Any, draft: dict[str, str]) -> None:
    intent_id = add_intent(lex, draft)
    lex.build_bot_locale(**draft)
    locales = {"en_US": {"sourceBotVersion": "DRAFT"}}
    version = lex.create_bot_version(botId=draft["botId"], botVersionLocaleSpecification=locales)
    lex.delete_intent(**draft, intentId=intent_id)

    frozen = {**draft, "botVersion": version["botVersion"]}

    assert version["botVersion"] == "1"
    names = {intent["intentName"] for intent in lex.list_intents(**frozen)["intentSummaries"]}
    assert names == {"Ride", "FallbackIntent"}


def test_a_versions_number_is_not_given_twice(lex: Any, draft: dict[str, str]) -> None:
    add_intent(lex, draft)
    lex.build_bot_locale(**draft)
    request = {
        "botId": draft["botId"],
        "botVersionLocaleSpecification": {"en_US": {"sourceBotVersion": "DRAFT"}},
    }
    first = lex.create_bot_version(**request)["botVersion"]
    lex.delete_bot_version(botId=draft["botId"], botVersion=first)

    assert lex.create_bot_version(**request)["botVersion"] == "2"


def test_a_version_of_what_was_not_built_is_refused(lex: Any, draft: dict[str, str]) -> None:
    with pytest.raises(lex.exceptions.PreconditionFailedException, match="has not been built"):
        lex.create_bot_version(
            botId=draft["botId"],
            botVersionLocaleSpecification={"en_US": {"sourceBotVersion": "DRAFT"}},
        )


def test_a_version_that_an_alias_shows_is_not_deleted(lex: Any, draft: dict[str, str]) -> None:
    add_intent(lex, draft)
    lex.build_bot_locale(**draft)
    lex.create_bot_version(
        botId=draft["botId"],
        botVersionLocaleSpecification={"en_US": {"sourceBotVersion": "DRAFT"}},
    )
    lex.create_bot_alias(botId=draft["botId"], botAliasName="live", botVersion="1")

    with pytest.raises(lex.exceptions.PreconditionFailedException, match="the alias live shows"):
        lex.delete_bot_version(botId=draft["botId"], botVersion="1")


def test_an_alias_of_a_version_that_is_not_there_is_refused(
    lex: Any, draft: dict[str, str]
) -> None:
    with pytest.raises(lex.exceptions.ClientError, match="BotVersion 7"):
        lex.create_bot_alias(botId=draft["botId"], botAliasName="live", botVersion="7")


def test_two_of_a_name_conflict(lex: Any, draft: dict[str, str]) -> None:
    add_intent(lex, draft)

    with pytest.raises(lex.exceptions.ConflictException, match="Intent 'Ride' exists already"):
        add_intent(lex, draft)


def test_lists_come_in_pages_and_pass_filters(lex: Any, draft: dict[str, str]) -> None:
    for number in range(5):
        add_intent(lex, draft, f"Ride{number}")

    first = lex.list_intents(**draft, maxResults=4)
    rest = lex.list_intents(**draft, maxResults=4, nextToken=first["nextToken"])
    found = lex.list_intents(
        **draft, filters=[{"name": "IntentName", "values": ["Ride3"], "operator": "EQ"}]
    )

    assert [len(first["intentSummaries"]), len(rest["intentSummaries"])] == [4, 2]
    assert [intent["intentName"] for intent in found["intentSummaries"]] == ["Ride3"]


def test_a_deleted_bot_is_gone_with_all_its_parts(lex: Any, draft: dict[str, str]) -> None:
    lex.delete_bot(botId=draft["botId"])

    assert lex.list_bots()["botSummaries"] == []
    with pytest.raises(lex.exceptions.ClientError, match="not found"):
        lex.list_intents(**draft)


def test_a_slot_without_a_priority_fails_the_build(lex: Any, draft: dict[str, str]) -> None:
    add_slot(lex, draft, add_intent(lex, draft))

    assert "Intent Ride: slot Seats has no priority" in reasons(lex, draft)


def test_a_slot_type_that_is_not_available_is_refused_by_name(
    lex: Any, draft: dict[str, str]
) -> None:
    intent_id = add_intent(lex, draft)
    prioritise(lex, draft, intent_id, add_slot(lex, draft, intent_id, slotTypeId="AMAZON.Airport"))

    assert "the slot type AMAZON.Airport is not available" in reasons(lex, draft)


def test_an_utterance_with_a_slot_of_no_one_fails_the_build(
    lex: Any, draft: dict[str, str]
) -> None:
    add_intent(lex, draft, sampleUtterances=[{"utterance": "a ride to {Nowhere}"}])

    assert "names the slot Nowhere, which it lacks" in reasons(lex, draft)


def test_an_utterance_shared_by_two_intents_fails_the_build(
    lex: Any, draft: dict[str, str]
) -> None:
    same = [{"utterance": "Go!"}]
    add_intent(lex, draft, "Ride", sampleUtterances=same)
    add_intent(lex, draft, "Fly", sampleUtterances=same)

    assert "Intents Ride and Fly share the utterance 'Go!'" in reasons(lex, draft)


def test_a_condition_that_cannot_be_read_fails_the_build(lex: Any, draft: dict[str, str]) -> None:
    branch = {
        "name": "Odd",
        "condition": {"expressionString": "{Seats} >"},
        "nextStep": {"dialogAction": {"type": "EndConversation"}},
    }
    conditional = {"active": True, "conditionalBranches": [branch], "defaultBranch": {}}
    add_intent(lex, draft, initialResponseSetting={"conditional": conditional})

    assert "Intent Ride: the condition '{Seats} >'" in reasons(lex, draft)


def test_a_locale_without_utterances_fails_the_build(lex: Any, draft: dict[str, str]) -> None:
    assert "no intent has a sample utterance" in reasons(lex, draft)


def test_tags_and_policies_are_kept(lex: Any, draft: dict[str, str]) -> None:
    arn = f"arn:aws:lex:us-east-1:123456789012:bot/{draft['botId']}"
    lex.tag_resource(resourceARN=arn, tags={"team": "front desk", "cost": "1"})
    lex.untag_resource(resourceARN=arn, tagKeys=["cost"])
    lex.create_resource_policy(resourceArn=arn, policy="{}")

    assert lex.list_tags_for_resource(resourceARN=arn)["tags"] == {"team": "front desk"}
    assert lex.describe_resource_policy(resourceArn=arn)["revisionId"] == "1"


def test_a_bot_may_have_the_name_of_one_in_another_region(lex: Any, cloud: LocalCloud) -> None:
    elsewhere = cloud.client("lexv2-models", "ap-northeast-2")
    bot = {**BOT, "botName": "Ferry"}
    here, there = lex.create_bot(**bot)["botId"], elsewhere.create_bot(**bot)["botId"]
    assert [one["botId"] for one in elsewhere.list_bots()["botSummaries"]] == [there]
    for region in (lex, elsewhere):
        with pytest.raises(region.exceptions.ConflictException, match="'Ferry' exists already"):
            region.create_bot(**bot)
    assert here != there

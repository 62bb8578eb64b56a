"""CloudFormation's Lex types: made, changed, removed."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.errors import ServiceError
from localcloud.handlers import ResourceError
from localcloud.lex import bot_from_properties, bot_from_template
from tests.localcloud.lex.bots import book_hotel, bot, cancel, intent, slot
from tests.localcloud.lex.conftest import Deployer, alias_properties

PROPERTIES = bot(book_hotel(), cancel(), BotTags=[{"Key": "team", "Value": "desk"}])


def say(cloud: LocalCloud, ids: dict[str, str], text: str) -> str:
    response = cloud.client("lexv2-runtime").recognize_text(**ids, text=text)
    return str(response["messages"][0]["content"])


def test_a_bot_is_made_with_all_its_parts_and_built(cloud: LocalCloud, deployer: Deployer) -> None:
    made = deployer.create("AWS::Lex::Bot", PROPERTIES)

    lex = cloud.client("lexv2-models")
    where = {"botId": made.physical_id, "botVersion": "DRAFT", "localeId": "en_US"}
    assert made.attributes == {
        "Id": made.physical_id,
        "Arn": f"arn:aws:lex:us-east-1:123456789012:bot/{made.physical_id}",
    }
    assert lex.describe_bot_locale(**where)["botLocaleStatus"] == "Built"
    names = [one["intentName"] for one in lex.list_intents(**where)["intentSummaries"]]
    assert names == ["BookHotel", "Cancel", "FallbackIntent"]
    tags = lex.list_tags_for_resource(resourceARN=made.attributes["Arn"])["tags"]
    assert tags == {"team": "desk"}


def test_ref_and_get_att_are_those_of_the_schemas(deployer: Deployer) -> None:
    bot_id = deployer.create("AWS::Lex::Bot", PROPERTIES).physical_id
    version = deployer.version(bot_id)
    alias = deployer.alias(bot_id, "1")

    alias_id = alias.attributes["BotAliasId"]
    assert version.physical_id == f"{bot_id}|1"
    assert version.attributes == {"BotVersion": "1"}
    assert alias.physical_id == f"{alias_id}|{bot_id}"
    assert alias.attributes["BotAliasStatus"] == "Available"
    assert alias.attributes["Arn"].endswith(f":bot-alias/{bot_id}/{alias_id}")


def test_a_changed_draft_is_not_what_the_alias_shows_until_it_has_a_new_version(
    cloud: LocalCloud, deployer: Deployer
) -> None:
    made = deployer.create("AWS::Lex::Bot", PROPERTIES)
    deployer.version(made.physical_id)
    alias = deployer.alias(made.physical_id, "1")
    ids = {
        "botId": made.physical_id,
        "botAliasId": alias.attributes["BotAliasId"],
        "localeId": "en_US",
        "sessionId": "guest",
    }
    changed = copy.deepcopy(PROPERTIES)
    slots = changed["BotLocales"][0]["Intents"][0]["Slots"]
    slots[0] = slot("City", "City", "Where to?")
    deployer.update("AWS::Lex::Bot", made, changed, PROPERTIES)
    assert say(cloud, ids, "Book a hotel") == "Which city?"

    deployer.version(made.physical_id)
    old, new = (alias_properties(made.physical_id, version) for version in ("1", "2"))
    deployer.update("AWS::Lex::BotAlias", alias, new, old)

    assert say(cloud, {**ids, "sessionId": "other"}, "Book a hotel") == "Where to?"


def test_a_bot_that_cannot_be_built_fails_with_every_reason(deployer: Deployer) -> None:
    odd = intent("Odd", ["to {Nowhere}"], [slot("Who", "AMAZON.Actor", "Who?")])

    with pytest.raises(ResourceError) as failure:
        deployer.create("AWS::Lex::Bot", bot(odd))

    assert "the slot type AMAZON.Actor is not available" in str(failure.value)
    assert failure.value.made is not None


def test_what_is_removed_is_gone_and_removing_it_again_is_no_error(
    cloud: LocalCloud, deployer: Deployer
) -> None:
    made = deployer.create("AWS::Lex::Bot", PROPERTIES)
    version = deployer.version(made.physical_id)
    alias = deployer.alias(made.physical_id, "1")

    for _ in range(2):
        deployer.delete("AWS::Lex::BotAlias", alias, {})
        deployer.delete("AWS::Lex::BotVersion", version, {})
        deployer.delete("AWS::Lex::Bot", made, {})

    assert cloud.client("lexv2-models").list_bots()["botSummaries"] == []


def test_a_policy_is_made_changed_and_removed(cloud: LocalCloud, deployer: Deployer) -> None:
    arn = deployer.create("AWS::Lex::Bot", PROPERTIES).attributes["Arn"]
    first: dict[str, Any] = {"ResourceArn": arn, "Policy": {"Version": "2012-10-17"}}
    second = {**first, "Policy": {"Version": "2012-10-17", "Statement": []}}

    made = deployer.create("AWS::Lex::ResourcePolicy", first)
    changed = deployer.update("AWS::Lex::ResourcePolicy", made, second, first)

    assert (made.attributes["RevisionId"], changed.attributes["RevisionId"]) == ("1", "2")
    deployer.delete("AWS::Lex::ResourcePolicy", changed, second)
    lex = cloud.client("lexv2-models")
    with pytest.raises(lex.exceptions.ResourceNotFoundException):
        lex.describe_resource_policy(resourceArn=arn)


def test_a_property_that_lex_lacks_is_refused_by_its_path() -> None:
    odd = cancel(Colour="red")

    with pytest.raises(ServiceError, match=r"BotLocales\[en_US\].Intents\[Cancel\].Colour is not"):
        bot_from_properties(bot(odd))


def test_a_template_with_two_bots_needs_to_be_told_which() -> None:
    resource = {"Type": "AWS::Lex::Bot", "Properties": PROPERTIES}
    template = {"Resources": {"One": resource, "Other": resource}}

    with pytest.raises(ValueError, match="it has 2 bots"):
        bot_from_template(template)
    assert bot_from_template(template, logical_id="Other")["botName"] == "Hotel"

"""Conversation logs in CloudWatch."""

from __future__ import annotations

import json
from typing import Any

from localcloud.cloud import LocalCloud
from localcloud.lex.service import LexRuntimeService
from tests.localcloud.lex.bots import bot, intent, slot
from tests.localcloud.lex.conftest import LOG_GROUP, Deployer, text_logs


def logged(cloud: LocalCloud) -> list[tuple[str, dict[str, Any]]]:
    """The stream and the content of each entry."""
    service = cloud.services["lexv2-runtime"]
    assert isinstance(service, LexRuntimeService)
    service.log.flush()
    events = cloud.client("logs").filter_log_events(logGroupName=LOG_GROUP)["events"]
    return [(event["logStreamName"], json.loads(event["message"])) for event in events]


def test_each_turn_is_an_entry(cloud: LocalCloud, deployed: dict[str, str]) -> None:
    lex = cloud.client("lexv2-runtime")
    lex.recognize_text(**deployed, text="Book a hotel")
    lex.recognize_text(**deployed, text="Seattle")

    (stream, first), (_, second) = logged(cloud)

    assert stream.startswith(f"lex/{deployed['botId']}_1_")
    assert (first["inputTranscript"], second["inputTranscript"]) == ("Book a hotel", "Seattle")
    assert second["messages"][0]["content"] == "What day?"
    assert second["sessionState"]["intent"]["slots"]["City"]["value"]["originalValue"] == "Seattle"
    assert second["missedUtterance"] is False


def test_what_fills_an_obfuscated_slot_is_not_in_the_log(
    cloud: LocalCloud, deployer: Deployer
) -> None:
    call = intent(
        "Call", ["call me"],
        [slot("Phone", "AMAZON.PhoneNumber", "Your number?",
              ObfuscationSetting={"ObfuscationSettingType": "DefaultObfuscation"})],
    )  # fmt: skip
    made = deployer.create("AWS::Lex::Bot", bot(call, slot_types=[]))
    deployer.version(made.physical_id)
    cloud.client("logs").create_log_group(logGroupName=LOG_GROUP)
    alias = deployer.alias(made.physical_id, "1", ConversationLogSettings=text_logs())
    lex = cloud.client("lexv2-runtime")
    ids = {
        "botId": made.physical_id,
        "botAliasId": alias.attributes["BotAliasId"],
        "localeId": "en_US",
        "sessionId": "guest",
    }
    lex.recognize_text(**ids, text="call me")
    answer = lex.recognize_text(**ids, text="it is 206 555 0100")

    _, (_, entry) = logged(cloud)

    assert entry["inputTranscript"] == "it is {Phone}"
    assert "206 555 0100" not in json.dumps(entry)
    assert "2065550100" not in json.dumps(entry)
    slots = answer["sessionState"]["intent"]["slots"]
    assert slots["Phone"]["value"]["interpretedValue"] == "2065550100"


def test_a_missing_log_group_does_not_hinder_the_conversation(
    cloud: LocalCloud, deployed: dict[str, str]
) -> None:
    cloud.client("logs").delete_log_group(logGroupName=LOG_GROUP)

    response = cloud.client("lexv2-runtime").recognize_text(**deployed, text="Book a hotel")

    assert response["messages"][0]["content"] == "Which city?"


def test_the_log_group_is_found_in_its_own_region(cloud: LocalCloud, deployer: Deployer) -> None:
    made = deployer.create("AWS::Lex::Bot", bot(intent("Greet", ["hello"], [])))
    deployer.version(made.physical_id)
    settings = json.loads(json.dumps(text_logs()).replace("us-east-1", "ap-northeast-2"))
    seoul = cloud.client("logs", "ap-northeast-2")
    seoul.create_log_group(logGroupName=LOG_GROUP)
    alias = deployer.alias(made.physical_id, "1", ConversationLogSettings=settings)
    cloud.client("lexv2-runtime").recognize_text(
        botId=made.physical_id,
        botAliasId=alias.attributes["BotAliasId"],
        localeId="en_US",
        sessionId="guest",
        text="hello",
    )
    service = cloud.services["lexv2-runtime"]
    assert isinstance(service, LexRuntimeService)
    service.log.flush()
    (entry,) = seoul.filter_log_events(logGroupName=LOG_GROUP)["events"]
    assert json.loads(entry["message"])["inputTranscript"] == "hello"


def test_a_log_group_made_anew_gets_the_next_entries(
    cloud: LocalCloud, deployed: dict[str, str]
) -> None:
    lex, logs = cloud.client("lexv2-runtime"), cloud.client("logs")
    lex.recognize_text(**deployed, text="Book a hotel")
    assert len(logged(cloud)) == 1
    logs.delete_log_group(logGroupName=LOG_GROUP)
    logs.create_log_group(logGroupName=LOG_GROUP)

    lex.recognize_text(**deployed, text="Seattle")

    ((_, entry),) = logged(cloud)
    assert entry["inputTranscript"] == "Seattle"

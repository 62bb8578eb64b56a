"""A deployed function as the code hook of a deployed bot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.lambda_service import LambdaService
from localcloud.lex.models.service import LexModels
from localcloud.lex.service import LexRuntimeService
from tests.localcloud.functions.deploy import deploy
from tests.localcloud.lex.bots import book_hotel, bot
from tests.localcloud.lex.conftest import Deployer

HANDLER = """
    def handle(event, context):
        text = event["inputTranscript"]
        if text == "raise":
            raise KeyError("no such room")
        if text == "nonsense":
            return {"hello": 1}
        return {
            "sessionState": {
                "dialogAction": {"type": "Delegate"},
                "intent": event["sessionState"]["intent"],
                "sessionAttributes": {"heard": text},
            }
        }
"""


@pytest.fixture(scope="module")
def listening() -> Iterator[LocalCloud]:
    """A cloud that listens: its functions fetch their events from it."""
    with LocalCloud([LambdaService, LexRuntimeService, LexModels]) as cloud:
        cloud.start()
        yield cloud


@pytest.fixture(scope="module")
def ids(listening: LocalCloud) -> dict[str, str]:
    """How a client addresses a session of the bot."""
    deployer = Deployer(listening)
    function = deploy(listening, HANDLER)
    made = deployer.create("AWS::Lex::Bot", bot(book_hotel(DialogCodeHook={"Enabled": True})))
    deployer.version(made.physical_id)
    hook = {"LambdaCodeHook": {"LambdaArn": function.arn, "CodeHookInterfaceVersion": "1.0"}}
    settings = [
        {
            "LocaleId": "en_US",
            "BotAliasLocaleSetting": {"Enabled": True, "CodeHookSpecification": hook},
        }
    ]
    alias = deployer.alias(made.physical_id, "1", BotAliasLocaleSettings=settings)
    return {
        "botId": made.physical_id,
        "botAliasId": alias.attributes["BotAliasId"],
        "localeId": "en_US",
        "sessionId": "guest",
    }


def say(cloud: LocalCloud, ids: dict[str, str], text: str) -> Any:
    return cloud.client("lexv2-runtime").recognize_text(**ids, text=text)


def test_the_function_is_called_in_each_turn(listening: LocalCloud, ids: dict[str, str]) -> None:
    say(listening, ids, "Book a hotel")
    response = say(listening, ids, "Seattle")

    assert response["sessionState"]["sessionAttributes"] == {"heard": "Seattle"}
    assert response["messages"][0]["content"] == "What day?"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("raise", "Received error response from Lambda: KeyError: 'no such room'"),
        ("nonsense", "sessionState must be an object, not null"),
    ],
)
def test_a_failing_function_is_a_failed_dependency_and_the_session_survives(
    listening: LocalCloud, ids: dict[str, str], text: str, reason: str
) -> None:
    own = {**ids, "sessionId": text}
    say(listening, own, "Book a hotel")

    with pytest.raises(ClientError, match=reason) as failure:
        say(listening, own, text)

    assert failure.value.response["Error"]["Code"] == "DependencyFailedException"
    assert failure.value.response["ResponseMetadata"]["HTTPStatusCode"] == 424
    assert say(listening, own, "Seattle")["messages"][0]["content"] == "What day?"

"""The lexv2-runtime API as a boto3 client sees it."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud


def decoded(header: str) -> Any:
    return json.loads(gzip.decompress(base64.b64decode(header)))


def failure(call: Any, **request: str) -> tuple[str, int]:
    with pytest.raises(ClientError) as error:
        call(**request)
    response = error.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def test_a_conversation_over_the_api(cloud: LocalCloud, deployed: dict[str, str]) -> None:
    lex = cloud.client("lexv2-runtime")

    for text in ("Book a hotel", "Seattle", "next Friday"):
        lex.recognize_text(**deployed, text=text)
    response = lex.recognize_text(**deployed, text="3")

    assert response["sessionState"]["dialogAction"] == {"type": "ConfirmIntent"}
    assert response["messages"][0]["contentType"] == "PlainText"
    assert response["messages"][0]["content"].startswith("3 nights in Seattle")
    best = response["interpretations"][0]
    assert best["intent"]["name"] == "BookHotel"
    assert best["nluConfidence"] == {"score": 1.0}


def test_put_session_answers_in_encoded_headers(
    cloud: LocalCloud, deployed: dict[str, str]
) -> None:
    lex = cloud.client("lexv2-runtime")

    response = lex.put_session(
        **deployed,
        sessionState={
            "dialogAction": {"type": "ElicitSlot", "slotToElicit": "City"},
            "intent": {"name": "BookHotel"},
            "sessionAttributes": {"이름": "수진"},
        },
    )

    assert response["sessionId"] == "guest"
    assert decoded(response["messages"])[0]["content"] == "Which city?"
    state = decoded(response["sessionState"])
    assert state["sessionAttributes"] == {"이름": "수진"}
    assert state["dialogAction"] == {"type": "ElicitSlot", "slotToElicit": "City"}
    assert response["audioStream"].read() == b""


def test_a_session_can_be_read_and_ended(cloud: LocalCloud, deployed: dict[str, str]) -> None:
    lex = cloud.client("lexv2-runtime")
    lex.recognize_text(**deployed, text="Book a hotel")

    assert lex.get_session(**deployed)["messages"][0]["content"] == "Which city?"
    assert lex.delete_session(**deployed)["sessionId"] == "guest"
    assert failure(lex.get_session, **deployed) == ("ResourceNotFoundException", 404)


@pytest.mark.parametrize(
    "wrong",
    [
        {"botId": "AAAAAAAAAA"},
        {"botAliasId": "AAAAAAAAAA"},
        {"localeId": "fr_FR"},
    ],
)
def test_an_unknown_bot_alias_or_locale_is_not_found(
    cloud: LocalCloud, deployed: dict[str, str], wrong: dict[str, str]
) -> None:
    request = {**deployed, **wrong, "text": "Hello"}

    assert failure(cloud.client("lexv2-runtime").recognize_text, **request) == (
        "ResourceNotFoundException",
        404,
    )


@pytest.mark.parametrize(
    "wrong",
    [{"text": "x" * 1025}, {"text": " "}, {"sessionId": "no spaces please"}, {"botId": "x" * 11}],
)
def test_input_over_the_apis_limits_is_refused(
    cloud: LocalCloud, deployed: dict[str, str], wrong: dict[str, str]
) -> None:
    request = {**deployed, "text": "Hello", **wrong}

    assert failure(cloud.client("lexv2-runtime").recognize_text, **request) == (
        "ValidationException",
        400,
    )


def test_errors_are_the_clients_typed_exceptions(
    cloud: LocalCloud, deployed: dict[str, str]
) -> None:
    lex = cloud.client("lexv2-runtime")

    with pytest.raises(lex.exceptions.ResourceNotFoundException, match="Session guest not found"):
        lex.get_session(**deployed)


def test_a_bot_is_found_in_its_own_region_only(cloud: LocalCloud, deployed: dict[str, str]) -> None:
    elsewhere = cloud.client("lexv2-runtime", "eu-west-1")
    assert failure(elsewhere.recognize_text, **deployed, text="Book a hotel") == (
        "ResourceNotFoundException",
        404,
    )

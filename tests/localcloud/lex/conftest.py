"""A local cloud with nothing but Lex, and a bot deployed to it by CloudFormation's handlers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.handlers import ResourceRequest, ResourceState
from localcloud.lex.models.service import LexModels
from localcloud.lex.resources import HANDLERS
from localcloud.lex.service import LexRuntimeService
from tests.localcloud.lex.bots import book_hotel, bot, cancel

LOG_GROUP = "/lex/hotel"


@dataclass(frozen=True)
class Deployer:
    """Makes resources as CloudFormation would."""

    cloud: LocalCloud

    def create(self, type_name: str, properties: Mapping[str, Any]) -> ResourceState:
        """Makes one."""
        return HANDLERS[type_name].create(self.cloud, _request(type_name, properties))

    def update(
        self,
        type_name: str,
        state: ResourceState,
        properties: Mapping[str, Any],
        previous: Mapping[str, Any],
    ) -> ResourceState:
        """Changes one in place."""
        request = _request(type_name, properties, state=state, previous=previous)
        return HANDLERS[type_name].update(self.cloud, request)

    def delete(self, type_name: str, state: ResourceState, properties: Mapping[str, Any]) -> None:
        """Removes one."""
        HANDLERS[type_name].delete(self.cloud, _request(type_name, properties, state=state))

    def version(self, bot_id: str) -> ResourceState:
        """A version of the bot's draft."""
        return self.create(
            "AWS::Lex::BotVersion",
            {
                "BotId": bot_id,
                "BotVersionLocaleSpecification": [
                    {
                        "LocaleId": "en_US",
                        "BotVersionLocaleDetails": {"SourceBotVersion": "DRAFT"},
                    }
                ],
            },
        )

    def alias(self, bot_id: str, version: str, **more: Any) -> ResourceState:
        """An alias that shows a version."""
        return self.create("AWS::Lex::BotAlias", alias_properties(bot_id, version, **more))


def alias_properties(bot_id: str, version: str, **more: Any) -> dict[str, Any]:
    """An alias that shows a version in en_US."""
    return {
        "BotId": bot_id,
        "BotAliasName": "live",
        "BotVersion": version,
        "BotAliasLocaleSettings": [
            {"LocaleId": "en_US", "BotAliasLocaleSetting": {"Enabled": True}}
        ],
        **more,
    }


def text_logs() -> dict[str, Any]:
    """The setting of an alias that logs its conversations."""
    group = f"arn:aws:logs:us-east-1:123456789012:log-group:{LOG_GROUP}:*"
    destination = {"CloudWatch": {"CloudWatchLogGroupArn": group, "LogPrefix": "lex/"}}
    return {"TextLogSettings": [{"Enabled": True, "Destination": destination}]}


def _request(
    type_name: str,
    properties: Mapping[str, Any],
    *,
    state: ResourceState | None = None,
    previous: Mapping[str, Any] | None = None,
) -> ResourceRequest:
    return ResourceRequest(
        type=type_name,
        logical_id="Resource",
        stack_name="Stack",
        stack_id="stack-id",
        region="us-east-1",
        account="123456789012",
        properties=properties,
        physical_id=state.physical_id if state else None,
        previous=previous,
        attributes=state.attributes if state else {},
    )


@pytest.fixture
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud([LexRuntimeService, LexModels]) as one:
        yield one


@pytest.fixture
def deployer(cloud: LocalCloud) -> Deployer:
    return Deployer(cloud)


@pytest.fixture
def deployed(deployer: Deployer) -> dict[str, str]:
    """A bot with an alias that logs; the ids with which a client addresses a session of it."""
    made = deployer.create("AWS::Lex::Bot", bot(book_hotel(), cancel()))
    version = deployer.version(made.physical_id)
    deployer.cloud.client("logs").create_log_group(logGroupName=LOG_GROUP)
    alias = deployer.alias(
        made.physical_id,
        version.attributes["BotVersion"],
        ConversationLogSettings=text_logs(),
    )
    return {
        "botId": made.physical_id,
        "botAliasId": alias.attributes["BotAliasId"],
        "localeId": "en_US",
        "sessionId": "guest",
    }

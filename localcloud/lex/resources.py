"""CloudFormation's Lex types, made through the lexv2-models API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from localcloud.handlers import (
    ResourceError,
    ResourceHandler,
    ResourceRequest,
    ResourceState,
)
from localcloud.lex.cloudformation_shape import to_api
from localcloud.lex.definition import TEST_ALIAS_ID
from localcloud.lex.draft import fill_locale
from localcloud.service import partition_of

if TYPE_CHECKING:
    from localcloud.interface import Cloud

MODELS = "lexv2-models"
_BOT_FIELDS = (
    *("Name", "Description", "RoleArn", "DataPrivacy", "IdleSessionTTLInSeconds"),
    *("BotType", "BotMembers", "ErrorLogSettings"),
)
_BUILT_ELSEWHERE = ("BotFileS3Location", "Replication", "BotMembers")


class BotHandler:
    """AWS::Lex::Bot: the draft of a bot, built at once; ``Ref`` is its id."""

    runs = True

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Makes the bot, its locales and their parts, and builds them."""
        client = cloud.client(MODELS, request.region)
        made = client.create_bot(
            **_bot_request(request), botTags=_tags(request.properties.get("BotTags"))
        )
        state = _bot_state(request, made["botId"])
        try:
            self._fill(client, request, made["botId"])
        except Exception as error:
            raise ResourceError(str(error), made=state) from error
        return state

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Changes the bot's settings and fills its locales anew."""
        client = cloud.client(MODELS, request.region)
        bot_id = str(request.physical_id)
        client.update_bot(botId=bot_id, **_bot_request(request))
        if request.changed("BotTags"):
            client.tag_resource(
                resourceARN=_arn(request, f"bot/{bot_id}"),
                tags=_tags(request.properties.get("BotTags")),
            )
        if request.changed("BotLocales"):
            listed = client.list_bot_locales(botId=bot_id, botVersion="DRAFT")
            for locale in listed["botLocaleSummaries"]:
                client.delete_bot_locale(
                    botId=bot_id, botVersion="DRAFT", localeId=locale["localeId"]
                )
        self._fill(client, request, bot_id)
        return _bot_state(request, bot_id)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Removes the bot with its versions and aliases."""
        client = cloud.client(MODELS, request.region)
        try:
            client.delete_bot(botId=request.physical_id, skipResourceInUseCheck=True)
        except client.exceptions.ResourceNotFoundException:
            return

    def _fill(self, client: Any, request: ResourceRequest, bot_id: str) -> None:
        if request.changed("BotLocales"):
            for locale in request.properties.get("BotLocales") or ():
                fill_locale(client, bot_id, locale)
        settings = request.properties.get("TestBotAliasSettings")
        if settings is not None:
            client.update_bot_alias(
                botId=bot_id,
                botAliasId=TEST_ALIAS_ID,
                botAliasName="TestBotAlias",
                **to_api("UpdateBotAlias", settings, path="TestBotAliasSettings"),
            )


class BotVersionHandler:
    """AWS::Lex::BotVersion: ``Ref`` is ``BotId|BotVersion``."""

    runs = True

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Freezes the built draft."""
        client = cloud.client(MODELS, request.region)
        made = client.create_bot_version(
            **to_api("CreateBotVersion", request.properties, path=request.logical_id)
        )
        return ResourceState(
            physical_id=f"{made['botId']}|{made['botVersion']}",
            attributes={"BotVersion": made["botVersion"]},
        )

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """A version is what it is: a changed specification makes the next one."""
        if request.changed("BotVersionLocaleSpecification"):
            return self.create(cloud, request)
        return ResourceState(
            physical_id=str(request.physical_id), attributes=dict(request.attributes)
        )

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Removes the version."""
        client = cloud.client(MODELS, request.region)
        bot_id, _, version = str(request.physical_id).partition("|")
        try:
            client.delete_bot_version(botId=bot_id, botVersion=version, skipResourceInUseCheck=True)
        except client.exceptions.ResourceNotFoundException:
            return


class BotAliasHandler:
    """AWS::Lex::BotAlias: ``Ref`` is ``BotAliasId|BotId``."""

    runs = True

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Makes the alias."""
        client = cloud.client(MODELS, request.region)
        made = client.create_bot_alias(
            **_alias_request(request, "CreateBotAlias"),
            tags=_tags(request.properties.get("BotAliasTags")),
        )
        return _alias_state(request, made["botId"], made["botAliasId"])

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Points the alias at another version, other functions, other logs."""
        client = cloud.client(MODELS, request.region)
        alias_id, _, bot_id = str(request.physical_id).partition("|")
        client.update_bot_alias(botAliasId=alias_id, **_alias_request(request, "UpdateBotAlias"))
        if request.changed("BotAliasTags"):
            client.tag_resource(
                resourceARN=_arn(request, f"bot-alias/{bot_id}/{alias_id}"),
                tags=_tags(request.properties.get("BotAliasTags")),
            )
        return _alias_state(request, bot_id, alias_id)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Removes the alias."""
        client = cloud.client(MODELS, request.region)
        alias_id, _, bot_id = str(request.physical_id).partition("|")
        try:
            client.delete_bot_alias(botId=bot_id, botAliasId=alias_id, skipResourceInUseCheck=True)
        except client.exceptions.ResourceNotFoundException:
            return


class ResourcePolicyHandler:
    """AWS::Lex::ResourcePolicy: recorded, for nothing here checks permissions."""

    runs = False

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Gives the bot or alias its policy."""
        made = cloud.client(MODELS, request.region).create_resource_policy(**_policy(request))
        return _policy_state(made)

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Replaces the policy."""
        made = cloud.client(MODELS, request.region).update_resource_policy(**_policy(request))
        return _policy_state(made)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Removes the policy."""
        client = cloud.client(MODELS, request.region)
        try:
            client.delete_resource_policy(resourceArn=request.properties["ResourceArn"])
        except client.exceptions.ResourceNotFoundException:
            return


HANDLERS: Mapping[str, ResourceHandler] = {
    "AWS::Lex::Bot": BotHandler(),
    "AWS::Lex::BotVersion": BotVersionHandler(),
    "AWS::Lex::BotAlias": BotAliasHandler(),
    "AWS::Lex::ResourcePolicy": ResourcePolicyHandler(),
}
"""Who makes the Lex types."""


def _bot_request(request: ResourceRequest) -> dict[str, Any]:
    for name in _BUILT_ELSEWHERE:
        if request.properties.get(name):
            raise ResourceError(f"{request.logical_id}.{name} is not available here")
    chosen = {n: request.properties[n] for n in _BOT_FIELDS if n in request.properties}
    return {
        "botName": chosen.pop("Name"),
        **to_api("CreateBot", chosen, path=request.logical_id),
    }


def _bot_state(request: ResourceRequest, bot_id: str) -> ResourceState:
    return ResourceState(
        physical_id=bot_id, attributes={"Id": bot_id, "Arn": _arn(request, f"bot/{bot_id}")}
    )


def _alias_request(request: ResourceRequest, operation: str) -> dict[str, Any]:
    properties = {k: v for k, v in request.properties.items() if k != "BotAliasTags"}
    return to_api(operation, properties, path=request.logical_id)


def _alias_state(request: ResourceRequest, bot_id: str, alias_id: str) -> ResourceState:
    return ResourceState(
        physical_id=f"{alias_id}|{bot_id}",
        attributes={
            "BotAliasId": alias_id,
            "Arn": _arn(request, f"bot-alias/{bot_id}/{alias_id}"),
            "BotAliasStatus": "Available",
        },
    )


def _policy(request: ResourceRequest) -> dict[str, Any]:
    policy = request.properties["Policy"]
    return {
        "resourceArn": request.properties["ResourceArn"],
        "policy": policy if isinstance(policy, str) else json.dumps(policy),
    }


def _policy_state(made: Mapping[str, Any]) -> ResourceState:
    arn, revision = made["resourceArn"], made["revisionId"]
    return ResourceState(physical_id=arn, attributes={"Id": arn, "RevisionId": revision})


def _arn(request: ResourceRequest, resource: str) -> str:
    partition = partition_of(request.region)
    return f"arn:{partition}:lex:{request.region}:{request.account}:{resource}"


def _tags(tags: Any) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in tags or ()}

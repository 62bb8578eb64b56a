"""AWS::Connect::IntegrationAssociation and AWS::Connect::InstanceStorageConfig."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from localcloud.connect.resources.making import client, if_there, members
from localcloud.handlers import (
    ReplacementNeeded,
    ResourceError,
    ResourceRequest,
    ResourceState,
)

if TYPE_CHECKING:
    from localcloud.interface import Cloud

INTEGRATION_NAMES = {
    "InstanceId": "InstanceId",
    "IntegrationType": "IntegrationType",
    "IntegrationArn": "IntegrationArn",
    "SourceApplicationName": "SourceApplicationName",
    "SourceApplicationUrl": "SourceApplicationUrl",
    "SourceType": "SourceType",
}


class IntegrationAssociation:
    """Lets flows call functions and speak with bots; other integrations are noted."""

    runs = True

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """AssociateLambdaFunction, AssociateBot, or CreateIntegrationAssociation."""
        given = members(request, INTEGRATION_NAMES)
        api, type_ = client(cloud, request), given["IntegrationType"]
        if type_ == "LAMBDA_FUNCTION":
            api.associate_lambda_function(**_function(given))
        elif type_ == "LEX_BOT":
            if ":bot-alias/" not in given["IntegrationArn"]:
                raise ResourceError(
                    f"IntegrationArn: {given['IntegrationArn']} is not the ARN of a bot's alias"
                )
            api.associate_bot(**_bot(given))
        else:
            api.create_integration_association(**given)
        known = api.list_integration_associations(
            InstanceId=given["InstanceId"], IntegrationArn=given["IntegrationArn"]
        )["IntegrationAssociationSummaryList"]
        id_ = next(
            one["IntegrationAssociationId"] for one in known if one["IntegrationType"] == type_
        )
        parts = given["InstanceId"], type_, given["IntegrationArn"]
        return ResourceState(
            physical_id="|".join(parts), attributes={"IntegrationAssociationId": id_}
        )

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Only tags can change."""
        del cloud
        return ResourceState(
            physical_id=str(request.physical_id), attributes=dict(request.attributes)
        )

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """The reverse of the creation."""
        given = members(request, INTEGRATION_NAMES)
        api, type_ = client(cloud, request), given["IntegrationType"]
        undo: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
            "LAMBDA_FUNCTION": (api.disassociate_lambda_function, _function(given)),
            "LEX_BOT": (api.disassociate_bot, _bot(given)),
        }
        other = {
            "InstanceId": given["InstanceId"],
            "IntegrationAssociationId": request.attributes.get("IntegrationAssociationId", ""),
        }
        call, arguments = undo.get(type_, (api.delete_integration_association, other))
        if_there(call, **arguments)


STORAGE_NAMES = (
    "S3Config",
    "KinesisVideoStreamConfig",
    "KinesisStreamConfig",
    "KinesisFirehoseConfig",
)


class StorageConfig:
    """Says where transcripts and contact records go; calls are not recorded here."""

    runs = True

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """AssociateInstanceStorageConfig."""
        made = client(cloud, request).associate_instance_storage_config(
            InstanceId=request.properties["InstanceArn"],
            ResourceType=request.properties["ResourceType"],
            StorageConfig=_storage(request.properties),
        )
        id_ = made["AssociationId"]
        parts = request.properties["InstanceArn"], id_, request.properties["ResourceType"]
        return ResourceState(physical_id="|".join(parts), attributes={"AssociationId": id_})

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """UpdateInstanceStorageConfig."""
        if request.changed("InstanceArn", "ResourceType"):
            raise ReplacementNeeded
        client(cloud, request).update_instance_storage_config(
            InstanceId=request.properties["InstanceArn"],
            AssociationId=request.attributes["AssociationId"],
            ResourceType=request.properties["ResourceType"],
            StorageConfig=_storage(request.properties),
        )
        return ResourceState(
            physical_id=str(request.physical_id), attributes=dict(request.attributes)
        )

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """DisassociateInstanceStorageConfig."""
        if_there(
            client(cloud, request).disassociate_instance_storage_config,
            InstanceId=request.properties["InstanceArn"],
            AssociationId=request.attributes["AssociationId"],
            ResourceType=request.properties["ResourceType"],
        )


def _function(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"InstanceId": given["InstanceId"], "FunctionArn": given["IntegrationArn"]}


def _bot(given: Mapping[str, Any]) -> dict[str, Any]:
    alias = {"AliasArn": given["IntegrationArn"]}
    return {"InstanceId": given["InstanceId"], "LexV2Bot": alias}


def _storage(properties: Mapping[str, Any]) -> dict[str, Any]:
    config = {name: properties[name] for name in STORAGE_NAMES if name in properties}
    return {"StorageType": properties["StorageType"], **config}

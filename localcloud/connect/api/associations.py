"""What an instance may use: functions, bots, other integrations, places for recordings."""

from __future__ import annotations

import uuid
from typing import Any

from localcloud.connect.api.documents import Document, Where
from localcloud.connect.api.parts import ConnectParts, listed
from localcloud.errors import ServiceError
from localcloud.service import Call

INTEGRATION = "integration-association"
STORAGE = "storage-config"
FUNCTION = "LAMBDA_FUNCTION"
BOT = "LEX_BOT"


class AssociationOperations(ConnectParts):
    """AssociateLambdaFunction, AssociateBot, CreateIntegrationAssociation and their kin."""

    def associate_lambda_function(self, call: Call, request: dict[str, Any]) -> None:
        """Lets flows call a function."""
        self._associate(call, self.where(call, request), FUNCTION, request["FunctionArn"])

    def disassociate_lambda_function(self, call: Call, request: dict[str, Any]) -> None:
        """Ends that."""
        self._part(self.where(call, request), FUNCTION, request["FunctionArn"])

    def list_lambda_functions(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The functions that flows may call."""
        found = self.associated(self.where(call, request), FUNCTION)
        return listed("LambdaFunctions", found, request)

    def associate_bot(self, call: Call, request: dict[str, Any]) -> None:
        """Lets flows speak with a Lex V2 bot."""
        where = self.where(call, request)
        self._associate(call, where, BOT, _alias(request))

    def disassociate_bot(self, call: Call, request: dict[str, Any]) -> None:
        """Ends that."""
        self._part(self.where(call, request), BOT, _alias(request))

    def list_bots(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The bots that flows may speak with; only Lex V2 ones are here."""
        where = self.where(call, request)
        found = self.associated(where, BOT) if request["LexVersion"] == "V2" else []
        return listed("LexBots", [{"LexV2Bot": {"AliasArn": arn}} for arn in found], request)

    def create_integration_association(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Notes another integration: nothing happens because it exists."""
        where = self.where(call, request)
        made = self._associate(
            call, where, request["IntegrationType"], request["IntegrationArn"], **request
        )
        return {
            "IntegrationAssociationId": made["Id"],
            "IntegrationAssociationArn": made["Arn"],
        }

    def delete_integration_association(self, call: Call, request: dict[str, Any]) -> None:
        """Removes an integration."""
        where = self.where(call, request)
        self.documents.take(where, INTEGRATION, request["IntegrationAssociationId"])

    def list_integration_associations(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The integrations of an instance, functions and bots too."""
        where = self.where(call, request)
        shown = [
            {
                **one,
                "IntegrationAssociationId": one["Id"],
                "IntegrationAssociationArn": one["Arn"],
                "InstanceId": where[1],
            }
            for one in self.documents.all(where, INTEGRATION)
            if all(
                request.get(name) in (None, one[name])
                for name in ("IntegrationType", "IntegrationArn")
            )
        ]
        return listed("IntegrationAssociationSummaryList", shown, request)

    def associate_instance_storage_config(
        self, call: Call, request: dict[str, Any]
    ) -> dict[str, Any]:
        """Notes where recordings, transcripts or contact records go."""
        where = self.where(call, request)
        id_ = uuid.uuid4().hex
        kept = {
            "AssociationId": id_,
            "ResourceType": request["ResourceType"],
            "StorageConfig": {**request["StorageConfig"], "AssociationId": id_},
        }
        self.documents.keep(where, STORAGE, id_, kept)
        return {"AssociationId": id_}

    def describe_instance_storage_config(
        self, call: Call, request: dict[str, Any]
    ) -> dict[str, Any]:
        """One of them."""
        return {"StorageConfig": self._storage(call, request)["StorageConfig"]}

    def update_instance_storage_config(self, call: Call, request: dict[str, Any]) -> None:
        """Changes one of them."""
        kept = self._storage(call, request)
        changed = {**request["StorageConfig"], "AssociationId": kept["AssociationId"]}
        kept["StorageConfig"] = changed

    def disassociate_instance_storage_config(self, call: Call, request: dict[str, Any]) -> None:
        """Removes one of them."""
        kept = self._storage(call, request)
        self.documents.take(self.where(call, request), STORAGE, kept["AssociationId"])

    def list_instance_storage_configs(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Those of a type of resource."""
        shown = [
            one["StorageConfig"]
            for one in self.documents.all(self.where(call, request), STORAGE)
            if one["ResourceType"] == request["ResourceType"]
        ]
        return listed("StorageConfigs", shown, request)

    def associated(self, where: Where, kind: str) -> list[str]:
        """The ARNs of the functions or bots that an instance may use."""
        every = self.documents.all(where, INTEGRATION)
        return [one["IntegrationArn"] for one in every if one["IntegrationType"] == kind]

    def _associate(self, call: Call, where: Where, kind: str, arn: str, **more: Any) -> Document:
        if arn in self.associated(where, kind):
            message = f"{arn} is associated with the instance already."
            code = "ResourceConflictException" if kind in (FUNCTION, BOT) else DUPLICATE
            raise ServiceError(code, message, 409)
        known = {**more, "IntegrationType": kind, "IntegrationArn": arn}
        return self.make(call, where, INTEGRATION, known)

    def _part(self, where: Where, kind: str, arn: str) -> None:
        for one in self.documents.all(where, INTEGRATION):
            if (one["IntegrationType"], one["IntegrationArn"]) == (kind, arn):
                self.documents.take(where, INTEGRATION, one["Id"])
                return
        message = f"{arn} is not associated with the instance."
        raise ServiceError("ResourceNotFoundException", message, 404)

    def _storage(self, call: Call, request: dict[str, Any]) -> Document:
        where = self.where(call, request)
        kept = self.documents.get(where, STORAGE, request["AssociationId"])
        if kept["ResourceType"] != request["ResourceType"]:
            message = f"{request['AssociationId']} is for {kept['ResourceType']}."
            raise ServiceError("ResourceNotFoundException", message, 404)
        return kept


DUPLICATE = "DuplicateResourceException"


def _alias(request: dict[str, Any]) -> str:
    arn = (request.get("LexV2Bot") or {}).get("AliasArn")
    if not arn:
        raise ServiceError(
            "InvalidRequestException", "LexV2Bot.AliasArn is missing: there is no Lex V1 here."
        )
    return str(arn)

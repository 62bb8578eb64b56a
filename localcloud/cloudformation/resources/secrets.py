"""Secrets Manager: secrets, whose value a template may leave to be made up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from localcloud.cloudformation.api import Api, tag_changes, without
from localcloud.handlers import ResourceHandler, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud

NAME_LIMIT = 255


class SecretHandler(ResourceHandler):
    """AWS::SecretsManager::Secret."""

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Makes the secret with the value given or made up."""
        api = Api(cloud, request, "secretsmanager")
        own = without(request.properties, {"GenerateSecretString", "ReplicaRegions"})
        own.setdefault("Name", api.name(limit=NAME_LIMIT))
        if "GenerateSecretString" in request.properties:
            own["SecretString"] = self._made_up(api, request.properties["GenerateSecretString"])
        arn = api.call("CreateSecret", api.fold("CreateSecret", own))["ARN"]
        return ResourceState(physical_id=arn, attributes={"Id": arn})

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Changes the description, the key, the value and the tags."""
        api = Api(cloud, request, "secretsmanager")
        arn = str(request.physical_id)
        members: dict[str, Any] = {"SecretId": arn}
        for name in ("Description", "KmsKeyId", "SecretString"):
            if request.changed(name) and name in request.properties:
                members[name] = request.properties[name]
        generated = request.properties.get("GenerateSecretString")
        if generated and request.changed("GenerateSecretString"):
            members["SecretString"] = self._made_up(api, generated)
        api.call("UpdateSecret", members)
        given, taken = tag_changes(request)
        if given:
            tags = [{"Key": key, "Value": value} for key, value in given.items()]
            api.call("TagResource", {"SecretId": arn, "Tags": tags})
        if taken:
            api.call("UntagResource", {"SecretId": arn, "TagKeys": taken})
        return ResourceState(physical_id=arn, attributes=request.attributes)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Deletes the secret at once, as CloudFormation does."""
        api = Api(cloud, request, "secretsmanager")
        members = {"SecretId": str(request.physical_id), "ForceDeleteWithoutRecovery": True}
        api.call_if_there("DeleteSecret", members)

    def _made_up(self, api: Api, wanted: dict[str, Any]) -> str:
        form = without(wanted, {"GenerateStringKey", "SecretStringTemplate"})
        password = api.call("GetRandomPassword", api.fold("GetRandomPassword", form))
        if "GenerateStringKey" not in wanted:
            return str(password["RandomPassword"])
        fields = json.loads(wanted.get("SecretStringTemplate", "{}"))
        return json.dumps({**fields, wanted["GenerateStringKey"]: password["RandomPassword"]})


HANDLERS: dict[str, ResourceHandler] = {"AWS::SecretsManager::Secret": SecretHandler()}

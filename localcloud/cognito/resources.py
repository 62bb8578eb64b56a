"""The roles of an identity pool, as CloudFormation attaches them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from localcloud.cloudformation.api import Api
from localcloud.handlers import ResourceHandler, ResourceRequest, ResourceState

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class RoleAttachmentHandler(ResourceHandler):
    """AWS::Cognito::IdentityPoolRoleAttachment."""

    def create(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Gives the pool its roles."""
        self._set(cloud, request, request.properties)
        pool = str(request.properties["IdentityPoolId"])
        return ResourceState(physical_id=pool, attributes={"Id": pool})

    def update(self, cloud: Cloud, request: ResourceRequest) -> ResourceState:
        """Gives the pool other roles."""
        self._set(cloud, request, request.properties)
        return ResourceState(physical_id=str(request.physical_id), attributes=request.attributes)

    def delete(self, cloud: Cloud, request: ResourceRequest) -> None:
        """Takes the roles from the pool, where it is still there."""
        nothing = {"IdentityPoolId": request.properties["IdentityPoolId"], "Roles": {}}
        Api(cloud, request, "cognito-identity").call_if_there("SetIdentityPoolRoles", nothing)

    def _set(self, cloud: Cloud, request: ResourceRequest, properties: Any) -> None:
        api = Api(cloud, request, "cognito-identity")
        # A mapping may name its provider, since a template cannot compute the key of a map.
        mappings = {
            mapping.get("IdentityProvider", key): {
                name: value for name, value in mapping.items() if name != "IdentityProvider"
            }
            for key, mapping in (properties.get("RoleMappings") or {}).items()
        }
        members = {"Roles": {}, **properties, "RoleMappings": mappings}
        api.call("SetIdentityPoolRoles", api.fold("SetIdentityPoolRoles", members))


HANDLERS: dict[str, ResourceHandler] = {
    "AWS::Cognito::IdentityPoolRoleAttachment": RoleAttachmentHandler()
}

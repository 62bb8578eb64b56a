"""A service's API as a handler of resources calls it, with all it sends checked first."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

from localcloud.cloudformation.mapping import Folding
from localcloud.cloudformation.names import physical_name
from localcloud.cloudformation.operations import input_of, operation_model
from localcloud.handlers import ResourceError, ResourceRequest
from localcloud.service import partition_of

if TYPE_CHECKING:
    from localcloud.interface import Cloud

GONE = ("NotFound", "NoSuch", "NonExistent", "DoesNotExist")
"""What the codes of errors have in them that say a resource is not there."""


class Api:
    """The calls that one create, update or delete of a resource makes.

    Args:
        service: botocore's name of the service.
        recorded: Whether calls are only checked, the API not being here.
    """

    def __init__(
        self,
        cloud: Cloud,
        request: ResourceRequest,
        service: str,
        *,
        recorded: bool = False,
    ) -> None:
        self._cloud = cloud
        self._request = request
        self.service = service
        self._recorded = recorded

    @property
    def resource(self) -> str:
        """Type and logical id, for sentences."""
        return f"{self._request.type} {self._request.logical_id}"

    def name(self, *, limit: int, lower: bool = False) -> str:
        """A new physical name, as CloudFormation makes them."""
        request = self._request
        return physical_name(request.stack_name, request.logical_id, limit=limit, lower=lower)

    def arn(self, resource: str, *, service: str | None = None, regional: bool = True) -> str:
        """The ARN of something of the account, in the region unless the service has none."""
        region = self._request.region if regional else ""
        partition = partition_of(self._request.region)
        account = self._request.account
        return f"arn:{partition}:{service or self.service}:{region}:{account}:{resource}"

    def fold(
        self,
        operation: str,
        properties: Mapping[str, Any],
        *,
        renamed: Mapping[str, str] | None = None,
        only_known: bool = False,
        unless: Collection[str] = (),
    ) -> dict[str, Any]:
        """Properties as the members of an operation.

        Args:
            renamed: API member by property path.
            only_known: Leave out top-level properties that the operation does not take.
            unless: Paths that may be left out: an update does not take what only a create does.

        Raises:
            ResourceError: A property has no counterpart; the sentence names it.
        """
        folding = Folding(renamed)
        members: dict[str, Any] = folding.fold(input_of(self.service, operation), properties)
        lost = [
            path
            for path in folding.unmapped
            if path not in unless and ("." in path or not only_known)
        ]
        if lost:
            raise ResourceError(
                f"{self.resource}: property {', '.join(lost)} has no counterpart in "
                f"{self.service} {operation}, so the local cloud would lose it"
            )
        return members

    def call(self, operation: str, members: Mapping[str, Any]) -> dict[str, Any]:
        """Calls an operation.

        Raises:
            ResourceError: botocore's model refuses the members, or nobody answers the operation.
            ClientError: The service refuses.
        """
        described = operation_model(self.service, operation)
        tokens = {name: str(uuid.uuid4()) for name in described.idempotent_members}
        if described.input_shape is not None:
            report = ParamValidator().validate({**tokens, **members}, described.input_shape)
            if report.has_errors():
                raise ResourceError(
                    f"{self.resource}: {self.service} {operation} refuses this: "
                    + report.generate_report()
                )
        if self._recorded:
            return {}
        client = self._cloud.client(self.service, self._request.region)
        try:
            answer: dict[str, Any] = getattr(client, xform_name(operation))(**members)
        except NotImplementedError as error:
            raise ResourceError(
                f"{self.resource}: the local cloud has no {self.service} {operation}"
            ) from error
        return answer

    def call_if_there(self, operation: str, members: Mapping[str, Any]) -> None:
        """Calls an operation that takes something away; that it is gone already is no error."""
        try:
            self.call(operation, members)
        except ClientError as error:
            if not any(word in error.response["Error"]["Code"] for word in GONE):
                raise


def without(properties: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """The properties but those."""
    return {name: value for name, value in properties.items() if name not in names}


def tag_map(tags: Any) -> dict[str, str]:
    """Tags as a map, whether a template gives them as one or as a list of Key and Value."""
    if isinstance(tags, Mapping):
        return {str(key): str(value) for key, value in tags.items()}
    return {str(tag["Key"]): str(tag["Value"]) for tag in tags or ()}


def tag_changes(request: ResourceRequest) -> tuple[dict[str, str], list[str]]:
    """The tags that an update gives, and the keys that it takes away."""
    new = tag_map(request.properties.get("Tags"))
    old = tag_map((request.previous or {}).get("Tags"))
    return {k: v for k, v in new.items() if old.get(k) != v}, sorted(set(old) - set(new))

"""Who makes which resource type, and whether what it makes runs here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from localcloud.cloudformation import moto_support
from localcloud.cloudformation.generic import GenericHandler
from localcloud.cloudformation.operations import creation_of, rule_of, why_not
from localcloud.cloudformation.template import ResourceDefinition
from localcloud.errors import ServiceError
from localcloud.handlers import ResourceHandler

if TYPE_CHECKING:
    from localcloud.interface import Cloud

RUNNING = frozenset(
    {
        "AWS::CloudFormation::CustomResource",
        "AWS::DynamoDB::GlobalTable",
        "AWS::DynamoDB::Table",
        "AWS::KMS::Alias",
        "AWS::KMS::Key",
        "AWS::Logs::LogGroup",
        "AWS::Logs::LogStream",
        "AWS::S3::Bucket",
        "AWS::S3::BucketPolicy",
        "AWS::SNS::Subscription",
        "AWS::SNS::Topic",
        "AWS::SQS::Queue",
        "AWS::SSM::Parameter",
        "AWS::SecretsManager::Secret",
    }
)
"""The types that moto itself brings to life: they hold what is put into them and pass it on."""

CUSTOM_RESOURCE = "AWS::CloudFormation::CustomResource"


class Registry:
    """The handlers of all types: our own, those of other services, and the generic one.

    Args:
        own: Our own, by type name.
    """

    def __init__(self, cloud: Cloud, own: Mapping[str, ResourceHandler]) -> None:
        self._cloud = cloud
        self._handlers = dict(own)
        self._running: set[str] = set()
        for service in cloud.services.values():
            self._handlers.update(service.resource_handlers)
            self._running |= set(service.running_types)

    def handler(self, type: str) -> ResourceHandler | None:  # noqa: A002 - what AWS calls it
        """Who makes a type; None where nobody can."""
        if type.startswith("Custom::"):
            type = CUSTOM_RESOURCE  # noqa: A001 - what AWS calls it
        if type in self._handlers:
            return self._handlers[type]
        creation = creation_of(type)
        recorded = rule_of(type).recorded
        if creation and (recorded or moto_support.implements(self._cloud, *creation)):
            self._handlers[type] = GenericHandler()
        return self._handlers.get(type)

    def runs(self, type: str) -> bool:  # noqa: A002 - what AWS calls it
        """Whether a resource of the type does here what it does on AWS."""
        if type.startswith("Custom::") or type in RUNNING or type in self._running:
            return True
        for service in self._cloud.services.values():
            if type in service.resource_handlers:
                handler: ResourceHandler = service.resource_handlers[type]
                return handler.runs
        return False

    def check(self, definitions: Iterable[ResourceDefinition]) -> None:
        """Looks whether every resource can be made.

        Raises:
            ServiceError: ValidationError that names each type nobody makes, with its logical ids.
        """
        unknown: dict[str, list[str]] = {}
        for definition in definitions:
            if self.handler(definition.type) is None:
                unknown.setdefault(definition.type, []).append(definition.logical_id)
        if unknown:
            listed = "; ".join(
                f"{type_} ({', '.join(ids)}): {why_not(type_)}"
                for type_, ids in sorted(unknown.items())
            )
            raise ServiceError(
                "ValidationError", f"Template format error: Unrecognized resource types: {listed}"
            )

"""CloudFormation's types of Connect, made through Connect's API.

A property that no operation takes fails the resource by name.
"""

from __future__ import annotations

from collections.abc import Mapping

from localcloud.connect.resources.associations import IntegrationAssociation, StorageConfig
from localcloud.connect.resources.flows import ContactFlow, ContactFlowVersion
from localcloud.connect.resources.hours import HoursOfOperation
from localcloud.connect.resources.instance import Instance
from localcloud.connect.resources.numbers import PhoneNumber
from localcloud.connect.resources.recorded import ContactFlowModule, Prompt, TestCase
from localcloud.connect.resources.routing import QueueResource, RoutingProfile
from localcloud.handlers import ResourceHandler

HANDLERS: Mapping[str, ResourceHandler] = {
    "AWS::Connect::ContactFlow": ContactFlow(),
    "AWS::Connect::ContactFlowModule": ContactFlowModule(),
    "AWS::Connect::ContactFlowVersion": ContactFlowVersion(),
    "AWS::Connect::HoursOfOperation": HoursOfOperation(),
    "AWS::Connect::Instance": Instance(),
    "AWS::Connect::InstanceStorageConfig": StorageConfig(),
    "AWS::Connect::IntegrationAssociation": IntegrationAssociation(),
    "AWS::Connect::PhoneNumber": PhoneNumber(),
    "AWS::Connect::Prompt": Prompt(),
    "AWS::Connect::Queue": QueueResource(),
    "AWS::Connect::RoutingProfile": RoutingProfile(),
    "AWS::Connect::TestCase": TestCase(),
}
"""Who makes which type."""

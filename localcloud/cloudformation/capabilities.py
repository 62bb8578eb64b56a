"""The acknowledgements that a template with IAM resources or a transform needs."""

from __future__ import annotations

from collections.abc import Sequence

from localcloud.cloudformation.template import Template
from localcloud.errors import ServiceError

NAMES = {
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::User": "UserName",
}
"""The property that names an IAM resource: with it, the stronger acknowledgement is needed."""
UNNAMED = ("AWS::IAM::AccessKey", "AWS::IAM::InstanceProfile", "AWS::IAM::Policy")


def check(template: Template, given: Sequence[str]) -> None:
    """Looks whether the request acknowledges what the template does.

    Raises:
        ServiceError: InsufficientCapabilitiesException that names what is needed.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
    """
    resources = template.resources.values()
    named = any(r.properties.get(NAMES.get(r.type, "")) is not None for r in resources)
    any_iam = any(r.type in NAMES or r.type in UNNAMED for r in resources)
    needed = None
    if named and "CAPABILITY_NAMED_IAM" not in given:
        needed = "CAPABILITY_NAMED_IAM"
    elif any_iam and not {"CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"} & set(given):
        needed = "CAPABILITY_IAM"
    elif template.transforms and "CAPABILITY_AUTO_EXPAND" not in given:
        needed = "CAPABILITY_AUTO_EXPAND"
    if needed:
        raise ServiceError(
            "InsufficientCapabilitiesException", f"Requires capabilities : [{needed}]"
        )

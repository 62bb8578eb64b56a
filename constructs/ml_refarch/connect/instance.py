"""A Connect instance of one's own."""

from __future__ import annotations

import re
from typing import Final, Literal

from aws_cdk import Aws, CfnDeletionPolicy, Names, RemovalPolicy, Token
from aws_cdk import aws_connect as connect
from aws_cdk import aws_logs as logs
from constructs import Construct

_ALIAS: Final = re.compile(r"(?!d-)[0-9a-zA-Z]+(-*[0-9a-zA-Z])*")
_ARN: Final = re.compile(r"arn:[\w-]+:connect:[\w-]+:\d{12}:instance/[\w-]+")
_ALIAS_LENGTH: Final = 45
_ACCOUNT_LENGTH: Final = 12

Identity = Literal["CONNECT_MANAGED", "SAML"]


class Instance(Construct):
    """An Amazon Connect instance that logs its flows, and the log.

    An account has two instances, and may create and delete a hundred in 30 days: it outlives its
    stack unless told otherwise. Its alias and how its users sign in cannot change: CloudFormation
    would make a second, empty one, so the first is kept then, too.

    Args:
        alias: The name in its address, unique among all of AWS: 1 to 45 letters, digits and
            hyphens. Made of the construct's path and the account when left out.
        identity: Whether Connect keeps the users, or they come by SAML.
        log_retention: How long flow logs are kept.
        log_removal_policy: What happens to the flow logs when the stack goes.
        removal_policy: What happens to the instance when the stack goes, with all that people made
            in it.

    Source: https://docs.aws.amazon.com/connect/latest/adminguide/amazon-connect-instances.html
    """

    resource: connect.CfnInstance
    log_group: logs.LogGroup

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        alias: str | None,
        identity: Identity,
        log_retention: logs.RetentionDays,
        log_removal_policy: RemovalPolicy,
        removal_policy: RemovalPolicy,
    ) -> None:
        super().__init__(scope, construct_id)
        if alias is not None and not Token.is_unresolved(alias):
            _check_alias(alias)
        name = alias or self._own_alias()
        self.log_group = logs.LogGroup(
            self,
            "FlowLogs",
            # Connect writes to the group of this name.
            log_group_name=f"/aws/connect/{name}",
            retention=log_retention,
            removal_policy=log_removal_policy,
        )
        self.resource = connect.CfnInstance(
            self,
            "Instance",
            identity_management_type=identity,
            instance_alias=name,
            attributes=connect.CfnInstance.AttributesProperty(
                inbound_calls=True,
                outbound_calls=True,
                contactflow_logs=True,
                contact_lens=True,
                auto_resolve_best_voices=True,
                early_media=True,
            ),
        )
        self.resource.apply_removal_policy(removal_policy)
        # Even a disposable one is not thrown away for a change of its alias.
        self.resource.cfn_options.update_replace_policy = CfnDeletionPolicy.RETAIN
        # With the instance first, Connect would make the group, to be kept for ever.
        self.resource.node.add_dependency(self.log_group)

    def _own_alias(self) -> str:
        length = _ALIAS_LENGTH - _ACCOUNT_LENGTH - 1
        name = Names.unique_resource_name(self, max_length=length, separator="-").lower()
        return f"{name.strip('-')}-{Aws.ACCOUNT_ID}"


def _check_alias(alias: str) -> None:
    if len(alias) > _ALIAS_LENGTH or not _ALIAS.fullmatch(alias):
        raise ValueError(
            f"alias: {alias!r} is not 1 to {_ALIAS_LENGTH} letters, digits and hyphens, beginning "
            "with a letter or digit and not with 'd-'"
        )


def check_import(instance: str, *, alias: str | None, identity: Identity | None) -> None:
    """Refuse what is no instance, and what an existing one cannot be given."""
    if not (Token.is_unresolved(instance) or _ARN.fullmatch(instance)):
        raise ValueError(f"instance: {instance!r} is not the ARN of an Amazon Connect instance")
    for what, given in (("alias", alias), ("identity", identity)):
        if given is not None:
            raise ValueError(
                f"{what}: {given!r} is given for an existing instance, whose {what} is fixed"
            )

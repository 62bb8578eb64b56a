"""Where domains log, and the one policy that lets them: a region has ten for all of an account."""

from __future__ import annotations

from typing import Self

from aws_cdk import Aws, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from constructs import Construct


class SearchLogs(Construct):
    """The policy by which all domains of a stack write their logs; take it with :meth:`of`.

    Source: https://github.com/aws/aws-cdk/issues/23637
    """

    policy: logs.ResourcePolicy

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self._statement = iam.PolicyStatement(
            principals=[iam.ServicePrincipal("es.amazonaws.com")],
            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
            conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
        )
        self.policy = logs.ResourcePolicy(self, "Policy", policy_statements=[self._statement])

    @classmethod
    def of(cls, scope: Construct) -> Self:
        """That of the stack that ``scope`` is in, made when first asked for."""
        stack = Stack.of(scope)
        existing = stack.node.try_find_child(cls.__name__)
        return existing if isinstance(existing, cls) else cls(stack, cls.__name__)

    def group(
        self,
        scope: Construct,
        construct_id: str,
        *,
        log_retention: logs.RetentionDays,
        removal_policy: RemovalPolicy,
    ) -> logs.LogGroup:
        """A log that domains may write.

        Args:
            log_retention: How long it is kept.
            removal_policy: What happens to it when the stack goes.
        """
        group = logs.LogGroup(
            scope, construct_id, retention=log_retention, removal_policy=removal_policy
        )
        self._statement.add_resources(group.log_group_arn)
        return group

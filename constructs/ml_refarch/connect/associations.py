"""What a contact centre may call: bots and functions, tied to it one after another."""

from __future__ import annotations

import hashlib
import json

from aws_cdk import Stack
from aws_cdk import aws_connect as connect
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lex as lex
from constructs import Construct, IConstruct


class Associations(Construct):
    """Ties bots and functions to an instance, in a line: Connect refuses several at a time.

    Every property of an association is create-only. Each stands under an id made of what it
    ties, so that another one beside it does not replace it.

    Args:
        instance_arn: The instance.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-connect-integrationassociation.html
    """

    def __init__(self, scope: Construct, construct_id: str, *, instance_arn: str) -> None:
        super().__init__(scope, construct_id)
        self._instance_arn = instance_arn
        self._known: dict[str, connect.CfnIntegrationAssociation] = {}
        self._last: IConstruct | None = None
        self._waiting: list[IConstruct] = []

    def append(self, association: IConstruct) -> None:
        """Puts an association at the end of the line."""
        if self._last is not None:
            association.node.add_dependency(self._last)
        self._last = association
        for one in self._waiting:
            one.node.add_dependency(association)

    def come_before(self, construct: IConstruct) -> None:
        """Has a construct wait for all associations, those made later as well."""
        if self._last is not None:
            construct.node.add_dependency(self._last)
        self._waiting.append(construct)

    def bot(self, alias_arn: str) -> connect.CfnIntegrationAssociation:
        """A Lex bot by its alias: Connect may converse with it, this instance only.

        Source: https://docs.aws.amazon.com/connect/latest/adminguide/amazon-lex.html
        """
        name = f"Bot{self._digest(alias_arn)}"
        if name in self._known:
            return self._known[name]
        policy = lex.CfnResourcePolicy(
            self,
            f"{name}Policy",
            resource_arn=alias_arn,
            policy={
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Sid": "Connect",
                        "Effect": "Allow",
                        "Principal": {"Service": "connect.amazonaws.com"},
                        "Action": ["lex:RecognizeText", "lex:StartConversation"],
                        "Resource": alias_arn,
                        "Condition": {
                            "StringEquals": {"aws:SourceAccount": Stack.of(self).account},
                            "ArnEquals": {"aws:SourceArn": self._instance_arn},
                        },
                    }
                ],
            },
        )
        return self._associate(name, "LEX_BOT", alias_arn, policy)

    def function(self, function: lambda_.IFunction) -> connect.CfnIntegrationAssociation:
        """A Lambda function: Connect may invoke it, this instance only.

        Source: https://docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html
        """
        name = f"Function{self._digest(function.function_arn)}"
        if name in self._known:
            return self._known[name]
        permission = lambda_.CfnPermission(
            self,
            f"{name}Permission",
            action="lambda:InvokeFunction",
            function_name=function.function_arn,
            principal="connect.amazonaws.com",
            source_account=Stack.of(self).account,
            source_arn=self._instance_arn,
        )
        return self._associate(name, "LAMBDA_FUNCTION", function.function_arn, permission)

    def _associate(
        self, name: str, kind: str, arn: str, allowed_by: Construct
    ) -> connect.CfnIntegrationAssociation:
        association = connect.CfnIntegrationAssociation(
            self,
            name,
            instance_id=self._instance_arn,
            integration_type=kind,
            integration_arn=arn,
        )
        association.node.add_dependency(allowed_by)
        self.append(association)
        self._known[name] = association
        return association

    def _digest(self, arn: str) -> str:
        resolved = json.dumps(Stack.of(self).resolve(arn), sort_keys=True)
        return hashlib.sha256(resolved.encode()).hexdigest()[:8]

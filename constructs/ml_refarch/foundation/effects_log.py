"""What was already done, so that it is done once."""

from __future__ import annotations

from typing import Final

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

IDEMPOTENCY_TABLE_VARIABLE: Final = "IDEMPOTENCY_TABLE_NAME"


class EffectsLog(Construct):
    """The table in which Powertools' idempotency notes each effect, such as a text message sent.

    A queue delivers at least once; an effect noted here is not repeated. An entry goes by
    itself when its time is over: keep it for longer than a message can come back, which is a
    day for a DynamoDB stream and up to 14 for a dead-letter queue.

    Args:
        encryption_key: The key for the table; DynamoDB's own when left out.
        removal_policy: What happens to the table when the stack goes.

    Source: https://docs.aws.amazon.com/powertools/python/latest/utilities/idempotency/#getting-started
    """

    table: dynamodb.Table

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        encryption_key: kms.IKey | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        self.table = dynamodb.Table(
            self,
            "Table",
            # The names that Powertools' DynamoDB persistence layer has by default.
            partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING),
            time_to_live_attribute="expiration",
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            encryption_key=encryption_key,
            removal_policy=removal_policy,
        )

    def give_to(self, function: lambda_.Function) -> None:
        """Lets a function note its effects: the rights and the variable for it."""
        function.add_environment(IDEMPOTENCY_TABLE_VARIABLE, self.table.table_name)
        self.table.grant(
            function,
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:DeleteItem",
        )
        if self.table.encryption_key is not None:
            self.table.encryption_key.grant(function, "kms:Decrypt", "kms:GenerateDataKey")

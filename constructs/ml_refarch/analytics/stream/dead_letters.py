"""A queue for what could not be delivered."""

from __future__ import annotations

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from ml_refarch.foundation import acknowledge


def dead_letters(
    scope: Construct, construct_id: str, *, of: str, removal_policy: RemovalPolicy
) -> sqs.Queue:
    """Makes the queue, which keeps letters for two weeks.

    Args:
        of: Whose letters they are, such as ``a rule``.
    """
    queue = sqs.Queue(
        scope,
        construct_id,
        encryption=sqs.QueueEncryption.SQS_MANAGED,
        enforce_ssl=True,
        retention_period=Duration.days(14),
        removal_policy=removal_policy,
    )
    acknowledge(
        queue,
        "AwsSolutions-SQS3",
        reason=f"It is {of}'s dead-letter queue, which cdk-nag looks for in queues only.",
    )
    return queue

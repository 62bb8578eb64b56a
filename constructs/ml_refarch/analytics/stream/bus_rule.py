"""The rule that brings events from the default bus to the stream."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from ml_refarch.foundation import acknowledge

from .dead_letters import dead_letters


class BusRule:
    """A rule, and the queue of what it could not deliver in a day; both made in ``scope``.

    Args:
        scope: The construct they are a part of.
        sources: Whose events.
        stream: Where to.
        removal_policy: What happens to the queue when the stack goes.
    """

    rule: events.Rule
    dead_letter_queue: sqs.Queue

    def __init__(
        self,
        scope: Construct,
        *,
        sources: Sequence[str],
        stream: kinesis.IStream,
        removal_policy: RemovalPolicy,
    ) -> None:
        self.dead_letter_queue = dead_letters(
            scope, "Undelivered", of="a rule", removal_policy=removal_policy
        )
        self.rule = events.Rule(
            scope,
            "Rule",
            description=f"Brings events of {', '.join(sources)} to the lake"[:512],
            event_pattern=events.EventPattern(source=list(sources)),
        )
        self.rule.add_target(
            targets.KinesisStream(
                stream,
                partition_key_path="$.id",
                dead_letter_queue=self.dead_letter_queue,
                max_event_age=Duration.hours(24),
                retry_attempts=185,
            )
        )
        # The L2 of this target, unlike the others, does not let the rule send there.
        self.dead_letter_queue.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("events.amazonaws.com")],
                actions=["sqs:SendMessage"],
                resources=[self.dead_letter_queue.queue_arn],
                conditions={"ArnEquals": {"aws:SourceArn": self.rule.rule_arn}},
            )
        )
        _accept_what_the_l2_grants(stream)


def _accept_what_the_l2_grants(stream: kinesis.IStream) -> None:
    policy = stream.node.find_child("EventsRole").node.find_child("DefaultPolicy")
    for action in ("kms:GenerateDataKey*", "kms:ReEncrypt*"):
        acknowledge(
            policy,
            "AwsSolutions-IAM5",
            finding=f"Action::{action}",
            reason="As the CDK grants the use of a key.",
        )

"""A violation stops the synth; an acknowledgement names a rule that exists, and a reason."""

from __future__ import annotations

import pytest
from aws_cdk import App, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sqs as sqs
from ml_refarch.foundation import RulePack, acknowledge, check, violations

from .conftest import Synthesised


def app_with_a_queue_in_the_clear() -> tuple[App, sqs.Queue]:
    app = App()
    # Without a queue for its dead letters: one violation, and no other.
    return app, sqs.Queue(Stack(app, "Stack"), "Queue", enforce_ssl=True)


def test_an_unacknowledged_violation_stops_the_synth() -> None:
    app, _ = app_with_a_queue_in_the_clear()
    check(app)

    with pytest.raises(RuntimeError, match=r"ValidationFailed[\s\S]*AwsSolutions-SQS3"):
        app.synth()


def test_an_acknowledged_violation_does_not() -> None:
    app, queue = app_with_a_queue_in_the_clear()
    acknowledge(queue, "AwsSolutions-SQS3", reason="It is a test's.")
    check(app)

    assert app.synth().stacks[0].stack_name == "Stack"


def test_violations_are_found_without_a_synth() -> None:
    app, queue = app_with_a_queue_in_the_clear()

    (found,) = violations(app)
    assert (found.rule, found.resource) == ("AwsSolutions-SQS3", "Stack/Queue/Resource")
    assert "dead-letter" in found.description.lower()
    acknowledge(queue, "AwsSolutions-SQS3", reason="It is a test's.")
    assert violations(app) == []


def test_the_rules_for_patient_data_find_more() -> None:
    stack = Stack()
    s3.Bucket(stack, "Bucket", enforce_ssl=True, block_public_access=s3.BlockPublicAccess.BLOCK_ALL)

    rules = {each.rule for each in violations(stack, packs=(RulePack.HIPAA_SECURITY,))}

    assert "HIPAA.Security-S3BucketReplicationEnabled" in rules


def a_role_that_reads(stack: Stack, resource: str) -> iam.Role:
    role = iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    role.add_to_policy(iam.PolicyStatement(actions=["s3:GetObject"], resources=[resource]))
    return role


def test_a_finding_may_name_a_resource_by_its_token() -> None:
    stack = Stack()
    bucket = s3.Bucket(stack, "Bucket")
    role = a_role_that_reads(stack, f"{bucket.bucket_arn}/*")
    assert [each.rule.split("[")[0] for each in violations(role)] == ["AwsSolutions-IAM5"]

    acknowledge(
        role,
        "AwsSolutions-IAM5",
        finding=f"Resource::{bucket.bucket_arn}/*",
        reason="It reads all of one bucket.",
    )

    assert violations(role) == []


def test_one_findings_acknowledgement_leaves_the_others() -> None:
    stack = Stack()
    role = a_role_that_reads(stack, "*")
    role.add_to_policy(iam.PolicyStatement(actions=["s3:*"], resources=["*"]))
    acknowledge(role, "AwsSolutions-IAM5", finding="Resource::*", reason="It is a test's.")

    assert [each.rule for each in violations(role)] == ["AwsSolutions-IAM5[Action::s3:*]"]


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("AwsSolutions-SQS33", "no rule 'AwsSolutions-SQS33' .* did you mean 'AwsSolutions-SQS3'"),
        ("SQS3", "cdk-nag has no rule 'SQS3'"),
        ("AwsSolutions-IAM5[Resource::*]", "no rule .* did you mean 'AwsSolutions-IAM5'"),
        ("", "cdk-nag has no rule ''"),
    ],
)
def test_a_rule_that_does_not_exist_is_refused(rule: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        acknowledge(Stack(), rule, reason="It is a test's.")


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_an_acknowledgement_without_a_reason_is_refused(reason: str) -> None:
    with pytest.raises(ValueError, match="reason: the acknowledgement of AwsSolutions-SQS3 needs"):
        acknowledge(Stack(), "AwsSolutions-SQS3", reason=reason)


def test_a_rule_with_findings_needs_one_or_it_would_match_nothing() -> None:
    with pytest.raises(ValueError, match="finding: AwsSolutions-IAM5 reports each finding"):
        acknowledge(Stack(), "AwsSolutions-IAM5", reason="It is a test's.")


def test_a_rule_without_findings_takes_none() -> None:
    with pytest.raises(ValueError, match="AwsSolutions-SQS3 reports no findings"):
        acknowledge(Stack(), "AwsSolutions-SQS3", finding="Queue", reason="It is a test's.")


@pytest.mark.parametrize("name", ["plain", "keyed", "disposable"])
def test_every_construct_of_the_foundation_passes(
    synthesised: dict[str, Synthesised], name: str
) -> None:
    stack = synthesised[name].stack
    acknowledge(
        stack.dead_letters, "AwsSolutions-SQS3", reason="It stands for a queue of dead letters."
    )

    assert violations(stack) == []


def test_the_acknowledgement_for_traces_does_not_cover_later_grants(plain: Synthesised) -> None:
    stack = Stack()
    role = a_role_that_reads(stack, "*")

    assert [each.rule for each in violations(role)] == ["AwsSolutions-IAM5[Resource::*]"]
    metadata = plain.stack.function.role.node.metadata
    assert not [each for each in metadata if each.type == "aws:cdk:acknowledged-rules"]

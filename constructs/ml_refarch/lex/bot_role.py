"""What Lex acts as when it works for a bot."""

from __future__ import annotations

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from ml_refarch.foundation import acknowledge


def bot_role(scope: Construct, *, speaks: bool) -> iam.Role:
    """A role that Lex alone takes on, for bots of this account and region.

    Args:
        speaks: Whether it may have Amazon Polly speak.

    Source: https://docs.aws.amazon.com/lexv2/latest/dg/security_iam_service-with-iam.html
    """
    stack = Stack.of(scope)
    role = iam.Role(
        scope,
        "Role",
        description="Amazon Lex acts as this role for the bot",
        assumed_by=iam.ServicePrincipal(
            "lexv2.amazonaws.com",
            conditions={
                "StringEquals": {"aws:SourceAccount": stack.account},
                # The bot needs the role before it has an id: any bot of the account here.
                "ArnLike": {
                    "aws:SourceArn": [
                        stack.format_arn(service="lex", resource=kind, resource_name="*")
                        for kind in ("bot", "bot-alias")
                    ]
                },
            },
        ),
    )
    if speaks:
        lexicons = stack.format_arn(service="polly", resource="lexicon", resource_name="*")
        role.add_to_policy(
            iam.PolicyStatement(actions=["polly:SynthesizeSpeech"], resources=[lexicons])
        )
        acknowledge(
            role,
            "AwsSolutions-IAM5",
            reason="Lex names the lexicon when it speaks; there is no other resource to speech",
            finding=f"Resource::{lexicons}",
        )
    return role

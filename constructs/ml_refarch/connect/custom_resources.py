"""The custom resources of a contact centre."""

from __future__ import annotations

from pathlib import Path

from aws_cdk import CustomResource
from aws_cdk import aws_iam as iam
from constructs import Construct

from ml_refarch.foundation import ResourceFunction, shipped_code


class CustomResources(ResourceFunction):
    """Ties numbers to flows, and empties buckets that are to be deleted."""

    PURPOSE = "Ties phone numbers to flows and empties buckets that are to be deleted"

    @classmethod
    def code(cls) -> Path:
        """The folder with the function's ``handler.py``."""
        return shipped_code("number_flows")

    def number_flow(
        self, scope: Construct, construct_id: str, *, instance: str, number: str, flow: str
    ) -> CustomResource:
        """Has calls to a number start with a flow, all given by ARN.

        Source: https://docs.aws.amazon.com/connect/latest/APIReference/API_AssociatePhoneNumberContactFlow.html
        """
        return self.resource(
            scope,
            construct_id,
            kind="Custom::ConnectNumberFlow",
            properties={"InstanceArn": instance, "PhoneNumberArn": number, "ContactFlowArn": flow},
            rights=[
                iam.PolicyStatement(
                    actions=[
                        "connect:AssociatePhoneNumberContactFlow",
                        "connect:DisassociatePhoneNumberContactFlow",
                    ],
                    resources=[instance, number, flow],
                )
            ],
        )

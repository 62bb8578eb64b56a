"""A phone number, and the flow its calls start with."""

from __future__ import annotations

import re
from typing import Literal

from aws_cdk import CustomResource, RemovalPolicy, Token
from aws_cdk import aws_connect as connect
from constructs import Construct

from ml_refarch.connect.custom_resources import CustomResources

_ARN = re.compile(r"arn:[\w-]+:connect:[\w-]+:\d{12}:phone-number/[\w-]+")


class PhoneNumber(Construct):
    """A phone number of an instance whose calls start with a flow.

    A claimed number outlives its stack: who claims and releases numbers too often is locked out
    for 180 days, and people have learnt it. To go on using it, give its ARN.

    Args:
        instance_arn: The instance.
        flow_arn: The flow.
        arn: The ARN of a number claimed before; one is claimed when left out, which costs by the
            day.
        country: Two capital letters: where the number is called from at the local rate.
        kind: ``DID`` for an ordinary number, ``TOLL_FREE`` for one that is free for the caller.
            Several countries want proof of an address first.
        prefix: What the number shall start with, such as ``+1206``.
        custom_resources: Ties the number to the flow.

    Source: https://docs.aws.amazon.com/connect/latest/adminguide/phone-number-requirements.html
    """

    number: connect.CfnPhoneNumber | None
    number_arn: str
    flow_association: CustomResource

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        instance_arn: str,
        flow_arn: str,
        custom_resources: CustomResources,
        arn: str | None,
        country: str,
        kind: Literal["DID", "TOLL_FREE"],
        prefix: str | None,
    ) -> None:
        super().__init__(scope, construct_id)
        if arn is not None and not (Token.is_unresolved(arn) or _ARN.fullmatch(arn)):
            raise ValueError(f"arn: {arn!r} is not the ARN of a phone number of Connect")
        if not re.fullmatch(r"[A-Z]{2}", country):
            raise ValueError(f"country: {country!r} is not two capital letters such as 'US'")
        if prefix is not None and not re.fullmatch(r"\+[1-9]\d{0,14}", prefix):
            raise ValueError(f"prefix: {prefix!r} is not the start of a number such as '+1206'")
        self.number = None
        if arn is None:
            self.number = connect.CfnPhoneNumber(
                self,
                "Number",
                target_arn=instance_arn,
                country_code=country,
                type=kind,
                prefix=prefix,
            )
            self.number.apply_removal_policy(RemovalPolicy.RETAIN)
        self.number_arn = arn or (self.number.attr_phone_number_arn if self.number else "")
        self.flow_association = custom_resources.number_flow(
            self, "Flow", instance=instance_arn, number=self.number_arn, flow=flow_arn
        )

"""Who hears of what happens: the guest by text message, the staff by a topic."""

from __future__ import annotations

from typing import Final

from aws_cdk import Aws, Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from .setting_rules import E164

STAFF_TOPIC_VARIABLE: Final = "STAFF_TOPIC_ARN"
ORIGINATION_NUMBER_VARIABLE: Final = "ORIGINATION_NUMBER"


class Notifications(Construct):
    """Text messages to phones and a topic for the staff, which alarms go to as well.

    Text messages are published straight to a phone number: SNS answers with a message id even
    when a new account is still in the SMS sandbox, or when the country wants a registered
    sender, and then nothing arrives. So the sender is a setting, and failed deliveries raise an
    alarm.

    Args:
        staff_topic: An existing topic for the staff. Made when left out: encrypted when there is
            a key, and publishers must use TLS. The policy of an existing one must let
            ``cloudwatch.amazonaws.com`` publish.
        alarm_email: An address that hears what the staff hears; SNS asks it to confirm.
        origination_number: The number that text messages come from, E.164.
        encryption_key: The key for the topic that is made.

    Raises:
        ValueError: The origination number is not E.164, or a key is given for an existing topic.

    Source: https://docs.aws.amazon.com/sns/latest/dg/sns-mobile-phone-number-as-subscriber.html
    """

    staff_topic: sns.ITopic
    origination_number: str | None
    undelivered_texts_alarm: cloudwatch.Alarm

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        staff_topic: sns.ITopic | None = None,
        alarm_email: str | None = None,
        origination_number: str | None = None,
        encryption_key: kms.IKey | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        if origination_number is not None and not E164.accepts(origination_number):
            raise ValueError(f"origination_number: {origination_number!r} is not {E164.allowed}")
        if staff_topic is not None and encryption_key is not None:
            raise ValueError(
                f"encryption_key: {staff_topic.node.path} exists and keeps the key it has; "
                "give a key only for the topic that is made here"
            )
        self.origination_number = origination_number
        self._key = encryption_key
        self.staff_topic = staff_topic or self._topic(encryption_key)
        if alarm_email is not None:
            self.staff_topic.add_subscription(subscriptions.EmailSubscription(alarm_email))

        self.undelivered_texts_alarm = self.metric_undelivered_texts().create_alarm(
            self,
            "UndeliveredTexts",
            alarm_description=(
                "Text messages were not delivered. Is the account out of the SMS sandbox, the "
                "sender registered in the country, the month's spending limit not reached?"
            ),
            threshold=1,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        self.alarm(self.undelivered_texts_alarm)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that a function needs to reach the staff and to text."""
        variables = {STAFF_TOPIC_VARIABLE: self.staff_topic.topic_arn}
        return variables | self._sender

    def give_to(self, function: lambda_.Function) -> None:
        """Lets a function text phones and tell the staff: the rights and the variables for it."""
        for name, value in self.environment.items():
            function.add_environment(name, value)
        self.grant_text(function)
        self.grant_tell_staff(function)

    def let_text(self, function: lambda_.Function) -> None:
        """Lets a function text phones and nothing more: the right and the variable for it."""
        for name, value in self._sender.items():
            function.add_environment(name, value)
        self.grant_text(function)

    def grant_text(self, grantee: iam.IGrantable) -> None:
        """Lets ``grantee`` send text messages to phone numbers, and publish to no topic.

        A phone number has no ARN, so the statement allows what is *not* a topic or an endpoint
        of an app: both have ARNs of SNS.
        """
        grantee.grant_principal.add_to_principal_policy(
            iam.PolicyStatement(
                actions=["sns:Publish"], not_resources=[f"arn:{Aws.PARTITION}:sns:*:*:*"]
            )
        )

    def grant_tell_staff(self, grantee: iam.IGrantable) -> iam.Grant:
        """Lets ``grantee`` publish to the staff's topic."""
        if self._key is not None:
            self._key.grant(grantee, "kms:Decrypt", "kms:GenerateDataKey")
        return iam.Grant.add_to_principal(
            grantee=grantee,
            actions=["sns:Publish"],
            resource_arns=[self.staff_topic.topic_arn],
        )

    def alarm(self, *alarms: cloudwatch.Alarm) -> None:
        """Tells the staff when one of ``alarms`` goes off."""
        for each in alarms:
            each.add_alarm_action(actions.SnsAction(self.staff_topic))

    def metric_undelivered_texts(self) -> cloudwatch.Metric:
        """Text messages that SNS could not deliver, of all this account sends in the region."""
        return cloudwatch.Metric(
            namespace="AWS/SNS",
            metric_name="NumberOfNotificationsFailed",
            dimensions_map={"PhoneNumber": "PhoneNumberDirect"},
            statistic=cloudwatch.Stats.SUM,
            period=Duration.minutes(5),
        )

    @property
    def _sender(self) -> dict[str, str]:
        if self.origination_number is None:
            return {}
        return {ORIGINATION_NUMBER_VARIABLE: self.origination_number}

    def _topic(self, key: kms.IKey | None) -> sns.Topic:
        topic = sns.Topic(self, "Staff", master_key=key, enforce_ssl=True)
        # A topic with a policy of its own loses the default one, by which the account's alarms
        # may publish.
        alarms = iam.ServicePrincipal(
            "cloudwatch.amazonaws.com",
            conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
        )
        topic.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[alarms], actions=["sns:Publish"], resources=[topic.topic_arn]
            )
        )
        if key is not None:
            key.add_to_resource_policy(
                iam.PolicyStatement(
                    principals=[alarms],
                    actions=["kms:Decrypt", "kms:GenerateDataKey*"],
                    resources=["*"],
                )
            )
        return topic

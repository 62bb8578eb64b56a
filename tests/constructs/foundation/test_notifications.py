"""Guests get texts, the staff hear of things, and a text that does not arrive is noticed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk.assertions import Template
from ml_refarch.foundation import Notifications, PythonFunction

from .conftest import Synthesised


def publish_statements(synthesised: Synthesised) -> list[dict[str, Any]]:
    policy = synthesised.the("AWS::IAM::Policy", "TellRoleDefaultPolicy")
    return [
        statement
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if statement["Action"] == "sns:Publish"
    ]


def test_texts_may_go_to_phones_and_to_no_topic(plain: Synthesised) -> None:
    texts, staff = publish_statements(plain)

    assert "Resource" not in texts
    assert texts["NotResource"] == {
        "Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":sns:*:*:*"]]
    }
    assert staff["Resource"]["Ref"].startswith("NotificationsStaff")


def test_the_function_learns_the_topic_and_the_origination_number(plain: Synthesised) -> None:
    function = plain.the("AWS::Lambda::Function", "TellFunction")
    variables = function["Properties"]["Environment"]["Variables"]

    assert variables["STAFF_TOPIC_ARN"]["Ref"].startswith("NotificationsStaff")
    assert variables["ORIGINATION_NUMBER"] == "+12065550100"


def test_without_an_origination_number_there_is_no_such_variable() -> None:
    assert set(Notifications(Stack(), "Notifications").environment) == {"STAFF_TOPIC_ARN"}


def test_who_may_only_text_learns_no_topic_and_may_publish_to_none(source: Path) -> None:
    stack = Stack()
    function = PythonFunction(stack, "Text", source=source)
    Notifications(stack, "Notifications", origination_number="+12065550100").let_text(
        function.function
    )

    template = Template.from_stack(stack)
    (made,) = template.find_resources("AWS::Lambda::Function").values()
    (policy,) = template.find_resources("AWS::IAM::Policy").values()

    assert made["Properties"]["Environment"]["Variables"] == {"ORIGINATION_NUMBER": "+12065550100"}
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert "NotResource" in statement


def test_a_text_that_is_not_delivered_tells_the_staff(plain: Synthesised) -> None:
    alarm = plain.the("AWS::CloudWatch::Alarm", "NotificationsUndeliveredTexts")["Properties"]

    assert alarm["Namespace"] == "AWS/SNS"
    assert alarm["MetricName"] == "NumberOfNotificationsFailed"
    assert alarm["Dimensions"] == [{"Name": "PhoneNumber", "Value": "PhoneNumberDirect"}]
    assert alarm["Threshold"] == 1
    assert "sandbox" in alarm["AlarmDescription"]
    assert alarm["AlarmActions"][0]["Ref"].startswith("NotificationsStaff")


def test_publishers_must_use_tls_and_alarms_of_this_account_may_publish(
    plain: Synthesised,
) -> None:
    policy = plain.the("AWS::SNS::TopicPolicy", "NotificationsStaff")["Properties"]
    deny, alarms = policy["PolicyDocument"]["Statement"]

    assert deny["Effect"] == "Deny"
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert alarms["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert alarms["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_the_alarm_address_is_subscribed(plain: Synthesised) -> None:
    plain.template.has_resource_properties(
        "AWS::SNS::Subscription", {"Protocol": "email", "Endpoint": "staff@example.com"}
    )


def test_with_a_key_publishers_and_alarms_may_use_it(keyed: Synthesised) -> None:
    function = keyed.the("AWS::IAM::Policy", "TellRoleDefaultPolicy")["Properties"]
    (key,) = keyed.of_type("AWS::KMS::Key").values()
    alarms = [
        statement["Action"]
        for statement in key["Properties"]["KeyPolicy"]["Statement"]
        if statement["Principal"].get("Service") == "cloudwatch.amazonaws.com"
    ]

    assert keyed.the("AWS::SNS::Topic", "NotificationsStaff")["Properties"]["KmsMasterKeyId"]
    assert alarms == [["kms:Decrypt", "kms:GenerateDataKey*"]]
    assert ["kms:Decrypt", "kms:GenerateDataKey"] in [
        statement["Action"] for statement in function["PolicyDocument"]["Statement"]
    ]


def test_a_topic_can_be_brought() -> None:
    stack = Stack()
    topic = sns.Topic.from_topic_arn(stack, "Mine", "arn:aws:sns:us-east-1:111122223333:mine")
    notifications = Notifications(stack, "Notifications", staff_topic=topic)
    notifications.grant_tell_staff(
        iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    )

    template = Template.from_stack(stack)
    template.resource_count_is("AWS::SNS::Topic", 0)
    template.has_resource_properties(
        "AWS::CloudWatch::Alarm", {"AlarmActions": ["arn:aws:sns:us-east-1:111122223333:mine"]}
    )


def test_a_key_for_a_topic_that_exists_is_refused() -> None:
    stack = Stack()
    topic = sns.Topic.from_topic_arn(stack, "Mine", "arn:aws:sns:us-east-1:111122223333:mine")

    with pytest.raises(ValueError, match="encryption_key: Default/Mine exists and keeps the key"):
        Notifications(stack, "N", staff_topic=topic, encryption_key=kms.Key(stack, "Key"))


@pytest.mark.parametrize("number", ["2065550100", "+0123456", "+1206555010012345678", ""])
def test_an_origination_number_that_is_not_e164_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match=r"origination_number: .* is not a number in E\.164"):
        Notifications(Stack(), "Notifications", origination_number=number)

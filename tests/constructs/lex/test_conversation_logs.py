"""What is said to a bot is logged: encrypted, for a while, by the bot's role alone."""

from __future__ import annotations

from aws_cdk import App, RemovalPolicy, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs

from tests.constructs.lex.bots import joined, one_bot, only, resources, template_of


def test_what_is_said_is_logged_encrypted_for_a_month_and_kept() -> None:
    stack = Stack(App(), "Test")
    one_bot(stack)

    template = template_of(stack)
    (key_id,) = resources(template, "AWS::KMS::Key")
    ((group_id, group),) = resources(template, "AWS::Logs::LogGroup").items()
    assert group["Properties"] == {
        "KmsKeyId": {"Fn::GetAtt": [key_id, "Arn"]},
        "RetentionInDays": 30,
    }
    assert group["DeletionPolicy"] == "Retain"
    assert only(template, "AWS::Lex::BotAlias")["ConversationLogSettings"] == {
        "TextLogSettings": [
            {
                "Enabled": True,
                "Destination": {
                    "CloudWatch": {
                        "CloudWatchLogGroupArn": {"Fn::GetAtt": [group_id, "Arn"]},
                        "LogPrefix": "",
                    }
                },
            }
        ]
    }


def test_the_role_may_write_to_its_log_group_only_and_before_the_alias_does() -> None:
    stack = Stack(App(), "Test")
    one_bot(stack)

    template = template_of(stack)
    ((policy_id, policy),) = resources(template, "AWS::IAM::Policy").items()
    (group_id,) = resources(template, "AWS::Logs::LogGroup")
    (alias,) = resources(template, "AWS::Lex::BotAlias").values()
    assert policy["Properties"]["PolicyDocument"]["Statement"] == [
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": {"Fn::GetAtt": [group_id, "Arn"]},
        }
    ]
    assert policy_id in alias["DependsOn"]


def test_a_key_of_ones_own_encrypts_the_log_and_lets_cloudwatch_use_it() -> None:
    stack = Stack(App(), "Test")
    one_bot(stack, encryption_key=kms.Key(stack, "Mine"))

    template = template_of(stack)
    ((key_id, key),) = resources(template, "AWS::KMS::Key").items()
    statement = key["Properties"]["KeyPolicy"]["Statement"][1]
    assert joined(statement["Principal"]["Service"]) == "logs.${AWS::Region}.amazonaws.com"
    assert joined(statement["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]) == (
        "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:*"
    )
    assert only(template, "AWS::Logs::LogGroup")["KmsKeyId"] == {"Fn::GetAtt": [key_id, "Arn"]}


def test_logs_follow_retention_and_removal_policy() -> None:
    stack = Stack(App(), "Test")
    bot = one_bot(
        stack,
        log_retention=logs.RetentionDays.ONE_WEEK,
        removal_policy=RemovalPolicy.DESTROY,
    )

    (group,) = resources(template_of(stack), "AWS::Logs::LogGroup").values()
    assert bot.log_group is not None
    assert group["DeletionPolicy"] == "Delete"
    assert group["Properties"]["RetentionInDays"] == 7


def test_a_bot_that_logs_nothing_has_no_log_no_key_and_no_policy() -> None:
    stack = Stack(App(), "Test")
    bot = one_bot(stack, conversation_logs=False)

    template = template_of(stack)
    assert bot.log_group is None
    assert "ConversationLogSettings" not in only(template, "AWS::Lex::BotAlias")
    for kind in ("AWS::Logs::LogGroup", "AWS::KMS::Key", "AWS::IAM::Policy"):
        assert not resources(template, kind)

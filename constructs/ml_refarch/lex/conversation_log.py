"""Where a bot writes down what was said."""

from __future__ import annotations

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lex as lex
from aws_cdk import aws_logs as logs
from constructs import Construct

from ml_refarch.foundation.log_encryption import let_logs_use


class ConversationLog(Construct):
    """The text of conversations in CloudWatch Logs. Obfuscated slots show as their name.

    Args:
        writer: The bot's role.
        retention: How long it is kept.
        encryption_key: Encrypts the group, and is told to let CloudWatch Logs use it; with none, a
            key is made, which AWS bills by the month.
        removal_policy: What happens to the group, and to the key, when the stack goes.

    Source: https://docs.aws.amazon.com/lexv2/latest/dg/conversation-logs.html
    """

    log_group: logs.LogGroup

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        writer: iam.IGrantable,
        retention: logs.RetentionDays,
        encryption_key: kms.IKey | None,
        removal_policy: RemovalPolicy,
    ) -> None:
        super().__init__(scope, construct_id)
        key = encryption_key or kms.Key(
            self,
            "Key",
            description="Encrypts what is said to the bot",
            enable_key_rotation=True,
            removal_policy=removal_policy,
        )
        # The group's own ARN would make key and group wait for each other.
        let_logs_use(key)
        self.log_group = logs.LogGroup(
            self,
            "Logs",
            retention=retention,
            encryption_key=key,
            removal_policy=removal_policy,
        )
        self.log_group.grant_write(writer)

    @property
    def alias_settings(self) -> lex.CfnBotAlias.ConversationLogSettingsProperty:
        """What makes an alias log here."""
        return lex.CfnBotAlias.ConversationLogSettingsProperty(
            text_log_settings=[
                lex.CfnBotAlias.TextLogSettingProperty(
                    enabled=True,
                    destination=lex.CfnBotAlias.TextLogDestinationProperty(
                        cloud_watch=lex.CfnBotAlias.CloudWatchLogGroupLogDestinationProperty(
                            cloud_watch_log_group_arn=self.log_group.log_group_arn,
                            log_prefix="",
                        )
                    ),
                )
            ]
        )

"""Daily backups of the book, beside its point-in-time recovery."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from aws_cdk import Aws, Duration, Fn, RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct
from ml_refarch.foundation import acknowledge

if TYPE_CHECKING:
    from aws_cdk import aws_backup as backup


class Backups(Construct):
    """A vault and a plan of AWS Backup: a backup of the table each night.

    Point-in-time recovery reaches 35 days back and goes with the table; a backup is a copy, which
    stays when somebody deletes the table. Vault and backups stay whatever becomes of the stack.

    Args:
        table: What is backed up.
        key: What backups are encrypted with.
        days: How long one is kept.

    Source: https://docs.aws.amazon.com/aws-backup/latest/devguide/creating-a-backup-plan.html
    """

    vault: backup.BackupVault
    plan: backup.BackupPlan

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        table: dynamodb.ITableV2,
        key: kms.IKey,
        days: int,
    ) -> None:
        super().__init__(scope, construct_id)
        # Imported here: a disposable environment, which has no backups, need not wait for it.
        from aws_cdk import aws_backup as backup

        # A vault that stayed has the name of its stack as it was: one of the stack that is made
        # again needs another.
        stack_number = Fn.select(2, Fn.split("/", Aws.STACK_ID))
        self.vault = backup.BackupVault(
            self,
            "Vault",
            backup_vault_name=f"patients-{stack_number}",
            encryption_key=key,
            removal_policy=RemovalPolicy.RETAIN,
        )
        self.plan = backup.BackupPlan(
            self,
            "Plan",
            backup_plan_name=Stack.of(self).stack_name,
            backup_vault=self.vault,
            backup_plan_rules=[
                backup.BackupPlanRule(
                    rule_name="Nightly",
                    schedule_expression=events.Schedule.cron(hour="9", minute="0"),
                    start_window=Duration.hours(1),
                    completion_window=Duration.hours(8),
                    delete_after=Duration.days(days),
                )
            ],
        )
        selection = self.plan.add_selection(
            "Book", resources=[backup.BackupResource.from_arn(table.table_arn)]
        )
        policy = "service-role/AWSBackupServiceRolePolicyForBackup"
        acknowledge(
            cast(iam.Role, selection.grant_principal),
            "AwsSolutions-IAM4",
            finding=f"Policy::arn:{Aws.PARTITION}:iam::aws:policy/{policy}",
            reason="AWS keeps the policy for its backup service in step with what that needs.",
        )

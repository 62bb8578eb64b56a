"""The types of AWS Backup: what is asked for is checked and recorded; nothing is backed up here."""

from __future__ import annotations

from localcloud.cloudformation.rule import Rule, Step

BACKUP_RULES: dict[str, Rule] = {
    "AWS::Backup::BackupPlan": Rule(
        recorded=True,
        renamed={
            "BackupPlan.BackupPlanRule": "Rules",
            "BackupPlan.BackupPlanRule.TargetBackupVault": "TargetBackupVaultName",
        },
        steps=(
            Step(
                operation="TagResource",
                properties=("BackupPlanTags",),
                renamed={"BackupPlanTags": "Tags"},
            ),
        ),
        keys={"ResourceArn": "BackupPlanArn"},
        derived={
            "BackupPlanId": "{uuid}",
            "BackupPlanArn": "arn:{partition}:backup:{region}:{account}:backup-plan:{uuid}",
            "VersionId": "{uuid}",
        },
    ),
    "AWS::Backup::BackupSelection": Rule(
        recorded=True,
        derived={"SelectionId": "{uuid}", "Id": "{uuid}_{BackupPlanId}"},
    ),
    "AWS::Backup::BackupVault": Rule(
        recorded=True,
        steps=(
            Step(
                operation="TagResource",
                properties=("BackupVaultTags",),
                renamed={"BackupVaultTags": "Tags"},
            ),
            Step(
                operation="PutBackupVaultAccessPolicy",
                properties=("AccessPolicy",),
                renamed={"AccessPolicy": "Policy"},
                undo="DeleteBackupVaultAccessPolicy",
            ),
            Step(
                operation="PutBackupVaultNotifications",
                properties=("Notifications.BackupVaultEvents", "Notifications.SNSTopicArn"),
                undo="DeleteBackupVaultNotifications",
            ),
            Step(
                operation="PutBackupVaultLockConfiguration",
                properties=(
                    "LockConfiguration.ChangeableForDays",
                    "LockConfiguration.MaxRetentionDays",
                    "LockConfiguration.MinRetentionDays",
                ),
                undo="DeleteBackupVaultLockConfiguration",
            ),
        ),
        keys={"ResourceArn": "BackupVaultArn"},
        derived={
            "BackupVaultArn": "arn:{partition}:backup:{region}:{account}:backup-vault:"
            "{BackupVaultName}"
        },
    ),
}
"""As ``rules.RULES``."""

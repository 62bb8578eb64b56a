"""How Glue encrypts what jobs and crawlers write beside their data: logs, bookmarks."""

from __future__ import annotations

from aws_cdk import RemovalPolicy
from aws_cdk import aws_glue as glue
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from ml_refarch.foundation.log_encryption import let_logs_use


class GlueEncryption(Construct):
    """A security configuration of Glue, with one key for logs, bookmarks and files.

    Args:
        name: Begins the configuration's name.
        key: The key; one is made when left out. Its policy must let CloudWatch Logs use it if it
            is of another account or stack.
    """

    configuration: glue.SecurityConfiguration
    key: kms.IKey

    def __init__(
        self, scope: Construct, construct_id: str, *, name: str, key: kms.IKey | None
    ) -> None:
        super().__init__(scope, construct_id)
        self.key = key or kms.Key(
            self,
            "Key",
            description="Encrypts logs and bookmarks of Glue",
            enable_key_rotation=True,
            # It encrypts nothing that is not written anew.
            removal_policy=RemovalPolicy.DESTROY,
        )
        let_logs_use(self.key, log_groups="/aws-glue/*")
        self.configuration = glue.SecurityConfiguration(
            self,
            "Configuration",
            # All of it is create-only: another key makes another name.
            security_configuration_name=f"{name}_{self.node.addr[-8:]}",
            cloud_watch_encryption=glue.CloudWatchEncryption.kms(self.key),
            job_bookmarks_encryption=glue.JobBookmarksEncryption.client_side_kms(self.key),
            s3_encryption=glue.S3Encryption.kms(self.key),
            removal_policy=RemovalPolicy.DESTROY,  # it holds nothing
        )

    def give_to(self, role: iam.IRole) -> None:
        """Lets a job's or crawler's role log encrypted, and use the key."""
        self.key.grant(role, "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey")

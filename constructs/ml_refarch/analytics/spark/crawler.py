"""A crawler: makes tables of the folders of the raw layer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from aws_cdk import Stack
from aws_cdk import aws_glue as glue
from aws_cdk import aws_iam as iam
from constructs import Construct

from ml_refarch.analytics.data_lake import DataLake
from ml_refarch.analytics.lake import RAW

from .rights import job_role, let_log_to_glue

_CONFIGURATION: Final[dict[str, Any]] = {
    "Version": 1.0,
    "CrawlerOutput": {
        # A column that comes is added; none that somebody relies on goes.
        "Tables": {"AddOrUpdateBehavior": "MergeNewColumns"},
        "Partitions": {"AddOrUpdateBehavior": "InheritFromTable"},
    },
    # Each folder is one table, however its files differ.
    "Grouping": {"TableGroupingPolicy": "CombineCompatibleSchemas"},
}


class LakeCrawler(Construct):
    """A Glue crawler over folders of the raw layer: each becomes a table of the folder's name.

    Args:
        lake: The lake.
        folders: Folders such as ``flights/``.

    Raises:
        ValueError: A folder does not end with a slash.

    Source: https://docs.aws.amazon.com/glue/latest/dg/crawler-configuration.html
    """

    crawler: glue.CfnCrawler
    role: iam.Role

    def __init__(
        self, scope: Construct, construct_id: str, *, lake: DataLake, folders: Sequence[str]
    ) -> None:
        super().__init__(scope, construct_id)
        for folder in folders:
            if not folder.endswith("/") or folder.startswith("/"):
                raise ValueError(
                    f"crawl: {folder!r} is not a folder of the raw layer such as 'flights/'"
                )
        self.role = job_role(
            self,
            "Role",
            service="glue.amazonaws.com",
            description="What a crawler reads the raw layer with",
        )
        lake.grant_catalogue(self.role, RAW)
        let_log_to_glue(self.role)
        lake.glue_encryption.give_to(self.role)
        self.crawler = glue.CfnCrawler(
            self,
            "Resource",
            role=self.role.role_arn,
            description=f"Makes tables of {', '.join(folders)}",
            database_name=lake.raw_database.database_name,
            targets=glue.CfnCrawler.TargetsProperty(
                s3_targets=[
                    glue.CfnCrawler.S3TargetProperty(path=lake.raw.s3_url_for_object(folder))
                    for folder in folders
                ]
            ),
            schema_change_policy=glue.CfnCrawler.SchemaChangePolicyProperty(
                update_behavior="UPDATE_IN_DATABASE", delete_behavior="LOG"
            ),
            configuration=json.dumps(_CONFIGURATION),
            crawler_security_configuration=lake.glue_encryption.configuration.security_configuration_name,
            lake_formation_configuration=glue.CfnCrawler.LakeFormationConfigurationProperty(
                use_lake_formation_credentials=True
            )
            if lake.formation
            else None,
        )
        # The role is there before its policies are; without them the creation fails.
        self.crawler.node.add_dependency(self.role)

    @property
    def crawler_arn(self) -> str:
        """The crawler's ARN."""
        return Stack.of(self).format_arn(
            service="glue", resource="crawler", resource_name=self.crawler.ref
        )

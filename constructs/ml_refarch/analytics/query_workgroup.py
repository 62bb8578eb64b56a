"""Questions to the lake in SQL, by Athena: what they may cost, where their answers are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

from aws_cdk import RemovalPolicy, Size, Stack
from aws_cdk import aws_athena as athena
from aws_cdk import aws_glue as glue
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from ml_refarch.foundation import acknowledge

from .data_lake import DataLake
from .lake import CURATED, LAYERS, LakeView
from .sql import SavedQuery, saved_queries

_NAME: Final = re.compile(r"[a-zA-Z0-9._-]{1,128}")
# Source: https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html
_LEAST_SCAN_MB: Final = 10
_BYTES_OF_MB: Final = 1_000_000
_RIGHTS: Final = (
    "athena:BatchGetNamedQuery",
    "athena:BatchGetQueryExecution",
    "athena:GetNamedQuery",
    "athena:GetQueryExecution",
    "athena:GetQueryResults",
    "athena:GetQueryResultsStream",
    "athena:GetWorkGroup",
    "athena:ListNamedQueries",
    "athena:ListQueryExecutions",
    "athena:StartQueryExecution",
    "athena:StopQueryExecution",
)


class QueryWorkgroup(Construct):
    """A workgroup of Athena over a lake, with its saved queries.

    Its settings hold for every query, whatever the client says: answers go to the lake's bucket
    of results, encrypted, and a query that reads more than ``scan_limit`` is stopped::

        workgroup = QueryWorkgroup(self, "Queries", lake=lake, queries=Path("jobs/sql/athena"))
        workgroup.view(Path("jobs/sql/athena/views/bookings.sql"), {"reference": "string"})
        workgroup.grant_query(analyst)

    A query names tables without their database: it runs in that of the curated layer, which
    callers say as they start it (``QueryExecutionContext={"Database": workgroup.database_name}``).

    Args:
        lake: What is asked.
        queries: A folder of files ``<name>.sql``, each a statement below a comment with the
            question that it answers; they are saved in the workgroup.
        name: Of the workgroup, unique in account and region: 1 to 128 letters, digits and
            ``. _ -``. The lake's when left out.
        scan_limit: The most that a query may read, at least 10 MB; what a query costs is by this.
        database: Where queries run instead of the lake's curated database.
        removal_policy: What happens to the workgroup when the stack goes. One that goes takes its
            saved queries and its history with it.

    Attributes:
        workgroup: The workgroup.
        saved: The saved queries, by name.
        location: Where answers are, ``s3://…/``.

    Raises:
        ValueError: The name, the limit or a query is not allowed.

    Source: https://docs.aws.amazon.com/athena/latest/ug/workgroups-manage-queries-control-costs.html
    """

    workgroup: athena.CfnWorkGroup
    workgroup_name: str
    workgroup_arn: str
    database_name: str
    saved: dict[str, athena.CfnNamedQuery]
    location: str

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        lake: DataLake,
        queries: Path | None = None,
        name: str | None = None,
        scan_limit: Size | None = None,
        database: glue.IDatabase | None = None,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        scan_limit = scan_limit or Size.gibibytes(10)
        self.workgroup_name = name or lake.name
        _check(self.workgroup_name, scan_limit)
        found = saved_queries(queries) if queries is not None else []
        self._lake = lake
        self._database = database or lake.curated_database
        self._removal_policy = removal_policy
        self._key: kms.IKey | None = lake.results.encryption_key or lake.encryption_key
        self._folder = f"athena/{self.workgroup_name}/"
        self.location = f"s3://{lake.results.bucket_name}/{self._folder}"
        self.database_name = self._database.database_name
        self.workgroup_arn = Stack.of(self).format_arn(
            service="athena", resource="workgroup", resource_name=self.workgroup_name
        )
        self.workgroup = self._workgroup(scan_limit, removal_policy)
        self.workgroup.apply_removal_policy(removal_policy)
        # What is asked until the end leaves answers, which the bucket is emptied of.
        self.workgroup.node.add_dependency(*lake.emptied)
        self.saved = {query.name: self._save(query) for query in found}

    def view(self, file: Path, columns: Mapping[str, str]) -> LakeView:
        """A view beside the tables: queries, saved or not, ask it like one.

        Args:
            file: ``<name>.sql``, a SELECT below a comment with the question that a row answers.
            columns: The types of the columns that it gives, as Hive names them, by name, in order.

        Raises:
            ValueError: The file is not what a query is, or a type is not one of a view.
        """
        query = SavedQuery.read(file)
        return LakeView(
            self,
            f"View{_title(query.name)}",
            database=self._database,
            name=query.name,
            sql=query.sql,
            columns=columns,
            description=query.question,
            removal_policy=self._removal_policy,
        )

    def grant_query(self, role: iam.IRole, *layers: str) -> None:
        """Lets a role ask: run queries here, read the lake's tables, and read the answers.

        Args:
            role: Who may; one of this app.
            layers: ``raw``, ``curated``; ``curated`` when none is named.
        """
        for layer in layers or (CURATED,):
            if layer not in LAYERS:
                raise ValueError(f"layers: {layer!r} is not one of {', '.join(LAYERS)}")
        self._lake.grant_read(role, *(layers or (CURATED,)))
        answers = self._lake.results.arn_for_objects(f"{self._folder}*")
        policy = iam.Policy(
            cast(Construct, role),
            f"{self.node.id}Queries",
            roles=[role],
            statements=[
                iam.PolicyStatement(actions=list(_RIGHTS), resources=[self.workgroup_arn]),
                iam.PolicyStatement(
                    actions=[
                        "s3:GetBucketLocation",
                        "s3:ListBucket",
                        "s3:ListBucketMultipartUploads",
                    ],
                    resources=[self._lake.results.bucket_arn],
                ),
                iam.PolicyStatement(
                    actions=[
                        "s3:AbortMultipartUpload",
                        "s3:GetObject",
                        "s3:ListMultipartUploadParts",
                        "s3:PutObject",
                    ],
                    resources=[answers],
                ),
            ],
        )
        acknowledge(
            policy,
            "AwsSolutions-IAM5",
            finding=f"Resource::{answers}",
            reason="Athena names the files of its answers, in the folder of the workgroup.",
        )
        if self._key is not None:
            self._key.grant(role, "kms:Decrypt", "kms:GenerateDataKey")

    def _workgroup(self, scan_limit: Size, removal_policy: RemovalPolicy) -> athena.CfnWorkGroup:
        key = self._key
        return athena.CfnWorkGroup(
            self,
            "Resource",
            name=self.workgroup_name,
            description=f"Questions to the lake {self._lake.name}",
            state="ENABLED",
            # One with saved queries or a history cannot be deleted otherwise.
            recursive_delete_option=removal_policy is RemovalPolicy.DESTROY,
            work_group_configuration=athena.CfnWorkGroup.WorkGroupConfigurationProperty(
                enforce_work_group_configuration=True,
                publish_cloud_watch_metrics_enabled=True,
                requester_pays_enabled=False,
                bytes_scanned_cutoff_per_query=int(scan_limit.to_bytes()),
                engine_version=athena.CfnWorkGroup.EngineVersionProperty(
                    selected_engine_version="Athena engine version 3"
                ),
                result_configuration=athena.CfnWorkGroup.ResultConfigurationProperty(
                    output_location=self.location,
                    encryption_configuration=athena.CfnWorkGroup.EncryptionConfigurationProperty(
                        encryption_option="SSE_KMS" if key else "SSE_S3",
                        kms_key=key.key_arn if key else None,
                    ),
                ),
            ),
        )

    def _save(self, query: SavedQuery) -> athena.CfnNamedQuery:
        saved = athena.CfnNamedQuery(
            self,
            f"Query{_title(query.name)}",
            name=query.name,
            description=query.question,
            database=self.database_name,
            query_string=query.sql,
            work_group=self.workgroup_name,
        )
        saved.node.add_dependency(self.workgroup)
        return saved


def _title(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _check(name: str, scan_limit: Size) -> None:
    if _NAME.fullmatch(name) is None:
        raise ValueError(f"name: {name!r} is not 1 to 128 letters, digits, '.', '_' and '-'")
    if scan_limit.to_bytes() < _LEAST_SCAN_MB * _BYTES_OF_MB:
        raise ValueError(
            f"scan_limit: {scan_limit.to_bytes():,.0f} bytes are under Athena's least, "
            f"{_LEAST_SCAN_MB * _BYTES_OF_MB:,}"
        )

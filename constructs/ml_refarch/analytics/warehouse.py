"""A warehouse beside the lake: Redshift Serverless, which costs while it works."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from aws_cdk import Aws, CustomResource, Duration, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_redshiftserverless as redshift
from constructs import Construct

from .data_lake import DataLake
from .lake import CURATED
from .redshift import Network, UsageLimit, WarehouseFunction, check
from .sql import Migration, copied_folder, load_statements, migrations_of
from .workflow import LoadedFiles, LoadWarehouse, Source

LAKE_SCHEMA: Final = "lake"
"""The schema by which the lake's curated tables are asked from the warehouse."""


class Warehouse(Construct):
    """Redshift Serverless over a lake: its own tables, and the lake's as schema ``lake``.

    ``migrations`` are applied in order, once each, whenever the stack is deployed; one that was
    applied and is changed afterwards stops the deployment. Tables are loaded by a step of the
    daily workflow::

        warehouse = Warehouse(self, "Warehouse", lake=lake, migrations=Path("jobs/sql/migrations"))
        warehouse.load(Path("jobs/sql/load/flights.sql"))

    It works as nobody's own user but its administrator's, whose password Redshift makes, keeps in
    a secret and changes. From outside it is reached by the Redshift Data API only: its subnets
    have no way in.

    Args:
        lake: What it copies from, and asks.
        migrations: A folder of files ``NNN_<name>.sql``, each applied in one transaction.
        name: Begins the names of namespace and workgroup, which end with a hash, so that another
            one can be made before this goes: 3 to 55 lower-case letters, digits and ``-``. The
            lake's when left out.
        database: Its database, made with it.
        vpc: An existing VPC instead of a new one without a way out.
        subnets: Which subnets of it, in three zones; those without a way in when left out.
        enhanced_vpc_routing: Whether what it reads of the lake goes through the VPC. A new VPC
            then has an endpoint of Glue, which costs by the hour; an existing one needs it.
        base_capacity: What a query begins with, in Redshift Processing Units: 4, 8 to 512 in
            steps of 8, or to 1,024 in steps of 32.
        max_capacity: The most that it grows to; no limit when left out.
        usage_limit: The most that it computes in a period; 40 unit hours a day, and no query
            beyond, when left out.
        encryption_key: The key for its data; AWS's own when left out.
        final_snapshot: How long the snapshot is kept that is taken when it goes, 1 to 3,653 days.
            When left out: 30 days, or none if its data go with the stack.
        log_retention: How long logs are kept.
        removal_policy: What happens to its data when the stack goes.

    Attributes:
        namespace: The data and their users.
        workgroup: What computes.
        role: What COPY and the schema ``lake`` read the lake as.
        secret_arn: The secret of its administrator.
        migrated: The schema; what uses the tables should depend on this.

    Raises:
        ValueError: A name, a number or a migration is not allowed.

    Source: https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-workgroup-namespace.html
    """

    namespace: redshift.CfnNamespace
    workgroup: redshift.CfnWorkgroup
    namespace_name: str
    workgroup_name: str
    workgroup_arn: str
    database_name: str
    secret_arn: str
    role: iam.Role
    network: Network
    migrated: CustomResource

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        lake: DataLake,
        migrations: Path,
        name: str | None = None,
        database: str = "analytics",
        vpc: ec2.IVpc | None = None,
        subnets: ec2.SubnetSelection | None = None,
        enhanced_vpc_routing: bool = False,
        base_capacity: int = 8,
        max_capacity: int | None = None,
        usage_limit: UsageLimit | None = None,
        encryption_key: kms.IKey | None = None,
        final_snapshot: Duration | None = None,
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        name = name or lake.name.replace("_", "-")
        if final_snapshot is None and removal_policy is not RemovalPolicy.DESTROY:
            final_snapshot = Duration.days(30)
        check(name, database, base_capacity, max_capacity, final_snapshot)
        found = migrations_of(migrations)
        self.database_name = database
        # Both names are create-only, and unique in account and region.
        self.namespace_name = self.workgroup_name = f"{name}-{self._hash()}"
        self._lake = lake
        self._key = encryption_key
        self.network = Network(
            self,
            "Network",
            vpc=vpc,
            subnets=subnets,
            enhanced=enhanced_vpc_routing,
            log_retention=log_retention,
            removal_policy=removal_policy,
        )
        self.role = self._role()
        lake.grant_read(self.role, CURATED)
        self.namespace = self._namespace(final_snapshot)
        self.namespace.apply_removal_policy(removal_policy)
        function = WarehouseFunction.of(
            self, log_retention=log_retention, removal_policy=removal_policy
        )
        administrator = function.administrator(
            self,
            "Administrator",
            namespace_name=self.namespace_name,
            namespace_arn=self.namespace.attr_namespace_namespace_arn,
        )
        self.secret_arn = administrator.get_att_string("SecretArn")
        self.workgroup = self._workgroup(base_capacity, max_capacity, enhanced_vpc_routing)
        self.workgroup.apply_removal_policy(removal_policy)
        self.workgroup_arn = self.workgroup.attr_workgroup_workgroup_arn
        self.limit = function.usage_limit(
            self,
            "UsageLimit",
            workgroup_name=self.workgroup_name,
            workgroup_arn=self.workgroup_arn,
            limit=usage_limit or UsageLimit(rpu_hours=40),
        )
        self.migrated = self._migrated(function, found)

    def load(
        self,
        file: Path,
        *,
        name: str = "LoadWarehouse",
        source: Source | None = None,
        late_days: int = 0,
    ) -> LoadWarehouse:
        """A step of a daily workflow that runs the statements in a file, in one transaction.

        A day may be done again, so they delete what it had before they ``COPY`` from
        ``'{curated}/flights/month={month}/'`` with ``IAM_ROLE '{role}'``. A day, or a month, of
        which there is no file is left as it is.

        Args:
            file: SQL. Beside ``{date}`` and ``{month}`` it says ``{curated}`` for the root of the
                curated layer, without a slash at its end, and ``{role}`` for what reads it.
            name: Of the step.
            source: The files of the raw layer that it needs.
            late_days: How many days before the day are loaded again, each in a transaction of its
                own, 0 to 30: as many as what curates them writes again.

        Raises:
            ValueError: The file is not such, or copies from more than one folder.
        """
        bucket = self._lake.curated.bucket_name
        root = f"s3://{bucket}"
        found = load_statements(file, {"curated": root, "role": self.role.role_arn})
        folder = copied_folder(file, found, root)
        if folder is None and late_days:
            raise ValueError(f"late_days: {file.name} copies from no folder of {{curated}}/")
        return self.step(
            found,
            name=name,
            source=source,
            files=LoadedFiles(bucket_name=bucket, folder=folder, late_days=late_days)
            if folder
            else None,
        )

    def step(
        self,
        statements: Sequence[str],
        *,
        name: str = "LoadWarehouse",
        source: Source | None = None,
        files: LoadedFiles | None = None,
    ) -> LoadWarehouse:
        """A step of a daily workflow that runs statements, in one transaction.

        Args:
            statements: SQL, which says ``{date}`` and ``{month}`` for the day's.
            name: Of the step.
            source: The files of the raw layer that it needs.
            files: What the statements copy.
        """
        return LoadWarehouse(
            workgroup_name=self.workgroup_name,
            workgroup_arn=self.workgroup_arn,
            database=self.database_name,
            secret_arn=self.secret_arn,
            statements=statements,
            name=name,
            source=source,
            files=files,
        )

    def grant_query(self, grantee: iam.IGrantable) -> iam.Grant:
        """Lets ``grantee`` send statements by the Redshift Data API, as a user of its own.

        The user is called ``IAMR:<role>``; a migration grants it what it may see.
        """
        return iam.Grant.add_to_principal(
            grantee=grantee,
            actions=[
                "redshift-data:BatchExecuteStatement",
                "redshift-data:ExecuteStatement",
                "redshift-serverless:GetCredentials",
                "redshift-serverless:GetWorkgroup",
            ],
            resource_arns=[self.workgroup_arn],
        )

    def _hash(self) -> str:
        text = f"{Stack.of(self).stack_name}|{self.node.path}"
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    def _role(self) -> iam.Role:
        return iam.Role(
            self,
            "Role",
            description="What the warehouse reads the lake as",
            assumed_by=iam.CompositePrincipal(
                *(
                    iam.ServicePrincipal(
                        service,
                        conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
                    )
                    for service in (
                        "redshift.amazonaws.com",
                        "redshift-serverless.amazonaws.com",
                    )
                )
            ),
        )

    def _namespace(self, final_snapshot: Duration | None) -> redshift.CfnNamespace:
        namespace = redshift.CfnNamespace(
            self,
            "Namespace",
            namespace_name=self.namespace_name,
            db_name=self.database_name,
            admin_username="administrator",
            manage_admin_password=True,
            default_iam_role_arn=self.role.role_arn,
            iam_roles=[self.role.role_arn],
            kms_key_id=self._key.key_arn if self._key else None,
            log_exports=["connectionlog", "useractivitylog", "userlog"],
            final_snapshot_name=f"{self.namespace_name}-final" if final_snapshot else None,
            final_snapshot_retention_period=final_snapshot.to_days() if final_snapshot else None,
        )
        # The rights of the role, too, which are there until nothing reads with them.
        namespace.node.add_dependency(self.role)
        return namespace

    def _workgroup(
        self,
        base: int,
        most: int | None,
        enhanced: bool,
    ) -> redshift.CfnWorkgroup:
        workgroup = redshift.CfnWorkgroup(
            self,
            "Workgroup",
            workgroup_name=self.workgroup_name,
            namespace_name=self.namespace_name,
            base_capacity=base,
            max_capacity=most,
            enhanced_vpc_routing=enhanced,
            publicly_accessible=False,
            subnet_ids=self.network.subnet_ids,
            security_group_ids=[self.network.group.security_group_id],
            config_parameters=[
                redshift.CfnWorkgroup.ConfigParameterProperty(
                    parameter_key="require_ssl", parameter_value="true"
                )
            ],
        )
        workgroup.node.add_dependency(self.namespace)
        return workgroup

    def _migrated(
        self, function: WarehouseFunction, migrations: Sequence[Migration]
    ) -> CustomResource:
        migrated = function.migrations(
            self,
            "Migrations",
            workgroup_name=self.workgroup_name,
            workgroup_arn=self.workgroup_arn,
            database=self.database_name,
            secret_arn=self.secret_arn,
            prepare=[
                f"CREATE EXTERNAL SCHEMA IF NOT EXISTS {LAKE_SCHEMA} FROM DATA CATALOG "
                f"DATABASE '{self._lake.curated_database.database_name}' IAM_ROLE default"
            ],
            migrations=migrations,
        )
        migrated.node.add_dependency(self.workgroup, self.limit)
        return migrated

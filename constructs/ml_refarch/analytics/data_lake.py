"""A data lake in S3: events and files as they came, what is made of them, what is asked of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from aws_cdk import CustomResource, Duration, RemovalPolicy
from aws_cdk import aws_glue as glue
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct

from ml_refarch.foundation import AccessLog, PrivateBucket, ResourceFunction

from .lake import CURATED, LAYERS, RAW, Formation, LakeTable, Layer, TableFormat, let
from .lake.encryption import GlueEncryption

_RESULTS: Final = "results"
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,199}")


class DataLake(Construct):
    """Three buckets with one key, and a Glue database for each of the two that hold tables.

    ``raw`` has events and files as they came, ``curated`` what jobs made of them, ``results`` the
    answers of queries, which go after a while. A folder is a table, and below it folders such as
    ``date=2026-11-26`` are its partitions::

        lake = DataLake(self, "Lake", name="analytics")
        lake.table(
            "bookings", columns={"reference": "string", "price": "int"}, by={"date": "string"}
        )
        lake.grant_read(role, "curated")

    Args:
        name: Begins the databases' names, ``<name>_raw`` and ``<name>_curated``: lower-case
            letters, digits and underscores, a letter first. The databases are unique in account
            and region.
        raw: An existing bucket for what came, instead of a new one.
        curated: So for what jobs made of it.
        results: So for the answers of queries.
        raw_database: An existing database of what came, instead of a new one.
        curated_database: So of what jobs made of it.
        encryption_key: The key for what is made here; one is made when left out.
        lake_formation: Whether Lake Formation governs the lake. It then permits who is granted
            something here; who deploys must be an administrator of it.
        colder_after: When files go where storage is cheaper the less they are read.
        keep_results: How long answers of queries are kept.
        log_retention: How long the log of what empties buckets is kept.
        removal_policy: What happens to data, tables and key when the stack goes. Buckets that go
            are emptied first.

    Attributes:
        raw: The bucket of what came, and so for the others.
        raw_database: The database of its tables.
        encryption_key: The key; none if all buckets were brought and no key was.
        access_log: Where accesses to new buckets are logged; none if all were brought.
        emptied: What empties buckets that go; what writes to the lake should depend on these.
        formation: Lake Formation's part, when it is on.

    Raises:
        ValueError: The name, or a table's, is not allowed.

    Source: https://docs.aws.amazon.com/prescriptive-guidance/latest/defining-bucket-names-data-lakes/data-layer-definitions.html
    """

    raw: s3.IBucket
    curated: s3.IBucket
    results: s3.IBucket
    raw_database: glue.IDatabase
    curated_database: glue.IDatabase
    encryption_key: kms.IKey | None
    access_log: AccessLog | None
    emptied: list[CustomResource]
    formation: Formation | None

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        name: str,
        raw: s3.IBucket | None = None,
        curated: s3.IBucket | None = None,
        results: s3.IBucket | None = None,
        raw_database: glue.IDatabase | None = None,
        curated_database: glue.IDatabase | None = None,
        encryption_key: kms.IKey | None = None,
        lake_formation: bool = False,
        colder_after: Duration | None = None,
        keep_results: Duration | None = None,
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        if _NAME.fullmatch(name) is None:
            raise ValueError(
                f"name: {name!r} is not a letter and up to 199 lower-case letters, digits and _"
            )
        self.name = name
        self._removal_policy = removal_policy
        self._log_retention = log_retention
        self.encryption_key = encryption_key
        if encryption_key is None and None in (raw, curated, results):
            self.encryption_key = kms.Key(
                self,
                "Key",
                description="Encrypts the data lake",
                enable_key_rotation=True,
                removal_policy=removal_policy,
            )
        self.access_log = None
        self.emptied = []
        self._encryption: GlueEncryption | None = None
        colder = s3.LifecycleRule(
            id="Colder",
            transitions=[
                s3.Transition(
                    storage_class=s3.StorageClass.INTELLIGENT_TIERING,
                    transition_after=colder_after or Duration.days(30),
                )
            ],
        )
        going = s3.LifecycleRule(id="Results", expiration=keep_results or Duration.days(30))
        self.raw = raw or self._bucket(RAW, colder, event_bridge=True)
        self.curated = curated or self._bucket(CURATED, colder)
        self.results = results or self._bucket(_RESULTS, going)
        self.raw_database = raw_database or self._database(RAW)
        self.curated_database = curated_database or self._database(CURATED)
        self.formation = (
            Formation(self, "Formation", layers=[self.layer(one) for one in LAYERS])
            if lake_formation
            else None
        )

    def layer(self, name: str) -> Layer:
        """A layer that has tables.

        Args:
            name: ``raw`` or ``curated``.
        """
        if name not in LAYERS:
            raise ValueError(f"layer: {name!r} is not one of {', '.join(LAYERS)}")
        raw = name == RAW
        bucket = self.raw if raw else self.curated
        return Layer(
            name=name,
            bucket=bucket,
            database=self.raw_database if raw else self.curated_database,
            key=bucket.encryption_key or self.encryption_key,
        )

    def table(
        self,
        name: str,
        *,
        columns: Mapping[str, str],
        by: Mapping[str, str] | None = None,
        layer: str = CURATED,
        table_format: TableFormat = "parquet",
        description: str | None = None,
    ) -> LakeTable:
        """A table of the lake: its files are below the folder of its name.

        Args:
            name: The table's name, and the folder's.
            columns: Types of columns by name, as Hive has them.
            by: Types of the columns that are folders, by name: what it is partitioned by.
            layer: ``raw`` or ``curated``.
            table_format: ``parquet`` or ``iceberg``.
            description: What the table holds.
        """
        title = "".join(word.capitalize() for word in name.split("_"))
        return LakeTable(
            self,
            f"{layer.capitalize()}{title}",
            layer=self.layer(layer),
            name=name,
            columns=columns,
            partitions=by,
            format=table_format,
            description=description,
            removal_policy=self._removal_policy,
        )

    def grant_read(self, role: iam.IRole, *layers: str) -> None:
        """Lets a role read tables and files.

        Args:
            role: Who may; one of this app.
            layers: ``raw``, ``curated``; both when none is named.
        """
        for name in layers or LAYERS:
            self._let(role, self.layer(name))

    def grant_write(self, role: iam.IRole, *layers: str, make_tables: bool = False) -> None:
        """Lets a role read and write files, and register partitions of what it wrote.

        Args:
            role: Who may; one of this app.
            layers: ``raw``, ``curated``; ``curated`` when none is named.
            make_tables: Whether it may make tables too.
        """
        for name in layers or (CURATED,):
            self._let(role, self.layer(name), writes=True, make_tables=make_tables)

    def grant_catalogue(self, role: iam.IRole, *layers: str) -> None:
        """Lets a role read files and make tables of them, as a crawler does.

        Args:
            role: Who may; one of this app.
            layers: ``raw``, ``curated``; ``raw`` when none is named.
        """
        for name in layers or (RAW,):
            self._let(role, self.layer(name), make_tables=True)

    def permit(self, role: iam.IRole, layer: str, *, writes: bool = False) -> None:
        """Has Lake Formation permit a role what IAM lets it already; nothing when it is off.

        Args:
            role: Who may; one of this app.
            layer: ``raw`` or ``curated``.
            writes: Whether it writes, too.
        """
        if self.formation is not None:
            self.formation.permit(role, self.layer(layer), writes=writes)

    @property
    def glue_encryption(self) -> GlueEncryption:
        """How jobs and crawlers of Glue encrypt what they log; made when first asked for."""
        if self._encryption is None:
            self._encryption = GlueEncryption(
                self, "GlueEncryption", name=self.name, key=self.encryption_key
            )
        return self._encryption

    def _let(
        self,
        role: iam.IRole,
        layer: Layer,
        *,
        writes: bool = False,
        make_tables: bool = False,
    ) -> None:
        let(role, layer, writes=writes, make_tables=make_tables)
        if self.formation is not None:
            self.formation.permit(role, layer, writes=writes, make_tables=make_tables)

    def _bucket(
        self, name: str, lifecycle: s3.LifecycleRule, *, event_bridge: bool = False
    ) -> s3.Bucket:
        made = PrivateBucket(
            self,
            name.capitalize(),
            encryption_key=self.encryption_key,
            lifecycle_rules=[lifecycle],
            event_bridge=event_bridge,
            access_log=self._accesses(),
            accesses=f"{name}/",
            log_retention=self._log_retention,
            removal_policy=self._removal_policy,
        )
        self.emptied += made.emptied
        return made.bucket

    def _accesses(self) -> AccessLog:
        if self.access_log is None:
            self.access_log = AccessLog(
                self,
                "AccessLog",
                keep=Duration.days(90),
                removal_policy=self._removal_policy,
            )
            if self._removal_policy is RemovalPolicy.DESTROY:
                function = ResourceFunction.of(
                    self, log_retention=self._log_retention, removal_policy=self._removal_policy
                )
                emptied = function.emptied_bucket(self, "EmptiedAccessLog", self.access_log)
                self.emptied.append(emptied)
        return self.access_log

    def _database(self, name: str) -> glue.Database:
        return glue.Database(
            self,
            f"{name.capitalize()}Database",
            database_name=f"{self.name}_{name}",
            description=f"Tables of the {name} layer",
            removal_policy=self._removal_policy,
        )

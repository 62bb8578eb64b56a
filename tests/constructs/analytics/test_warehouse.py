"""A warehouse beside the lake: how it is closed, limited, named, and kept up to date."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Duration, Environment, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk.assertions import Template
from ml_refarch.analytics import LoadedFiles, UsageLimit, Warehouse
from ml_refarch.foundation import violations

from tests.constructs.analytics.asked_lakes import (
    brought_lake,
    lint,
    new_lake,
    new_stack,
    only,
    resources,
)

NAMESPACE = "AWS::RedshiftServerless::Namespace"
WORKGROUP = "AWS::RedshiftServerless::Workgroup"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "002_events.sql").write_text("CREATE TABLE events (id INT)")
    (tmp_path / "001_flights.sql").write_text(
        "-- Flights\nCREATE TABLE flights (id INT);\nGRANT SELECT ON flights TO PUBLIC;\n"
    )
    return tmp_path


def test_it_is_closed_encrypted_and_its_password_is_nobodys(folder: Path) -> None:
    stack = new_stack()
    Warehouse(stack, "Warehouse", lake=new_lake(stack), migrations=folder)

    namespace, workgroup = only(stack, NAMESPACE), only(stack, WORKGROUP)
    assert namespace["ManageAdminPassword"] is True
    assert "AdminUserPassword" not in namespace
    assert set(namespace["LogExports"]) == {"connectionlog", "useractivitylog", "userlog"}
    assert workgroup["PubliclyAccessible"] is False
    assert workgroup["ConfigParameters"] == [
        {"ParameterKey": "require_ssl", "ParameterValue": "true"}
    ]
    assert len(workgroup["SubnetIds"]) == 3
    assert only(stack, "AWS::EC2::SecurityGroup").get("SecurityGroupIngress") is None
    Template.from_stack(stack).resource_count_is("AWS::EC2::NatGateway", 0)
    Template.from_stack(stack).resource_count_is("AWS::EC2::InternetGateway", 0)
    assert only(stack, "AWS::EC2::VPCEndpoint")["VpcEndpointType"] == "Gateway"
    assert violations(stack) == []
    assert lint(stack) == []


def test_its_names_end_with_a_hash_of_where_it_is(folder: Path) -> None:
    names = []
    for stack_name in ("One", "Two", "One"):
        stack = Stack(App(), stack_name)
        Warehouse(stack, "Warehouse", lake=brought_lake(stack), migrations=folder)
        name = only(stack, NAMESPACE)["NamespaceName"]
        assert only(stack, WORKGROUP)["WorkgroupName"] == name
        names.append(name)

    assert names[0] == names[2] != names[1]
    assert names[0].startswith("shop-")


@pytest.mark.parametrize(
    ("policy", "snapshot", "deletion"),
    [(RemovalPolicy.RETAIN, True, "Retain"), (RemovalPolicy.DESTROY, False, "Delete")],
)
def test_data_that_are_kept_leave_a_last_snapshot(
    folder: Path, policy: RemovalPolicy, snapshot: bool, deletion: str
) -> None:
    stack = new_stack()
    lake = new_lake(stack, removal_policy=policy)
    Warehouse(stack, "Warehouse", lake=lake, migrations=folder, removal_policy=policy)

    (namespace,) = resources(stack, NAMESPACE)
    assert ("FinalSnapshotName" in namespace["Properties"]) is snapshot
    assert namespace["DeletionPolicy"] == deletion


def test_a_last_snapshot_may_be_asked_for_though_data_go(folder: Path) -> None:
    stack = new_stack()
    Warehouse(
        stack,
        "Warehouse",
        lake=brought_lake(stack),
        migrations=folder,
        final_snapshot=Duration.days(7),
        removal_policy=RemovalPolicy.DESTROY,
    )

    assert only(stack, NAMESPACE)["FinalSnapshotRetentionPeriod"] == 7
    assert only(stack, NAMESPACE)["FinalSnapshotName"].endswith("-final")


def test_migrations_come_in_order_after_the_lakes_schema(folder: Path) -> None:
    stack = new_stack()
    warehouse = Warehouse(stack, "Warehouse", lake=brought_lake(stack), migrations=folder)

    told = only(stack, "Custom::WarehouseMigrations")
    migrations = json.loads(told["Migrations"])
    assert [one["name"] for one in migrations] == ["001_flights", "002_events"]
    assert migrations[0]["statements"] == [
        "-- Flights\nCREATE TABLE flights (id INT)",
        "GRANT SELECT ON flights TO PUBLIC",
    ]
    assert json.loads(told["Prepare"]) == [
        "CREATE EXTERNAL SCHEMA IF NOT EXISTS lake FROM DATA CATALOG DATABASE 'their_curated' "
        "IAM_ROLE default"
    ]
    assert "SecretArn" in str(told["SecretArn"])
    assert warehouse.database_name == told["Database"] == "analytics"


def test_a_changed_file_has_another_checksum_and_other_line_ends_do_not(
    folder: Path, tmp_path: Path
) -> None:
    def checksum() -> str:
        stack = new_stack()
        Warehouse(stack, "Warehouse", lake=brought_lake(stack), migrations=folder)
        told: list[dict[str, str]] = json.loads(
            only(stack, "Custom::WarehouseMigrations")["Migrations"]
        )
        return told[1]["checksum"]

    before = checksum()
    file = tmp_path / "002_events.sql"
    file.write_bytes(b"CREATE TABLE events (id INT)\r\n")
    assert checksum() == before
    file.write_text("CREATE TABLE events (id BIGINT)")
    assert checksum() != before


def test_use_is_limited_and_what_happens_beyond_is_chosen(folder: Path) -> None:
    stack = new_stack()
    lake = brought_lake(stack)
    Warehouse(
        stack,
        "Warehouse",
        lake=lake,
        migrations=folder,
        usage_limit=UsageLimit(rpu_hours=100, period="weekly", beyond="emit-metric"),
    )

    limit = only(stack, "Custom::WarehouseUsageLimit")
    assert (limit["RpuHours"], limit["Period"], limit["BreachAction"]) == (
        "100",
        "weekly",
        "emit-metric",
    )


def test_it_reads_the_curated_layer_and_no_other(folder: Path) -> None:
    stack = new_stack()
    Warehouse(stack, "Warehouse", lake=new_lake(stack), migrations=folder)

    role = str(
        [
            one["Properties"]["PolicyDocument"]
            for one in resources(stack, "AWS::IAM::Policy")
            if "WarehouseRole" in str(one["Properties"]["Roles"])
        ]
    )
    assert "LakeCurated" in role
    assert "LakeRaw" not in role
    assert "s3:PutObject" not in role
    (namespace,) = resources(stack, NAMESPACE)
    # A role without its rights would have the first COPY fail.
    assert any("CuratedLayer" in one for one in namespace["DependsOn"])


def brought_vpc(stack: Stack, zones: int) -> ec2.IVpc:
    return ec2.Vpc.from_vpc_attributes(
        stack,
        "Vpc",
        vpc_id="vpc-1",
        availability_zones=[f"us-east-1{zone}" for zone in "abc"[:zones]],
        isolated_subnet_ids=[f"subnet-{zone}" for zone in "abc"[:zones]],
    )


def test_a_vpc_and_a_key_may_be_brought(folder: Path) -> None:
    stack = Stack(App(), "Brought", env=Environment(account="111122223333", region="us-east-1"))
    key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:us-east-1:111122223333:key/0-1-2-3")
    Warehouse(
        stack,
        "Warehouse",
        lake=brought_lake(stack),
        migrations=folder,
        vpc=brought_vpc(stack, 3),
        encryption_key=key,
    )

    template = Template.from_stack(stack)
    template.resource_count_is("AWS::EC2::VPC", 0)
    template.resource_count_is("AWS::EC2::VPCEndpoint", 0)
    assert only(stack, WORKGROUP)["SubnetIds"] == ["subnet-a", "subnet-b", "subnet-c"]
    assert only(stack, NAMESPACE)["KmsKeyId"] == key.key_arn
    assert violations(stack) == []


def test_a_vpc_without_three_zones_is_refused(folder: Path) -> None:
    stack = Stack(App(), "Brought", env=Environment(account="111122223333", region="us-east-1"))
    with pytest.raises(
        ValueError,
        match=r"vpc: its subnets are in 2 availability zones \(us-east-1a, us-east-1b\)",
    ):
        Warehouse(
            stack,
            "Warehouse",
            lake=brought_lake(stack),
            migrations=folder,
            vpc=brought_vpc(stack, 2),
        )


def test_traffic_that_stays_in_a_new_vpc_reaches_the_catalogue(folder: Path) -> None:
    stack = new_stack()
    Warehouse(
        stack,
        "Warehouse",
        lake=brought_lake(stack),
        migrations=folder,
        enhanced_vpc_routing=True,
    )

    assert only(stack, WORKGROUP)["EnhancedVpcRouting"] is True
    kinds = {
        one["Properties"]["VpcEndpointType"] for one in resources(stack, "AWS::EC2::VPCEndpoint")
    }
    assert kinds == {"Gateway", "Interface"}
    assert violations(stack) == []


LOAD = """-- How does a month come from {curated}?
DELETE FROM flights WHERE month = '{month}';

/* all of it; */ COPY flights FROM '{curated}/flights/month={month}/' IAM_ROLE '{role}';
"""


def test_a_month_is_loaded_over_what_was_there_by_a_step_of_the_workflow(
    folder: Path, tmp_path: Path
) -> None:
    load = tmp_path / "flights.load"
    load.write_text(LOAD)
    stack = new_stack()
    warehouse = Warehouse(stack, "Warehouse", lake=brought_lake(stack), migrations=folder)

    step = warehouse.load(load, name="LoadFlights")

    assert list(step.statements) == [
        "DELETE FROM flights WHERE month = '{month}'",
        "COPY flights FROM 's3://theirs/flights/month={month}/' IAM_ROLE "
        f"'{warehouse.role.role_arn}'",
    ]
    assert (step.workgroup_name, step.database) == (warehouse.workgroup_name, "analytics")
    assert step.secret_arn == warehouse.secret_arn
    assert step.name == "LoadFlights"
    assert step.files == LoadedFiles(bucket_name="theirs", folder="flights/month={month}/")


def test_a_load_is_of_so_many_late_days(folder: Path, tmp_path: Path) -> None:
    load = tmp_path / "things.load"
    load.write_text("COPY things FROM '{curated}/things/date={date}/' IAM_ROLE '{role}'")
    stack = new_stack()
    warehouse = Warehouse(stack, "Warehouse", lake=brought_lake(stack), migrations=folder)
    files = warehouse.load(load, late_days=2).files
    assert files is not None
    assert (files.folder, files.late_days) == ("things/date={date}/", 2)


def test_a_load_that_nothing_fills_in_is_refused(folder: Path, tmp_path: Path) -> None:
    stack = new_stack()
    warehouse = Warehouse(stack, "Warehouse", lake=brought_lake(stack), migrations=folder)
    load = tmp_path / "flights.load"

    with pytest.raises(ValueError, match=r"file: .*flights\.load does not exist"):
        warehouse.load(load)
    load.write_text("-- nothing")
    with pytest.raises(ValueError, match=r"file: flights\.load has no statement"):
        warehouse.load(load)
    load.write_text("COPY a FROM '{bucket}'")
    with pytest.raises(ValueError, match=r"has a place \{bucket\}, which is not one of \{date\}"):
        warehouse.load(load)
    load.write_text("COPY a FROM '{curated}/a/' ; COPY b FROM '{curated}/b/{date}/'")
    with pytest.raises(ValueError, match=r"flights\.load copies from a/, b/\{date\}/; a load is"):
        warehouse.load(load)
    load.write_text("DELETE FROM a")
    with pytest.raises(ValueError, match=r"late_days: flights\.load copies from no folder"):
        warehouse.load(load, late_days=1)
    assert warehouse.load(load).files is None
    load.write_text("COPY a FROM '{curated}/a.manifest' MANIFEST")
    assert warehouse.load(load).files is None


def test_who_may_query_may_send_statements_to_this_workgroup(folder: Path) -> None:
    stack = new_stack()
    warehouse = Warehouse(stack, "Warehouse", lake=brought_lake(stack), migrations=folder)
    role = iam.Role(stack, "Analyst", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    warehouse.grant_query(role)

    statement = next(
        one["Properties"]["PolicyDocument"]["Statement"][0]
        for one in resources(stack, "AWS::IAM::Policy")
        if "Analyst" in str(one["Properties"]["Roles"])
    )
    assert "redshift-data:ExecuteStatement" in statement["Action"]
    assert "Workgroup.WorkgroupArn" in str(statement["Resource"])


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "My Shop"}, "name: 'My Shop' is not 3 to 55"),
        ({"name": "a--b"}, "name: 'a--b' is not"),
        ({"database": "9lives"}, "database: '9lives' is not"),
        ({"base_capacity": 10}, "base_capacity: 10 is not 4, 8 to 512"),
        ({"base_capacity": 520}, "base_capacity: 520 is not"),
        ({"base_capacity": 16, "max_capacity": 8}, "max_capacity: 8 is under base_capacity, 16"),
        ({"final_snapshot": Duration.days(4000)}, "final_snapshot: 4000 days are not between"),
        ({"subnets": ec2.SubnetSelection()}, "subnets: they are of an existing VPC"),
    ],
)
def test_what_redshift_would_refuse_is_refused_before(
    folder: Path, given: dict[str, Any], sentence: str
) -> None:
    stack = new_stack()
    with pytest.raises(ValueError, match=sentence):
        Warehouse(stack, "Warehouse", lake=brought_lake(stack), migrations=folder, **given)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"rpu_hours": 0}, "rpu_hours: 0 is not at least 1"),
        ({"rpu_hours": 1, "period": "hourly"}, "period: 'hourly' is not one of daily, weekly"),
        ({"rpu_hours": 1, "beyond": "stop"}, "beyond: 'stop' is not one of log, emit-metric"),
    ],
)
def test_a_limit_that_does_not_exist_is_refused(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        UsageLimit(**given)


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "has no file"),
        ({"flights.sql": "SELECT 1"}, "the name of flights.sql is not three digits"),
        ({"001_a.sql": "-- nothing"}, "001_a.sql has 0 statements, not 1 to 37"),
        ({"001_a.sql": "SELECT 1;" * 38}, "001_a.sql has 38 statements"),
        ({"001_a.sql": "SELECT 1", "001_b.sql": "SELECT 1"}, "001_a and 001_b have one number"),
        ({"001_a.sql": f"SELECT '{'x' * 200_000}'"}, "over the 200,000"),
    ],
)
def test_migrations_that_could_not_be_applied_in_order_are_refused(
    tmp_path: Path, files: dict[str, str], sentence: str
) -> None:
    for name, sql in files.items():
        (tmp_path / name).write_text(sql)
    stack = new_stack()
    with pytest.raises(ValueError, match=f"migrations: .*{sentence}"):
        Warehouse(stack, "Warehouse", lake=brought_lake(stack), migrations=tmp_path)


def test_a_body_between_dollars_is_one_statement(tmp_path: Path) -> None:
    body = "CREATE PROCEDURE p() AS $$ BEGIN DELETE FROM a; INSERT INTO a VALUES (1); END $$"
    (tmp_path / "001_p.sql").write_text(f"{body} LANGUAGE plpgsql;")
    stack = new_stack()
    Warehouse(stack, "Warehouse", lake=brought_lake(stack), migrations=tmp_path)

    (migration,) = json.loads(only(stack, "Custom::WarehouseMigrations")["Migrations"])
    assert migration["statements"] == [f"{body} LANGUAGE plpgsql"]


def test_no_partition_is_written_by_hand(folder: Path) -> None:
    stack = new_stack()
    Warehouse(stack, "Warehouse", lake=new_lake(stack), migrations=folder)

    assert "arn:aws:" not in json.dumps(Template.from_stack(stack).to_json())

"""A lake: encrypted, closed, kept; its tables as declared; Lake Formation when it is on."""

from __future__ import annotations

import json
from typing import Any

import cfnlint.api
import pytest
from aws_cdk import aws_glue as glue
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from ml_refarch.analytics import DataLake
from ml_refarch.foundation import violations

from tests.constructs.analytics.made import DISPOSABLE, Made
from tests.constructs.sagemaker.resolved import resolved

FORMATION = "AWS::LakeFormation::"


def a_role(empty: Made) -> iam.Role:
    return iam.Role(empty.stack, "Reader", assumed_by=iam.ServicePrincipal("glue.amazonaws.com"))


def linted(empty: Made) -> list[str]:
    found = cfnlint.api.lint(json.dumps(empty.template), regions=["us-east-1"])
    return [f"{one.rule.id} {one.message}" for one in found if one.rule.id != "W3005"]


def test_alone_it_has_three_buckets_two_databases_and_one_key(empty: Made) -> None:
    lake = empty.lake()
    assert violations(empty.stack) == []
    assert len(empty.of("AWS::S3::Bucket")) == 4  # and one for the log of accesses
    assert len(empty.of("AWS::KMS::Key")) == 1
    names = {
        one["Properties"]["DatabaseInput"]["Name"]
        for one in empty.of("AWS::Glue::Database").values()
    }
    assert names == {"lake_raw", "lake_curated"}
    assert empty.of("AWS::Lambda::Function") == {}
    assert lake.emptied == []
    assert linted(empty) == []


def test_data_tables_and_key_stay_unless_they_are_disposable(empty: Made) -> None:
    lake = empty.lake()
    empty.table(lake)
    held = ("AWS::S3::Bucket", "AWS::KMS::Key", "AWS::Glue::Database", "AWS::Glue::Table")
    assert {one["DeletionPolicy"] for kind in held for one in empty.of(kind).values()} == {"Retain"}
    assert empty.of("Custom::EmptiedBucket") == {}


def test_disposable_buckets_are_emptied_before_they_go(empty: Made) -> None:
    lake = empty.lake(removal_policy=DISPOSABLE)
    assert violations(empty.stack) == []
    assert len(empty.of("Custom::EmptiedBucket")) == len(lake.emptied) == 4
    assert {one["DeletionPolicy"] for one in empty.of("AWS::S3::Bucket").values()} == {"Delete"}


def test_answers_go_after_a_month_and_data_get_colder(empty: Made) -> None:
    empty.lake()
    rules = {
        name: one["Properties"]["LifecycleConfiguration"]["Rules"]
        for name, one in empty.of("AWS::S3::Bucket").items()
    }
    (results,) = (one for name, one in rules.items() if name.startswith("LakeResults"))
    assert [one["ExpirationInDays"] for one in results if "ExpirationInDays" in one] == [30]
    for layer in ("LakeRaw", "LakeCurated"):
        (of_layer,) = (one for name, one in rules.items() if name.startswith(layer))
        assert not any("ExpirationInDays" in one for one in of_layer)
        assert any("Transitions" in one for one in of_layer)


def test_all_of_it_can_be_brought(empty: Made) -> None:
    key = kms.Key(empty.stack, "Own", enable_key_rotation=True)
    brought = {
        name: s3.Bucket.from_bucket_attributes(
            empty.stack, f"Brought{name}", bucket_name=f"own-{name}", encryption_key=key
        )
        for name in ("raw", "curated", "results")
    }
    databases = {
        f"{name}_database": glue.Database.from_database_arn(
            empty.stack,
            f"Database{name}",
            f"arn:aws:glue:us-east-1:123456789012:database/own_{name}",
        )
        for name in ("raw", "curated")
    }
    lake = empty.lake(**brought, **databases)
    table = empty.table(lake)
    role = a_role(empty)
    lake.grant_read(role)
    assert empty.of("AWS::S3::Bucket") == empty.of("AWS::Glue::Database") == {}
    assert len(empty.of("AWS::KMS::Key")) == 1
    assert table.location == "s3://own-curated/things/"
    rights = empty.actions_of("Reader")
    assert rights["s3:GetObject"] == {"arn:aws:s3:::own-raw/*", "arn:aws:s3:::own-curated/*"}
    assert "arn:aws:glue:us-east-1:123456789012:table/own_curated/*" in rights["glue:GetTable"]
    assert rights["kms:Decrypt"]


def test_a_key_that_is_brought_encrypts_all_of_it(empty: Made) -> None:
    key = kms.Key.from_key_arn(
        empty.stack,
        "Own",
        "arn:aws:kms:us-east-1:123456789012:key/00000000-1111-2222-3333-444444444444",
    )
    lake = empty.lake(encryption_key=key)
    assert lake.glue_encryption.key is key
    assert empty.of("AWS::KMS::Key") == {}
    configuration = empty.the("AWS::Glue::SecurityConfiguration")["Properties"]
    encrypted = json.dumps(configuration["EncryptionConfiguration"])
    assert encrypted.count(key.key_arn) == 3


def test_who_may_read_may_not_write(empty: Made) -> None:
    lake = empty.lake()
    lake.grant_read(a_role(empty), "curated")
    rights = empty.actions_of("Reader")
    assert {one for one in rights if one.startswith("s3:")} == {
        *("s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket")
    }
    assert all(".Arn" in one and "Curated" in one for one in rights["s3:GetObject"])
    assert not any(
        one.startswith(("glue:Create", "glue:Batch", "glue:Update")) and "Get" not in one
        for one in rights
    )
    assert "kms:GenerateDataKey" not in rights


def test_who_writes_registers_partitions_and_makes_no_tables(empty: Made) -> None:
    empty.lake().grant_write(a_role(empty))
    rights = empty.actions_of("Reader")
    assert {"s3:PutObject", "s3:DeleteObject", "glue:BatchCreatePartition"} <= set(rights)
    assert "glue:CreateTable" not in rights
    assert "glue:DeleteTable" not in rights


def test_what_is_granted_twice_is_granted_once(empty: Made) -> None:
    lake = empty.lake(lake_formation=True)
    role = a_role(empty)
    for _ in range(2):
        lake.grant_read(role)
        lake.grant_write(role)
    assert violations(empty.stack) == []
    assert linted(empty) == []


def test_without_lake_formation_nothing_is_asked_of_it(empty: Made) -> None:
    lake = empty.lake()
    lake.grant_write(a_role(empty))
    assert [
        one for one in empty.template["Resources"].values() if one["Type"].startswith(FORMATION)
    ] == []
    assert "lakeformation:GetDataAccess" not in empty.actions_of("Reader")
    for database in empty.of("AWS::Glue::Database").values():
        assert "CreateTableDefaultPermissions" not in database["Properties"]["DatabaseInput"]


def test_with_lake_formation_whoever_is_granted_something_is_permitted_it(empty: Made) -> None:
    lake = empty.lake(lake_formation=True)
    role = a_role(empty)
    lake.grant_read(role, "raw")
    lake.grant_write(role, "curated")
    assert violations(empty.stack) == []
    permitted = {
        (next(iter(one["Properties"]["Resource"])), tuple(one["Properties"]["Permissions"]))
        for one in empty.of(f"{FORMATION}PrincipalPermissions").values()
    }
    assert permitted == {
        ("Database", ("DESCRIBE",)),
        ("Table", ("DESCRIBE", "SELECT")),
        ("Table", ("ALTER", "DELETE", "DESCRIBE", "INSERT", "SELECT")),
        ("DataLocation", ("DATA_LOCATION_ACCESS",)),
    }
    assert "lakeformation:GetDataAccess" in empty.actions_of("Reader")
    for database in empty.of("AWS::Glue::Database").values():
        assert database["Properties"]["DatabaseInput"]["CreateTableDefaultPermissions"] == []
    assert linted(empty) == []


def test_lake_formation_gets_at_the_data_before_it_governs_them(empty: Made) -> None:
    empty.lake(lake_formation=True)
    policies = {
        name for name in empty.of("AWS::IAM::Policy") if name.startswith("LakeFormationRole")
    }
    for location in empty.of(f"{FORMATION}Resource").values():
        assert policies <= set(location["DependsOn"])


def test_a_parquet_table_is_where_its_name_says(empty: Made) -> None:
    table = empty.table(empty.lake())
    found = empty.the("AWS::Glue::Table")["Properties"]["TableInput"]
    assert found["Name"] == "things"
    assert found["PartitionKeys"] == [{"Name": "date", "Type": "string"}]
    storage = found["StorageDescriptor"]
    assert resolved(storage["Location"]).endswith("/things/")
    assert storage["SerdeInfo"]["SerializationLibrary"].endswith("ParquetHiveSerDe")
    assert table.partitions == {"date": "string"}


def test_an_iceberg_table_knows_its_partitions_itself(empty: Made) -> None:
    empty.lake().table(
        "orders",
        columns={"id": "bigint", "at": "timestamp", "price": "decimal(12,2)"},
        by={"day": "date"},
        table_format="iceberg",
    )
    found = empty.the("AWS::Glue::Table")["Properties"]
    iceberg = found["OpenTableFormatInput"]["IcebergInput"]
    fields = iceberg["IcebergTableInput"]["Schema"]["Fields"]
    assert {one["Name"]: one["Type"] for one in fields} == {
        "id": "long",
        "at": "timestamp",
        "price": "decimal(12,2)",
        "day": "date",
    }
    assert iceberg["IcebergTableInput"]["PartitionSpec"]["Fields"] == [
        {"Name": "day", "SourceId": 4, "Transform": "identity"}
    ]
    assert "TableInput" not in found
    assert linted(empty) == []


@pytest.mark.parametrize("name", ["Lake", "1lake", "la-ke", ""])
def test_a_name_that_glue_does_not_take_is_refused(empty: Made, name: str) -> None:
    with pytest.raises(ValueError, match=f"name: '{name}' is not a letter"):
        DataLake(empty.stack, "Lake", name=name)


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"columns": {}}, "columns: table t has none"),
        ({"columns": {"Id": "string"}}, "columns: 'Id' is not 1 to 128 lower-case letters"),
        ({"columns": {"id": "text"}}, r"columns: 'text' of t\.id is not one of bigint"),
        ({"by": {"id": "string"}}, "partitions: id of table t is a column too"),
        ({"table_format": "delta"}, "format: 'delta' is not one of parquet, iceberg"),
        ({"layer": "gold"}, "layer: 'gold' is not one of raw, curated"),
        (
            {"table_format": "iceberg", "columns": {"more": "map<string,string>"}},
            r"columns: 'map<string,string>' of t\.more is not one of bigint",
        ),
    ],
)
def test_a_table_that_cannot_be_is_refused(empty: Made, wishes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        empty.lake().table("t", **{"columns": {"id": "string"}, **wishes})

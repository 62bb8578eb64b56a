"""Lake Formation's permissions, and what else of Glue is only kept, made by CloudFormation."""

from __future__ import annotations

from typing import Any

from localcloud.cloud import LocalCloud
from tests.localcloud.cloudformation.deployer import Deployer
from tests.localcloud.glue.lake import ROLE, lake


def resources(database: str, bucket: str, *permissions: str) -> dict[str, dict[str, Any]]:
    """A database, who may use its tables, and where they lie."""
    return {
        "Database": {
            "Type": "AWS::Glue::Database",
            "Properties": {
                "CatalogId": {"Ref": "AWS::AccountId"},
                "DatabaseInput": {"Name": database, "CreateTableDefaultPermissions": []},
            },
        },
        "Location": {
            "Type": "AWS::LakeFormation::Resource",
            "Properties": {
                "ResourceArn": f"arn:aws:s3:::{bucket}",
                "RoleArn": ROLE,
                "UseServiceLinkedRole": False,
            },
        },
        "Permissions": {
            "Type": "AWS::LakeFormation::PrincipalPermissions",
            "Properties": {
                "Principal": {"DataLakePrincipalIdentifier": ROLE},
                "Resource": {
                    "Table": {
                        "CatalogId": {"Ref": "AWS::AccountId"},
                        "DatabaseName": {"Ref": "Database"},
                        "TableWildcard": {},
                    }
                },
                "Permissions": list(permissions),
                "PermissionsWithGrantOption": [],
            },
        },
        "Security": {
            "Type": "AWS::Glue::SecurityConfiguration",
            "Properties": {
                "Name": f"{database}_security",
                "EncryptionConfiguration": {
                    "S3Encryptions": [{"S3EncryptionMode": "SSE-S3"}],
                },
            },
        },
        "Source": {
            "Type": "AWS::Glue::Connection",
            "Properties": {
                "CatalogId": {"Ref": "AWS::AccountId"},
                "ConnectionInput": {
                    "Name": f"{database}_source",
                    "ConnectionType": "JDBC",
                    "ConnectionProperties": {"JDBC_CONNECTION_URL": "jdbc:postgresql://db/x"},
                },
            },
        },
    }


def test_permissions_are_kept_and_taken_back(cloud: LocalCloud) -> None:
    here = lake(cloud)
    formation = cloud.client("lakeformation")

    def permitted() -> list[str]:
        found = formation.list_permissions()
        return sorted(
            name
            for each in found["PrincipalResourcePermissions"]
            if each["Resource"].get("Table", {}).get("DatabaseName") == here.database
            for name in each["Permissions"]
        )

    stack = Deployer(cloud, name="Formation")
    stack.create(resources(here.database, here.bucket, "SELECT", "DESCRIBE"))
    given, failures = permitted(), stack.failures
    registered = formation.list_resources()["ResourceInfoList"]
    stack.delete()

    assert not failures
    assert given == ["DESCRIBE", "SELECT"]
    assert f"arn:aws:s3:::{here.bucket}" in [each["ResourceArn"] for each in registered]
    assert permitted() == []
    assert formation.list_resources()["ResourceInfoList"] == []

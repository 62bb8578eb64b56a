"""Data sources and data sets of a template: made, changed, gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.athena.service import AthenaService
from localcloud.cloud import LocalCloud
from localcloud.cloudformation.service import CloudFormation
from localcloud.quicksight.service import QuickSightService
from localcloud.service import ACCOUNT
from tests.localcloud.athena.lake import GROUP, filled
from tests.localcloud.cloudformation.deployer import Deployer


@pytest.fixture
def cloud() -> Iterator[LocalCloud]:
    """A cloud with a small lake, and QuickSight's types."""
    with LocalCloud([CloudFormation, AthenaService, QuickSightService]) as cloud:
        filled(cloud)
        yield cloud


def resources(sql: str, *, group: str = GROUP) -> dict[str, Any]:
    source = {
        "AwsAccountId": ACCOUNT,
        "DataSourceId": "lake",
        "Name": "The lake",
        "Type": "ATHENA",
        "DataSourceParameters": {"AthenaParameters": {"WorkGroup": group}},
        "Permissions": [
            {
                "Principal": f"arn:aws:quicksight:us-east-1:{ACCOUNT}:user/default/ana",
                "Actions": ["quicksight:DescribeDataSource"],
            }
        ],
    }
    answer = {
        "DataSourceArn": {"Fn::GetAtt": ["Source", "Arn"]},
        "Name": "answer",
        "SqlQuery": sql,
        "Columns": [{"Name": "day", "Type": "STRING"}],
    }
    data_set = {
        "AwsAccountId": ACCOUNT,
        "DataSetId": "days",
        "Name": "Days",
        "ImportMode": "SPICE",
        "PhysicalTableMap": {"answer": {"CustomSql": answer}},
        "IngestionWaitPolicy": {"WaitForSpiceIngestion": False},
    }
    return {
        "Source": {"Type": "AWS::QuickSight::DataSource", "Properties": source},
        "Days": {"Type": "AWS::QuickSight::DataSet", "Properties": data_set},
    }


def test_who_may_look_and_tags_are_changed_in_place(cloud: LocalCloud) -> None:
    deployer = Deployer(cloud)
    changed = resources("SELECT date AS day FROM trips")
    days = changed["Days"]["Properties"]

    def tags() -> list[dict[str, str]]:
        arn = f"arn:aws:quicksight:us-east-1:{ACCOUNT}:dataset/days"
        found: list[dict[str, str]] = cloud.client("quicksight").list_tags_for_resource(
            ResourceArn=arn
        )["Tags"]
        return found

    days["Tags"] = [{"Key": "team", "Value": "rooms"}]
    deployer.create(changed)
    assert tags() == days["Tags"]

    days["Tags"] = [{"Key": "team", "Value": "prices"}]
    changed["Source"]["Properties"]["Permissions"][0]["Actions"] = ["quicksight:PassDataSource"]
    deployer.update(changed)
    assert deployer.status == "UPDATE_COMPLETE"
    assert tags() == days["Tags"]

    del days["Tags"]
    deployer.update(changed)
    assert deployer.status == "UPDATE_COMPLETE"
    assert tags() == []


def test_a_data_set_is_made_changed_and_gone(cloud: LocalCloud) -> None:
    deployer = Deployer(cloud)
    first, second = "SELECT date AS day FROM trips", "SELECT 'x' AS day"
    client = cloud.client("quicksight")

    def kept() -> dict[str, Any]:
        found = client.describe_data_set(AwsAccountId=ACCOUNT, DataSetId="days")["DataSet"]
        query: dict[str, Any] = found["PhysicalTableMap"]["answer"]["CustomSql"]
        return query

    deployer.create(resources(first))
    assert deployer.status == "CREATE_COMPLETE"
    assert kept()["SqlQuery"] == first
    assert kept()["DataSourceArn"] == f"arn:aws:quicksight:us-east-1:{ACCOUNT}:datasource/lake"

    deployer.update(resources(second, group="primary"))
    assert deployer.status == "UPDATE_COMPLETE"
    assert kept()["SqlQuery"] == second
    source = client.describe_data_source(AwsAccountId=ACCOUNT, DataSourceId="lake")["DataSource"]
    assert source["DataSourceParameters"] == {"AthenaParameters": {"WorkGroup": "primary"}}
    asked = client.list_ingestions(AwsAccountId=ACCOUNT, DataSetId="days")["Ingestions"]
    assert len(asked) == 2

    deployer.delete()
    with pytest.raises(ClientError, match=r"ResourceNotFoundException.*DataSet days"):
        client.describe_data_set(AwsAccountId=ACCOUNT, DataSetId="days")
    with pytest.raises(ClientError, match=r"ResourceNotFoundException.*DataSource lake"):
        client.describe_data_source(AwsAccountId=ACCOUNT, DataSourceId="lake")

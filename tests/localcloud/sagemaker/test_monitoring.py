"""Monitors of endpoints: kept as AWS keeps them, and never run."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.sagemaker.conftest import BUCKET
from tests.localcloud.sagemaker.toys import ROLE, XGBOOST, unique


@pytest.fixture(scope="module")
def client(cloud: LocalCloud) -> Any:
    return cloud.client("sagemaker")


def define(client: Any, endpoint: str) -> str:
    """Keeps what the data of an endpoint are compared with, and returns its name."""
    name = unique("definition")
    client.create_data_quality_job_definition(
        JobDefinitionName=name,
        DataQualityAppSpecification={"ImageUri": XGBOOST},
        DataQualityJobInput={
            "EndpointInput": {"EndpointName": endpoint, "LocalPath": "/opt/ml/processing/input"}
        },
        DataQualityJobOutputConfig={
            "MonitoringOutputs": [
                {
                    "S3Output": {
                        "S3Uri": f"s3://{BUCKET}/reports",
                        "LocalPath": "/opt/ml/processing/output",
                    }
                }
            ]
        },
        JobResources={
            "ClusterConfig": {
                "InstanceCount": 1,
                "InstanceType": "ml.m5.large",
                "VolumeSizeInGB": 20,
            }
        },
        RoleArn=ROLE,
    )
    return name


def following(definition: str) -> dict[str, Any]:
    return {
        "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
        "MonitoringJobDefinitionName": definition,
        "MonitoringType": "DataQuality",
    }


def schedule(client: Any, definition: str, **settings: Any) -> str:
    name = unique("schedule")
    client.create_monitoring_schedule(
        MonitoringScheduleName=name, MonitoringScheduleConfig=following(definition), **settings
    )
    return name


def test_a_schedule_is_kept_changed_stopped_and_forgotten(client: Any) -> None:
    endpoint = unique("prices")
    first, second = define(client, endpoint), define(client, endpoint)
    name = schedule(client, first, Tags=[{"Key": "team", "Value": "prices"}])
    described = client.describe_monitoring_schedule(MonitoringScheduleName=name)
    assert described["MonitoringScheduleStatus"] == "Scheduled"
    assert described["EndpointName"] == endpoint
    arn = described["MonitoringScheduleArn"]
    assert client.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "prices"}]

    client.update_monitoring_schedule(
        MonitoringScheduleName=name, MonitoringScheduleConfig=following(second)
    )
    client.stop_monitoring_schedule(MonitoringScheduleName=name)
    (found,) = client.list_monitoring_schedules(EndpointName=endpoint)[
        "MonitoringScheduleSummaries"
    ]
    assert found["MonitoringJobDefinitionName"] == second
    assert found["MonitoringScheduleStatus"] == "Stopped"
    client.start_monitoring_schedule(MonitoringScheduleName=name)

    executions = client.list_monitoring_executions(MonitoringScheduleName=name)
    assert executions["MonitoringExecutionSummaries"] == []
    client.delete_monitoring_schedule(MonitoringScheduleName=name)
    with pytest.raises(ClientError, match="not found") as caught:
        client.describe_monitoring_schedule(MonitoringScheduleName=name)
    assert caught.value.response["Error"]["Code"] == "ResourceNotFound"


def test_definitions_are_listed_by_endpoint_and_name_in_pages(client: Any) -> None:
    endpoint = unique("listed")
    names = sorted(define(client, endpoint) for _ in range(3))
    define(client, unique("other"))
    pages = client.get_paginator("list_data_quality_job_definitions").paginate(
        EndpointName=endpoint,
        SortBy="Name",
        SortOrder="Ascending",
        PaginationConfig={"PageSize": 2},
    )
    found = [each for page in pages for each in page["JobDefinitionSummaries"]]
    assert [each["MonitoringJobDefinitionName"] for each in found] == names
    assert {each["EndpointName"] for each in found} == {endpoint}
    client.delete_data_quality_job_definition(JobDefinitionName=names[0])
    with pytest.raises(ClientError, match="Could not find data quality job definition"):
        client.describe_data_quality_job_definition(JobDefinitionName=names[0])


def test_a_schedule_follows_a_definition_that_is_there(client: Any) -> None:
    with pytest.raises(ClientError, match="Could not find data quality job definition"):
        schedule(client, unique("nowhere"))
    with pytest.raises(ClientError, match="Exactly one of MonitoringJobDefinition"):
        client.create_monitoring_schedule(
            MonitoringScheduleName=unique("empty"),
            MonitoringScheduleConfig={
                "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
                "MonitoringType": "DataQuality",
            },
        )
    definition = define(client, unique("twice"))
    name = schedule(client, definition)
    with pytest.raises(ClientError, match="already exists"):
        client.create_monitoring_schedule(
            MonitoringScheduleName=name, MonitoringScheduleConfig=following(definition)
        )

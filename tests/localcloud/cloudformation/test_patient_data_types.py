"""The types that a stack with patient data adds: keys, guests' credentials, filters, backups."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.cloudformation.inventory import inventory
from localcloud.cloudformation.service import CloudFormation
from localcloud.cloudwatch import LogService
from localcloud.cloudwatch.alarms.service import AlarmService
from localcloud.cognito import IdentityService
from localcloud.events import QueueService, TopicService, settle
from localcloud.lambda_service import LambdaService
from tests.localcloud.cloudformation.deployer import Deployer, Resources
from tests.localcloud.cloudformation.test_resources import ASSUME, of

SERVICES = [
    CloudFormation,
    LogService,
    AlarmService,
    IdentityService,
    LambdaService,
    QueueService,
    TopicService,
]
KEY_ARN = {"Fn::GetAtt": ["Key", "Arn"]}
OWNERS = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:*", "Resource": "*"}
    ],
}
HEARING = """
import json

def handler(event, context):
    print(json.dumps({"heard": json.loads(event["Records"][0]["Sns"]["Message"])["messageBody"]}))
"""


@pytest.fixture
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud(SERVICES) as one:
        one.start()
        yield one


@pytest.fixture
def clinic(cloud: LocalCloud) -> Deployer:
    return Deployer(cloud, "Clinic")


def keyed(**key: Any) -> Resources:
    return {"Key": of("KMS::Key", KeyPolicy=OWNERS, EnableKeyRotation=True, **key)}


def test_a_key_is_described_anew_and_not_replaced(clinic: Deployer, cloud: LocalCloud) -> None:
    alias = of("KMS::Alias", AliasName="alias/patients", TargetKeyId={"Ref": "Key"})
    clinic.create({**keyed(Description="of patients"), "Alias": alias})
    made = clinic.physical_id("Key")

    clinic.update({**keyed(Description="of all patients"), "Alias": alias})

    assert clinic.status == "UPDATE_COMPLETE"
    assert clinic.physical_id("Key") == made
    described = cloud.client("kms").describe_key(KeyId="alias/patients")["KeyMetadata"]
    assert (described["KeyId"], described["Description"]) == (made, "of all patients")


def test_a_log_group_gets_a_key_and_loses_it(clinic: Deployer, cloud: LocalCloud) -> None:
    plain, encrypted = of("Logs::LogGroup"), of("Logs::LogGroup", KmsKeyId=KEY_ARN)
    clinic.create({**keyed(), "Logs": plain})
    name, logs = clinic.physical_id("Logs"), cloud.client("logs")

    def key() -> str | None:
        (group,) = logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
        found: str | None = group.get("kmsKeyId")
        return found

    assert key() is None
    clinic.update({**keyed(), "Logs": encrypted})
    assert str(key()).endswith(f"key/{clinic.physical_id('Key')}")
    clinic.update({**keyed(), "Logs": plain})
    assert key() is None
    assert clinic.physical_id("Logs") == name


def test_a_pool_of_guests_is_made_changed_and_deleted(clinic: Deployer, cloud: LocalCloud) -> None:
    def with_pool(**pool: Any) -> Resources:
        return {
            "Role": of("IAM::Role", AssumeRolePolicyDocument=ASSUME),
            "Pool": of("Cognito::IdentityPool", AllowUnauthenticatedIdentities=True, **pool),
            "Roles": of(
                "Cognito::IdentityPoolRoleAttachment",
                IdentityPoolId={"Ref": "Pool"},
                Roles={"unauthenticated": {"Fn::GetAtt": ["Role", "Arn"]}},
            ),
        }

    tags = [{"Key": "clinic", "Value": "one"}]
    clinic.create(with_pool(AllowClassicFlow=False, IdentityPoolTags=tags))
    assert clinic.status == "CREATE_COMPLETE"
    identity, pool = cloud.client("cognito-identity"), clinic.physical_id("Pool")
    described = identity.describe_identity_pool(IdentityPoolId=pool)
    assert described["IdentityPoolName"].startswith("Clinic-Pool-")
    assert described["IdentityPoolTags"] == {"clinic": "one"}
    guest = identity.get_id(IdentityPoolId=pool)["IdentityId"]
    assert identity.get_credentials_for_identity(IdentityId=guest)["Credentials"]["SessionToken"]

    clinic.update(with_pool(IdentityPoolName="patients"))
    clinic.update(with_pool())
    assert clinic.status == "UPDATE_COMPLETE"
    assert clinic.physical_id("Pool") == pool
    described = identity.describe_identity_pool(IdentityPoolId=pool)
    assert described["IdentityPoolName"] == "patients"
    assert "IdentityPoolTags" not in described

    clinic.update({name: one for name, one in with_pool().items() if name != "Roles"})
    assert identity.get_identity_pool_roles(IdentityPoolId=pool)["Roles"] == {}
    clinic.delete()
    assert identity.list_identity_pools(MaxResults=10)["IdentityPools"] == []


def test_filters_and_saved_queries_follow_their_template(
    clinic: Deployer, cloud: LocalCloud
) -> None:
    def with_filter(pattern: str, query: str) -> Resources:
        metric = {"MetricName": "Errors", "MetricNamespace": "Clinic", "MetricValue": "1"}
        return {
            "Logs": of("Logs::LogGroup"),
            "Errors": of(
                "Logs::MetricFilter",
                LogGroupName={"Ref": "Logs"},
                FilterPattern=pattern,
                MetricTransformations=[{**metric, "DefaultValue": 0, "Unit": "Count"}],
            ),
            "Query": of(
                "Logs::QueryDefinition",
                Name="clinic/errors",
                QueryString=query,
                LogGroupNames=[{"Ref": "Logs"}],
            ),
        }

    logs = cloud.client("logs")
    clinic.create(with_filter('{ $.level = "ERROR" }', "fields @message"))
    saved = clinic.physical_id("Query")

    clinic.update(with_filter("Timeout", "fields @message | limit 5"))

    assert clinic.status == "UPDATE_COMPLETE"
    (found,) = logs.describe_metric_filters(logGroupName=clinic.physical_id("Logs"))[
        "metricFilters"
    ]
    assert (found["filterName"], found["filterPattern"]) == (
        clinic.physical_id("Errors"),
        "Timeout",
    )
    (query,) = logs.describe_query_definitions()["queryDefinitions"]
    assert (query["queryDefinitionId"], query["queryString"]) == (
        saved,
        "fields @message | limit 5",
    )

    clinic.update(with_filter("{ $.level }", "fields @message"))
    assert clinic.status == "UPDATE_ROLLBACK_COMPLETE"
    assert any("Invalid filter pattern" in reason for reason in clinic.failures)
    clinic.delete()
    assert logs.describe_query_definitions()["queryDefinitions"] == []
    assert logs.describe_metric_filters()["metricFilters"] == []


def test_alarms_run_while_dashboards_and_backups_are_recorded_only(
    clinic: Deployer, cloud: LocalCloud
) -> None:
    def watched(days: int) -> Resources:
        rule = {
            "RuleName": "daily",
            "TargetBackupVault": {"Ref": "Vault"},
            "ScheduleExpression": "cron(0 5 * * ? *)",
            "Lifecycle": {"DeleteAfterDays": days},
        }
        chosen = {
            "SelectionName": "tables",
            "IamRoleArn": "arn:aws:iam::123456789012:role/backup",
            "Resources": ["arn:aws:dynamodb:us-east-1:123456789012:table/patients"],
        }
        return {
            **keyed(),
            "Topic": of("SNS::Topic", KmsMasterKeyId=KEY_ARN),
            "Vault": of(
                "Backup::BackupVault",
                BackupVaultName="patients",
                EncryptionKeyArn=KEY_ARN,
                BackupVaultTags={"days": str(days)},
                Notifications={
                    "BackupVaultEvents": ["BACKUP_JOB_FAILED"],
                    "SNSTopicArn": {"Ref": "Topic"},
                },
            ),
            "Plan": of(
                "Backup::BackupPlan",
                BackupPlan={"BackupPlanName": "daily", "BackupPlanRule": [rule]},
            ),
            "Selection": of(
                "Backup::BackupSelection", BackupPlanId={"Ref": "Plan"}, BackupSelection=chosen
            ),
            "Alarm": of(
                "CloudWatch::Alarm",
                ComparisonOperator="GreaterThanThreshold",
                EvaluationPeriods=1,
                Threshold=days,
                Namespace="Clinic",
                MetricName="Errors",
                Period=300,
                Statistic="Sum",
            ),
            "Any": of(
                "CloudWatch::CompositeAlarm",
                AlarmName="any",
                AlarmRule={"Fn::Sub": 'ALARM("${Alarm}")'},
                AlarmActions=[{"Ref": "Topic"}],
            ),
            "Dashboard": of(
                "CloudWatch::Dashboard", DashboardBody=json.dumps({"widgets": [], "days": days})
            ),
        }

    clinic.create(watched(35))
    plan = clinic.physical_id("Plan")
    clinic.update(watched(70))

    assert clinic.status == "UPDATE_COMPLETE"
    assert clinic.physical_id("Plan") == plan
    (stack,) = inventory(cloud)
    runs = {one["logical_id"] for one in stack["resources"] if one["runs"]}
    assert runs == {"Key", "Topic", "Alarm", "Any"}
    clinic.delete()


def test_a_backup_plan_that_aws_would_not_take_fails_the_deploy(clinic: Deployer) -> None:
    rule = {"RuleName": "daily", "TargetBackupVault": "vault", "Lifecycles": {}}
    plan = {"BackupPlanName": "daily", "BackupPlanRule": [rule]}

    with pytest.raises(ClientError, match="'Lifecycles' was unexpected"):
        clinic.create({"Plan": of("Backup::BackupPlan", BackupPlan=plan)})


def test_an_answer_by_text_reaches_the_function_of_an_encrypted_topic(
    clinic: Deployer, cloud: LocalCloud
) -> None:
    """As AWS End User Messaging delivers it: as the message of a notification."""
    publisher = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "sms-voice.amazonaws.com"},
                "Action": "sns:Publish",
                "Resource": {"Ref": "Replies"},
                "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
            }
        ],
    }
    clinic.create(
        {
            **keyed(),
            "Replies": of("SNS::Topic", KmsMasterKeyId=KEY_ARN),
            "Policy": of("SNS::TopicPolicy", Topics=[{"Ref": "Replies"}], PolicyDocument=publisher),
            "Role": of("IAM::Role", AssumeRolePolicyDocument=ASSUME),
            "Hearing": of(
                "Lambda::Function",
                Runtime="python3.13",
                Handler="index.handler",
                Timeout=20,
                Role={"Fn::GetAtt": ["Role", "Arn"]},
                Code={"ZipFile": HEARING},
            ),
            "Allowed": of(
                "Lambda::Permission",
                Action="lambda:InvokeFunction",
                FunctionName={"Ref": "Hearing"},
                Principal="sns.amazonaws.com",
                SourceArn={"Ref": "Replies"},
            ),
            "Subscription": of(
                "SNS::Subscription",
                TopicArn={"Ref": "Replies"},
                Protocol="lambda",
                Endpoint={"Fn::GetAtt": ["Hearing", "Arn"]},
            ),
        }
    )
    assert clinic.status == "CREATE_COMPLETE"
    reply = {
        "originationNumber": "+12065550100",
        "destinationNumber": "+12065550199",
        "messageKeyword": "KEYWORD_123456789012",
        "messageBody": "C",
        "inboundMessageId": "0b8e3a0a-0c1e-4a3b-9f3e-6f7f0b8c0d1e",
        "previousPublishedMessageId": "8b8e3a0a-0c1e-4a3b-9f3e-6f7f0b8c0d1e",
    }

    cloud.client("sns").publish(TopicArn=clinic.physical_id("Replies"), Message=json.dumps(reply))

    assert settle(cloud, timeout=30)
    group = f"/aws/lambda/{clinic.physical_id('Hearing')}"
    events = cloud.client("logs").filter_log_events(
        logGroupName=group, filterPattern='{ $.heard = "*" }'
    )["events"]
    assert [json.loads(event["message"]) for event in events] == [{"heard": "C"}]


def test_a_filter_of_a_stack_counts_what_its_functions_log(
    clinic: Deployer, cloud: LocalCloud
) -> None:
    metric = {"MetricName": "Errors", "MetricNamespace": "Clinic", "MetricValue": "$.count"}
    clinic.create(
        {
            "Logs": of("Logs::LogGroup"),
            "Errors": of(
                "Logs::MetricFilter",
                LogGroupName={"Ref": "Logs"},
                FilterPattern="{ $.count > 0 }",
                MetricTransformations=[metric],
            ),
            "Role": of("IAM::Role", AssumeRolePolicyDocument=ASSUME),
            "Counting": of(
                "Lambda::Function",
                Runtime="python3.13",
                Handler="index.handler",
                Timeout=20,
                Role={"Fn::GetAtt": ["Role", "Arn"]},
                LoggingConfig={"LogFormat": "JSON", "LogGroup": {"Ref": "Logs"}},
                Code={"ZipFile": "def handler(event, context): print('{\"count\": 3}')"},
            ),
        }
    )
    cloud.client("lambda").invoke(FunctionName=clinic.physical_id("Counting"))
    assert settle(cloud, timeout=30)
    now = cloud.clock.now()

    (point,) = cloud.client("cloudwatch").get_metric_statistics(
        Namespace="Clinic",
        MetricName="Errors",
        StartTime=now - timedelta(hours=1),
        EndTime=now + timedelta(hours=1),
        Period=7200,
        Statistics=["Sum"],
    )["Datapoints"]

    assert point["Sum"] == 3

"""Resources are what their template says, through the services' own APIs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from tests.localcloud.cloudformation.deployer import Deployer

ASSUME = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}],
}
LIFECYCLE = {
    "rules": [
        {
            "rulePriority": 1,
            "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 9},
            "action": {"type": "expire"},
        }
    ]
}


def of(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def test_a_role_has_its_policies_and_loses_those_taken_away(
    hotel: Deployer, cloud: LocalCloud
) -> None:
    inline = [{"PolicyName": "read", "PolicyDocument": POLICY}]
    managed = of("IAM::ManagedPolicy", PolicyDocument=POLICY)
    role = {"AssumeRolePolicyDocument": ASSUME, "Description": "books"}
    hotel.create(
        {
            "Managed": managed,
            "Role": of(
                "IAM::Role",
                **role,
                Policies=inline,
                ManagedPolicyArns=[
                    {"Ref": "Managed"},
                    {"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess"},
                ],
            ),
            "Policy": of(
                "IAM::Policy", PolicyName="more", PolicyDocument=POLICY, Roles=[{"Ref": "Role"}]
            ),
        }
    )
    iam, name = cloud.client("iam"), hotel.physical_id("Role")
    assert iam.list_role_policies(RoleName=name)["PolicyNames"] == ["read", "more"]
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    assert [policy["PolicyArn"] for policy in attached] == [hotel.physical_id("Managed")]

    hotel.update({"Managed": managed, "Role": of("IAM::Role", **role)})
    assert hotel.status == "UPDATE_COMPLETE"
    assert iam.list_role_policies(RoleName=name)["PolicyNames"] == []
    assert iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"] == []
    hotel.delete()
    assert iam.list_roles()["Roles"] == []


def test_a_global_table_is_a_table_with_stream_indexes_and_time_to_live(
    hotel: Deployer, cloud: LocalCloud
) -> None:
    table: dict[str, Any] = {
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "phone")
        ],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"},
        "SSESpecification": {"SSEEnabled": True},
        "TimeToLiveSpecification": {"AttributeName": "expiration", "Enabled": True},
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "by-phone",
                "KeySchema": [{"AttributeName": "phone", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        "Replicas": [
            {
                "Region": {"Ref": "AWS::Region"},
                "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
                "DeletionProtectionEnabled": True,
                "Tags": [{"Key": "a", "Value": "b"}],
            }
        ],
    }
    stream = {"Stream": {"Value": {"Fn::GetAtt": ["Rooms", "StreamArn"]}}}
    hotel.create({"Rooms": of("DynamoDB::GlobalTable", **table)}, Outputs=stream)

    dynamodb, name = cloud.client("dynamodb"), hotel.physical_id("Rooms")
    shown = dynamodb.describe_table(TableName=name)["Table"]
    assert shown["LatestStreamArn"] == hotel.outputs["Stream"]
    assert shown["DeletionProtectionEnabled"] is True
    assert [index["IndexName"] for index in shown["GlobalSecondaryIndexes"]] == ["by-phone"]
    ttl = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    assert ttl["AttributeName"] == "expiration"
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    recovery = backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"]
    assert recovery == "ENABLED"

    del table["GlobalSecondaryIndexes"]
    table["AttributeDefinitions"].pop()
    table["Replicas"][0] |= {"DeletionProtectionEnabled": False, "Tags": []}
    hotel.update({"Rooms": of("DynamoDB::GlobalTable", **table)})
    assert hotel.failures == []
    shown = dynamodb.describe_table(TableName=name)["Table"]
    assert not shown.get("GlobalSecondaryIndexes")
    hotel.delete()
    assert dynamodb.list_tables()["TableNames"] == []


def test_a_replica_in_another_region_is_refused_by_name(hotel: Deployer) -> None:
    table = of(
        "DynamoDB::GlobalTable",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        Replicas=[{"Region": "us-east-1"}, {"Region": "eu-west-1"}],
    )

    hotel.create({"Rooms": table})

    assert "Rooms: property Replicas names eu-west-1" in hotel.failures[0]


def test_a_bucket_that_enforces_tls_still_takes_objects(hotel: Deployer, cloud: LocalCloud) -> None:
    tls = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": {"Fn::Sub": "${Bucket.Arn}/*"},
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    encryption = {
        "ServerSideEncryptionConfiguration": [
            {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
        ]
    }
    bucket = of(
        "S3::Bucket",
        VersioningConfiguration={"Status": "Enabled"},
        BucketEncryption=encryption,
        PublicAccessBlockConfiguration={"BlockPublicAcls": True},
        LifecycleConfiguration={
            "Rules": [{"Id": "old", "Status": "Enabled", "ExpirationInDays": 3}]
        },
        CorsConfiguration={"CorsRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]},
        Tags=[{"Key": "a", "Value": "b"}],
    )
    policy = {"Version": "2012-10-17", "Statement": [tls]}
    hotel.create(
        {
            "Bucket": bucket,
            "Policy": of("S3::BucketPolicy", Bucket={"Ref": "Bucket"}, PolicyDocument=policy),
        }
    )

    assert hotel.failures == []
    s3, name = cloud.client("s3"), hotel.physical_id("Bucket")
    s3.put_object(Bucket=name, Key="a", Body=b"x")
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    [rule] = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    assert (rule["ID"], rule["Expiration"]["Days"]) == ("old", 3)

    hotel.update({"Bucket": of("S3::Bucket")})
    assert hotel.failures == []
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Suspended"


def test_queues_and_topics_have_their_attributes(hotel: Deployer, cloud: LocalCloud) -> None:
    hotel.create(
        {
            "Dead": of("SQS::Queue", FifoQueue=True),
            "Queue": of(
                "SQS::Queue",
                FifoQueue=True,
                ContentBasedDeduplication=True,
                RedrivePolicy={
                    "deadLetterTargetArn": {"Fn::GetAtt": ["Dead", "Arn"]},
                    "maxReceiveCount": 3,
                },
            ),
            "Topic": of("SNS::Topic", DisplayName="Staff", FifoTopic=True),
            "Subscription": of(
                "SNS::Subscription",
                TopicArn={"Ref": "Topic"},
                Protocol="sqs",
                Endpoint={"Fn::GetAtt": ["Queue", "Arn"]},
                RawMessageDelivery=True,
                FilterPolicy={"city": ["seoul"]},
            ),
        }
    )

    assert hotel.failures == []
    url = hotel.physical_id("Queue")
    assert url.endswith(".fifo")
    attributes = cloud.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    assert json.loads(attributes["Attributes"]["RedrivePolicy"])["maxReceiveCount"] == 3
    sns = cloud.client("sns")
    topic = sns.get_topic_attributes(TopicArn=hotel.physical_id("Topic"))["Attributes"]
    assert topic["DisplayName"] == "Staff"
    subscription = sns.get_subscription_attributes(
        SubscriptionArn=hotel.physical_id("Subscription")
    )
    assert subscription["Attributes"]["RawMessageDelivery"] == "true"


def test_a_rule_has_its_targets(hotel: Deployer, cloud: LocalCloud) -> None:
    def rule(*ids: str) -> dict[str, Any]:
        arn = {"Fn::GetAtt": ["Queue", "Arn"]}
        targets = [{"Id": name, "Arn": arn} for name in ids]
        return of("Events::Rule", EventPattern={"source": ["hotel.booking"]}, Targets=targets)

    hotel.create({"Queue": of("SQS::Queue"), "Rule": rule("a", "b")})
    events, name = cloud.client("events"), hotel.physical_id("Rule")
    assert [t["Id"] for t in events.list_targets_by_rule(Rule=name)["Targets"]] == ["a", "b"]
    assert json.loads(events.describe_rule(Name=name)["EventPattern"]) == {
        "source": ["hotel.booking"]
    }

    hotel.update({"Queue": of("SQS::Queue"), "Rule": rule("b")})
    assert [t["Id"] for t in events.list_targets_by_rule(Rule=name)["Targets"]] == ["b"]
    hotel.delete()
    assert events.list_rules()["Rules"] == []


@pytest.mark.parametrize(
    "resource",
    [
        of("CloudWatch::Dashboard", DashboardBody='{"widgets": []}'),
        of("ECR::Repository", LifecyclePolicy={"LifecyclePolicyText": json.dumps(LIFECYCLE)}),
        of("Events::EventBus", Name="hotel"),
        of("Glue::Database", CatalogId="123456789012", DatabaseInput={"Name": "lake"}),
        of("KMS::Key", KeyPolicy=POLICY, EnableKeyRotation=True),
        of("Kinesis::Stream", ShardCount=1),
        of("Logs::ResourcePolicy", PolicyName="pipes", PolicyDocument=json.dumps(POLICY)),
        of("Scheduler::ScheduleGroup", Name="reminders"),
        of("SecretsManager::Secret", Name="key", GenerateSecretString={"PasswordLength": 9}),
        of("SSM::Parameter", Type="String", Value="x", Tags={"a": "b"}),
        of(
            "StepFunctions::StateMachine",
            RoleArn="arn:aws:iam::123456789012:role/states",
            DefinitionString='{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}',
        ),
    ],
    ids=lambda resource: resource["Type"],
)
def test_a_type_without_a_handler_of_its_own_is_made_and_deleted(
    hotel: Deployer, resource: dict[str, Any]
) -> None:
    hotel.create({"Thing": resource})
    assert hotel.failures == []
    assert hotel.physical_id("Thing")

    stack_id = hotel.stack["StackId"]
    hotel.delete()
    assert Deployer(hotel.cloud, name=stack_id).status == "DELETE_COMPLETE"


def test_a_log_stream_is_known_by_its_name_to_who_writes_it(
    hotel: Deployer, cloud: LocalCloud
) -> None:
    hotel.create(
        {
            "Logs": of("Logs::LogGroup"),
            "Errors": of("Logs::LogStream", LogGroupName={"Ref": "Logs"}),
            "Name": of("SSM::Parameter", Type="String", Value={"Ref": "Errors"}),
        }
    )

    (stream,) = cloud.client("logs").describe_log_streams(logGroupName=hotel.physical_id("Logs"))[
        "logStreams"
    ]
    written = cloud.client("ssm").get_parameter(Name=hotel.physical_id("Name"))["Parameter"]
    assert written["Value"] == stream["logStreamName"]


def test_a_property_that_the_api_does_not_take_fails_the_deploy_by_name(hotel: Deployer) -> None:
    hotel.create({"Group": of("Logs::LogGroup", ResourcePolicyDocument=POLICY)})

    assert hotel.status == "ROLLBACK_COMPLETE"
    assert hotel.failures[0] == (
        "AWS::Logs::LogGroup Group: property ResourcePolicyDocument has no counterpart in "
        "logs CreateLogGroup, so the local cloud would lose it"
    )


def test_a_pipe_is_changed_although_its_update_does_not_take_all_of_it(
    hotel: Deployer, cloud: LocalCloud
) -> None:
    arn = "arn:aws:dynamodb:us-east-1:123456789012:table/rooms/stream/2026-01-01T00:00:00.000"
    pipe = {
        "RoleArn": "arn:aws:iam::123456789012:role/pipes",
        "Source": arn,
        "SourceParameters": {"DynamoDBStreamParameters": {"StartingPosition": "LATEST"}},
        "Target": {"Fn::GetAtt": ["Queue", "Arn"]},
    }
    queue = of("SQS::Queue")
    hotel.create({"Queue": queue, "Pipe": of("Pipes::Pipe", **pipe)})
    name = hotel.physical_id("Pipe")

    hotel.update({"Queue": queue, "Pipe": of("Pipes::Pipe", **pipe, Description="effects")})

    assert hotel.failures == []
    assert cloud.client("pipes").describe_pipe(Name=name)["Description"] == "effects"


def test_tags_are_changed_in_place(hotel: Deployer, cloud: LocalCloud) -> None:
    first, second = {"Key": "stage", "Value": "dev"}, {"Key": "team", "Value": "rooms"}
    hotel.create({"Group": of("Logs::LogGroup", Tags=[first])})
    name = hotel.physical_id("Group")

    hotel.update({"Group": of("Logs::LogGroup", Tags=[second])})

    assert hotel.failures == []
    assert hotel.physical_id("Group") == name
    arn = f"arn:aws:logs:us-east-1:123456789012:log-group:{name}"
    tags = cloud.client("logs").list_tags_for_resource(resourceArn=arn)["tags"]
    assert tags == {"team": "rooms"}


def test_access_logs_may_be_turned_on_before_the_policy_that_lets_them_in(
    cloud: LocalCloud,
) -> None:
    client = cloud.client("cloudformation")
    template = {
        "Resources": {
            "Logs": {"Type": "AWS::S3::Bucket"},
            "Data": {
                "Type": "AWS::S3::Bucket",
                "Properties": {"LoggingConfiguration": {"DestinationBucketName": {"Ref": "Logs"}}},
            },
        }
    }
    client.create_stack(StackName="logged", TemplateBody=json.dumps(template))
    client.get_waiter("stack_create_complete").wait(StackName="logged")
    assert (
        client.describe_stacks(StackName="logged")["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"
    )

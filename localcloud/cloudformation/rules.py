"""Where a resource type and its API differ: one entry per type, read by the generic handler.

A type without an entry is ``Create<Resource>``, ``Update<Resource>``, ``Delete<Resource>`` of the
service it is named for, with properties and members of the same names.
"""

from __future__ import annotations

from localcloud.cloudformation.backup_rules import BACKUP_RULES
from localcloud.cloudformation.dashboard_rules import DASHBOARD_RULES
from localcloud.cloudformation.lake_rules import LAKE_RULES
from localcloud.cloudformation.machine_learning_rules import MACHINE_LEARNING_RULES
from localcloud.cloudformation.network_rules import NETWORK_RULES
from localcloud.cloudformation.rule import Rule, Step, Tagging

SERVICES = {
    "ApiGatewayV2": "apigatewayv2",
    "Cognito": "cognito-idp",
    "EMRServerless": "emr-serverless",
    "KinesisFirehose": "firehose",
    "Lex": "lexv2-models",
    "OpenSearchService": "opensearch",
    "RedshiftServerless": "redshift-serverless",
}
"""botocore's name of a service where it is not the type's own in small letters."""

RULES: dict[str, Rule] = {
    **BACKUP_RULES,
    **LAKE_RULES,
    **DASHBOARD_RULES,
    **MACHINE_LEARNING_RULES,
    **NETWORK_RULES,
    "AWS::Athena::WorkGroup": Rule(
        renamed={"WorkGroupConfiguration": "Configuration"},
        steps=(Step(operation="UpdateWorkGroup", properties=("State",)),),
        keys={"WorkGroup": "Name"},
        delete_members={"RecursiveDeleteOption": "RecursiveDeleteOption"},
        unread={"RecursiveDeleteOption": "is given to the deletion"},
    ),
    "AWS::CloudWatch::Alarm": Rule(
        create="PutMetricAlarm",
        read="DescribeAlarms",
        delete="DeleteAlarms",
        keys={"AlarmNames": "AlarmName"},
        name="AlarmName",
        name_limit=255,
        derived={"Arn": "arn:{partition}:cloudwatch:{region}:{account}:alarm:{AlarmName}"},
    ),
    "AWS::CloudWatch::CompositeAlarm": Rule(
        create="PutCompositeAlarm",
        read="",
        delete="DeleteAlarms",
        keys={"AlarmNames": "AlarmName"},
        name="AlarmName",
        name_limit=255,
        derived={"Arn": "arn:{partition}:cloudwatch:{region}:{account}:alarm:{AlarmName}"},
    ),
    "AWS::CloudWatch::Dashboard": Rule(
        read="",
        delete="DeleteDashboards",
        keys={"DashboardNames": "DashboardName"},
        name_limit=255,
    ),
    "AWS::Cognito::IdentityPool": Rule(
        service="cognito-identity",
        read="",
        update_replaces=True,
        name="IdentityPoolName",
        name_limit=128,
    ),
    "AWS::Cognito::UserPool": Rule(
        name="UserPoolName",
        name_limit=128,
        renamed={"UserPoolName": "PoolName"},
        unread={"EnabledMfas": "nobody signs in here"},
    ),
    "AWS::ECR::Repository": Rule(
        name_lower=True,
        name_limit=256,
        read="DescribeRepositories",
        keys={"repositoryNames": "RepositoryName"},
        steps=(
            Step(
                operation="PutLifecyclePolicy",
                properties=("LifecyclePolicy.LifecyclePolicyText",),
                undo="DeleteLifecyclePolicy",
            ),
            Step(
                operation="SetRepositoryPolicy",
                properties=("RepositoryPolicyText",),
                renamed={"RepositoryPolicyText": "policyText"},
                undo="DeleteRepositoryPolicy",
            ),
            Step(
                operation="PutImageTagMutability",
                properties=("ImageTagMutability",),
                on_create=False,
            ),
            Step(
                operation="PutImageScanningConfiguration",
                properties=("ImageScanningConfiguration",),
                on_create=False,
            ),
        ),
        delete_members={"force": "EmptyOnDelete"},
        unread={"EmptyOnDelete": "is given to the deletion"},
        derived={
            "Arn": "arn:{partition}:ecr:{region}:{account}:repository/{RepositoryName}",
            "RepositoryUri": "{account}.dkr.ecr.{region}.amazonaws.com/{RepositoryName}",
        },
    ),
    "AWS::EMRServerless::Application": Rule(
        renamed={"MonitoringConfiguration.CloudWatchLoggingConfiguration.LogTypeMap": "logTypes"}
    ),
    "AWS::Events::Archive": Rule(renamed={"SourceArn": "EventSourceArn"}),
    "AWS::KMS::Alias": Rule(read=""),
    "AWS::KMS::Key": Rule(
        renamed={"KeyPolicy": "Policy"},
        steps=(
            Step(
                operation="EnableKeyRotation",
                properties=("EnableKeyRotation", "RotationPeriodInDays"),
                renamed={"EnableKeyRotation": ""},
                undo="DisableKeyRotation",
            ),
            Step(operation="UpdateKeyDescription", properties=("Description",), on_create=False),
            Step(
                operation="PutKeyPolicy",
                properties=("KeyPolicy",),
                renamed={"KeyPolicy": "Policy"},
                fixed={"PolicyName": "default"},
                on_create=False,
            ),
        ),
        update="",
        delete="ScheduleKeyDeletion",
        delete_members={"PendingWindowInDays": "PendingWindowInDays"},
        unread={"PendingWindowInDays": "is given to the deletion", "Enabled": "keys are enabled"},
    ),
    "AWS::Kinesis::Stream": Rule(
        renamed={"Name": "StreamName"},
        keys={"StreamName": "Name"},
        name_limit=128,
        steps=(
            Step(operation="IncreaseStreamRetentionPeriod", properties=("RetentionPeriodHours",)),
            Step(
                operation="StartStreamEncryption",
                properties=("StreamEncryption.EncryptionType", "StreamEncryption.KeyId"),
                undo="StopStreamEncryption",
            ),
        ),
    ),
    "AWS::Lambda::Alias": Rule(read=""),
    "AWS::Lambda::EventSourceMapping": Rule(
        keys={"UUID": "Id"},
        read="",
        derived={
            "EventSourceMappingArn": "arn:{partition}:lambda:{region}:{account}:"
            "event-source-mapping:{Id}"
        },
    ),
    "AWS::Lambda::LayerVersion": Rule(
        create="PublishLayerVersion",
        read="",
        delete="DeleteLayerVersion",
        keys={"VersionNumber": "Version"},
        name="LayerName",
        name_limit=140,
    ),
    "AWS::Lambda::Permission": Rule(
        create="AddPermission",
        read="",
        delete="RemovePermission",
        name="StatementId",
        name_limit=100,
        ref="StatementId",
        keys={"StatementId": "StatementId"},
        derived={"Id": "{StatementId}"},
    ),
    "AWS::Lambda::Url": Rule(
        create="CreateFunctionUrlConfig",
        read="GetFunctionUrlConfig",
        update="UpdateFunctionUrlConfig",
        delete="DeleteFunctionUrlConfig",
        renamed={"TargetFunctionArn": "FunctionName"},
        keys={"FunctionName": "TargetFunctionArn"},
    ),
    "AWS::Lambda::Version": Rule(
        create="PublishVersion",
        read="",
        delete="DeleteFunction",
        keys={"Qualifier": "Version"},
    ),
    "AWS::Logs::LogGroup": Rule(
        name_limit=512,
        read="",
        keys={"logGroupName": "LogGroupName"},
        steps=(
            Step(
                operation="PutRetentionPolicy",
                properties=("RetentionInDays",),
                undo="DeleteRetentionPolicy",
            ),
            Step(
                operation="AssociateKmsKey",
                properties=("KmsKeyId",),
                undo="DisassociateKmsKey",
                on_create=False,
            ),
        ),
        tagging=Tagging(by="arn:{partition}:logs:{region}:{account}:log-group:{LogGroupName}"),
        derived={"Arn": "arn:{partition}:logs:{region}:{account}:log-group:{LogGroupName}:*"},
    ),
    "AWS::Logs::LogStream": Rule(
        name="LogStreamName", name_limit=512, ref="LogStreamName", read=""
    ),
    "AWS::Logs::MetricFilter": Rule(name="FilterName", name_limit=512, ref="FilterName", read=""),
    "AWS::Logs::QueryDefinition": Rule(
        create="PutQueryDefinition",
        read="",
        update="PutQueryDefinition",
        keys={"queryDefinitionId": "QueryDefinitionId"},
    ),
    "AWS::Logs::ResourcePolicy": Rule(read=""),
    "AWS::Logs::SubscriptionFilter": Rule(
        name="FilterName", name_limit=512, ref="FilterName", read=""
    ),
    "AWS::OpenSearchService::Domain": Rule(
        update="UpdateDomainConfig",
        tagging=Tagging(add="AddTags", remove="RemoveTags"),
    ),
    "AWS::Pipes::Pipe": Rule(
        name="Name",
        name_limit=64,
        derived={"Arn": "arn:{partition}:pipes:{region}:{account}:pipe/{Name}"},
    ),
    "AWS::SSM::Parameter": Rule(
        name="Name",
        name_limit=900,
        read="",
        update="PutParameter",
        update_members={"Overwrite": True},
        update_without=("Tags",),
        tagging=Tagging(
            add="AddTagsToResource",
            remove="RemoveTagsFromResource",
            by="{Name}",
            members={"ResourceType": "Parameter"},
        ),
        derived={"Arn": "arn:{partition}:ssm:{region}:{account}:parameter/{Name}"},
    ),
    "AWS::Scheduler::Schedule": Rule(update_replaces=True),
    "AWS::StepFunctions::StateMachine": Rule(
        name="StateMachineName",
        name_limit=80,
        renamed={
            "DefinitionString": "definition",
            "StateMachineName": "name",
            "StateMachineType": "type",
        },
        keys={"stateMachineArn": "Arn"},
    ),
}

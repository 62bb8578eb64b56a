"""Firehose: events off the stream, into Parquet files in folders by event and day."""

from __future__ import annotations

from typing import Final

from aws_cdk import Aws, CfnMapping, Duration, RemovalPolicy, Size, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_kinesisfirehose as firehose
from aws_cdk import aws_logs as logs
from constructs import Construct

from ml_refarch.analytics.data_lake import DataLake
from ml_refarch.analytics.lake import RAW, LakeTable
from ml_refarch.analytics.lake.rights import accept
from ml_refarch.foundation import acknowledge

from .layout import FAILED, FOLDER, JSON_KEYS, PARTITION_KEYS

_PREFIX: Final = FOLDER + "".join(
    f"{name}=!{{partitionKeyFromQuery:{name}}}/" for name in PARTITION_KEYS
)
_FAILED_PREFIX: Final = f"{FAILED}!{{firehose:error-output-type}}/date=!{{timestamp:yyyy-MM-dd}}/"


class Delivery(Construct):
    """A delivery stream from Kinesis to the raw layer.

    Args:
        lake: Where to.
        stream: Where from.
        table: Whose columns the files have.
        buffer: How long it gathers events for a file.
        buffer_size: And how much of them.
        log_retention: How long the log of its errors is kept.
        removal_policy: What happens to the log when the stack goes.
    """

    role: iam.Role
    log_group: logs.LogGroup
    delivery_stream: firehose.DeliveryStream

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        lake: DataLake,
        stream: kinesis.IStream,
        table: LakeTable,
        buffer: Duration,
        buffer_size: Size,
        log_retention: logs.RetentionDays,
        removal_policy: RemovalPolicy,
    ) -> None:
        super().__init__(scope, construct_id)
        self.log_group = logs.LogGroup(
            self, "Logs", retention=log_retention, removal_policy=removal_policy
        )
        self.role = iam.Role(
            self,
            "Role",
            description="What Firehose brings events to the lake with",
            assumed_by=iam.ServicePrincipal(
                "firehose.amazonaws.com",
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            ),
        )
        self._let_deliver(lake, stream, table)
        role = self.role.without_policy_updates()
        # Where Lake Formation is on, IAM's rights alone do not let Firehose read the schema.
        lake.permit(self.role, RAW)
        mappings = _mappings(self)
        self.delivery_stream = firehose.DeliveryStream(
            self,
            "Stream",
            source=firehose.KinesisStreamSource(stream),
            role=role,
            destination=firehose.S3Bucket(
                lake.raw,
                role=role,
                encryption_key=lake.layer(RAW).key,
                data_output_prefix=_PREFIX,
                error_output_prefix=_FAILED_PREFIX,
                buffering_interval=buffer,
                buffering_size=buffer_size,
                dynamic_partitioning=firehose.DynamicPartitioningProps(
                    enabled=True, retry_duration=Duration.minutes(5)
                ),
                processors=[firehose.MetadataExtractionProcessor.jq16(dict(PARTITION_KEYS))],
                data_format_conversion=firehose.DataFormatConversionProps(
                    schema_configuration=firehose.SchemaConfiguration.from_cfn_table(
                        table.resource
                    ),
                    input_format=firehose.OpenXJsonInputFormat(
                        column_to_json_key_mappings=dict(JSON_KEYS)
                    ),
                    output_format=firehose.ParquetOutputFormat(
                        compression=firehose.ParquetCompression.SNAPPY
                    ),
                ),
                logging_config=firehose.EnableLogging(self.log_group),
            ),
        )
        # The role is there before its policies are; without them the creation fails.
        self.delivery_stream.node.add_dependency(self.role)
        acknowledge(
            self.delivery_stream,
            "AwsSolutions-KDF1",
            reason="It reads a Kinesis stream, which is encrypted, and keeps none of it.",
        )
        for left_over in _mappings(self) - mappings:
            # Of addresses, for clusters that Firehose delivers to; there are none here.
            Stack.of(self).node.try_remove_child(left_over)
        self.log_group.node.find_child("S3Destination").apply_removal_policy(  # type: ignore[attr-defined]
            removal_policy
        )

    def _let_deliver(self, lake: DataLake, stream: kinesis.IStream, table: LakeTable) -> None:
        """What Firehose needs, and not the wider rights that the L2 would give it.

        Source: https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
        """
        objects = [lake.raw.arn_for_objects(f"{folder}*") for folder in (FOLDER, FAILED)]
        database, name = table.layer.database.database_name, table.table_name
        stack = Stack.of(self)
        policy = iam.Policy(
            self.role,
            "Deliver",
            roles=[self.role],
            statements=[
                iam.PolicyStatement(
                    actions=[
                        "s3:GetBucketLocation",
                        "s3:ListBucket",
                        "s3:ListBucketMultipartUploads",
                    ],
                    resources=[lake.raw.bucket_arn],
                ),
                iam.PolicyStatement(
                    actions=["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
                    resources=objects,
                ),
                iam.PolicyStatement(
                    actions=[
                        "kinesis:DescribeStream",
                        "kinesis:GetRecords",
                        "kinesis:GetShardIterator",
                        "kinesis:ListShards",
                    ],
                    resources=[stream.stream_arn],
                ),
                iam.PolicyStatement(
                    actions=["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"],
                    resources=[
                        stack.format_arn(service="glue", resource="catalog"),
                        stack.format_arn(
                            service="glue", resource="database", resource_name=database
                        ),
                        stack.format_arn(
                            service="glue", resource="table", resource_name=f"{database}/{name}"
                        ),
                    ],
                ),
                iam.PolicyStatement(
                    actions=["logs:PutLogEvents"], resources=[self.log_group.log_group_arn]
                ),
            ],
        )
        for written in objects:
            accept(policy, written, reason="Firehose names the files that it writes.")
        key = lake.layer(RAW).key
        if key is not None:
            key.grant(self.role, "kms:Decrypt", "kms:GenerateDataKey")
        if stream.encryption_key is not None:
            stream.encryption_key.grant(self.role, "kms:Decrypt")


def _mappings(scope: Construct) -> set[str]:
    children = Stack.of(scope).node.children
    return {one.node.id for one in children if isinstance(one, CfnMapping)}

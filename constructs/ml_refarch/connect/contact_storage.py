"""Where a contact centre keeps what was said and what became of each contact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from aws_cdk import CustomResource, RemovalPolicy, Stack
from aws_cdk import aws_connect as connect
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kinesisfirehose as firehose
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from constructs import Construct

from ml_refarch.connect.custom_resources import CustomResources
from ml_refarch.foundation import PrivateBucket, acknowledge

FOLDERS: Final = {"CALL_RECORDINGS": "recordings", "CHAT_TRANSCRIPTS": "chats"}
RECORDS_FOLDER: Final = "contact-records"


class ContactStorage(Construct):
    """Recordings, transcripts and contact records in one bucket, encrypted with one key.

    Connect writes recordings and transcripts itself. It hands each contact record, which says how
    a contact went and holds its attributes, to a stream that writes them as lines of JSON,
    compressed, by day.

    Args:
        instance_arn: The instance.
        bucket: An existing bucket; one is made when left out, for which accesses are logged.
        encryption_key: The key for what is stored; one is made when left out.
        custom_resources: Gives what empties the bucket when it is disposable.
        log_retention: How long the stream's errors are kept.
        removal_policy: What happens to the bucket and the key when the stack goes.

    Attributes:
        associations: What ties the instance to the bucket and the stream, in order.

    Source: https://docs.aws.amazon.com/connect/latest/adminguide/encryption-at-rest.html
    """

    bucket: s3.IBucket
    encryption_key: kms.IKey
    records_stream: firehose.CfnDeliveryStream
    associations: list[connect.CfnInstanceStorageConfig]

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        instance_arn: str,
        bucket: s3.IBucket | None,
        encryption_key: kms.IKey | None,
        custom_resources: Callable[[], CustomResources],
        log_retention: logs.RetentionDays,
        removal_policy: RemovalPolicy,
    ) -> None:
        super().__init__(scope, construct_id)
        self._removal_policy = removal_policy
        self.encryption_key = encryption_key or kms.Key(
            self,
            "Key",
            description="Encrypts call recordings, chat transcripts and contact records",
            enable_key_rotation=True,
            removal_policy=removal_policy,
        )
        emptied: list[CustomResource] = []
        if bucket is None:
            # Under the default id, so that what it holds has this construct's own names.
            made = PrivateBucket(
                self,
                "Default",
                encryption_key=self.encryption_key,
                emptied_by=custom_resources,
                removal_policy=removal_policy,
            )
            bucket, emptied = made.bucket, made.emptied
        self.bucket = bucket
        self.records_stream = self._records_stream(log_retention)
        self.associations = [
            connect.CfnInstanceStorageConfig(
                self,
                folder.capitalize(),
                instance_arn=instance_arn,
                resource_type=kind,
                storage_type="S3",
                s3_config=connect.CfnInstanceStorageConfig.S3ConfigProperty(
                    bucket_name=self.bucket.bucket_name,
                    bucket_prefix=folder,
                    encryption_config=connect.CfnInstanceStorageConfig.EncryptionConfigProperty(
                        encryption_type="KMS", key_id=self.encryption_key.key_arn
                    ),
                ),
            )
            for kind, folder in FOLDERS.items()
        ]
        self.associations.append(
            connect.CfnInstanceStorageConfig(
                self,
                "ContactRecords",
                instance_arn=instance_arn,
                resource_type="CONTACT_TRACE_RECORDS",
                storage_type="KINESIS_FIREHOSE",
                kinesis_firehose_config=connect.CfnInstanceStorageConfig.KinesisFirehoseConfigProperty(
                    firehose_arn=self.records_stream.attr_arn
                ),
            )
        )
        for writer in (self.records_stream, *self.associations):
            writer.node.add_dependency(*emptied)

    def _records_stream(self, log_retention: logs.RetentionDays) -> firehose.CfnDeliveryStream:
        log_group = logs.LogGroup(
            self, "StreamLogs", retention=log_retention, removal_policy=self._removal_policy
        )
        log_stream = logs.LogStream(
            self, "StreamErrors", log_group=log_group, removal_policy=self._removal_policy
        )
        role = self._stream_role(log_group)
        return firehose.CfnDeliveryStream(
            self,
            "Stream",
            delivery_stream_type="DirectPut",
            delivery_stream_encryption_configuration_input=firehose.CfnDeliveryStream.DeliveryStreamEncryptionConfigurationInputProperty(
                key_type="AWS_OWNED_CMK"
            ),
            extended_s3_destination_configuration=firehose.CfnDeliveryStream.ExtendedS3DestinationConfigurationProperty(
                bucket_arn=self.bucket.bucket_arn,
                role_arn=role.role_arn,
                prefix=f"{RECORDS_FOLDER}/!{{timestamp:yyyy/MM/dd}}/",
                error_output_prefix=f"{RECORDS_FOLDER}-failed/!{{firehose:error-output-type}}/",
                compression_format="GZIP",
                buffering_hints=firehose.CfnDeliveryStream.BufferingHintsProperty(
                    interval_in_seconds=300, size_in_m_bs=5
                ),
                encryption_configuration=firehose.CfnDeliveryStream.EncryptionConfigurationProperty(
                    kms_encryption_config=firehose.CfnDeliveryStream.KMSEncryptionConfigProperty(
                        awskms_key_arn=self.encryption_key.key_arn
                    )
                ),
                cloud_watch_logging_options=firehose.CfnDeliveryStream.CloudWatchLoggingOptionsProperty(
                    enabled=True,
                    log_group_name=log_group.log_group_name,
                    log_stream_name=log_stream.log_stream_name,
                ),
            ),
        )

    def _stream_role(self, log_group: logs.LogGroup) -> iam.Role:
        """Inline rights: the stream is not created before the role may do what it must."""
        stack = Stack.of(self)
        objects = self.bucket.arn_for_objects(f"{RECORDS_FOLDER}*")
        role = iam.Role(
            self,
            "StreamRole",
            assumed_by=iam.ServicePrincipal(
                "firehose.amazonaws.com",
                conditions={"StringEquals": {"aws:SourceAccount": stack.account}},
            ),
            inline_policies={
                "Write": iam.PolicyDocument(
                    statements=[
                        iam.PolicyStatement(
                            actions=["s3:AbortMultipartUpload", "s3:PutObject"],
                            resources=[objects],
                        ),
                        iam.PolicyStatement(
                            actions=[
                                "s3:GetBucketLocation",
                                "s3:ListBucket",
                                "s3:ListBucketMultipartUploads",
                            ],
                            resources=[self.bucket.bucket_arn],
                        ),
                        iam.PolicyStatement(
                            actions=["kms:Decrypt", "kms:GenerateDataKey"],
                            resources=[self.encryption_key.key_arn],
                        ),
                        iam.PolicyStatement(
                            actions=["logs:PutLogEvents"], resources=[log_group.log_group_arn]
                        ),
                    ]
                )
            },
        )
        acknowledge(
            cast(iam.CfnRole, role.node.default_child),
            "AwsSolutions-IAM5",
            finding=f"Resource::{objects}",
            reason="The stream names the objects it writes, all of them in its own folders.",
        )
        return role

"""What a monitor asks of SageMaker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from ml_refarch.sagemaker.layout import MONITORING, RUNS
from ml_refarch.sagemaker.network import Network
from ml_refarch.sagemaker.steps import Request, asl

_INPUT: Final = "/opt/ml/processing/input/baseline_dataset_input"
_CAPTURED: Final = "/opt/ml/processing/input/endpoint"
_OUTPUT: Final = "/opt/ml/processing/output"

RUN: Final = f"$.package.CustomerMetadataProperties.{asl.RUN_PROPERTY}"
"""The run that made the model, which the registry knows."""


@dataclass(frozen=True)
class Monitored:
    """What is watched, and with what.

    Args:
        endpoint: The endpoint's name.
        bucket: Where runs and captured data are.
        image_uri: SageMaker's analyser.
        role_arn: What the analyser acts as.
        key_arn: What encrypts what it writes; the bucket's own without.
        network: Where its machine is; SageMaker's own network without.
        instance_type: Its machine.
        volume_gib: Its disk.
        schedule: When it looks, as SageMaker writes it.
        max_seconds: How long it may take.
        training_data: The file to learn from, in the folder of what a run prepared.
    """

    endpoint: str
    bucket: str
    image_uri: str
    role_arn: str
    key_arn: str | None
    network: Network | None
    instance_type: str
    volume_gib: int
    schedule: str
    max_seconds: int
    training_data: str

    @property
    def resources(self) -> dict[str, Any]:
        """Its machine."""
        cluster: dict[str, Any] = {
            "InstanceType": self.instance_type,
            "InstanceCount": 1,
            "VolumeSizeInGB": self.volume_gib,
        }
        if self.key_arn is not None:
            cluster["VolumeKmsKeyId"] = self.key_arn
        return {"ClusterConfig": cluster}

    @property
    def network_config(self) -> Request:
        """Where its machine is; nothing where that is SageMaker's network."""
        if self.network is None:
            return {}
        return {"NetworkConfig": {"VpcConfig": self.network.vpc_config}}

    @property
    def encryption(self) -> Request:
        """The key of what it writes."""
        return {} if self.key_arn is None else {"KmsKeyId": self.key_arn}


def baseline(monitored: Monitored) -> Request:
    """The job that learns from the training data what data should be like."""
    return {
        "ProcessingJobName.$": f"States.Format('baseline-{{}}', {asl.SHORT_ID})",
        "RoleArn": monitored.role_arn,
        "AppSpecification": {"ImageUri": monitored.image_uri},
        "Environment": {
            "dataset_format": '{"csv": {"header": true, "output_columns_position": "START"}}',
            "dataset_source": _INPUT,
            "output_path": _OUTPUT,
            "publish_cloudwatch_metrics": "Disabled",
        },
        "ProcessingInputs": [
            {
                "InputName": "baseline_dataset_input",
                "S3Input": {
                    "S3Uri.$": _of_run(monitored, f"{RUNS}{{}}/prepared/{monitored.training_data}"),
                    "LocalPath": _INPUT,
                    "S3DataType": "S3Prefix",
                    "S3InputMode": "File",
                    "S3DataDistributionType": "FullyReplicated",
                },
            }
        ],
        "ProcessingOutputConfig": {
            "Outputs": [
                {
                    "OutputName": "monitoring_output",
                    "S3Output": {
                        "S3Uri.$": _of_run(monitored, f"{MONITORING}baselines/{{}}"),
                        "LocalPath": _OUTPUT,
                        "S3UploadMode": "EndOfJob",
                    },
                }
            ],
            **monitored.encryption,
        },
        "ProcessingResources": monitored.resources,
        "StoppingCondition": {"MaxRuntimeInSeconds": monitored.max_seconds},
        **monitored.network_config,
    }


def definition(monitored: Monitored) -> Request:
    """What is looked for in the captured data; it cannot change, so that each has a new name."""
    folder = f"{MONITORING}baselines/{{}}"
    return {
        "JobDefinitionName.$": "$.definition.name",
        "DataQualityAppSpecification": {
            "ImageUri": monitored.image_uri,
            "Environment": {"publish_cloudwatch_metrics": "Enabled"},
        },
        "DataQualityBaselineConfig": {
            "ConstraintsResource": {"S3Uri.$": _of_run(monitored, f"{folder}/constraints.json")},
            "StatisticsResource": {"S3Uri.$": _of_run(monitored, f"{folder}/statistics.json")},
        },
        "DataQualityJobInput": {
            "EndpointInput": {
                "EndpointName": monitored.endpoint,
                "LocalPath": _CAPTURED,
                "S3InputMode": "File",
                "S3DataDistributionType": "FullyReplicated",
            }
        },
        "DataQualityJobOutputConfig": {
            "MonitoringOutputs": [
                {
                    "S3Output": {
                        "S3Uri": f"s3://{monitored.bucket}/{MONITORING}reports",
                        "LocalPath": _OUTPUT,
                        "S3UploadMode": "EndOfJob",
                    }
                }
            ],
            **monitored.encryption,
        },
        "JobResources": monitored.resources,
        "RoleArn": monitored.role_arn,
        "StoppingCondition": {"MaxRuntimeInSeconds": monitored.max_seconds},
        **monitored.network_config,
    }


def schedule(monitored: Monitored, name: str) -> Request:
    """When it is looked for."""
    return {
        "MonitoringScheduleName": name,
        "MonitoringScheduleConfig": {
            "ScheduleConfig": {"ScheduleExpression": monitored.schedule},
            "MonitoringJobDefinitionName.$": "$.definition.name",
            "MonitoringType": "DataQuality",
        },
    }


def _of_run(monitored: Monitored, path: str) -> str:
    return f"States.Format('s3://{monitored.bucket}/{path}', {RUN})"

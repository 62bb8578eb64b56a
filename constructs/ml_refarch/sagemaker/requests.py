"""What a pipeline asks of SageMaker, with references to what only the run knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aws_cdk import Aws
from aws_cdk import aws_s3_assets as s3_assets

from .algorithms import Algorithm, BoundAlgorithm, Goal
from .layout import EVALUATION_FILE, Layout
from .machines import ProcessingScript, TrainingMachines
from .network import Network
from .steps import MODEL_DATA, Joined, Reference, Request, Result
from .tuning import Tuning

_INPUT: Final = "/opt/ml/processing/input"
_OUTPUT: Final = "/opt/ml/processing/output"
_CHECKPOINTS: Final = "/opt/ml/checkpoints"

PREPARED: Final = "prepared"


@dataclass(frozen=True)
class Surroundings:
    """What all jobs of a pipeline have in common.

    Args:
        layout: The bucket's.
        role_arn: What the jobs act as.
        key_arn: What encrypts what they write and their disks; S3's own key without.
        network: Where their machines are; SageMaker's own network without.
        isolated: Whether training has no network.
        encrypt_between: Whether what machines that train together say to each other is encrypted.
    """

    layout: Layout
    role_arn: str
    key_arn: str | None
    network: Network | None
    isolated: bool
    encrypt_between: bool


@dataclass(frozen=True)
class Script:
    """A script that is an asset, and the image it runs in."""

    settings: ProcessingScript
    asset: s3_assets.Asset
    image_uri: str


def processing(
    script: Script,
    around: Surroundings,
    *,
    inputs: Mapping[str, str | Reference],
    outputs: Mapping[str, Joined],
    arguments: Sequence[str | Reference],
) -> Request:
    """A processing job.

    Args:
        inputs: Addresses by the folder they come to, below ``/opt/ml/processing/input``.
        outputs: Addresses by the folder they come from, below ``/opt/ml/processing/output``;
            ``.`` is the folder itself.
        arguments: What the script is told.
    """
    request: Request = {
        "RoleArn": around.role_arn,
        "AppSpecification": {
            "ImageUri": script.image_uri,
            "ContainerEntrypoint": ["python3", f"{_INPUT}/code/{script.asset.s3_object_key}"],
            "ContainerArguments": [*arguments, *script.settings.arguments],
        },
        # Scripts that call AWS need to know where they are.
        "Environment": {"AWS_DEFAULT_REGION": Aws.REGION},
        "ProcessingInputs": [
            _input("code", script.asset.s3_object_url),
            *(_input(name, address) for name, address in inputs.items()),
        ],
        "ProcessingOutputConfig": {
            "Outputs": [
                {
                    "OutputName": "result" if name == "." else name,
                    "S3Output": {
                        "S3Uri": address,
                        "LocalPath": _OUTPUT if name == "." else f"{_OUTPUT}/{name}",
                        "S3UploadMode": "EndOfJob",
                    },
                }
                for name, address in outputs.items()
            ],
            **({"KmsKeyId": around.key_arn} if around.key_arn else {}),
        },
        "ProcessingResources": script.settings.resources(around.key_arn),
        "StoppingCondition": {"MaxRuntimeInSeconds": int(script.settings.max_runtime.to_seconds())},
    }
    if around.network is not None:
        request["NetworkConfig"] = {"VpcConfig": around.network.vpc_config}
    return request


def preparation(script: Script, around: Surroundings, *, outputs: Sequence[str]) -> Request:
    """The job that makes of raw data what is trained on."""
    return processing(
        script,
        around,
        inputs={"data": around.layout.raw},
        outputs={name: around.layout.of_run(f"{PREPARED}/{name}") for name in outputs},
        arguments=["--input", f"{_INPUT}/data", "--output", _OUTPUT],
    )


def evaluation(
    script: Script,
    around: Surroundings,
    *,
    data: Mapping[str, str | Reference],
    in_use: Reference,
) -> Request:
    """The job that measures the model on data that it has not seen.

    Args:
        data: The addresses of ``train`` and ``test``.
        in_use: The address of the model in use; ``none`` when there is none.
    """
    return processing(
        script,
        around,
        inputs={"model": MODEL_DATA, **data},
        outputs={".": around.layout.of_run("evaluation")},
        arguments=[
            *("--model", f"{_INPUT}/model/model.tar.gz"),
            *(part for name in data for part in (f"--{name}", f"{_INPUT}/{name}")),
            *("--output", _OUTPUT),
            *("--in-use", in_use),
        ],
    )


def training(
    algorithm: Algorithm,
    bound: BoundAlgorithm,
    around: Surroundings,
    *,
    image_uri: str,
    machines: TrainingMachines,
    channels: Mapping[str, tuple[str | Reference, str | None]],
    tuned: Sequence[str] = (),
) -> Request:
    """The training of the model, with what tuning found if it was tuned."""
    found = {
        name: Result("Tune", f"BestTrainingJob.TunedHyperParameters['{name}']") for name in tuned
    }
    return {
        "RoleArn": around.role_arn,
        "AlgorithmSpecification": _specification(algorithm, image_uri),
        "HyperParameters": {**bound.hyperparameters, **found},
        **_training(bound, around, machines, channels, folder="model"),
    }


def tuning(
    algorithm: Algorithm,
    bound: BoundAlgorithm,
    around: Surroundings,
    *,
    image_uri: str,
    machines: TrainingMachines,
    channels: Mapping[str, tuple[str | Reference, str | None]],
    settings: Tuning,
    goal: Goal,
) -> Request:
    """The search for hyperparameters."""
    return {
        "HyperParameterTuningJobConfig": settings.config(goal),
        "TrainingJobDefinition": {
            "RoleArn": around.role_arn,
            "AlgorithmSpecification": _specification(algorithm, image_uri),
            "StaticHyperParameters": dict(bound.hyperparameters),
            **_training(bound, around, machines, channels, folder="tuning"),
        },
    }


def registration(
    algorithm: Algorithm,
    bound: BoundAlgorithm,
    around: Surroundings,
    *,
    image_uri: str,
    group: str,
    instance_types: Sequence[str],
    evaluated: bool,
) -> Request:
    """The model in the registry, without its approval."""
    request: Request = {
        "ModelPackageGroupName": group,
        "InferenceSpecification": {
            "Containers": [
                {
                    "Image": image_uri,
                    "ModelDataUrl": MODEL_DATA,
                    "Environment": dict(bound.serving_environment),
                }
            ],
            "SupportedContentTypes": list(algorithm.accepts),
            "SupportedResponseMIMETypes": list(algorithm.answers),
            "SupportedRealtimeInferenceInstanceTypes": list(instance_types),
        },
    }
    if evaluated:
        request["ModelMetrics"] = {
            "ModelQuality": {
                "Statistics": {
                    "ContentType": "application/json",
                    "S3Uri": around.layout.of_run(f"evaluation/{EVALUATION_FILE}"),
                }
            }
        }
    return request


def _specification(algorithm: Algorithm, image_uri: str) -> dict[str, Any]:
    specification: dict[str, Any] = {
        "TrainingImage": image_uri,
        "TrainingInputMode": algorithm.input_mode,
    }
    if algorithm.metric_definitions:
        specification["MetricDefinitions"] = [dict(one) for one in algorithm.metric_definitions]
    return specification


def _training(
    bound: BoundAlgorithm,
    around: Surroundings,
    machines: TrainingMachines,
    channels: Mapping[str, tuple[str | Reference, str | None]],
    *,
    folder: str,
) -> Request:
    inputs = {**channels, **{name: (address, None) for name, address in bound.channels.items()}}
    request: Request = {
        "InputDataConfig": [
            _channel(name, address, content_type, brought=name in bound.channels)
            for name, (address, content_type) in inputs.items()
        ],
        "OutputDataConfig": {
            "S3OutputPath": around.layout.of_run(folder),
            **({"KmsKeyId": around.key_arn} if around.key_arn else {}),
        },
        "ResourceConfig": machines.resources(around.key_arn),
        "StoppingCondition": machines.stopping,
        "EnableNetworkIsolation": around.isolated,
        "EnableInterContainerTrafficEncryption": around.encrypt_between,
    }
    if around.network is not None:
        request["VpcConfig"] = around.network.vpc_config
    if machines.spot:
        request["EnableManagedSpotTraining"] = True
        request["CheckpointConfig"] = {
            "S3Uri": around.layout.of_run(f"checkpoints/{folder}"),
            "LocalPath": _CHECKPOINTS,
        }
    return request


def _channel(
    name: str, address: str | Reference, content_type: str | None, *, brought: bool
) -> dict[str, Any]:
    channel: dict[str, Any] = {
        "ChannelName": name,
        "DataSource": {
            "S3DataSource": {
                "S3DataType": "S3Prefix",
                "S3Uri": address,
                "S3DataDistributionType": "FullyReplicated",
            }
        },
    }
    if brought:
        channel["InputMode"] = "File"
    if content_type is not None:
        channel["ContentType"] = content_type
    return channel


def _input(name: str, address: str | Reference) -> dict[str, Any]:
    return {
        "InputName": name,
        "S3Input": {
            "S3Uri": address,
            "LocalPath": f"{_INPUT}/{name}",
            "S3DataType": "S3Prefix",
            "S3InputMode": "File",
            "S3DataDistributionType": "FullyReplicated",
        },
    }

"""Small scripts, jobs and endpoints for tests, and what came of them."""

from __future__ import annotations

import io
import json
import tarfile
import textwrap
import threading
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from localcloud.cloud import LocalCloud
from localcloud.functions.parts import functions_of
from localcloud.sagemaker.kinds import PROCESSING_JOB, TRAINING_JOB, TRANSFORM_JOB, Kind
from localcloud.sagemaker.service import SageMakerService
from tests.localcloud.sagemaker.conftest import BUCKET

ROLE = "arn:aws:iam::123456789012:role/sagemaker"
XGBOOST = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0"
PATIENCE = 60.0
PAUSE = threading.Event()
"""Never set: gives way between two looks at something that has no event of its own."""

ECHO = """
    import json

    def model_fn(model_dir):
        return {version}

    def input_fn(body, content_type):
        return json.loads(body)

    def predict_fn(data, model):
        return {{"version": model, "data": data}}

    def output_fn(prediction, accept):
        return json.dumps(prediction)
"""
"""An inference script that answers with its version and what it was asked."""


def unique(prefix: str) -> str:
    """A name that no other test has."""
    return f"{prefix}-{uuid.uuid4().hex[:8]}"


def archive(**files: str) -> bytes:
    """A gzipped tar file of Python modules, by their paths with ``__`` for a slash."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as target:
        for name, source in files.items():
            code = textwrap.dedent(source).encode()
            member = tarfile.TarInfo(f"{name.replace('__', '/')}.py")
            member.size = len(code)
            target.addfile(member, io.BytesIO(code))
    return content.getvalue()


def put(cloud: LocalCloud, key: str, content: str | bytes) -> str:
    """Puts an object into the bucket.

    Returns:
        Its URI.
    """
    body = content.encode() if isinstance(content, str) else content
    cloud.client("s3").put_object(Bucket=BUCKET, Key=key, Body=body)
    return f"s3://{BUCKET}/{key}"


def read(cloud: LocalCloud, uri: str) -> bytes:
    """The content of an object."""
    key = uri.removeprefix(f"s3://{BUCKET}/")
    content: bytes = cloud.client("s3").get_object(Bucket=BUCKET, Key=key)["Body"].read()
    return content


def keys(cloud: LocalCloud, prefix: str) -> list[str]:
    """The objects below a prefix of the bucket."""
    answer = cloud.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=prefix)
    return [each["Key"] for each in answer.get("Contents", ())]


def members(content: bytes) -> list[str]:
    """The names of the files in a gzipped tar file."""
    with tarfile.open(fileobj=io.BytesIO(content)) as source:
        return [member.name for member in source.getmembers() if member.isfile()]


def channel(name: str, uri: str, **settings: Any) -> dict[str, Any]:
    """A channel of a training job."""
    source = {"S3DataType": "S3Prefix", "S3Uri": uri}
    return {"ChannelName": name, "DataSource": {"S3DataSource": source}, **settings}


def training(name: str, **settings: Any) -> dict[str, Any]:
    """A request of CreateTrainingJob; ``run`` is a line of Python to run in the place of a script.

    ``metrics`` are regular expressions by the name of their metric.
    """
    metrics = settings.pop("metrics", {})
    specification: dict[str, Any] = {"TrainingImage": XGBOOST, "TrainingInputMode": "File"}
    if metrics:
        specification["MetricDefinitions"] = [
            {"Name": metric, "Regex": regex} for metric, regex in metrics.items()
        ]
    if "run" in settings:
        specification["ContainerEntrypoint"] = ["python3", "-c", settings.pop("run")]
    specification |= settings.pop("specification", {})
    return {
        "TrainingJobName": name,
        "AlgorithmSpecification": specification,
        "RoleArn": ROLE,
        "OutputDataConfig": {"S3OutputPath": f"s3://{BUCKET}/models"},
        "ResourceConfig": {
            "InstanceType": "ml.m5.large",
            "InstanceCount": 1,
            "VolumeSizeInGB": 5,
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": 600},
        **settings,
    }


def script(cloud: LocalCloud, source: str) -> dict[str, str]:
    """The hyperparameters that run a script of one's own."""
    uri = put(cloud, f"source/{uuid.uuid4().hex}/sourcedir.tar.gz", archive(train=source))
    return {
        "sagemaker_program": json.dumps("train.py"),
        "sagemaker_submit_directory": json.dumps(uri),
    }


def train(cloud: LocalCloud, **settings: Any) -> dict[str, Any]:
    """Runs a training job to its end."""
    name = unique("training")
    cloud.client("sagemaker").create_training_job(**training(name, **settings))
    return trained(cloud, name)


def trained(cloud: LocalCloud, name: str) -> dict[str, Any]:
    """A training job once it is over."""
    _wait(cloud, TRAINING_JOB, name)
    job: dict[str, Any] = cloud.client("sagemaker").describe_training_job(TrainingJobName=name)
    return job


def processed(cloud: LocalCloud, name: str) -> dict[str, Any]:
    """A processing job once it is over."""
    _wait(cloud, PROCESSING_JOB, name)
    job: dict[str, Any] = cloud.client("sagemaker").describe_processing_job(ProcessingJobName=name)
    return job


def transformed(cloud: LocalCloud, name: str) -> dict[str, Any]:
    """A transform job once it is over."""
    _wait(cloud, TRANSFORM_JOB, name)
    job: dict[str, Any] = cloud.client("sagemaker").describe_transform_job(TransformJobName=name)
    return job


def _wait(cloud: LocalCloud, kind: Kind, name: str) -> None:
    service = cast("SageMakerService", cloud.services["sagemaker"])
    run = service.run_of(service.records.get(kind, name, "us-east-1"))
    assert run is not None
    assert run.wait(PATIENCE)


def until(condition: Callable[[], Any], what: str = "") -> None:
    """Waits for something that has no event of its own."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"it never came: {what or condition}"
        PAUSE.wait(0.02)


def log(cloud: LocalCloud, group: str, prefix: str = "") -> list[str]:
    """What is in a log group, in the streams whose names begin so, once all is written."""
    assert functions_of(cloud).background.settle(20)
    logs = cloud.client("logs")
    request = {"logGroupName": group}
    if prefix:
        request["logStreamNamePrefix"] = prefix
    pages = logs.get_paginator("filter_log_events").paginate(**request)
    return [event["message"] for page in pages for event in page["events"]]


def total(cloud: LocalCloud, namespace: str, metric: str, **dimensions: str) -> float:
    """The sum of a metric so far."""
    now = cloud.clock.now()
    points = cloud.client("cloudwatch").get_metric_statistics(
        Namespace=namespace,
        MetricName=metric,
        Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
        StartTime=now - timedelta(hours=1),
        EndTime=now + timedelta(minutes=1),
        Period=3600,
        Statistics=["Sum"],
    )["Datapoints"]
    return float(sum(point["Sum"] for point in points))


def model(cloud: LocalCloud, artifacts: bytes | str, **container: Any) -> str:
    """Makes a model.

    Args:
        artifacts: Its archive, or where that is.
        container: Members of its container; an Environment is added to the script's.

    Returns:
        Its name.
    """
    name = unique("model")
    uri = (
        artifacts
        if isinstance(artifacts, str)
        else put(cloud, f"models/{name}/model.tar.gz", artifacts)
    )
    definition = {
        "Image": XGBOOST,
        "ModelDataUrl": uri,
        "Environment": {
            "SAGEMAKER_PROGRAM": "inference.py",
            "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
        },
        **container,
    }
    cloud.client("sagemaker").create_model(
        ModelName=name, ExecutionRoleArn=ROLE, PrimaryContainer=definition
    )
    return name


def echo(cloud: LocalCloud, version: int = 1) -> str:
    """Makes a model that answers with its version."""
    return model(cloud, archive(code__inference=ECHO.format(version=version)))


def config(cloud: LocalCloud, *models: str, **settings: Any) -> str:
    """Makes an endpoint configuration with a variant for each model."""
    name = unique("config")
    variants = [
        {
            "VariantName": "AllTraffic" if index == 0 else f"Variant{index}",
            "ModelName": each,
            "InitialInstanceCount": 1,
            "InstanceType": "ml.m5.large",
            **settings.pop("variant", {}),
        }
        for index, each in enumerate(models)
    ]
    cloud.client("sagemaker").create_endpoint_config(
        **{"EndpointConfigName": name, "ProductionVariants": variants, **settings}
    )
    return name


def endpoint(cloud: LocalCloud, config_name: str) -> str:
    """Makes an endpoint and waits for it."""
    name = unique("endpoint")
    cloud.client("sagemaker").create_endpoint(EndpointName=name, EndpointConfigName=config_name)
    described = settled(cloud, name)
    assert described["EndpointStatus"] == "InService", described.get("FailureReason")
    return name


def settled(cloud: LocalCloud, name: str) -> dict[str, Any]:
    """An endpoint that is not on its way any more."""
    client = cloud.client("sagemaker")

    def idle() -> bool:
        status = client.describe_endpoint(EndpointName=name)["EndpointStatus"]
        return status in ("InService", "Failed")

    until(idle, f"endpoint {name}")
    described: dict[str, Any] = client.describe_endpoint(EndpointName=name)
    return described


def ask(client: Any, name: str, data: Any, **request: Any) -> Any:
    """What a model answers, through a client of ``sagemaker-runtime``."""
    answer = client.invoke_endpoint(
        **{
            "EndpointName": name,
            "ContentType": "application/json",
            "Body": json.dumps(data).encode(),
            **request,
        }
    )
    return json.loads(answer["Body"].read())

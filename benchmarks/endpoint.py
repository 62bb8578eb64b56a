"""A model in the local cloud: training beside the script alone, the endpoint, a pipeline's step."""

from __future__ import annotations

import io
import json
import os
import statistics
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, percentile, seconds
from localcloud.cli import running
from localcloud.cli.environment import DEFAULT_REGION
from localcloud.cli.running import RunningCloud
from localcloud.clients import over_network
from localcloud.sagemaker.engine.python import ml_python

ROOT = Path(__file__).parents[1]
PRICING = ROOT / "models" / "pricing"
SOURCES = ("train.py", "checkpoint.py", "features.py", "inference.py")
IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.2-0"
ROLE = "arn:aws:iam::123456789012:role/benchmark"
BUCKET = "benchmark-of-models"
TARGET = "avg_price_per_room"
ROUNDS = "200"
POLL_SECONDS = 0.05
REQUESTS = 300
CLIENTS = 16
STEPS = 20


def figures() -> Iterator[Figure]:
    """What training, invocations and steps cost through the local cloud."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        booking = _prepare(folder)
        alone = seconds(lambda: _train_alone(folder))
        cloud = running.start(0, folder / "cloud")
        try:
            yield from _measured(cloud, folder, booking, alone)
        finally:
            running.stop(cloud, folder / "cloud")


def _measured(cloud: RunningCloud, folder: Path, booking: bytes, alone: float) -> Iterator[Figure]:
    began = time.perf_counter()
    artifacts = _train(cloud, folder)
    took = time.perf_counter() - began
    detail = f"the script alone {alone:.1f} s, {ROUNDS} rounds"
    yield Figure("training job", took, "s", 1.5 * alone + 5, False, detail)
    _serve(cloud, artifacts)
    client = _client(cloud, "sagemaker-runtime")
    _ask(client, booking, 50)
    times = _ask(client, booking, REQUESTS)
    yield Figure("invocation of an endpoint, median", statistics.median(times), "ms", 15)
    yield Figure("invocation of an endpoint, 99th percentile", percentile(times, 99), "ms")
    clients = [_client(cloud, "sagemaker-runtime") for _ in range(CLIENTS)]
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as threads:
        each = [threads.submit(_ask, one, booking, REQUESTS // 4) for one in clients]
        times = [time for taken in each for time in taken.result()]
    took = time.perf_counter() - began
    yield Figure(f"99th percentile under {CLIENTS} clients", percentile(times, 99), "ms")
    yield Figure("invocations answered", len(times) / took, "1/s", detail=f"{CLIENTS} clients")
    yield Figure("step of a state machine", _step(cloud), "ms", detail=f"{STEPS} calls of an API")


def _prepare(folder: Path) -> bytes:
    """Writes the prepared data.

    Returns:
        A booking, as a request for its price.
    """
    raw = folder / "raw"
    raw.mkdir()
    data = [str(ROOT / "demo" / "machine_learning" / "data.py"), str(raw / "hotel_rates.csv")]
    prepared = folder / "prepared"
    prepare = [str(PRICING / "prepare.py"), f"--input={raw}", f"--output={prepared}"]
    for command in (data, [*prepare, f"--message={folder / 'message'}"]):
        subprocess.run([str(ml_python()), *command], check=True, capture_output=True)
    header, row, *_ = (prepared / "test" / "test.csv").read_text().splitlines()
    booking = dict(zip(header.split(","), row.split(","), strict=True))
    booking.pop(TARGET)
    return json.dumps(booking).encode()


def _train_alone(folder: Path) -> None:
    arguments = [
        f"--train={folder / 'prepared' / 'train'}",
        f"--validation={folder / 'prepared' / 'validation'}",
        f"--model-dir={folder / 'model'}",
        f"--num_round={ROUNDS}",
    ]
    subprocess.run(
        [str(ml_python()), str(PRICING / "train.py"), *arguments],
        check=True,
        capture_output=True,
        env={**os.environ, "SAGEMAKER_BASE_DIR": str(folder)},
    )


def _train(cloud: RunningCloud, folder: Path) -> str:
    """Runs a training job.

    Returns:
        Where its model is.
    """
    s3 = _client(cloud, "s3")
    s3.create_bucket(Bucket=BUCKET)
    for path in (folder / "prepared").rglob("*.*"):
        key = path.relative_to(folder / "prepared").as_posix()
        s3.put_object(Bucket=BUCKET, Key=key, Body=path.read_bytes())
    source = io.BytesIO()
    with tarfile.open(fileobj=source, mode="w:gz") as archive:
        for name in SOURCES:
            archive.add(PRICING / name, arcname=name)
    s3.put_object(Bucket=BUCKET, Key="sourcedir.tar.gz", Body=source.getvalue())
    channels = [
        {
            "ChannelName": name,
            "DataSource": {
                "S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{BUCKET}/{name}/"}
            },
        }
        for name in ("train", "validation")
    ]
    client = _client(cloud, "sagemaker")
    client.create_training_job(
        TrainingJobName="benchmark",
        AlgorithmSpecification={"TrainingImage": IMAGE, "TrainingInputMode": "File"},
        RoleArn=ROLE,
        InputDataConfig=channels,
        OutputDataConfig={"S3OutputPath": f"s3://{BUCKET}/models"},
        ResourceConfig={
            "InstanceType": "ml.m5.large",
            "InstanceCount": 1,
            "VolumeSizeInGB": 5,
        },
        StoppingCondition={"MaxRuntimeInSeconds": 600},
        HyperParameters={
            "sagemaker_program": json.dumps("train.py"),
            "sagemaker_submit_directory": json.dumps(f"s3://{BUCKET}/sourcedir.tar.gz"),
            "num_round": ROUNDS,
        },
    )
    while True:
        job = client.describe_training_job(TrainingJobName="benchmark")
        if job["TrainingJobStatus"] != "InProgress":
            return str(job["ModelArtifacts"]["S3ModelArtifacts"])
        time.sleep(POLL_SECONDS)


def _serve(cloud: RunningCloud, artifacts: str) -> None:
    client = _client(cloud, "sagemaker")
    environment = {"SAGEMAKER_PROGRAM": "inference.py"}
    client.create_model(
        ModelName="benchmark",
        ExecutionRoleArn=ROLE,
        PrimaryContainer={"Image": IMAGE, "ModelDataUrl": artifacts, "Environment": environment},
    )
    variant = {
        "VariantName": "AllTraffic",
        "ModelName": "benchmark",
        "InitialInstanceCount": 2,
        "InstanceType": "ml.m5.large",
    }
    client.create_endpoint_config(EndpointConfigName="benchmark", ProductionVariants=[variant])
    client.create_endpoint(EndpointName="benchmark", EndpointConfigName="benchmark")
    while client.describe_endpoint(EndpointName="benchmark")["EndpointStatus"] == "Creating":
        time.sleep(POLL_SECONDS)


def _ask(client: Any, booking: bytes, times: int) -> list[float]:
    """How many milliseconds each of some invocations takes."""

    def ask() -> None:
        client.invoke_endpoint(
            EndpointName="benchmark", ContentType="application/json", Body=booking
        )["Body"].read()

    return [seconds(ask) * 1000 for _ in range(times)]


def _step(cloud: RunningCloud) -> float:
    """How many milliseconds a step of a state machine takes that calls an API."""
    states: dict[str, Any] = {
        f"Step{number}": {
            "Type": "Task",
            "Resource": "arn:aws:states:::aws-sdk:sagemaker:listModels",
            "ResultPath": None,
            "Next": f"Step{number + 1}",
        }
        for number in range(STEPS)
    }
    states[f"Step{STEPS}"] = {"Type": "Succeed"}
    client = _client(cloud, "stepfunctions")
    machine = client.create_state_machine(
        name="benchmark",
        definition=json.dumps({"StartAt": "Step0", "States": states}),
        roleArn=ROLE,
    )["stateMachineArn"]
    execution = client.start_execution(stateMachineArn=machine)["executionArn"]
    while client.describe_execution(executionArn=execution)["status"] == "RUNNING":
        time.sleep(POLL_SECONDS)
    history = client.get_execution_history(executionArn=execution, maxResults=1000)["events"]
    entered = [each["timestamp"] for each in history if each["type"] == "TaskStateEntered"]
    spent = (entered[-1] - entered[0]).total_seconds()
    return float(spent * 1000 / (STEPS - 1))


def _client(cloud: RunningCloud, service: str) -> Any:
    return over_network(cloud.endpoint, service, DEFAULT_REGION)

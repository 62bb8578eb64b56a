"""A deployed MachineLearning stack: its pipeline run, its endpoint asked, through boto3 alone."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.waiter import SingleWaiterConfig, Waiter

from demo.machine_learning.pricing import MODELS_PYTHON, STACK, TARGET
from tests.e2e.conftest import Target, deployed

DATA = Path(__file__).parents[2] / "demo/machine_learning/data.py"
ARRIVAL_SECONDS = 300
ENDPOINT_SECONDS = 30
"""What the pipeline waits: for more files, and between two looks at its endpoint."""
BROKEN = "runs/broken/model.tar.gz"
FAULT = "the trees are of another forest"
BREAKAGE = f"""

def predict_fn(request, model):
    raise RuntimeError({FAULT!r})
"""


@dataclass(frozen=True)
class Priced:
    """The stack with a model in service, the bookings it was made of, and the runs they started."""

    target: Target
    bookings: list[dict[str, str]]
    runs: list[dict[str, Any]]

    def asks(self, booking: dict[str, str]) -> Any:
        answer = self.target.client("sagemaker-runtime").invoke_endpoint(
            EndpointName=self.target.outputs["EndpointName"],
            ContentType="application/json",
            Body=json.dumps({name: value for name, value in booking.items() if name != TARGET}),
        )
        return json.loads(answer["Body"].read())


@pytest.fixture(scope="module")
def priced(assembly: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Priced]:
    """The deployed stack, after the real bookings arrived in two files and a run made a model."""
    file = tmp_path_factory.mktemp("bookings") / "hotel_rates.csv"
    subprocess.run([MODELS_PYTHON, DATA, file], check=True, capture_output=True)
    header, *lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    half = len(lines) // 2
    with deployed(STACK, assembly, tmp_path_factory) as target:
        for name, part in (("first", lines[:half]), ("second", lines[half:])):
            arrives(target, f"raw/{name}.csv", "".join([header, *part]))
        with file.open(newline="", encoding="utf-8") as rows:
            bookings = list(csv.DictReader(rows))
        arrived = Waiting(target).for_runs(2)
        yield Priced(target, bookings, [ended(target, run) for run in arrived])


def arrives(target: Target, key: str, content: str) -> None:
    """Puts a file into the bucket."""
    body = content.encode()
    target.client("s3").put_object(Bucket=target.outputs["DataBucket"], Key=key, Body=body)


def ended(target: Target, run: str, meanwhile: Callable[[], None] | None = None) -> dict[str, Any]:
    """A run at its end; where it only waits, the local cloud's clock is moved."""
    return Waiting(target, meanwhile).for_end(run)


class Waiting:
    """Waits for what a pipeline does.

    Args:
        meanwhile: Called at each look.
    """

    def __init__(self, target: Target, meanwhile: Callable[[], None] | None = None) -> None:
        self._target = target
        self._states = target.client("stepfunctions")
        self._meanwhile = meanwhile

    def for_runs(self, number: int) -> list[str]:
        """The runs that there are once there are so many, the newest first."""
        some = {
            "matcher": "path",
            "argument": f"length(executions) >= `{number}`",
            "expected": True,
            "state": "success",
        }
        pipeline = self._target.outputs["PipelineArn"]
        self._until("ListExecutions", [some], self._states.list_executions)(
            stateMachineArn=pipeline
        )
        found = self._states.list_executions(stateMachineArn=pipeline)["executions"]
        return [each["executionArn"] for each in found]

    def for_end(self, run: str) -> dict[str, Any]:
        """A run, once it is over."""
        over = {"matcher": "path", "argument": "status", "state": "success"}
        ends = ("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")
        acceptors = [{**over, "expected": each} for each in ends]
        self._until("DescribeExecution", acceptors, self._look)(executionArn=run)
        described: dict[str, Any] = self._states.describe_execution(executionArn=run)
        return described

    def _look(self, **execution: str) -> Any:
        if self._meanwhile:
            self._meanwhile()
        history = self._states.get_execution_history(**execution, reverseOrder=True, maxResults=1)
        for last in history["events"]:
            if self._target.cloud and last["type"] == "WaitStateEntered":
                name = last["stateEnteredEventDetails"]["name"]
                seconds = ARRIVAL_SECONDS if name == "LetFilesArrive" else ENDPOINT_SECONDS
                self._target.cloud.ask("clock", {"seconds": seconds})
        return self._states.describe_execution(**execution)

    def _until(
        self, operation: str, acceptors: list[dict[str, Any]], look: Callable[..., Any]
    ) -> Callable[..., None]:
        config: Any = SingleWaiterConfig(  # botocore's stubs take it for a mapping
            {
                "operation": operation,
                "delay": 1 if self._target.cloud else 15,
                "maxAttempts": 1800 if self._target.cloud else 240,
                "acceptors": acceptors,
            }
        )
        return Waiter(operation, config, look).wait


def test_files_that_arrive_start_runs_of_which_the_last_makes_the_model(priced: Priced) -> None:
    assert [run["status"] for run in priced.runs] == ["SUCCEEDED", "SUCCEEDED"]
    states = priced.target.client("stepfunctions")
    last = [
        states.get_execution_history(executionArn=run["executionArn"], reverseOrder=True)["events"][
            1
        ]["stateExitedEventDetails"]["name"]
        for run in priced.runs
    ]
    assert last == ["Deployed", "LeftToNewerRun"]


def test_the_endpoint_prices_bookings_of_months_that_training_did_not_see(priced: Priced) -> None:
    last = [row for row in priced.bookings if row["arrival_date"] >= "2017-07-01"][::100]
    prices = [priced.asks(row)["price"] for row in last]
    errors = [abs(price - float(row[TARGET])) for price, row in zip(prices, last, strict=True)]
    average = sum(float(row[TARGET]) for row in last) / len(last)
    naive = [abs(average - float(row[TARGET])) for row in last]
    assert len(last) > 20
    assert sum(errors) < sum(naive)


def test_the_model_in_service_is_the_one_that_the_registry_approved(priced: Priced) -> None:
    packages = priced.target.client("sagemaker").list_model_packages(
        ModelPackageGroupName=priced.target.outputs["ModelPackageGroup"]
    )["ModelPackageSummaryList"]
    assert [one["ModelApprovalStatus"] for one in packages] == ["Approved"]


def test_a_run_on_bad_data_fails_by_name_and_the_endpoint_still_answers(priced: Priced) -> None:
    before = len(Waiting(priced.target).for_runs(1))
    arrives(priced.target, "raw/more.csv", "lead_time,adults\n3,2\n")
    newest, *_ = Waiting(priced.target).for_runs(before + 1)
    run = ended(priced.target, newest)
    priced.target.client("s3").delete_object(
        Bucket=priced.target.outputs["DataBucket"], Key="raw/more.csv"
    )
    assert run["status"] == "FAILED"
    assert "Prepare" in f"{run['error']} {run['cause']}"
    assert TARGET in run["cause"]
    assert priced.asks(priced.bookings[0])["price"] > 0


def test_a_wrong_booking_is_refused_with_the_fields_name(priced: Priced) -> None:
    runtime = priced.target.client("sagemaker-runtime")
    with pytest.raises(runtime.exceptions.ModelError) as caught:
        priced.asks({**priced.bookings[0], "lead_time": "soon"})
    assert caught.value.response["OriginalStatusCode"] == 400
    assert "lead_time" in caught.value.response["OriginalMessage"]


def test_runs_at_once_deploy_one_after_the_other(priced: Priced) -> None:
    client, package = priced.target.client, newest_package(priced)
    started = [
        client("stepfunctions").start_execution(
            stateMachineArn=priced.target.outputs["PipelineArn"],
            input=json.dumps({"modelPackage": package}),
        )["executionArn"]
        for _ in range(2)
    ]
    runs = [ended(priced.target, run) for run in started]
    assert [(run["status"], run.get("cause")) for run in runs] == [("SUCCEEDED", None)] * 2
    assert priced.asks(priced.bookings[0])["price"] > 0


def test_a_model_that_fails_in_service_is_taken_back_by_the_alarms(priced: Priced) -> None:
    client, failures = priced.target.client, list[ClientError]()
    name = priced.target.outputs["EndpointName"]
    before = client("sagemaker").describe_endpoint(EndpointName=name)
    package = register_broken(priced)

    def ask() -> None:
        for booking in priced.bookings[:5]:
            try:
                priced.asks(booking)
            except ClientError as error:
                failures.append(error)

    started = client("stepfunctions").start_execution(
        stateMachineArn=priced.target.outputs["PipelineArn"],
        input=json.dumps({"modelPackage": package}),
    )
    run = ended(priced.target, started["executionArn"], meanwhile=ask)
    assert failures
    assert [str(error) for error in failures if FAULT not in str(error)] == []
    assert (run["status"], run["error"]) == ("FAILED", "DeployFailed")
    assert f"the deployment of {package} was rolled back" in run["cause"]
    described = client("sagemaker").describe_model_package(ModelPackageName=package)
    assert described["ModelApprovalStatus"] == "Rejected"
    after = client("sagemaker").describe_endpoint(EndpointName=name)
    assert after["EndpointStatus"] == "InService"
    assert after["EndpointConfigName"] == before["EndpointConfigName"]
    assert "Errors" in after["FailureReason"]
    assert all(priced.asks(booking)["price"] > 0 for booking in priced.bookings[:20])


def newest_package(priced: Priced) -> str:
    """The ARN of the model that was registered last."""
    found = priced.target.client("sagemaker").list_model_packages(
        ModelPackageGroupName=priced.target.outputs["ModelPackageGroup"], MaxResults=1
    )
    return str(found["ModelPackageSummaryList"][0]["ModelPackageArn"])


def register_broken(priced: Priced) -> str:
    """Registers the model in service, with a script that fails once it is asked.

    Returns:
        The package's ARN.
    """
    sagemaker, s3 = priced.target.client("sagemaker"), priced.target.client("s3")
    good = sagemaker.describe_model_package(ModelPackageName=newest_package(priced))
    specification = good["InferenceSpecification"]
    (container,) = specification["Containers"]
    bucket, _, key = container["ModelDataUrl"].removeprefix("s3://").partition("/")
    archive = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    s3.put_object(Bucket=bucket, Key=BROKEN, Body=broken(archive))
    specification["Containers"] = [
        {"Image": container["Image"], "ModelDataUrl": f"s3://{bucket}/{BROKEN}"}
    ]
    made = sagemaker.create_model_package(
        ModelPackageGroupName=priced.target.outputs["ModelPackageGroup"],
        InferenceSpecification=specification,
        ModelApprovalStatus="PendingManualApproval",
    )
    return str(made["ModelPackageArn"])


def broken(archive: bytes) -> bytes:
    """A model's archive whose script loads, and fails when it is asked."""
    made = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(archive)) as old,
        tarfile.open(fileobj=made, mode="w:gz") as new,
    ):
        for member in (each for each in old.getmembers() if each.isfile()):
            file = old.extractfile(member)
            content = file.read() if file else b""
            if member.name.endswith("inference.py"):
                content += BREAKAGE.encode()
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return made.getvalue()

"""A deployed MachineLearning stack: its pipeline run, its endpoint asked, through boto3 alone."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from botocore.waiter import SingleWaiterConfig, Waiter

from demo.machine_learning.pricing import MODELS_PYTHON, STACK, TARGET
from tests.e2e.conftest import Target, deployed

DATA = Path(__file__).parents[2] / "demo/machine_learning/data.py"


@dataclass(frozen=True)
class Priced:
    """The stack with a model in service, and the bookings it was made of."""

    target: Target
    bookings: list[dict[str, str]]
    run: dict[str, Any]

    def asks(self, booking: dict[str, str]) -> Any:
        answer = self.target.client("sagemaker-runtime").invoke_endpoint(
            EndpointName=self.target.outputs["EndpointName"],
            ContentType="application/json",
            Body=json.dumps({name: value for name, value in booking.items() if name != TARGET}),
        )
        return json.loads(answer["Body"].read())


@pytest.fixture(scope="module")
def priced(assembly: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Priced]:
    """The deployed stack, after a run of its pipeline on the real bookings."""
    file = tmp_path_factory.mktemp("bookings") / "hotel_rates.csv"
    subprocess.run([MODELS_PYTHON, DATA, file], check=True, capture_output=True)
    with deployed(STACK, assembly, tmp_path_factory) as target:
        target.client("s3").upload_file(str(file), target.outputs["DataBucket"], "raw/rates.csv")
        run = runs(target)
        assert run["status"] == "SUCCEEDED", run
        with file.open(newline="", encoding="utf-8") as rows:
            yield Priced(target, list(csv.DictReader(rows)), run)


def runs(target: Target) -> dict[str, Any]:
    """Runs the pipeline to its end; where it only waits, the local cloud's clock is moved."""
    states = target.client("stepfunctions")
    started = states.start_execution(stateMachineArn=target.outputs["PipelineArn"], input="{}")

    def look(**execution: str) -> Any:
        last = states.get_execution_history(**execution, reverseOrder=True, maxResults=1)["events"]
        if target.cloud and last and last[0]["type"] == "WaitStateEntered":
            target.cloud.ask("clock", {"seconds": 30})
        return states.describe_execution(**execution)

    over = {"matcher": "path", "argument": "status", "state": "success"}
    ends = [{**over, "expected": each} for each in ("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")]
    config: Any = SingleWaiterConfig(  # botocore's stubs take it for a mapping
        {
            "operation": "DescribeExecution",
            "delay": 1 if target.cloud else 15,
            "maxAttempts": 1800 if target.cloud else 240,
            "acceptors": ends,
        }
    )
    Waiter("ExecutionIsOver", config, look).wait(executionArn=started["executionArn"])
    run: dict[str, Any] = states.describe_execution(executionArn=started["executionArn"])
    return run


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
    bucket = priced.target.outputs["DataBucket"]
    s3 = priced.target.client("s3")
    s3.put_object(Bucket=bucket, Key="raw/more.csv", Body=b"lead_time,adults\n3,2\n")
    run = runs(priced.target)
    s3.delete_object(Bucket=bucket, Key="raw/more.csv")
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

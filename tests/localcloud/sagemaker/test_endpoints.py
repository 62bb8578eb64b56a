"""Endpoints: what a model answers, what is refused, captured and counted."""

from __future__ import annotations

import json
import os
import signal
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from localcloud.clients import over_network
from localcloud.cloud import LocalCloud
from localcloud.sagemaker.overview import overview
from localcloud.sagemaker.service import SageMakerService
from tests.localcloud.sagemaker.conftest import BUCKET
from tests.localcloud.sagemaker.toys import (
    XGBOOST,
    archive,
    ask,
    config,
    echo,
    endpoint,
    log,
    model,
    total,
    unique,
    until,
)

STRICT = """
    import json
    import os
    import time

    from sagemaker_inference.errors import BaseInferenceToolkitError

    def model_fn(model_dir):
        return os.getpid()

    def input_fn(body, content_type):
        if content_type != "application/json":
            raise ValueError(f"cannot read {content_type}")
        data = json.loads(body)
        if "adults" not in data:
            raise BaseInferenceToolkitError(400, "adults is missing", "adults is missing")
        time.sleep(data.get("slow", 0))
        if data.get("die"):
            os._exit(1)
        return data

    def predict_fn(data, model):
        return {"pid": model}

    def output_fn(prediction, accept):
        return json.dumps(prediction), "application/json"
"""
CAPTURE = {
    "EnableCapture": True,
    "InitialSamplingPercentage": 100,
    "DestinationS3Uri": f"s3://{BUCKET}/capture",
    "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
    "CaptureContentTypeHeader": {"JsonContentTypes": ["application/json"]},
}


@pytest.fixture(scope="module")
def runtime(cloud: LocalCloud) -> Any:
    """A client on the other side of a socket."""
    return over_network(cloud.endpoint, "sagemaker-runtime", "us-east-1")


@pytest.fixture(scope="module")
def strict(cloud: LocalCloud) -> str:
    """An endpoint whose model is particular about its input."""
    name = model(cloud, archive(code__inference=STRICT))
    return endpoint(cloud, config(cloud, name, DataCaptureConfig=CAPTURE))


def test_a_model_answers(cloud: LocalCloud, runtime: Any, strict: str) -> None:
    answer = runtime.invoke_endpoint(
        EndpointName=strict,
        ContentType="application/json",
        Body=b'{"adults": 2}',
        InferenceId="booking-1",
    )
    assert json.loads(answer["Body"].read())["pid"] > 0
    assert answer["ContentType"] == "application/json"
    assert answer["InvokedProductionVariant"] == "AllTraffic"

    described = cloud.client("sagemaker").describe_endpoint(EndpointName=strict)
    (variant,) = described["ProductionVariants"]
    assert variant["CurrentInstanceCount"] == 1
    assert variant["DeployedImages"][0]["SpecifiedImage"] == XGBOOST
    assert described["DataCaptureConfig"]["CaptureStatus"] == "Started"
    told = f"endpoint {strict} (us-east-1): InService, served by code of one's own"
    assert told in overview(cloud)


def test_wrong_input_is_a_model_error_with_the_models_words(runtime: Any, strict: str) -> None:
    with pytest.raises(runtime.exceptions.ModelError) as caught:
        ask(runtime, strict, {"children": 1})
    response = caught.value.response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 424
    assert response["OriginalStatusCode"] == 400
    assert response["OriginalMessage"].startswith("adults is missing")
    assert response["Error"]["Message"].startswith(
        'Received client error (400) from primary with message "adults is missing'
    )
    assert f"/aws/sagemaker/Endpoints/{strict}" in response["LogStreamArn"]


def test_a_script_that_raises_is_a_server_error_with_its_log(
    cloud: LocalCloud, runtime: Any, strict: str
) -> None:
    with pytest.raises(runtime.exceptions.ModelError) as caught:
        ask(runtime, strict, {}, ContentType="text/csv")
    assert caught.value.response["OriginalStatusCode"] == 500
    said = log(cloud, f"/aws/sagemaker/Endpoints/{strict}")
    assert any("cannot read text/csv" in line for line in said)


def test_an_endpoint_that_is_not_there_is_a_validation_error(runtime: Any) -> None:
    with pytest.raises(ClientError) as caught:
        ask(runtime, "nowhere", {})
    error = caught.value.response["Error"]
    assert error["Code"] == "ValidationError"
    assert error["Message"] == "Endpoint nowhere of account 123456789012 not found."


def test_a_variant_that_is_not_there_is_refused(runtime: Any, strict: str) -> None:
    with pytest.raises(ClientError, match="Variant Other not found"):
        ask(runtime, strict, {"adults": 1}, TargetVariant="Other")


def test_invocations_are_counted(cloud: LocalCloud, runtime: Any, strict: str) -> None:
    def counted(metric: str) -> float:
        where = {"EndpointName": strict, "VariantName": "AllTraffic"}
        return total(cloud, "AWS/SageMaker", metric, **where)

    before = {
        name: counted(name) for name in ("Invocations", "Invocation4XXErrors", "ModelLatency")
    }
    ask(runtime, strict, {"adults": 1})
    with pytest.raises(runtime.exceptions.ModelError):
        ask(runtime, strict, {})
    assert counted("Invocations") == before["Invocations"] + 2
    assert counted("Invocation4XXErrors") == before["Invocation4XXErrors"] + 1
    assert counted("ModelLatency") - before["ModelLatency"] > 100, "in microseconds"


def test_an_invocation_under_way_when_its_process_dies_fails_clearly_and_the_next_is_answered(
    cloud: LocalCloud, runtime: Any, strict: str
) -> None:
    first = ask(runtime, strict, {"adults": 1})["pid"]
    with pytest.raises(runtime.exceptions.ModelError, match="could not load the entire response"):
        ask(runtime, strict, {"adults": 1, "die": True})
    assert ask(runtime, strict, {"adults": 1})["pid"] != first
    described = cloud.client("sagemaker").describe_endpoint(EndpointName=strict)
    assert described["EndpointStatus"] == "InService"


def test_a_process_that_is_killed_is_started_again(runtime: Any, strict: str) -> None:
    first = ask(runtime, strict, {"adults": 1})["pid"]
    os.kill(first, signal.SIGKILL)

    def other() -> bool:
        try:
            return bool(ask(runtime, strict, {"adults": 1})["pid"] != first)
        except runtime.exceptions.ModelError:
            return False  # it was on its way while the process died

    until(other)


def test_slow_requests_do_not_keep_others_from_the_endpoint(
    cloud: LocalCloud, runtime: Any, strict: str
) -> None:
    cloud.client("sagemaker").update_endpoint_weights_and_capacities(
        EndpointName=strict,
        DesiredWeightsAndCapacities=[{"VariantName": "AllTraffic", "DesiredInstanceCount": 2}],
    )
    service = cast("SageMakerService", cloud.services["sagemaker"])
    hosted = service.hosted("us-east-1", strict)
    assert hosted is not None
    variant = hosted.fleets[0].variants["AllTraffic"]
    until(lambda: variant.wait_ready(hosted.cancelled))
    with ThreadPoolExecutor(4) as threads:
        answers = list(
            threads.map(lambda _: ask(runtime, strict, {"adults": 1, "slow": 0.2})["pid"], range(4))
        )
    assert set(Counter(answers).values()) == {2}, "the least busy instance gets the next"


def test_variants_share_the_traffic_by_their_weights(cloud: LocalCloud, runtime: Any) -> None:
    name = unique("config")
    variants = [
        {
            "VariantName": variant,
            "ModelName": echo(cloud, version),
            "InitialInstanceCount": 1,
            "InstanceType": "ml.m5.large",
            "InitialVariantWeight": weight,
        }
        for variant, version, weight in (("Old", 1, 1.0), ("New", 2, 0.0))
    ]
    client = cloud.client("sagemaker")
    client.create_endpoint_config(EndpointConfigName=name, ProductionVariants=variants)
    shared = endpoint(cloud, name)
    assert {ask(runtime, shared, 0)["version"] for _ in range(5)} == {1}
    assert ask(runtime, shared, 0, TargetVariant="New")["version"] == 2
    client.update_endpoint_weights_and_capacities(
        EndpointName=shared,
        DesiredWeightsAndCapacities=[
            {"VariantName": "Old", "DesiredWeight": 0.0},
            {"VariantName": "New", "DesiredWeight": 1.0},
        ],
    )
    assert {ask(runtime, shared, 0)["version"] for _ in range(5)} == {2}
    client.delete_endpoint(EndpointName=shared)
    with pytest.raises(ClientError, match="not found"):
        ask(runtime, shared, 0)
    with pytest.raises(ClientError, match='Could not find endpoint "arn:aws:sagemaker'):
        client.describe_endpoint(EndpointName=shared)


def test_a_serverless_variant_has_a_limit_of_its_own(cloud: LocalCloud, runtime: Any) -> None:
    name = unique("config")
    serverless = {"MemorySizeInMB": 2048, "MaxConcurrency": 1}
    client = cloud.client("sagemaker")
    client.create_endpoint_config(
        EndpointConfigName=name,
        ProductionVariants=[
            {
                "VariantName": "AllTraffic",
                "ModelName": model(cloud, archive(code__inference=STRICT)),
                "ServerlessConfig": serverless,
            }
        ],
    )
    small = endpoint(cloud, name)
    (variant,) = client.describe_endpoint(EndpointName=small)["ProductionVariants"]
    assert variant["CurrentServerlessConfig"] == serverless
    with ThreadPoolExecutor(2) as threads:
        tries = [threads.submit(ask, runtime, small, {"adults": 1, "slow": 1}) for _ in range(2)]
        errors = [each.exception() for each in tries]
    (error,) = [each for each in errors if each is not None]
    assert "ThrottlingException" in str(error)

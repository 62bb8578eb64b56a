"""Endpoints: what a model answers, what is refused, captured and counted."""

from __future__ import annotations

import base64
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
from localcloud.sagemaker.service import SageMakerService
from tests.localcloud.sagemaker.conftest import BUCKET
from tests.localcloud.sagemaker.toys import (
    ROLE,
    XGBOOST,
    archive,
    ask,
    config,
    echo,
    endpoint,
    keys,
    log,
    model,
    put,
    read,
    settled,
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


def test_what_goes_in_and_comes_out_is_captured_as_aws_writes_it(
    cloud: LocalCloud, runtime: Any, strict: str
) -> None:
    ask(runtime, strict, {"adults": 7}, InferenceId="captured")
    log(cloud, f"/aws/sagemaker/Endpoints/{strict}")
    lines = [
        json.loads(line)
        for key in keys(cloud, f"capture/{strict}/AllTraffic/")
        for line in read(cloud, f"s3://{BUCKET}/{key}").splitlines()
    ]
    (line,) = [each for each in lines if each["eventMetadata"].get("inferenceId") == "captured"]
    assert line["captureData"]["endpointInput"] == {
        "observedContentType": "application/json",
        "mode": "INPUT",
        "data": '{"adults": 7}',
        "encoding": "JSON",
    }
    assert json.loads(line["captureData"]["endpointOutput"]["data"])["pid"] > 0
    assert line["eventVersion"] == "0"
    key = keys(cloud, f"capture/{strict}/AllTraffic/")[0]
    hour = f"{cloud.clock.now():%Y/%m/%d}"
    assert key.startswith(f"capture/{strict}/AllTraffic/{hour}/")
    assert key.endswith(".jsonl")


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


def test_a_script_without_model_fn_fails_its_endpoint_with_the_reason_in_the_log(
    cloud: LocalCloud,
) -> None:
    broken = model(cloud, archive(code__inference="def predict_fn(data, model): return 1"))
    name = unique("endpoint")
    client = cloud.client("sagemaker")
    client.create_endpoint(EndpointName=name, EndpointConfigName=config(cloud, broken))
    described = settled(cloud, name)
    assert described["EndpointStatus"] == "Failed"
    assert described["FailureReason"] == (
        "The primary container for production variant AllTraffic did not pass the ping health "
        "check. Please check CloudWatch logs for this endpoint."
    )
    said = log(cloud, f"/aws/sagemaker/Endpoints/{name}")
    assert "Please provide a model_fn implementation." in said
    client.delete_endpoint(EndpointName=name)


def test_a_model_without_an_archive_is_refused_before_there_is_an_endpoint(
    cloud: LocalCloud,
) -> None:
    missing = f"s3://{BUCKET}/nothing/model.tar.gz"
    with pytest.raises(ClientError, match=f"Could not find model data at {missing}"):
        model(cloud, missing)


def test_an_archive_that_is_none_fails_the_endpoint(cloud: LocalCloud) -> None:
    broken = model(cloud, put(cloud, "broken/model.tar.gz", "no archive"))
    name = unique("endpoint")
    client = cloud.client("sagemaker")
    client.create_endpoint(EndpointName=name, EndpointConfigName=config(cloud, broken))
    assert "Failed to extract the model data archive" in settled(cloud, name)["FailureReason"]


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


def test_what_has_no_encoding_is_captured_in_base64(cloud: LocalCloud, runtime: Any) -> None:
    plain = {key: value for key, value in CAPTURE.items() if key != "CaptureContentTypeHeader"}
    captured = endpoint(cloud, config(cloud, echo(cloud), DataCaptureConfig=plain))
    ask(runtime, captured, 5)
    log(cloud, f"/aws/sagemaker/Endpoints/{captured}")
    (key,) = keys(cloud, f"capture/{captured}/")
    side = json.loads(read(cloud, f"s3://{BUCKET}/{key}"))["captureData"]["endpointInput"]
    assert side["encoding"] == "BASE64"
    assert base64.b64decode(side["data"]) == b"5"


@pytest.mark.parametrize(
    ("variant", "said"),
    [
        ({"ModelName": "none"}, "Could not find model"),
        ({"InitialInstanceCount": None, "InstanceType": None}, "must have either"),
        ({"ServerlessConfig": {"MemorySizeInMB": 1024, "MaxConcurrency": 1}}, "must have either"),
    ],
)
def test_a_wrong_configuration_is_refused(
    cloud: LocalCloud, variant: dict[str, Any], said: str
) -> None:
    plain = {
        "VariantName": "AllTraffic",
        "ModelName": echo(cloud),
        "InitialInstanceCount": 1,
        "InstanceType": "ml.m5.large",
    }
    given = {name: value for name, value in {**plain, **variant}.items() if value is not None}
    with pytest.raises(ClientError, match=said):
        cloud.client("sagemaker").create_endpoint_config(
            EndpointConfigName=unique("wrong"), ProductionVariants=[given]
        )


def test_a_model_names_one_image(cloud: LocalCloud) -> None:
    client = cloud.client("sagemaker")
    with pytest.raises(ClientError, match="Exactly one of PrimaryContainer and Containers"):
        client.create_model(ModelName=unique("none"), ExecutionRoleArn=ROLE)

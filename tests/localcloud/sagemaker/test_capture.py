"""What goes into a model and comes out of it, captured in S3 as AWS writes it."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from tests.localcloud.sagemaker.conftest import BUCKET
from tests.localcloud.sagemaker.toys import ask, config, echo, endpoint, keys, log, read

CAPTURE = {
    "EnableCapture": True,
    "InitialSamplingPercentage": 100,
    "DestinationS3Uri": f"s3://{BUCKET}/capture",
    "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
    "CaptureContentTypeHeader": {"JsonContentTypes": ["application/json"]},
}


@pytest.fixture(scope="module")
def runtime(cloud: LocalCloud) -> Any:
    """A client of the runtime API."""
    return cloud.client("sagemaker-runtime")


def test_what_goes_in_and_comes_out_is_captured_as_aws_writes_it(
    cloud: LocalCloud, runtime: Any
) -> None:
    captured = endpoint(cloud, config(cloud, echo(cloud), DataCaptureConfig=CAPTURE))
    ask(runtime, captured, {"adults": 7}, InferenceId="captured")
    log(cloud, f"/aws/sagemaker/Endpoints/{captured}")
    lines = [
        json.loads(line)
        for key in keys(cloud, f"capture/{captured}/AllTraffic/")
        for line in read(cloud, f"s3://{BUCKET}/{key}").splitlines()
    ]
    (line,) = [each for each in lines if each["eventMetadata"].get("inferenceId") == "captured"]
    assert line["captureData"]["endpointInput"] == {
        "observedContentType": "application/json",
        "mode": "INPUT",
        "data": '{"adults": 7}',
        "encoding": "JSON",
    }
    answered = json.loads(line["captureData"]["endpointOutput"]["data"])
    assert answered == {"version": 1, "data": {"adults": 7}}
    assert line["eventVersion"] == "0"
    key = keys(cloud, f"capture/{captured}/AllTraffic/")[0]
    hour = f"{cloud.clock.now():%Y/%m/%d}"
    assert key.startswith(f"capture/{captured}/AllTraffic/{hour}/")
    assert key.endswith(".jsonl")


def test_what_has_no_encoding_is_captured_in_base64(cloud: LocalCloud, runtime: Any) -> None:
    plain = {key: value for key, value in CAPTURE.items() if key != "CaptureContentTypeHeader"}
    captured = endpoint(cloud, config(cloud, echo(cloud), DataCaptureConfig=plain))
    ask(runtime, captured, 5)
    log(cloud, f"/aws/sagemaker/Endpoints/{captured}")
    (key,) = keys(cloud, f"capture/{captured}/")
    side = json.loads(read(cloud, f"s3://{BUCKET}/{key}"))["captureData"]["endpointInput"]
    assert side["encoding"] == "BASE64"
    assert base64.b64decode(side["data"]) == b"5"

"""What a function finds around it: what Lambda offers, and nothing of this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.functions.deploy import Function, deploy, zipped

POWERTOOLS = (
    "arn:aws:lambda:us-east-1:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-arm64:7"
)

IMPORTER = """
import importlib

def handle(event, context):
    try:
        module = importlib.import_module(event)
    except ImportError as error:
        return str(error)
    return module.__name__
"""


@pytest.fixture(scope="module")
def bare(cloud: LocalCloud) -> Function:
    return deploy(cloud, IMPORTER)


@pytest.fixture(scope="module")
def layered(cloud: LocalCloud) -> Function:
    return deploy(cloud, IMPORTER, Layers=[POWERTOOLS])


@pytest.fixture(scope="module")
def environment(cloud: LocalCloud) -> dict[str, Any]:
    function = deploy(
        cloud,
        """
        import os

        def handle(event, context):
            return {
                "variables": dict(os.environ),
                "cwd": os.getcwd(),
                "name": context.function_name,
                "memory": context.memory_limit_in_mb,
                "arn": context.invoked_function_arn,
                "stream": context.log_stream_name,
                "left": context.get_remaining_time_in_millis(),
            }
        """,
        Environment={"Variables": {"TABLE_NAME": "rooms", "PATH": "mine"}},
        MemorySize=512,
        Timeout=7,
    )
    answer: dict[str, Any] = function.invoke({}).payload
    return {**answer, "function": function}


@pytest.mark.parametrize("module", ["json", "sqlite3", "boto3", "botocore", "dateutil", "urllib3"])
def test_the_standard_library_and_the_aws_sdk_can_be_imported(bare: Function, module: str) -> None:
    assert bare.invoke(module).payload == module


@pytest.mark.parametrize(
    "module",
    ["requests", "yaml", "aws_lambda_powertools", "pydantic", "moto", "localcloud", "ml_refarch"],
)
def test_what_lambda_does_not_have_cannot_be_imported(bare: Function, module: str) -> None:
    assert bare.invoke(module).payload == f"No module named '{module}'"


@pytest.mark.parametrize("module", ["aws_lambda_powertools", "pydantic", "aws_xray_sdk"])
def test_a_published_layer_brings_its_packages(layered: Function, module: str) -> None:
    assert layered.invoke(module).payload == module


def test_a_published_layer_brings_nothing_else(layered: Function) -> None:
    assert layered.invoke("requests").payload == "No module named 'requests'"


def test_the_version_of_an_installed_package_can_be_read(cloud: LocalCloud) -> None:
    function = deploy(
        cloud,
        """
        from importlib import metadata

        def handle(event, context):
            return sorted({each.name for each in metadata.distributions()} & set(event))
        """,
    )

    assert function.invoke(["boto3", "awslambdaric", "moto"]).payload == ["awslambdaric", "boto3"]


def test_layers_of_ones_own_are_on_the_path_and_the_last_one_wins(cloud: LocalCloud) -> None:
    client = cloud.client("lambda")
    layers = [
        client.publish_layer_version(
            LayerName=f"greeting-{index}",
            Content={"ZipFile": zipped(**{"python/greeting": f"TEXT = {text!r}"})},
        )["LayerVersionArn"]
        for index, text in enumerate(["hello", "안녕"])
    ]
    function = deploy(
        cloud,
        "import greeting\ndef handle(event, context): return greeting.TEXT",
        Layers=layers,
    )

    assert function.invoke({}).payload == "안녕"


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (
            "arn:aws:lambda:us-east-1:999999999999:layer:somebody-elses:3",
            "somebody-elses:3 does not exist in this cloud",
        ),
        ("arn:aws:lambda:us-east-1:123456789012:layer:ours:9", "ours:9 does not exist"),
    ],
)
def test_an_unknown_layer_is_refused_by_name(cloud: LocalCloud, layer: str, message: str) -> None:
    with pytest.raises(ClientError, match=message):
        deploy(cloud, IMPORTER, Layers=[layer])


def test_the_deployed_variables_are_set(environment: dict[str, Any]) -> None:
    assert environment["variables"]["TABLE_NAME"] == "rooms"


def test_lambdas_own_variables_are_set_and_cannot_be_overridden(
    environment: dict[str, Any],
) -> None:
    variables = environment["variables"]
    function = environment["function"]

    assert variables["AWS_LAMBDA_FUNCTION_NAME"] == function.name
    assert variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "512"
    assert variables["AWS_LAMBDA_FUNCTION_VERSION"] == "$LATEST"
    assert variables["AWS_EXECUTION_ENV"] == "AWS_Lambda_python3.13"
    assert variables["AWS_REGION"] == variables["AWS_DEFAULT_REGION"] == "us-east-1"
    assert variables["AWS_LAMBDA_LOG_GROUP_NAME"] == f"/aws/lambda/{function.name}"
    assert variables["LAMBDA_TASK_ROOT"] == environment["cwd"]
    assert variables["PATH"] != "mine"


def test_nothing_of_the_persons_environment_reaches_a_function(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_PROFILE", "HTTPS_PROXY", "PYTHONPATH", "SECRET_OF_MINE"):
        monkeypatch.setenv(name, "mine")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "mine")
    function = deploy(cloud, "import os\ndef handle(event, context): return dict(os.environ)")
    variables = function.invoke({}).payload

    assert "mine" not in variables.values()
    assert variables["HOME"] != os.environ.get("HOME")
    assert not Path(variables["HOME"], ".aws").exists()


def test_the_aws_sdk_within_a_function_talks_to_this_cloud(cloud: LocalCloud) -> None:
    cloud.client("s3").create_bucket(Bucket="rooms")
    function = deploy(
        cloud,
        """
        import boto3

        def handle(event, context):
            return [bucket["Name"] for bucket in boto3.client("s3").list_buckets()["Buckets"]]
        """,
        Timeout=20,
    )

    assert function.invoke({}).payload == ["rooms"]


def test_the_context_is_the_functions(environment: dict[str, Any]) -> None:
    function = environment["function"]

    assert environment["name"] == function.name
    assert environment["arn"] == function.arn
    assert environment["memory"] == "512"
    assert 6_000 < environment["left"] <= 7_000
    assert environment["stream"] == environment["variables"]["AWS_LAMBDA_LOG_STREAM_NAME"]

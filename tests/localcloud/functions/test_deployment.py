"""What the API keeps of a function, beside running it."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.functions.deploy import deploy, role, zipped

ECHO = "def handle(event, context): return event"


def _configuration(cloud: LocalCloud, name: str, **request: Any) -> dict[str, Any]:
    answer: dict[str, Any] = cloud.client("lambda").get_function_configuration(
        FunctionName=name, **request
    )
    return answer


def test_code_comes_from_s3(cloud: LocalCloud) -> None:
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="assets")
    s3.put_object(Bucket="assets", Key="echo.zip", Body=zipped(handler=ECHO))
    function = deploy(cloud, ECHO, Code={"S3Bucket": "assets", "S3Key": "echo.zip"})

    assert function.invoke({"a": 1}).payload == {"a": 1}


def test_code_that_is_not_in_s3_is_named(cloud: LocalCloud) -> None:
    cloud.client("s3").create_bucket(Bucket="empty")

    with pytest.raises(ClientError, match=r"NoSuchKey.*empty/nothing\.zip"):
        deploy(cloud, ECHO, Code={"S3Bucket": "empty", "S3Key": "nothing.zip"})


def test_code_that_is_no_zip_is_refused(cloud: LocalCloud) -> None:
    with pytest.raises(ClientError, match="Could not unzip uploaded file"):
        deploy(cloud, ECHO, Code={"ZipFile": b"no zip"})


def test_a_name_that_is_taken_is_refused(cloud: LocalCloud) -> None:
    function = deploy(cloud, ECHO)

    with pytest.raises(ClientError, match=f"Function already exist: {function.name}") as caught:
        cloud.client("lambda").create_function(
            FunctionName=function.name,
            Role=role(cloud),
            Code={"ZipFile": zipped(handler=ECHO)},
            Handler="handler.handle",
            Runtime="python3.13",
        )
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 409


def test_the_whole_configuration_is_kept_and_shown(cloud: LocalCloud) -> None:
    settings: dict[str, Any] = {
        "LoggingConfig": {"LogFormat": "JSON", "LogGroup": "hotel"},
        "TracingConfig": {"Mode": "Active"},
        "EphemeralStorage": {"Size": 1024},
        "Architectures": ["arm64"],
        "DeadLetterConfig": {"TargetArn": "arn:aws:sqs:us-east-1:123456789012:dead"},
    }
    function = deploy(cloud, ECHO, **settings)
    shown = _configuration(cloud, function.name)

    assert {name: shown[name] for name in settings} == {
        **settings,
        "LoggingConfig": {
            "LogFormat": "JSON",
            "LogGroup": "hotel",
            "ApplicationLogLevel": "INFO",
            "SystemLogLevel": "INFO",
        },
    }
    listed = cloud.client("lambda").list_functions()["Functions"]
    assert shown["LoggingConfig"] in [each["LoggingConfig"] for each in listed]


def test_an_update_leaves_what_it_does_not_name(cloud: LocalCloud) -> None:
    function = deploy(cloud, ECHO, TracingConfig={"Mode": "Active"}, Timeout=9)
    cloud.client("lambda").update_function_configuration(
        FunctionName=function.name, EphemeralStorage={"Size": 2048}
    )
    shown = _configuration(cloud, function.name)

    assert (shown["TracingConfig"]["Mode"], shown["Timeout"]) == ("Active", 9)
    assert shown["EphemeralStorage"]["Size"] == 2048


def test_a_published_version_keeps_its_configuration(cloud: LocalCloud) -> None:
    client = cloud.client("lambda")
    function = deploy(cloud, ECHO, TracingConfig={"Mode": "Active"})
    version = client.publish_version(FunctionName=function.name)["Version"]
    client.update_function_configuration(
        FunctionName=function.name, TracingConfig={"Mode": "PassThrough"}
    )

    published = _configuration(cloud, function.name, Qualifier=version)
    assert published["TracingConfig"]["Mode"] == "Active"
    assert _configuration(cloud, function.name)["TracingConfig"]["Mode"] == "PassThrough"


def test_a_deleted_function_is_gone(cloud: LocalCloud) -> None:
    function = deploy(cloud, ECHO)
    cloud.client("lambda").delete_function(FunctionName=function.name)

    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        function.invoke({})


def test_two_qualifiers_that_differ_are_refused(cloud: LocalCloud) -> None:
    function = deploy(cloud, ECHO)

    with pytest.raises(ClientError, match="does not match the specified qualifier: 1 and 2"):
        cloud.client("lambda").invoke(FunctionName=f"{function.arn}:1", Qualifier="2")

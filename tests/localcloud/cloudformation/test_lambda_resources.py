"""Functions with their versions, aliases, layers, permissions and event sources."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.cloudformation.deployer import Deployer
from tests.localcloud.cloudformation.test_resources import ASSUME, of

ROLE = of("IAM::Role", AssumeRolePolicyDocument=ASSUME)
NAME = {"Ref": "Function"}


@pytest.fixture(autouse=True)
def _assets(cloud: LocalCloud) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("handler.py", "def handle(event, context): return event")
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="assets")
    for key in ("one.zip", "two.zip"):
        s3.put_object(Bucket="assets", Key=key, Body=archive.getvalue())


def function(key: str = "one.zip", **properties: Any) -> dict[str, Any]:
    return of(
        "Lambda::Function",
        Code={"S3Bucket": "assets", "S3Key": key},
        Handler="handler.handle",
        Role={"Fn::GetAtt": ["Role", "Arn"]},
        Runtime="python3.13",
        **properties,
    )


def test_a_function_has_what_its_template_says(hotel: Deployer, cloud: LocalCloud) -> None:
    layer = of("Lambda::LayerVersion", Content={"S3Bucket": "assets", "S3Key": "one.zip"})
    hotel.create(
        {
            "Role": ROLE,
            "Layer": layer,
            "Function": function(
                Architectures=["arm64"],
                Environment={"Variables": {"CITY": "seoul"}},
                Layers=[{"Ref": "Layer"}],
                LoggingConfig={"LogFormat": "JSON"},
                MemorySize=256,
                ReservedConcurrentExecutions=5,
                Tags=[{"Key": "a", "Value": "b"}],
                TracingConfig={"Mode": "Active"},
            ),
        }
    )

    assert hotel.failures == []
    shown = cloud.client("lambda").get_function(FunctionName=hotel.physical_id("Function"))
    configuration = shown["Configuration"]
    assert configuration["Environment"]["Variables"] == {"CITY": "seoul"}
    assert configuration["MemorySize"] == 256
    assert [used["Arn"] for used in configuration["Layers"]] == [hotel.physical_id("Layer")]
    assert shown["Tags"] == {"a": "b"}
    assert shown["Concurrency"] == {"ReservedConcurrentExecutions": 5}


def test_code_and_configuration_change_in_place_and_what_is_gone_gets_its_default(
    hotel: Deployer, cloud: LocalCloud
) -> None:
    first = function(MemorySize=256, Environment={"Variables": {"CITY": "seoul"}}, Timeout=10)
    hotel.create({"Role": ROLE, "Function": first})
    assert hotel.failures == []
    name = hotel.physical_id("Function")

    hotel.update({"Role": ROLE, "Function": function("two.zip", Timeout=20)})

    assert hotel.failures == []
    assert hotel.physical_id("Function") == name
    configuration = cloud.client("lambda").get_function(FunctionName=name)["Configuration"]
    assert (configuration["Timeout"], configuration["MemorySize"]) == (20, 128)
    assert configuration.get("Environment", {}).get("Variables", {}) == {}


def test_versions_aliases_permissions_and_event_sources_follow_the_function(
    hotel: Deployer, cloud: LocalCloud
) -> None:
    version = of("Lambda::Version", FunctionName=NAME)
    hotel.create(
        {
            "Role": ROLE,
            "Function": function(),
            "Queue": of("SQS::Queue"),
            "Version": version,
            "Alias": of(
                "Lambda::Alias",
                FunctionName=NAME,
                FunctionVersion={"Fn::GetAtt": ["Version", "Version"]},
                Name="live",
            ),
            "Permission": of(
                "Lambda::Permission",
                Action="lambda:InvokeFunction",
                FunctionName=NAME,
                Principal="events.amazonaws.com",
            ),
            "Source": of(
                "Lambda::EventSourceMapping",
                FunctionName=NAME,
                EventSourceArn={"Fn::GetAtt": ["Queue", "Arn"]},
                BatchSize=5,
            ),
        },
        Outputs={"Alias": {"Value": {"Ref": "Alias"}}, "Version": {"Value": {"Ref": "Version"}}},
    )

    assert hotel.failures == []
    name, client = hotel.physical_id("Function"), cloud.client("lambda")
    arn = f"arn:aws:lambda:us-east-1:123456789012:function:{name}"
    assert hotel.outputs == {"Alias": f"{arn}:live", "Version": f"{arn}:1"}
    assert "events.amazonaws.com" in client.get_policy(FunctionName=name)["Policy"]
    [source] = client.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
    assert source["UUID"] == hotel.physical_id("Source")

    stack_id = hotel.stack["StackId"]
    hotel.delete()
    assert Deployer(cloud, name=stack_id).status == "DELETE_COMPLETE"
    assert client.list_functions()["Functions"] == []


def test_a_wrong_value_fails_before_anything_is_made_though_others_are_not_known_yet(
    hotel: Deployer,
) -> None:
    with pytest.raises(ClientError, match=r"resource Function .*Architectures.0: .sparc. is not"):
        hotel.create({"Role": ROLE, "Function": function(Architectures=["sparc"])})

    assert hotel.client.list_stacks()["StackSummaries"] == []


def test_inline_code_in_another_language_is_refused_by_name(hotel: Deployer) -> None:
    inline = function()
    inline["Properties"] |= {"Code": {"ZipFile": "exports.handler = 1"}, "Runtime": "nodejs22.x"}

    hotel.create({"Role": ROLE, "Function": inline})

    assert "property Code.ZipFile: inline code runs here in Python only" in hotel.failures[0]

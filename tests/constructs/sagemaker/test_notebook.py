"""A notebook that is closed to the internet, stops when idle and opens on what it should."""

from __future__ import annotations

import base64
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Duration, Environment, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Template
from ml_refarch.foundation import violations
from ml_refarch.sagemaker import ModelEndpoint, Notebook

from tests.constructs.sagemaker.resolved import resolved

Make = Callable[..., Notebook]
KIND = "AWS::SageMaker::NotebookInstance"


@pytest.fixture
def opened(tmp_path: Path) -> Path:
    path = tmp_path / "explore.ipynb"
    path.write_text("{}")
    return path


@pytest.fixture
def make(opened: Path) -> Make:
    """Makes a notebook in a stack of its own."""

    def make(**options: Any) -> Notebook:
        stack = Stack(App(), "Stack", env=Environment(region="us-east-1"))
        given = {
            "bucket": s3.Bucket(stack, "Data", encryption_key=kms.Key(stack, "Key")),
            "files": [opened],
            **{k: v(stack) if callable(v) else v for k, v in options.items()},
        }
        return Notebook(stack, "Notebook", **given)

    return make


def vpc(stack: Stack) -> ec2.IVpc:
    return ec2.Vpc.from_vpc_attributes(
        stack,
        "Vpc",
        vpc_id="vpc-1",
        availability_zones=["us-east-1a", "us-east-1b"],
        private_subnet_ids=["subnet-1", "subnet-2"],
    )


def template(notebook: Notebook) -> Template:
    return Template.from_stack(Stack.of(notebook))


def properties(notebook: Notebook) -> dict[str, Any]:
    ((_, found),) = template(notebook).find_resources(KIND).items()
    written: dict[str, Any] = found["Properties"]
    return written


def script(notebook: Notebook, hook: str) -> str:
    kind = "AWS::SageMaker::NotebookInstanceLifecycleConfig"
    ((_, found),) = template(notebook).find_resources(kind).items()
    (content,) = (one["Content"] for one in found["Properties"][hook])
    if isinstance(content, str):
        return base64.b64decode(content).decode()
    return resolved(content["Fn::Base64"])


def test_it_is_in_the_vpc_and_reaches_nothing_past_it(make: Make) -> None:
    found = properties(make(vpc=vpc))
    assert found["DirectInternetAccess"] == "Disabled"
    assert found["SubnetId"] == "subnet-1"
    assert len(found["SecurityGroupIds"]) == 1


def test_without_a_vpc_the_internet_must_be_asked_for(make: Make) -> None:
    with pytest.raises(ValueError, match=r"vpc: without one .* or ask for direct_internet"):
        make()
    found = properties(make(direct_internet=True))
    assert found["DirectInternetAccess"] == "Enabled"
    assert "SubnetId" not in found


def test_people_are_no_administrators_and_the_disk_is_encrypted(make: Make) -> None:
    found = properties(make(vpc=vpc))
    assert found["RootAccess"] == "Disabled"
    assert found["KmsKeyId"] == {"Ref": "Key961B73FD"}
    assert found["InstanceMetadataServiceConfiguration"] == {
        "MinimumInstanceMetadataServiceVersion": "2"
    }


@pytest.mark.parametrize("options", [{"vpc": vpc}, {"direct_internet": True}])
def test_no_rule_of_cdk_nag_is_broken_but_of_the_tests_own(
    make: Make, options: dict[str, Any]
) -> None:
    found = {one.resource for one in violations(Stack.of(make(**options)))}
    assert found <= {"Stack/Data/Resource", "Stack/Key/Resource"}


def test_a_notebook_without_an_acknowledged_wish_would_be_found(make: Make) -> None:
    notebook = make(vpc=vpc)
    notebook.notebook.direct_internet_access = "Enabled"
    assert "AwsSolutions-SM3" in {one.rule for one in violations(Stack.of(notebook))}


def test_its_files_are_fetched_once_and_belong_to_the_user(make: Make) -> None:
    lines = script(make(vpc=vpc), "OnCreate").splitlines()
    assert lines[:2] == ["#!/bin/bash", "set -e"]
    assert re.fullmatch(
        r"aws s3 cp s3://cdk-hnb659fds-assets-123456789012-us-east-1/\w+\.ipynb "
        r"/home/ec2-user/SageMaker/explore\.ipynb --only-show-errors",
        lines[2],
    )
    assert lines[3] == "chown -R ec2-user:ec2-user /home/ec2-user/SageMaker"


def test_it_opens_on_the_first_file(make: Make) -> None:
    assert '"/lab/tree/explore.ipynb"' in script(make(vpc=vpc), "OnStart")
    assert "default_url" not in script(make(vpc=vpc, files=[]), "OnStart")


def test_kernels_get_their_variables(make: Make) -> None:
    said = script(make(vpc=vpc, environment={"TRAINING_DATA": "s3://data/raw/"}), "OnStart")
    assert 'export TRAINING_DATA="s3://data/raw/"' in said


@pytest.mark.parametrize("hook", ["OnCreate", "OnStart"])
def test_its_scripts_are_scripts(make: Make, tmp_path: Path, hook: str) -> None:
    path = tmp_path / "script.sh"
    path.write_text(script(make(vpc=vpc), hook))
    subprocess.run(["/bin/bash", "-n", path], check=True)


def test_idleness_is_looked_for_with_the_given_patience(make: Make) -> None:
    said = script(make(vpc=vpc, idle=Duration.minutes(30)), "OnStart")
    assert "stop_when_idle.py 1800 $(command -v aws)" in said
    assert "> /etc/cron.d/stop-when-idle" in said


@pytest.mark.parametrize("minutes", [4, 1441])
def test_a_patience_that_makes_no_sense_is_refused(make: Make, minutes: int) -> None:
    with pytest.raises(ValueError, match=f"idle: {minutes} minutes is not between 5 and 1440"):
        make(vpc=vpc, idle=Duration.minutes(minutes))


def test_a_script_that_is_too_long_is_refused(make: Make) -> None:
    with pytest.raises(ValueError, match=r"on_start: \d+ characters in base64 are over the limit"):
        make(vpc=vpc, environment={f"V{number}": "x" * 90 for number in range(200)})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"files": [Path("/no/such.ipynb")]}, r"files: there is no /no/such\.ipynb"),
        ({"volume_gib": 4}, "volume_gib: 4 is not between 5 and 16384"),
        ({"instance_type": "t3.medium"}, r"'t3\.medium' is not an instance type of SageMaker"),
    ],
)
def test_what_it_cannot_be_is_refused(make: Make, options: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make(vpc=vpc, **options)


def test_it_is_made_after_the_rights_that_its_first_start_needs(make: Make) -> None:
    notebook = make(vpc=vpc)
    ((_, found),) = template(notebook).find_resources(KIND).items()
    assert {name[:12] for name in found["DependsOn"]} >= {"NotebookData", "NotebookFile"}


def test_it_may_read_the_data_ask_the_endpoint_and_stop_itself(make: Make) -> None:
    def endpoint(stack: Stack) -> ModelEndpoint:
        return ModelEndpoint(
            stack, "Prices", bucket=s3.Bucket(stack, "Models"), endpoint_name="prices"
        )

    notebook = make(vpc=vpc, endpoint=endpoint)
    actions: dict[str, list[Any]] = {}
    for policy in template(notebook).find_resources("AWS::IAM::Policy").values():
        if "NotebookRole" not in str(policy["Properties"]["Roles"]):
            continue
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
            named = statement["Action"]
            for action in [named] if isinstance(named, str) else named:
                actions.setdefault(action, []).append(statement["Resource"])
    assert "s3:PutObject" not in actions
    (stopped,) = actions["sagemaker:StopNotebookInstance"]
    assert stopped["Fn::GetAtt"][1] == "NotebookInstanceArn"
    (asked,) = actions["sagemaker:InvokeEndpoint"]
    assert resolved(asked).endswith(":endpoint/prices")


def test_what_people_made_stays_unless_it_is_disposable(make: Make) -> None:
    ((_, found),) = template(make(vpc=vpc)).find_resources(KIND).items()
    assert found["DeletionPolicy"] == "Retain"

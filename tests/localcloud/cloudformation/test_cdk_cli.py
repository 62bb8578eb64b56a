"""The real CDK CLI deploys to the local cloud: from bootstrap to destroy."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.cloudformation.cloudtrail import CloudTrail
from localcloud.cloudformation.service import CloudFormation
from tests.localcloud.cloudformation import assembly

ROOT = Path(__file__).parents[3]
NODE = Path(sys.executable).parent / "node"
CDK = ROOT / "node_modules" / "aws-cdk" / "bin" / "cdk"
GROUP: dict[str, Any] = {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 7}}
BUCKET: dict[str, Any] = {"Type": "AWS::S3::Bucket"}
ENFORCED: dict[str, Any] = {
    "Type": "AWS::S3::BucketPolicy",
    "Properties": {
        "Bucket": {"Ref": "Bucket"},
        "PolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "s3:*",
                    "Resource": {"Fn::GetAtt": ["Bucket", "Arn"]},
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                }
            ],
        },
    },
}


class Cli:
    """Runs ``cdk`` against a cloud, on an assembly in a folder."""

    def __init__(self, cloud: LocalCloud, folder: Path) -> None:
        self._cloud = cloud
        self.folder = folder

    def run(self, *arguments: str, succeeds: bool = True) -> str:
        """What ``cdk`` printed."""
        environment = {
            "PATH": os.pathsep.join([str(NODE.parent), os.environ["PATH"]]),
            "HOME": str(self.folder),
            "AWS_ENDPOINT_URL": self._cloud.endpoint,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_REGION": assembly.REGION,
            "AWS_DEFAULT_REGION": assembly.REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "CDK_DISABLE_CLI_TELEMETRY": "1",
        }
        done = subprocess.run(
            [str(NODE), str(CDK), *arguments, "--no-notices", "--ci"],
            cwd=self.folder,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=120,
        )
        said = done.stdout + done.stderr
        assert (done.returncode == 0) is succeeds, said
        return said

    def deploy(self, resources: dict[str, Any], *, succeeds: bool = True) -> str:
        """Deploys the stack with these resources beside its function."""
        assembly.write(self.folder / "cdk.out", resources)
        return self.run(
            "deploy", "--app", "cdk.out", "--require-approval", "never", succeeds=succeeds
        )


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    with LocalCloud(services=[CloudFormation, CloudTrail]) as made:
        made.start()
        yield made


@pytest.fixture(scope="module")
def cli(cloud: LocalCloud, tmp_path_factory: pytest.TempPathFactory) -> Cli:
    made = Cli(cloud, tmp_path_factory.mktemp("app"))
    made.run("bootstrap", f"aws://{assembly.ACCOUNT}/{assembly.REGION}")
    return made


def stack_status(cloud: LocalCloud) -> str:
    stacks = cloud.client("cloudformation").describe_stacks(StackName="Rooms")["Stacks"]
    return str(stacks[0]["StackStatus"])


def test_an_environment_is_bootstrapped_once(cli: Cli, cloud: LocalCloud) -> None:
    again = cli.run("bootstrap", f"aws://{assembly.ACCOUNT}/{assembly.REGION}")

    assert "bootstrapped (no changes)" in again
    assert assembly.ASSETS in [b["Name"] for b in cloud.client("s3").list_buckets()["Buckets"]]


def test_a_stack_goes_through_its_life(cli: Cli, cloud: LocalCloud) -> None:
    resources = {"Group": GROUP, "Bucket": BUCKET, "Enforced": ENFORCED}
    said = cli.deploy(resources)
    assert "Rooms.Function = Rooms-Greeter-" in said
    assert "CREATE_COMPLETE" in said

    assert "(no changes)" in cli.deploy(resources)

    named = {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "rooms"}}
    assembly.write(cli.folder / "cdk.out", {**resources, "Group": named})
    difference = cli.run("diff", "--app", "cdk.out")
    assert "LogGroupName (requires replacement)" in difference
    assert "could not create a change set" not in difference.lower()

    cli.deploy({**resources, "Group": named})
    groups = cloud.client("logs").describe_log_groups()["logGroups"]
    assert [group["logGroupName"] for group in groups] == ["rooms"]

    failing = {
        "Type": "AWS::Lambda::Permission",
        "Properties": {
            "Action": "lambda:InvokeFunction",
            "FunctionName": "nobody",
            "Principal": "events.amazonaws.com",
        },
        "DependsOn": ["Group", "Greeter"],
    }
    said = cli.deploy({"Group": GROUP, "Failing": failing}, succeeds=False)
    assert "Function not found" in said
    assert stack_status(cloud) == "UPDATE_ROLLBACK_COMPLETE"
    groups = cloud.client("logs").describe_log_groups()["logGroups"]
    assert [group["logGroupName"] for group in groups] == ["rooms"]

    cli.run("destroy", "--app", "cdk.out", "--force")
    assert cloud.client("logs").describe_log_groups()["logGroups"] == []
    assert cloud.client("lambda").list_functions()["Functions"] == []


def test_a_type_that_nobody_makes_fails_the_deploy_by_name(cli: Cli) -> None:
    said = cli.deploy({"Fleet": {"Type": "AWS::GameLift::Fleet"}}, succeeds=False)

    assert "AWS::GameLift::Fleet (Fleet): the local cloud has no gamelift CreateFleet" in said

"""What the MachineLearning stack promises whoever deploys it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import cfnlint.api
import pytest
from aws_cdk import aws_sqs as sqs
from aws_cdk.assertions import Template
from ml_refarch.foundation import violations
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from stacks.machine_learning import Options
from stacks.machine_learning.model import PRICING, tuning
from tests.constructs.sagemaker.resolved import resolved
from tests.constructs.sagemaker.test_training_pipeline import judged
from tests.stacks.learning import new_stack, stack, template
from tests.stacks.snapshots import normalised
from tests.stacks.upgrades import DEPLOYED, holdings, losses

Document = dict[str, Any]

KINDS = pytest.mark.parametrize(("env", "everything"), [("dev", False), ("prod", True)])


def resources(of: Document, kind: str) -> dict[str, Any]:
    return {k: v for k, v in of["Resources"].items() if v["Type"] == kind}


def definition(of: Document, name: str = "Training") -> Document:
    machines = resources(of, "AWS::StepFunctions::StateMachine")
    (machine,) = (one for key, one in machines.items() if key.startswith(name))
    found: Document = json.loads(resolved(machine["Properties"]["DefinitionString"]))
    return found


def test_the_architecture_is_the_one_that_was_reviewed(snapshot: SnapshotAssertion) -> None:
    assert normalised(template(everything=True)) == snapshot(extension_class=JSONSnapshotExtension)


@KINDS
def test_no_rule_of_cdk_nag_is_broken(env: str, *, everything: bool) -> None:
    assert violations(stack(env, everything=everything)) == []


def test_what_nobody_acknowledged_still_breaks_the_rules() -> None:
    changed = new_stack("prod")
    sqs.Queue(changed, "Added")
    assert {one.rule for one in violations(changed)} == {"AwsSolutions-SQS3", "AwsSolutions-SQS4"}


@KINDS
def test_cloudformations_own_linter_finds_nothing(env: str, *, everything: bool) -> None:
    body = json.dumps(template(env, everything=everything))
    found = cfnlint.api.lint(body, regions=["us-east-1"])
    # W3005, a DependsOn that a reference implies already: the CDK writes both, to no harm.
    assert [f"{one.rule.id} {one.message}" for one in found if one.rule.id != "W3005"] == []


@KINDS
def test_the_state_machines_are_amazon_states_language(
    env: str, *, everything: bool, tmp_path: Path
) -> None:
    names = ["Training", *(["DataMonitor"] if everything else [])]
    for name in names:
        found = judged(definition(template(env, everything=everything), name), tmp_path)
        assert found.returncode == 0, found.stdout + found.stderr


def test_no_partition_is_written_by_hand() -> None:
    assert "arn:aws:" not in json.dumps(template(everything=True))


def test_functions_run_on_python_3_13_and_arm64() -> None:
    for function in resources(template(everything=True), "AWS::Lambda::Function").values():
        assert function["Properties"]["Runtime"] == "python3.13"
        assert function["Properties"]["Architectures"] == ["arm64"]


def test_the_pipeline_runs_the_scripts_of_the_pricing_model() -> None:
    states = definition(template())["States"]
    told = states["Prepare"]["Parameters"]["AppSpecification"]["ContainerArguments"]
    assert told[-4:] == ["--validation-months", "2", "--test-months", "2"]
    train = states["Train"]["Parameters"]
    assert train["HyperParameters"]["sagemaker_program"] == '"train.py"'
    (metric,) = train["AlgorithmSpecification"]["MetricDefinitions"]
    assert metric == {"Name": "validation:rmse", "Regex": r"validation:rmse=([0-9\.]+)"}
    assert states["Gate"]["Parameters"]["Payload"]["terms"] == {
        "metric": "rmse",
        "goal": "Minimize",
        "margin": 0.005,
    }


def test_what_is_tuned_is_what_the_script_takes() -> None:
    search = tuning(5)
    assert search is not None
    script = (PRICING / "train.py").read_text()
    assert all(f'"{name}"' in script for name in search.ranges)
    assert tuning(0) is None


def test_what_costs_is_off_unless_it_is_asked_for() -> None:
    plain = template()
    for kind in ("NotebookInstance", "Pipeline"):
        assert resources(plain, f"AWS::SageMaker::{kind}") == {}
    assert len(resources(plain, "AWS::StepFunctions::StateMachine")) == 1
    config = definition(plain)["States"]["CreateEndpointConfig"]["Parameters"]
    assert "DataCaptureConfig" not in config
    assert "Tune" not in definition(plain)["States"]


def test_a_serverless_endpoint_is_a_choice() -> None:
    serverless = Template.from_stack(new_stack("dev", Options(serverless=True))).to_json()
    config = definition(dict(serverless))["States"]["CreateEndpointConfig"]["Parameters"]
    (variant,) = config["ProductionVariants"]
    assert "ServerlessConfig" in variant


def test_a_notebook_without_vpc_and_internet_is_refused() -> None:
    with pytest.raises(ValueError, match="bring a VPC, or ask for direct_internet"):
        new_stack("dev", Options(notebook=True))


def test_runs_start_by_schedule_and_by_files_unless_neither_is_wished() -> None:
    ((_, schedule),) = resources(template(), "AWS::Scheduler::Schedule").items()
    assert schedule["Properties"]["ScheduleExpression"] == "cron(0 3 ? * MON *)"
    assert len(resources(template(), "AWS::Events::Rule")) == 1
    quiet = Template.from_stack(
        new_stack("dev", Options(retrain="", retrain_on_arrival=False))
    ).to_json()
    assert resources(dict(quiet), "AWS::Scheduler::Schedule") == {}
    assert resources(dict(quiet), "AWS::Events::Rule") == {}


def test_only_the_disposable_environment_lets_go_of_data_and_models() -> None:
    for env, policy in (("dev", "Delete"), ("prod", "Retain")):
        found = template(env)
        for kind in ("AWS::S3::Bucket", "AWS::SageMaker::ModelPackageGroup", "AWS::KMS::Key"):
            held = resources(found, kind).values()
            assert held
            assert {one["DeletionPolicy"] for one in held} == {policy}
    assert len(resources(template("dev"), "Custom::EmptiedBucket")) == 2
    assert resources(template("prod"), "Custom::EmptiedBucket") == {}


def test_the_endpoint_goes_in_every_environment_before_its_models_and_data() -> None:
    for env in ("dev", "prod"):
        assert len(resources(template(env), "Custom::RemovedEndpoint")) == 1
    dev = template("dev")
    (removal,) = resources(dev, "Custom::RemovedEndpoint").values()
    assert set(resources(dev, "Custom::EmptiedBucket")) <= set(removal["DependsOn"])


def test_outputs_say_where_things_are() -> None:
    assert set(template()["Outputs"]) == {
        *("DataBucket", "PipelineArn", "EndpointName", "ModelPackageGroup", "StaffTopic")
    }
    assert "NotebookName" in template(everything=True)["Outputs"]


def test_the_notebook_opens_on_the_exploration_of_the_training_data() -> None:
    found = template(everything=True)
    ((_, lifecycle),) = resources(found, "AWS::SageMaker::NotebookInstanceLifecycleConfig").items()
    (start,) = lifecycle["Properties"]["OnStart"]
    script = resolved(start["Content"]["Fn::Base64"])
    assert '"/lab/tree/explore.ipynb"' in script
    (bucket,) = (
        name for name in resources(found, "AWS::S3::Bucket") if name.startswith("DataBucket")
    )
    assert f'export TRAINING_DATA="s3://{bucket}/raw/"' in script


def test_the_stack_as_it_is_now_keeps_the_data_of_the_one_deployed() -> None:
    deployed = json.loads((DEPLOYED / "MachineLearning.json").read_text())
    assert {one["Type"] for one in deployed.values()} >= {
        "AWS::S3::Bucket",
        "AWS::SageMaker::ModelPackageGroup",
    }
    assert losses(deployed, template()) == []


def test_an_upgrade_that_would_lose_models_or_data_is_seen() -> None:
    before = template()
    assert {one["Type"] for one in holdings(before).values()} >= {
        "AWS::KMS::Key",
        "AWS::S3::Bucket",
        "AWS::SageMaker::ModelPackageGroup",
    }
    assert losses(holdings(before), before) == []
    changed = copy.deepcopy(before)
    ((name, group),) = resources(changed, "AWS::SageMaker::ModelPackageGroup").items()
    group["Properties"]["ModelPackageGroupName"] = "another"
    assert losses(holdings(before), changed) == [
        f"{name} (AWS::SageMaker::ModelPackageGroup) would be replaced, for its "
        "ModelPackageGroupName changes"
    ]


def test_an_upgrade_that_would_lose_what_is_written_in_the_notebook_is_seen() -> None:
    before = template(everything=True)
    changed = copy.deepcopy(before)
    ((name, notebook),) = resources(changed, "AWS::SageMaker::NotebookInstance").items()
    notebook["Properties"]["InstanceType"] = "ml.t3.large"
    assert losses(holdings(before), changed) == []
    notebook["Properties"]["DirectInternetAccess"] = "Disabled"
    assert losses(holdings(before), changed) == [
        f"{name} (AWS::SageMaker::NotebookInstance) would be replaced, for its "
        "DirectInternetAccess changes"
    ]

"""Pipelines that the tests look at: synthesised once, in one app."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Duration, RemovalPolicy, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_scheduler as scheduler
from ml_refarch.foundation import Notifications
from ml_refarch.sagemaker import (
    DataCapture,
    Gate,
    InstanceCapacity,
    ModelEndpoint,
    ProcessingScript,
    RealRange,
    ScriptAlgorithm,
    TrainingMachines,
    TrainingPipeline,
    Tuning,
)

from tests.constructs.sagemaker.resolved import resolved

SCRIPTS = ("train.py", "inference.py", "prepare.py", "evaluate.py")
METRICS = {"validation:rmse": r"validation:rmse=([0-9\.]+)"}


@dataclass(frozen=True)
class Synthesised:
    """A stack with a pipeline, and its template."""

    stack: Stack
    pipeline: TrainingPipeline
    endpoint: ModelEndpoint | None
    template: dict[str, Any] = field(default_factory=dict)

    def of_type(self, kind: str) -> dict[str, dict[str, Any]]:
        """The resources of a type by their logical ids."""
        return {k: v for k, v in self.template["Resources"].items() if v["Type"] == kind}

    def the(self, kind: str, logical_id: str = "") -> dict[str, Any]:
        """The one resource of a type whose logical id starts so."""
        (found,) = (v for k, v in self.of_type(kind).items() if k.startswith(logical_id))
        return found

    @property
    def definition(self) -> dict[str, Any]:
        """The state machine's definition."""
        machine = self.the("AWS::StepFunctions::StateMachine")
        found: dict[str, Any] = json.loads(resolved(machine["Properties"]["DefinitionString"]))
        return found

    @property
    def studio(self) -> dict[str, Any]:
        """The SageMaker Pipeline's definition."""
        pipeline = self.the("AWS::SageMaker::Pipeline")
        body = pipeline["Properties"]["PipelineDefinition"]["PipelineDefinitionBody"]
        found: dict[str, Any] = json.loads(resolved(body))
        return found

    def actions_of(self, logical_id: str) -> dict[str, list[Any]]:
        """What a role may do, and with which resources, of all its policies."""
        statements: dict[str, list[Any]] = {}
        for policy in self.of_type("AWS::IAM::Policy").values():
            roles = [role.get("Ref", "") for role in policy["Properties"]["Roles"]]
            if not any(role.startswith(logical_id) for role in roles):
                continue
            for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
                actions, targets = statement["Action"], statement["Resource"]
                for action in [actions] if isinstance(actions, str) else actions:
                    found = targets if isinstance(targets, list) else [targets]
                    statements.setdefault(action, []).extend(resolved(one) for one in found)
        return statements


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the scripts of a model."""
    folder = tmp_path_factory.mktemp("pricing")
    for name in SCRIPTS:
        (folder / name).write_text(f"# {name}\n")
    return folder


@pytest.fixture(scope="session")
def synthesised(source: Path) -> dict[str, Synthesised]:
    """Pipelines: with everything, and with as little as there can be."""
    app = App()
    stacks = {"full": full(app, source), "bare": bare(app, source)}
    assembly = app.synth()
    for name, one in stacks.items():
        path = Path(assembly.directory, one.stack.template_file)
        stacks[name] = Synthesised(
            one.stack, one.pipeline, one.endpoint, json.loads(path.read_text())
        )
    return stacks


def full(app: App, source: Path) -> Synthesised:
    """Prepared, tuned on spot machines, judged, deployed to an endpoint that scales."""
    stack = Stack(app, "Full")
    key = kms.Key(stack, "Key", enable_key_rotation=True)
    bucket = s3.Bucket(stack, "Data", encryption_key=key, enforce_ssl=True)
    notifications = Notifications(stack, "Notifications")
    endpoint = ModelEndpoint(
        stack,
        "Endpoint",
        bucket=bucket,
        endpoint_name="pricing",
        capacity=InstanceCapacity(max_count=3),
        capture=DataCapture(percent=50),
        alarm_topic=notifications.staff_topic,
    )
    pipeline = TrainingPipeline(
        stack,
        "Pipeline",
        algorithm=ScriptAlgorithm(source, metrics=METRICS, hyperparameters={"num_round": 50}),
        bucket=bucket,
        prepare=ProcessingScript(script=source / "prepare.py", arguments=("--test-months", "2")),
        tuning=Tuning(
            objective="validation:rmse", goal="Minimize", ranges={"eta": RealRange(0.01, 0.3)}
        ),
        machines=TrainingMachines(spot=True, max_runtime=Duration.minutes(30)),
        evaluate=ProcessingScript(script=source / "evaluate.py"),
        gate=Gate(margin=0.01),
        endpoint=endpoint,
        group_name="pricing",
        notifications=notifications,
        schedule=scheduler.ScheduleExpression.rate(Duration.days(7)),
        on_data_arrival=True,
        studio=True,
    )
    return Synthesised(stack, pipeline, endpoint)


def bare(app: App, source: Path) -> Synthesised:
    """Trained on data that are there, registered, and nobody told."""
    stack = Stack(app, "Bare")
    bucket = s3.Bucket(stack, "Data", enforce_ssl=True)
    pipeline = TrainingPipeline(
        stack,
        "Pipeline",
        algorithm=ScriptAlgorithm(source),
        bucket=bucket,
        removal_policy=RemovalPolicy.DESTROY,
    )
    return Synthesised(stack, pipeline, None)


@pytest.fixture(scope="session")
def everything(synthesised: dict[str, Synthesised]) -> Synthesised:
    """A pipeline with all that it can have."""
    return synthesised["full"]


@pytest.fixture(scope="session")
def little(synthesised: dict[str, Synthesised]) -> Synthesised:
    """A pipeline with nothing that it can do without."""
    return synthesised["bare"]

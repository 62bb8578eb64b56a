"""What a pipeline does, made of what its user asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3_assets as s3_assets
from constructs import Construct

from ml_refarch.sagemaker import requests
from ml_refarch.sagemaker.algorithms import Algorithm, BoundAlgorithm, ScriptAlgorithm
from ml_refarch.sagemaker.gate import Gate
from ml_refarch.sagemaker.images import ContainerImage, PublishedImage
from ml_refarch.sagemaker.layout import EVALUATION_FILE
from ml_refarch.sagemaker.machines import ProcessingScript, TrainingMachines
from ml_refarch.sagemaker.requests import PREPARED, Script, Surroundings
from ml_refarch.sagemaker.steps import (
    PROCESSING,
    TRAINING,
    TUNING,
    Answer,
    Job,
    Plan,
    Question,
    Reference,
)
from ml_refarch.sagemaker.tuning import Tuning

REPORT = "report"
TEST = "test"
TRAIN = "train"


@dataclass(frozen=True)
class Wishes:
    """What a pipeline's user asks for.

    Args:
        algorithm: What is trained.
        channels: Its inputs, with their content types.
        machines: What training runs on.
        prepare: The step before it.
        tuning: The search before it.
        evaluate: The step after it.
        gate: Which models pass.
        group: Where models are registered.
        instance_types: What they are registered for.
    """

    algorithm: Algorithm
    channels: Mapping[str, str | None]
    machines: TrainingMachines
    prepare: ProcessingScript | None
    tuning: Tuning | None
    evaluate: ProcessingScript | None
    gate: Gate
    group: str
    instance_types: Sequence[str]

    def check(self) -> None:
        """Refuses what the algorithm cannot do.

        Raises:
            ValueError: Machines, channels or hyperparameters are not ones that it takes.
        """
        self.algorithm.check_machines(
            instance_type=self.machines.instance_type, count=self.machines.count
        )
        self.algorithm.check_channels(self.channels)
        self.algorithm.check_required(tuned=list(self.tuning.ranges) if self.tuning else ())

    @property
    def prepared(self) -> list[str]:
        """The folders that the preparation writes."""
        more = [TEST] if self.evaluate else []
        return list(dict.fromkeys([*self.channels, *more, REPORT]))

    def image_of(self, script: ProcessingScript) -> ContainerImage:
        """The container that a script runs in.

        The algorithm's own where scripts run in it; a built-in algorithm's has no Python of ours.
        """
        if script.image is not None:
            return script.image
        if isinstance(self.algorithm, ScriptAlgorithm):
            return self.algorithm.image
        return PublishedImage("sagemaker-xgboost")


def plan(
    scope: Construct,
    wishes: Wishes,
    around: Surroundings,
    bound: BoundAlgorithm,
    *,
    gate_function: lambda_.IFunction | None,
) -> Plan:
    """The steps.

    Args:
        scope: Where the scripts become assets.
        wishes: What the user asks for.
        around: What all jobs have in common.
        bound: The algorithm in the stack.
        gate_function: Who judges models; needed for a pipeline with an evaluation.
    """
    algorithm = wishes.algorithm
    image_uri = algorithm.image.uri(scope)
    found: dict[str, tuple[str | Reference, str | None]] = {
        name: (_data(wishes, around, name), kind) for name, kind in wishes.channels.items()
    }
    steps: list[Job | Question] = []
    if wishes.prepare is not None:
        script = _script(scope, "PrepareScript", wishes, wishes.prepare)
        request = requests.preparation(script, around, outputs=wishes.prepared)
        steps.append(Job("Prepare", PROCESSING, request))
    if wishes.tuning is not None:
        goal = algorithm.check_tuning(
            objective=wishes.tuning.objective,
            goal=wishes.tuning.goal,
            ranges=wishes.tuning.ranges,
        )
        search = requests.tuning(
            algorithm,
            bound,
            around,
            image_uri=image_uri,
            machines=wishes.machines,
            channels=found,
            settings=wishes.tuning,
            goal=goal,
        )
        steps.append(Job("Tune", TUNING, search))
    training = requests.training(
        algorithm,
        bound,
        around,
        image_uri=image_uri,
        machines=wishes.machines,
        channels=found,
        tuned=list(wishes.tuning.ranges) if wishes.tuning else (),
    )
    steps.append(Job("Train", TRAINING, training))
    gate = None
    if wishes.evaluate is not None and gate_function is not None:
        find, evaluate, gate = _judging(scope, wishes, around, wishes.evaluate, gate_function)
        steps += [find, evaluate, gate]
    return Plan(
        steps=steps,
        gate=gate,
        registration=requests.registration(
            algorithm,
            bound,
            around,
            image_uri=image_uri,
            group=wishes.group,
            instance_types=wishes.instance_types,
            evaluated=gate is not None,
        ),
    )


def _judging(
    scope: Construct,
    wishes: Wishes,
    around: Surroundings,
    evaluate: ProcessingScript,
    function: lambda_.IFunction,
) -> tuple[Question, Job, Question]:
    find = Question(
        "FindModelInUse",
        function,
        {"ask": "model_in_use", "group": wishes.group},
        {"modelData": "String", "package": "String"},
    )
    request = requests.evaluation(
        _script(scope, "EvaluateScript", wishes, evaluate),
        around,
        data={name: _data(wishes, around, name) for name in (TEST, TRAIN)},
        in_use=Answer(find.name, "modelData"),
    )
    gate = Question(
        "Gate",
        function,
        {
            "ask": "deploy",
            "evaluation": around.layout.of_run(f"evaluation/{EVALUATION_FILE}"),
            "terms": {
                "metric": wishes.gate.metric,
                "goal": wishes.gate.goal,
                "margin": wishes.gate.margin,
                **({} if wishes.gate.limit is None else {"limit": wishes.gate.limit}),
            },
        },
        {"deploy": "Boolean", "reason": "String"},
    )
    return find, Job("Evaluate", PROCESSING, request), gate


def _data(wishes: Wishes, around: Surroundings, name: str) -> str | Reference:
    """Where the data of a channel are: prepared by the run, or there as they came."""
    if wishes.prepare is None:
        return f"{around.layout.raw}{name}/"
    # With a slash at its end: an address is the beginning of names, and "test" that of "test2".
    return around.layout.of_run(f"{PREPARED}/{name}/")


def _script(
    scope: Construct, construct_id: str, wishes: Wishes, settings: ProcessingScript
) -> Script:
    return Script(
        settings=settings,
        asset=s3_assets.Asset(scope, construct_id, path=str(settings.script)),
        image_uri=wishes.image_of(settings).uri(scope),
    )

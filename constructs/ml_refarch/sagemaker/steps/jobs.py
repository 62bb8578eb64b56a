"""The steps of a pipeline, said once for Step Functions and for SageMaker Pipelines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from aws_cdk import aws_lambda as lambda_

from .references import Request

AnswerType: TypeAlias = Literal["String", "Boolean"]


@dataclass(frozen=True)
class JobKind:
    """One of SageMaker's kinds of jobs.

    Args:
        operation: What creates one, as Step Functions names it.
        named_by: The field of the request with the job's name.
        resource: As in the ARN of one.
        verb: As in the names of its operations: ``CreateTrainingJob``.
        pipeline_type: The type of a step of SageMaker Pipelines.
        rule: The rule by which Step Functions hears that one is done.
        results: What of its description later steps may need.
    """

    operation: str
    named_by: str
    resource: str
    verb: str
    pipeline_type: str
    rule: str
    results: tuple[str, ...]


PROCESSING: Final = JobKind(
    operation="createProcessingJob",
    named_by="ProcessingJobName",
    resource="processing-job",
    verb="ProcessingJob",
    pipeline_type="Processing",
    rule="StepFunctionsGetEventsForSageMakerProcessingJobsRule",
    results=("ProcessingJobName",),
)
TRAINING: Final = JobKind(
    operation="createTrainingJob",
    named_by="TrainingJobName",
    resource="training-job",
    verb="TrainingJob",
    pipeline_type="Training",
    rule="StepFunctionsGetEventsForSageMakerTrainingJobsRule",
    results=("TrainingJobName", "ModelArtifacts"),
)
TUNING: Final = JobKind(
    operation="createHyperParameterTuningJob",
    named_by="HyperParameterTuningJobName",
    resource="hyper-parameter-tuning-job",
    verb="HyperParameterTuningJob",
    pipeline_type="Tuning",
    rule="StepFunctionsGetEventsForSageMakerTuningJobsRule",
    results=("HyperParameterTuningJobName", "BestTrainingJob"),
)


@dataclass(frozen=True)
class Job:
    """A step that is a job of SageMaker.

    Args:
        name: Its name.
        kind: Which kind.
        request: What creates it, without its name.
    """

    name: str
    kind: JobKind
    request: Request


@dataclass(frozen=True)
class Question:
    """A step that asks a function.

    Args:
        name: Its name.
        function: Who is asked.
        payload: What is asked.
        answers: The parts of the answer, and their types.
    """

    name: str
    function: lambda_.IFunction
    payload: Request
    answers: Mapping[str, AnswerType]


@dataclass(frozen=True)
class Plan:
    """What a pipeline does, up to the model that is registered.

    Args:
        steps: One after another.
        gate: The question whose answer ``deploy`` lets a model pass; every model passes without.
        registration: The request that registers the model, without what depends on who asks.
    """

    steps: Sequence[Job | Question]
    gate: Question | None
    registration: Request

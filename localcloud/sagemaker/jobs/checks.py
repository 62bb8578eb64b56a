"""What SageMaker refuses of a job before it takes it, beside the limits of its model."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from localcloud.sagemaker.kinds import invalid

PROCESSING_ROOT = "/opt/ml/processing"
MAX_METRICS = 40


def check_training(request: Mapping[str, Any]) -> None:
    """Looks at a request of CreateTrainingJob.

    Raises:
        ServiceError: ValidationException, in SageMaker's words where they are known.
    """
    specification = request.get("AlgorithmSpecification")
    if not specification:
        raise invalid("AlgorithmSpecification is required: the local cloud has no serverless jobs")
    named = [name for name in ("TrainingImage", "AlgorithmName") if specification.get(name)]
    if len(named) != 1:
        raise invalid("You must provide exactly one of TrainingImage and AlgorithmName")
    if named == ["AlgorithmName"]:
        raise invalid("AlgorithmName: the local cloud has no algorithms of the Marketplace")
    if not request.get("StoppingCondition"):
        raise invalid("StoppingCondition is required")
    _check_metrics(specification.get("MetricDefinitions") or ())
    _check_unique("channel", [each["ChannelName"] for each in request.get("InputDataConfig") or ()])
    _check_spot(request)


def check_processing(request: Mapping[str, Any]) -> None:
    """Looks at a request of CreateProcessingJob.

    Raises:
        ServiceError: ValidationException.
    """
    inputs = request.get("ProcessingInputs") or ()
    outputs = (request.get("ProcessingOutputConfig") or {}).get("Outputs") or ()
    _check_unique("input", [each["InputName"] for each in inputs])
    _check_unique("output", [each["OutputName"] for each in outputs])
    paths = [each["S3Input"].get("LocalPath") for each in inputs if each.get("S3Input")]
    paths += [each["S3Output"].get("LocalPath") for each in outputs if each.get("S3Output")]
    for path in paths:
        if path is not None and not f"{path}/".startswith(f"{PROCESSING_ROOT}/"):
            raise invalid(
                f"LocalPath {path} is invalid: it must be an absolute path below {PROCESSING_ROOT}"
            )
    for each in inputs:
        if each.get("S3Input") and not (each["S3Input"].get("LocalPath") or each.get("AppManaged")):
            raise invalid(f"LocalPath is required for the input {each['InputName']}")


def _check_metrics(definitions: Sequence[Mapping[str, str]]) -> None:
    if len(definitions) > MAX_METRICS:
        raise invalid(f"MetricDefinitions: {len(definitions)} of at most {MAX_METRICS}")
    for each in definitions:
        try:
            groups = re.compile(each["Regex"]).groups
        except re.error as error:
            raise invalid(f"Invalid regex in MetricDefinition {each['Name']}: {error}") from error
        if groups < 1:
            raise invalid(
                f"Invalid regex in MetricDefinition {each['Name']}: {each['Regex']} has no group "
                "that captures the value"
            )


def _check_unique(what: str, names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise invalid(f"Duplicate {what} name: {', '.join(twice)}")


def _check_spot(request: Mapping[str, Any]) -> None:
    condition = request["StoppingCondition"]
    wait = condition.get("MaxWaitTimeInSeconds")
    if not request.get("EnableManagedSpotTraining"):
        if wait is not None:
            raise invalid(
                "MaxWaitTimeInSeconds above MaxRuntimeInSeconds is only allowed when "
                "EnableManagedSpotTraining is set to true"
            )
        return
    if wait is None or wait < condition.get("MaxRuntimeInSeconds", 86_400):
        raise invalid(
            f"Invalid MaxWaitTimeInSeconds: {wait}. It must be present and be greater than or "
            "equal to MaxRuntimeInSeconds, where EnableManagedSpotTraining is true"
        )

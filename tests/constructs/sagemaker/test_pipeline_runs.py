"""A run of a pipeline, played through: which way it goes, what it asks for, what it says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.constructs.sagemaker.conftest import Synthesised
from tests.constructs.sagemaker.rehearsal import ID, Answer, Fails, Rehearsal, rehearse

CANDIDATE = f"pricing-{ID}"
PACKAGE = "arn:aws:sagemaker:us-east-1:123456789012:model-package/pricing/7"
MODEL = "s3://data/runs/run-1/model/train-1/output/model.tar.gz"
MISSING = Fails(
    "SageMaker.SageMakerException",
    'Could not find endpoint "arn:aws:sagemaker:us-east-1:123456789012:endpoint/pricing". '
    "(Service: SageMaker, Status Code: 400)",
)
# On AWS it is States.TaskFailed, which moto takes for one of its own.
JOB_FAILED = "TaskFailed"
TRAINING: dict[str, Mapping[str, Any]] = {
    "Prepare": {"ProcessingJobName": "prepare-1"},
    "Tune": {
        "HyperParameterTuningJobName": "tune-1",
        "BestTrainingJob": {"TunedHyperParameters": {"eta": "0.05"}},
    },
    "Train": {"TrainingJobName": "train-1", "ModelArtifacts": {"S3ModelArtifacts": MODEL}},
    "FindModelInUse": {"Payload": {"modelData": "s3://data/old.tar.gz", "package": "old"}},
    "Evaluate": {"ProcessingJobName": "evaluate-1"},
    "Gate": {"Payload": {"deploy": True, "reason": "its rmse is 20, better than 30"}},
    "Register": {"ModelPackageArn": PACKAGE},
}


def at(status: str, config: str = CANDIDATE) -> dict[str, str]:
    return {"EndpointStatus": status, "EndpointConfigName": config}


def unscaled() -> dict[str, Any]:
    return {"ScalableTargets": []}


UPDATED: dict[str, Answer | Sequence[Answer]] = {
    **TRAINING,
    "LookAtEndpoint": at("InService", "pricing-old"),
    "FindScaling": {"ScalableTargets": [{"ResourceId": "endpoint/pricing/variant/AllTraffic"}]},
    "WatchEndpoint": [at("Updating", "pricing-old"), at("InService")],
}


def play(everything: Synthesised, changed: Any = None, **options: Any) -> Rehearsal:
    return rehearse(everything.definition, {**UPDATED, **(changed or {})}, **options)


def test_the_first_run_creates_the_endpoint(everything: Synthesised) -> None:
    run = rehearse(
        everything.definition,
        {
            **TRAINING,
            "LookAtEndpoint": MISSING,
            "WatchEndpoint": [at("Creating"), at("Creating"), at("InService")],
        },
    )
    assert run.status == "SUCCEEDED"
    assert run.asked["CreateEndpoint"] == [
        {"EndpointName": "pricing", "EndpointConfigName": CANDIDATE}
    ]
    assert "UpdateEndpoint" not in run.visited
    assert run.told == {
        "pipeline": "Full Pipeline",
        "run": "run-1",
        "outcome": "Deployed",
        "modelPackage": PACKAGE,
        "endpoint": "pricing",
    }


def test_a_later_run_updates_it_blue_green_with_its_alarms(everything: Synthesised) -> None:
    run = play(everything)
    assert run.status == "SUCCEEDED"
    (update,) = run.asked["UpdateEndpoint"]
    assert update["EndpointConfigName"] == CANDIDATE
    assert update["RetainAllVariantProperties"] is True
    policy = update["DeploymentConfig"]["BlueGreenUpdatePolicy"]
    assert policy["TrafficRoutingConfiguration"]["Type"] == "ALL_AT_ONCE"
    alarms = update["DeploymentConfig"]["AutoRollbackConfiguration"]["Alarms"]
    assert [one["AlarmName"][:14] for one in alarms] == ["EndpointErrors", "EndpointLatenc"]


def test_scaling_stops_for_the_update_and_goes_on_after_it(everything: Synthesised) -> None:
    run = play(everything)
    order = ["StopScaling", "UpdateEndpoint", "WatchEndpoint", "RegisterScaling", "Approve"]
    assert [state for state in run.visited if state in order] == [
        *("StopScaling", "UpdateEndpoint", "WatchEndpoint", "WatchEndpoint"),
        *("RegisterScaling", "Approve"),
    ]
    (target,) = run.asked["RegisterScaling"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 3)
    (policy,) = run.asked["SetScalingPolicy"]
    tracking = policy["TargetTrackingScalingPolicyConfiguration"]
    assert tracking["TargetValue"] == 1000
    assert target["ResourceId"] == policy["ResourceId"] == "endpoint/pricing/variant/AllTraffic"


def test_a_variant_that_is_not_scaled_is_not_stopped_from_it(everything: Synthesised) -> None:
    run = play(everything, {"FindScaling": unscaled()})
    assert "StopScaling" not in run.visited
    assert run.status == "SUCCEEDED"


def test_every_job_has_a_name_of_its_own_that_sagemaker_takes(everything: Synthesised) -> None:
    run = play(everything, name="x" * 80)
    names = {
        "Prepare": ("ProcessingJobName", 63),
        "Tune": ("HyperParameterTuningJobName", 32),
        "Train": ("TrainingJobName", 63),
        "Evaluate": ("ProcessingJobName", 63),
    }
    for state, (field, most) in names.items():
        (asked,) = run.asked[state]
        assert asked[field] == f"{state.lower()}-{ID}"
        assert len(asked[field]) <= most
        assert asked["Tags"] == [{"Key": "pipeline-execution", "Value": "x" * 80}]


def test_what_a_run_makes_is_in_a_folder_of_its_own(everything: Synthesised) -> None:
    run = play(everything, name="monday")
    (prepare,) = run.asked["Prepare"]
    outputs = prepare["ProcessingOutputConfig"]["Outputs"]
    bucket = "s3://Data666C94C7"
    assert {one["OutputName"]: one["S3Output"]["S3Uri"] for one in outputs} == {
        name: f"{bucket}/runs/monday/prepared/{name}"
        for name in ("train", "validation", "test", "report")
    }
    (train,) = run.asked["Train"]
    assert train["OutputDataConfig"]["S3OutputPath"] == f"{bucket}/runs/monday/model"
    assert [
        (one["ChannelName"], one["DataSource"]["S3DataSource"]["S3Uri"])
        for one in train["InputDataConfig"]
    ] == [
        ("train", f"{bucket}/runs/monday/prepared/train/"),
        ("validation", f"{bucket}/runs/monday/prepared/validation/"),
    ]
    (gate,) = run.asked["Gate"]
    assert gate["Payload"]["evaluation"] == f"{bucket}/runs/monday/evaluation/evaluation.json"


def test_the_model_is_trained_with_what_tuning_found(everything: Synthesised) -> None:
    run = play(everything)
    (train,) = run.asked["Train"]
    assert train["HyperParameters"]["eta"] == "0.05"
    assert train["HyperParameters"]["num_round"] == "50"


def test_the_evaluation_is_told_of_the_model_and_of_the_one_in_use(
    everything: Synthesised,
) -> None:
    run = play(everything)
    (evaluate,) = run.asked["Evaluate"]
    told = evaluate["AppSpecification"]["ContainerArguments"]
    assert dict(zip(told[::2], told[1::2], strict=True)) == {
        "--model": "/opt/ml/processing/input/model/model.tar.gz",
        "--test": "/opt/ml/processing/input/test",
        "--train": "/opt/ml/processing/input/train",
        "--output": "/opt/ml/processing/output",
        "--in-use": "s3://data/old.tar.gz",
    }
    inputs = {one["InputName"]: one["S3Input"] for one in evaluate["ProcessingInputs"]}
    assert inputs["model"]["S3Uri"] == MODEL


def test_a_model_that_is_not_better_is_neither_registered_nor_deployed(
    everything: Synthesised,
) -> None:
    worse = {"Payload": {"deploy": False, "reason": "its rmse of 31 is not better"}}
    run = play(everything, {"Gate": worse})
    assert run.status == "SUCCEEDED"
    assert not {"Register", "CreateModel", "UpdateEndpoint"} & set(run.visited)
    assert run.told == {
        "pipeline": "Full Pipeline",
        "run": "run-1",
        "outcome": "NotBetter",
        "reason": "its rmse of 31 is not better",
    }


def test_a_model_is_approved_once_it_is_in_service(everything: Synthesised) -> None:
    run = play(everything)
    (register,) = run.asked["Register"]
    assert register["ModelApprovalStatus"] == "PendingManualApproval"
    assert run.asked["Approve"] == [
        {
            "ModelPackageArn": PACKAGE,
            "ModelApprovalStatus": "Approved",
            "ApprovalDescription": "In service",
        }
    ]
    assert run.visited.index("WatchEndpoint") < run.visited.index("Approve")


def test_a_rollback_is_a_failure_that_rejects_the_model_and_scales_on(
    everything: Synthesised,
) -> None:
    watched = [at("Updating", "pricing-old"), at("RollingBack", "pricing-old")]
    run = play(everything, {"WatchEndpoint": [*watched, at("InService", "pricing-old")]})
    assert (run.status, run.error) == ("FAILED", "DeployFailed")
    assert f"the deployment of {PACKAGE} was rolled back" in run.cause
    assert run.asked["Reject"][0]["ModelApprovalStatus"] == "Rejected"
    assert "RegisterScaling" in run.visited
    assert "Approve" not in run.visited
    assert run.told["step"] == "Deploy"


@pytest.mark.parametrize("status", ["Failed", "UpdateRollbackFailed", "OutOfService"])
def test_an_endpoint_that_breaks_is_a_failure_that_says_so(
    everything: Synthesised, status: str
) -> None:
    run = play(everything, {"WatchEndpoint": at(status, "pricing-old")})
    assert run.cause == f"Deploy: endpoint pricing is {status} with the new model"
    assert "Reject" in run.visited


def test_a_failed_endpoint_is_made_anew(everything: Synthesised) -> None:
    looks = [at("Failed", "pricing-old"), at("Deleting", "pricing-old"), MISSING]
    run = play(everything, {"LookAtEndpoint": looks, "WatchEndpoint": at("InService")})
    assert run.status == "SUCCEEDED"
    assert run.visited.index("DeleteFailedEndpoint") < run.visited.index("CreateEndpoint")


def test_an_endpoint_that_something_else_changes_is_waited_for(everything: Synthesised) -> None:
    looks = [at("Updating", "other"), at("SystemUpdating", "other"), at("InService", "other")]
    run = play(everything, {"LookAtEndpoint": looks})
    assert run.status == "SUCCEEDED"
    assert run.visited.count("WaitForQuiet") == 2


def test_an_endpoint_that_takes_no_update_is_left_alone_and_named(
    everything: Synthesised,
) -> None:
    run = play(everything, {"LookAtEndpoint": at("UpdateRollbackFailed", "old")})
    assert "endpoint pricing is UpdateRollbackFailed and takes no update; delete it" in run.cause
    assert not {"UpdateEndpoint", "CreateEndpoint", "DeleteFailedEndpoint"} & set(run.visited)


def test_an_endpoint_that_cannot_be_looked_at_is_no_missing_one(everything: Synthesised) -> None:
    denied = Fails("SageMaker.SageMakerException", "not authorized to DescribeEndpoint")
    run = play(everything, {"LookAtEndpoint": denied})
    assert run.cause == "LookAtEndpoint: not authorized to DescribeEndpoint"
    assert "CreateEndpoint" not in run.visited


JOBS = ("Prepare", "Tune", "Train", "Evaluate")
CALLS = (
    *("FindModelInUse", "Gate", "Register", "CreateModel", "CreateEndpointConfig"),
    *("FindScaling", "StopScaling", "UpdateEndpoint", "RegisterScaling", "SetScalingPolicy"),
    "Approve",
)


@pytest.mark.parametrize("step", [*JOBS, *CALLS])
def test_a_step_that_fails_is_named_with_its_reason(everything: Synthesised, step: str) -> None:
    run = play(everything, {step: Fails("Some.Error", "it's {broken}")})
    assert (run.status, run.error) == ("FAILED", f"{step}Failed")
    assert run.cause == f"{step}: it's {{broken}}"
    assert run.told == {
        "pipeline": "Full Pipeline",
        "run": "run-1",
        "outcome": "Failed",
        "step": step,
        "error": "Some.Error",
        "reason": "it's {broken}",
    }


@pytest.mark.parametrize("step", JOBS)
def test_of_a_job_that_fails_the_containers_own_reason_is_told(
    everything: Synthesised, step: str
) -> None:
    described = json.dumps(
        {"JobName": "job-1", "FailureReason": "AlgorithmError: column price is missing, exit 1"}
    )
    run = play(everything, {step: Fails(JOB_FAILED, described)})
    assert run.cause == f"{step}: AlgorithmError: column price is missing, exit 1"


def test_of_a_script_that_fails_its_own_message_is_told(everything: Synthesised) -> None:
    """SageMaker has no more of it than its beginning, which the script wrote for this."""
    described = {
        "FailureReason": "AlgorithmError: See job logs for more information, exit code: 1",
        "ExitMessage": "data.csv: column 'adults' is missing",
    }
    run = play(everything, {"Prepare": Fails(JOB_FAILED, json.dumps(described))})
    assert run.cause == "Prepare: data.csv: column 'adults' is missing"


def test_a_script_that_fails_in_silence_is_told_of_in_sagemakers_words(
    everything: Synthesised,
) -> None:
    described = {"FailureReason": "AlgorithmError: , exit code: 137", "ExitMessage": ""}
    run = play(everything, {"Prepare": Fails(JOB_FAILED, json.dumps(described))})
    assert run.cause == "Prepare: AlgorithmError: , exit code: 137"


def out_of_machines() -> Fails:
    reason = "CapacityError: Unable to provision requested ML compute capacity."
    return Fails(JOB_FAILED, json.dumps({"FailureReason": reason}))


@pytest.mark.parametrize("step", JOBS)
def test_a_job_without_machines_is_tried_again_later(everything: Synthesised, step: str) -> None:
    good = TRAINING[step]
    run = play(everything, {step: [out_of_machines(), out_of_machines(), good]})
    assert run.status == "SUCCEEDED"
    assert run.visited.count("WaitForMachines") == 2
    assert run.visited.count(step) == 3


def test_at_last_a_run_without_machines_fails(everything: Synthesised) -> None:
    run = play(everything, {"Train": out_of_machines()})
    assert run.cause.startswith("Train: CapacityError: Unable to provision")
    assert run.visited.count("WaitForMachines") == 6


def test_nobody_to_tell_is_no_reason_to_hide_a_failure(everything: Synthesised) -> None:
    run = play(
        everything,
        {
            "Train": Fails(JOB_FAILED, "broken"),
            "TellFailed": Fails("SNS.NotFoundException", "no such topic"),
        },
    )
    assert run.cause == "Train: broken"


def test_a_model_that_cannot_be_rejected_is_still_told_of(everything: Synthesised) -> None:
    run = play(
        everything,
        {
            "WatchEndpoint": at("InService", "pricing-old"),
            "Reject": Fails("SageMaker.SageMakerException", "throttled"),
        },
    )
    assert "was rolled back" in run.cause


def test_of_many_files_the_last_one_makes_the_run(everything: Synthesised) -> None:
    arn = "arn:aws:states:us-east-1:123456789012:execution:rehearsed"
    newest = {"Executions": [{"ExecutionArn": f"{arn}:run-1"}]}
    newer = {"Executions": [{"ExecutionArn": f"{arn}:run-2"}]}
    mine = play(everything, {"FindNewestRun": newest}, given={"arrival": True})
    left = play(everything, {"FindNewestRun": newer}, given={"arrival": True})
    assert mine.visited[:4] == ["HowStarted", "LetFilesArrive", "FindNewestRun", "IsNewest"]
    assert mine.visited[-1] == "Deployed"
    assert left.visited[-1] == "LeftToNewerRun"
    assert (left.status, "Prepare" in left.visited) == ("SUCCEEDED", False)


@pytest.mark.parametrize("given", [{}, {"arrival": False}, {"arrival": "no"}, {"note": "by hand"}])
def test_a_run_started_otherwise_waits_for_nothing(
    everything: Synthesised, given: dict[str, Any]
) -> None:
    run = play(everything, given=given)
    assert run.visited[:3] == ["HowStarted", "Begin", "Prepare"]
    assert run.status == "SUCCEEDED"


def test_a_registered_model_is_deployed_without_training(everything: Synthesised) -> None:
    described = {
        "ModelPackageArn": "arn:old",
        "InferenceSpecification": {
            "Containers": [{"Image": "old-image", "ModelDataUrl": "s3://data/old.tar.gz"}]
        },
    }
    run = play(everything, {"ReadPackage": described}, given={"modelPackage": "arn:old"})
    assert run.status == "SUCCEEDED"
    assert not {"Prepare", "Train", "Gate", "Register"} & set(run.visited)
    assert run.asked["ReadPackage"] == [{"ModelPackageName": "arn:old"}]
    (model,) = run.asked["CreateModel"]
    assert model["PrimaryContainer"]["Image"] == "old-image"
    assert model["PrimaryContainer"]["ModelDataUrl"] == "s3://data/old.tar.gz"
    assert run.asked["Approve"][0]["ModelPackageArn"] == "arn:old"


def test_a_pipeline_without_endpoint_ends_with_a_registered_model(little: Synthesised) -> None:
    run = rehearse(
        little.definition, {"Train": TRAINING["Train"], "Register": TRAINING["Register"]}
    )
    assert run.visited == ["Begin", "Train", "Register", "Registered"]
    (train,) = run.asked["Train"]
    (first, _) = train["InputDataConfig"]
    assert first["DataSource"]["S3DataSource"]["S3Uri"].endswith("/raw/train/")


def test_without_a_topic_a_failure_is_in_the_run_itself(little: Synthesised) -> None:
    run = rehearse(little.definition, {"Train": Fails(JOB_FAILED, "broken")})
    assert (run.error, run.cause) == ("TrainFailed", "Train: broken")
    assert run.asked.keys() == {"Train"}

"""Tuning jobs: a search over ranges, the best training job by its metric."""

from __future__ import annotations

import itertools
import math
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.errors import ServiceError
from localcloud.sagemaker.jobs.search import combinations
from localcloud.sagemaker.service import SageMakerService
from tests.localcloud.sagemaker.toys import log, script, training, unique, until

PRINT = """
    import json
    import os

    print("loss=", (float(os.environ["SM_HP_X"]) - 3) ** 2, sep="")
"""


def tuning(
    cloud: LocalCloud, name: str, *, source: str = PRINT, most: int = 1, **settings: Any
) -> dict[str, Any]:
    """A request of CreateHyperParameterTuningJob."""
    definition = training("unused", metrics={"loss": r"loss=([0-9.e-]+)"})
    definition.pop("TrainingJobName")
    static = {**script(cloud, source), "num_round": "5"}
    return {
        "HyperParameterTuningJobName": name,
        "TrainingJobDefinition": {**definition, "StaticHyperParameters": static},
        "HyperParameterTuningJobConfig": {
            "Strategy": "Bayesian",
            "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "loss"},
            "ResourceLimits": {"MaxNumberOfTrainingJobs": most, "MaxParallelTrainingJobs": 10},
            "ParameterRanges": {
                "IntegerParameterRanges": [{"Name": "x", "MinValue": "0", "MaxValue": "9"}]
            },
            "RandomSeed": 1,
            **settings,
        },
    }


def tuned(cloud: LocalCloud, name: str) -> dict[str, Any]:
    """A tuning job once it is over."""
    client = cloud.client("sagemaker")

    def over() -> bool:
        job = client.describe_hyper_parameter_tuning_job(HyperParameterTuningJobName=name)
        return job["HyperParameterTuningJobStatus"] not in ("InProgress", "Stopping")

    until(over, name)
    job: dict[str, Any] = client.describe_hyper_parameter_tuning_job(
        HyperParameterTuningJobName=name
    )
    return job


def test_the_best_training_job_is_the_one_with_the_smallest_loss(cloud: LocalCloud) -> None:
    name, client = unique("tuning"), cloud.client("sagemaker")
    client.create_hyper_parameter_tuning_job(**tuning(cloud, name, most=3))
    job = tuned(cloud, name)
    assert job["HyperParameterTuningJobStatus"] == "Completed", job.get("FailureReason")
    assert job["TrainingJobStatusCounters"]["Completed"] == 3
    assert job["ObjectiveStatusCounters"] == {"Succeeded": 3, "Pending": 0, "Failed": 0}

    listed = client.list_training_jobs_for_hyper_parameter_tuning_job(
        HyperParameterTuningJobName=name, SortBy="FinalObjectiveMetricValue"
    )["TrainingJobSummaries"]
    losses = [each["FinalHyperParameterTuningJobObjectiveMetric"]["Value"] for each in listed]
    values = [float(each["TunedHyperParameters"]["x"]) for each in listed]
    assert losses == sorted((value - 3) ** 2 for value in values)
    assert len(set(values)) == 3
    assert job["BestTrainingJob"]["TrainingJobName"] == listed[0]["TrainingJobName"]
    begun = sorted(each["CreationTime"] for each in listed)
    ended = min(each["TrainingEndTime"] for each in listed)
    assert begun[1] < ended <= begun[2], "two at a time, for there are two processors"

    best = client.describe_training_job(TrainingJobName=job["BestTrainingJob"]["TrainingJobName"])
    assert best["TuningJobArn"] == job["HyperParameterTuningJobArn"]
    given = best["HyperParameters"]
    assert given["x"] == job["BestTrainingJob"]["TunedHyperParameters"]["x"]
    assert (given["num_round"], given["_tuning_objective_metric"]) == ("5", "loss")
    said = log(cloud, "/aws/sagemaker/TrainingJobs", best["TrainingJobName"])
    assert "Values by random search, in the place of Bayesian" in said


def test_a_tuning_job_whose_jobs_all_fail_has_failed(cloud: LocalCloud) -> None:
    name = unique("failing")
    request = tuning(cloud, name, source="raise SystemExit(1)")
    cloud.client("sagemaker").create_hyper_parameter_tuning_job(**request)
    job = tuned(cloud, name)
    assert job["HyperParameterTuningJobStatus"] == "Failed"
    assert job["FailureReason"].startswith("No training job succeeded after 1 attempts.")
    assert "BestTrainingJob" not in job


def test_a_metric_that_nobody_prints_is_named(cloud: LocalCloud) -> None:
    name = unique("silent")
    request = tuning(cloud, name, source="print('nothing')")
    cloud.client("sagemaker").create_hyper_parameter_tuning_job(**request)
    assert "emitting the objective metric loss" in tuned(cloud, name)["FailureReason"]


def test_stopping_a_tuning_job_stops_its_training_jobs(cloud: LocalCloud) -> None:
    name, client = unique("stopped"), cloud.client("sagemaker")
    request = tuning(cloud, name, source="import time; time.sleep(300)")
    client.create_hyper_parameter_tuning_job(**request)

    def begun() -> bool:
        job = client.describe_hyper_parameter_tuning_job(HyperParameterTuningJobName=name)
        return bool(job["TrainingJobStatusCounters"]["InProgress"])

    until(begun)
    client.stop_hyper_parameter_tuning_job(HyperParameterTuningJobName=name)
    job = tuned(cloud, name)
    assert job["HyperParameterTuningJobStatus"] == "Stopped"
    assert job["TrainingJobStatusCounters"]["Stopped"] == 1
    assert job["TrainingJobStatusCounters"]["InProgress"] == 0


def test_a_hyperparameter_is_static_or_tuned(cloud: LocalCloud) -> None:
    request = tuning(cloud, unique("both"))
    request["TrainingJobDefinition"]["StaticHyperParameters"]["x"] = "1"
    with pytest.raises(ClientError, match="cannot be both static and tuned: x"):
        cloud.client("sagemaker").create_hyper_parameter_tuning_job(**request)


def test_a_range_that_is_none_is_refused_and_nothing_is_left(cloud: LocalCloud) -> None:
    wrong = {"IntegerParameterRanges": [{"Name": "x", "MinValue": "9", "MaxValue": "1"}]}
    request = tuning(cloud, unique("range"), ParameterRanges=wrong)
    with pytest.raises(ClientError, match="MinValue of x is greater than its MaxValue: 9 and 1"):
        cloud.client("sagemaker").create_hyper_parameter_tuning_job(**request)
    service = cast("SageMakerService", cloud.services["sagemaker"])
    assert service.records.by_arn(request["HyperParameterTuningJobName"]) is None


RANGES = {
    "IntegerParameterRanges": [{"Name": "depth", "MinValue": "2", "MaxValue": "6"}],
    "ContinuousParameterRanges": [
        {"Name": "eta", "MinValue": "0.001", "MaxValue": "1", "ScalingType": "Logarithmic"}
    ],
    "CategoricalParameterRanges": [{"Name": "tree", "Values": ["hist", "exact"]}],
}


def drawn(seed: int, count: int = 200) -> list[dict[str, str]]:
    return list(itertools.islice(combinations("Random", RANGES, seed), count))


def test_a_search_is_repeated_by_its_seed() -> None:
    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_values_are_in_their_ranges_on_their_scale() -> None:
    values = drawn(0)
    assert {each["depth"] for each in values} == {"2", "3", "4", "5", "6"}
    assert {each["tree"] for each in values} == {"hist", "exact"}
    etas = [float(each["eta"]) for each in values]
    assert all(0.001 <= eta <= 1 for eta in etas)
    below = sum(eta < math.sqrt(0.001) for eta in etas)
    assert 70 < below < 130


def test_a_grid_has_each_combination_once() -> None:
    ranges = {
        "CategoricalParameterRanges": [
            {"Name": "a", "Values": ["1", "2"]},
            {"Name": "b", "Values": ["x", "y"]},
        ]
    }
    assert len(list(combinations("Grid", ranges, 0))) == 4


def test_a_grid_of_numbers_is_refused() -> None:
    with pytest.raises(ServiceError, match="CategoricalParameterRanges only"):
        next(combinations("Grid", RANGES, 0))


def test_a_search_that_has_tried_everything_ends() -> None:
    ranges = {"IntegerParameterRanges": [{"Name": "x", "MinValue": "1", "MaxValue": "3"}]}
    assert len(list(combinations("Random", ranges, 0))) == 3

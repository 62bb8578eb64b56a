"""Built-in algorithms: XGBoost as itself, four by stand-ins that say what they are."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.sagemaker.engine.python import ml_python
from localcloud.sagemaker.images import Image
from localcloud.sagemaker.jobs.training import stand_in_path
from localcloud.sagemaker.overview import overview
from tests.localcloud.sagemaker.conftest import BUCKET
from tests.localcloud.sagemaker.toys import (
    XGBOOST,
    channel,
    keys,
    log,
    model,
    put,
    read,
    train,
    trained,
    training,
    transformed,
    unique,
)

REGISTRY = XGBOOST.split("/")[0]
UNLABELLED = "text/csv;label_size=0"

ALGORITHMS: dict[str, tuple[str, dict[str, str], str]] = {
    "sagemaker-xgboost:3.2-0": ("text/csv", {"num_round": "20", "max_depth": "3"}, "labelled"),
    "linear-learner:1": ("text/csv", {"predictor_type": "regressor"}, "labelled"),
    "kmeans:1": (UNLABELLED, {"k": "2", "feature_dim": "2"}, "features"),
    "pca:1": (UNLABELLED, {"num_components": "1", "feature_dim": "2"}, "features"),
    "lda:1": (UNLABELLED, {"num_topics": "2", "feature_dim": "2"}, "features"),
}


ANSWER = """
import importlib, json, sys, tarfile, tempfile
for module, archive in zip(sys.argv[1::2], sys.argv[2::2]):
    handler = importlib.import_module(f"localcloud.sagemaker.stand_ins.{module}").InferenceHandler()
    folder = tempfile.mkdtemp()
    tarfile.open(archive).extractall(folder, filter="data")
    rows = handler.default_input_fn("2,98\\n98,2\\n", "text/csv")
    answer = handler.default_predict_fn(rows, handler.default_model_fn(folder))
    print(handler.default_output_fn(answer, "application/json")[0])
"""
"""Has the stand-ins named on its command line answer for two rows; their Python loads once."""


@pytest.fixture(scope="module")
def jobs(cloud: LocalCloud) -> dict[str, dict[str, Any]]:
    """A training job of each algorithm, by image; all of them at once."""
    put(cloud, "toy/labelled/rows.csv", "\n".join(f"{3 * x},{x},{x % 2}" for x in range(1, 40)))
    put(cloud, "toy/features/rows.csv", "\n".join(f"{x},{100 - x}" for x in (1, 2, 3, 97, 98, 99)))
    names = {image: unique("algorithm") for image in ALGORITHMS}
    for image, (kind, hyperparameters, data) in ALGORITHMS.items():
        source = channel("train", f"s3://{BUCKET}/toy/{data}/", ContentType=kind)
        request = training(
            names[image],
            specification={"TrainingImage": f"{REGISTRY}/{image}"},
            HyperParameters=hyperparameters,
            InputDataConfig=[source],
        )
        cloud.client("sagemaker").create_training_job(**request)
    ended = {image: trained(cloud, name) for image, name in names.items()}
    for image, job in ended.items():
        assert job["TrainingJobStatus"] == "Completed", (image, job.get("FailureReason"))
    return ended


@pytest.fixture(scope="module")
def answers(
    cloud: LocalCloud, jobs: dict[str, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What the models of each stand-in answer, by image."""
    folder = tmp_path_factory.mktemp("models")
    images = [image for image in ALGORITHMS if "xgboost" not in image]
    arguments = []
    for image in images:
        algorithm = Image.of(f"{REGISTRY}/{image}").algorithm
        assert algorithm is not None
        path = folder / f"{algorithm.value}.tar.gz"
        path.write_bytes(read(cloud, jobs[image]["ModelArtifacts"]["S3ModelArtifacts"]))
        arguments += [algorithm.value, str(path)]
    done = subprocess.run(
        [str(ml_python()), "-c", ANSWER, *arguments],
        env={"PYTHONPATH": stand_in_path()},
        check=True,
        capture_output=True,
        text=True,
    )
    return dict(zip(images, map(json.loads, done.stdout.splitlines()), strict=True))


def test_xgboost_is_itself(cloud: LocalCloud, jobs: dict[str, dict[str, Any]]) -> None:
    job = jobs["sagemaker-xgboost:3.2-0"]
    assert [each["MetricName"] for each in job["FinalMetricDataList"]] == ["train:rmse"]
    said = log(cloud, "/aws/sagemaker/TrainingJobs", job["TrainingJobName"])
    assert any(line.startswith("[19]#011train-rmse:") for line in said)


def test_a_model_transforms_a_whole_file_line_by_line(
    cloud: LocalCloud, jobs: dict[str, dict[str, Any]]
) -> None:
    job, name = jobs["sagemaker-xgboost:3.2-0"], unique("transform")
    artifacts = job["ModelArtifacts"]["S3ModelArtifacts"]
    asked = put(cloud, f"asked/{name}/rows.csv", "2,0\n38,0\n")
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": asked.rsplit("/", 1)[0]}}
    cloud.client("sagemaker").create_transform_job(
        TransformJobName=name,
        ModelName=model(cloud, artifacts, Environment={}),
        BatchStrategy="SingleRecord",
        TransformInput={"DataSource": source, "ContentType": "text/csv", "SplitType": "Line"},
        TransformOutput={
            "S3OutputPath": f"s3://{BUCKET}/answers/{name}",
            "Accept": "application/json",
            "AssembleWith": "Line",
        },
        TransformResources={"InstanceType": "ml.m5.large", "InstanceCount": 1},
    )
    ended = transformed(cloud, name)
    assert ended["TransformJobStatus"] == "Completed", ended.get("FailureReason")
    assert keys(cloud, f"answers/{name}/") == [f"answers/{name}/rows.csv.out"]
    lines = read(cloud, f"s3://{BUCKET}/answers/{name}/rows.csv.out").splitlines()
    low, high = (json.loads(line)["predictions"][0]["score"] for line in lines)
    assert low == pytest.approx(6, abs=2)
    assert high > 100


def test_linear_learner_predicts(answers: dict[str, Any]) -> None:
    low, high = (each["score"] for each in answers["linear-learner:1"]["predictions"])
    assert high - low == pytest.approx(3 * 96, rel=0.05)


def test_k_means_tells_clusters_apart(answers: dict[str, Any]) -> None:
    first, second = answers["kmeans:1"]["predictions"]
    assert {first["closest_cluster"], second["closest_cluster"]} == {0.0, 1.0}
    assert first["distance_to_cluster"] == pytest.approx(0, abs=1e-6)


def test_pca_projects(answers: dict[str, Any]) -> None:
    first, second = (each["projection"] for each in answers["pca:1"]["projections"])
    assert first[0] == pytest.approx(-second[0])


def test_lda_mixes_topics(answers: dict[str, Any]) -> None:
    for each in answers["lda:1"]["predictions"]:
        assert sum(each["topic_mixture"]) == pytest.approx(1)


@pytest.mark.parametrize("image", [name for name in ALGORITHMS if "xgboost" not in name])
def test_a_stand_in_says_so_in_its_log(
    cloud: LocalCloud, jobs: dict[str, dict[str, Any]], image: str
) -> None:
    said = log(cloud, "/aws/sagemaker/TrainingJobs", jobs[image]["TrainingJobName"])
    assert any(line.startswith("This is a local stand-in for SageMaker's") for line in said)


@pytest.mark.parametrize(
    ("hyperparameters", "rows", "said"),
    [
        ({}, "1,2,3", "Missing required hyperparameter: num_round"),
        ({"num_round": "many"}, "1,2,3", "num_round: 'many' is not of type int"),
        ({"num_round": "5"}, "price,adults\n1,2", "train/rows.csv holds what is no number"),
        ({"num_round": "5"}, "\n", "The channel train has no rows"),
    ],
)
def test_what_xgboost_cannot_use_is_the_customers_error(
    cloud: LocalCloud, hyperparameters: dict[str, str], rows: str, said: str
) -> None:
    data = put(cloud, f"{unique('wrong')}/rows.csv", rows)
    job = train(cloud, HyperParameters=hyperparameters, InputDataConfig=[channel("train", data)])
    assert job["TrainingJobStatus"] == "Failed"
    assert job["FailureReason"].startswith("AlgorithmError: Customer Error: ")
    assert said in job["FailureReason"]


@pytest.mark.usefixtures("jobs")
def test_the_status_tells_who_has_trained(cloud: LocalCloud) -> None:
    told = overview(cloud)
    assert "training jobs by a stand-in for K-Means: 1" in told
    assert any(line.startswith("training jobs by XGBoost itself: ") for line in told)

"""Training jobs: the script runs with its data, its model goes to S3, its words to CloudWatch."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from localcloud.sagemaker.engine.python import VARIABLE
from tests.localcloud.sagemaker.conftest import BUCKET
from tests.localcloud.sagemaker.toys import (
    XGBOOST,
    channel,
    keys,
    log,
    members,
    put,
    read,
    script,
    total,
    train,
    trained,
    training,
    unique,
    until,
)

GROUP = "/aws/sagemaker/TrainingJobs"

XGBOOST_SCRIPT = """
    import argparse
    import os
    from pathlib import Path

    import numpy
    import xgboost

    parser = argparse.ArgumentParser()
    parser.add_argument("--num_round", type=int)
    parser.add_argument("--max_depth", type=int)
    given = parser.parse_args()
    (path,) = Path(os.environ["SM_CHANNEL_TRAIN"]).iterdir()
    rows = numpy.genfromtxt(path, delimiter=",")
    data = xgboost.DMatrix(rows[:, 1:], label=rows[:, 0])
    results = {}
    model = xgboost.train({"max_depth": given.max_depth}, data, num_boost_round=given.num_round,
                          evals=[(data, "train")], evals_result=results, verbose_eval=False)
    for value in results["train"]["rmse"]:
        print(f"train:rmse={value:.4f}")
    model.save_model(Path(os.environ["SM_MODEL_DIR"]) / "model.json")
    (Path(os.environ["SM_OUTPUT_DATA_DIR"]) / "notes.txt").write_text("done")
"""


def test_a_script_trains_xgboost_and_leaves_its_model(cloud: LocalCloud) -> None:
    rows = "\n".join(f"{x * 2},{x},{x % 3}" for x in range(60))
    job = train(
        cloud,
        HyperParameters={**script(cloud, XGBOOST_SCRIPT), "num_round": "5", "max_depth": "2"},
        InputDataConfig=[channel("train", put(cloud, "rows/train.csv", rows))],
        metrics={"train:rmse": r"train:rmse=([0-9\.]+)"},
    )

    assert job["TrainingJobStatus"] == "Completed", job.get("FailureReason")
    phases = [each["Status"] for each in job["SecondaryStatusTransitions"]]
    assert phases == ["Starting", "Downloading", "Training", "Uploading", "Completed"]
    uri = job["ModelArtifacts"]["S3ModelArtifacts"]
    assert uri == f"s3://{BUCKET}/models/{job['TrainingJobName']}/output/model.tar.gz"
    assert members(read(cloud, uri)) == ["model.json"]
    output = uri.replace("model.tar.gz", "output.tar.gz")
    assert members(read(cloud, output)) == ["notes.txt"]

    (metric,) = job["FinalMetricDataList"]
    assert metric["MetricName"] == "train:rmse"
    printed = [line for line in log(cloud, GROUP, job["TrainingJobName"]) if "rmse=" in line]
    assert len(printed) == 5
    assert printed[-1] == f"train:rmse={metric['Value']:.4f}"
    counted = total(cloud, GROUP, "train:rmse", TrainingJobName=job["TrainingJobName"])
    assert counted == pytest.approx(sum(float(line.split("=")[1]) for line in printed), rel=1e-3)


def test_a_container_that_exits_with_1_fails_with_its_last_words(cloud: LocalCloud) -> None:
    job = train(cloud, run="import sys; sys.exit('the column price is missing')")
    assert job["TrainingJobStatus"] == "Failed"
    assert job["FailureReason"] == "AlgorithmError: the column price is missing, exit code: 1"
    assert "ModelArtifacts" not in job


def test_a_script_that_raises_says_why(cloud: LocalCloud) -> None:
    job = train(cloud, HyperParameters=script(cloud, "raise ValueError('all one label')"))
    assert job["TrainingJobStatus"] == "Failed"
    assert job["FailureReason"].startswith("AlgorithmError: ")
    assert "exit code: 1" in job["FailureReason"]
    assert any("all one label" in line for line in log(cloud, GROUP, job["TrainingJobName"]))


def test_a_reason_that_the_container_writes_is_the_jobs(cloud: LocalCloud) -> None:
    write = "import os; open(os.environ['SAGEMAKER_BASE_DIR']+'/output/failure','w')"
    job = train(cloud, run=f"{write}.write('too few rows'); raise SystemExit(3)")
    assert job["FailureReason"] == "AlgorithmError: too few rows, exit code: 3"


def test_a_channel_without_data_fails_before_anything_runs(cloud: LocalCloud) -> None:
    job = train(
        cloud, run="print('ran')", InputDataConfig=[channel("train", f"s3://{BUCKET}/nothing/")]
    )
    assert job["TrainingJobStatus"] == "Failed"
    assert job["FailureReason"].startswith(
        f'ClientError: Data download failed:No S3 objects found under S3 URL "s3://{BUCKET}/nothing/"'
    )
    assert "TrainingStartTime" not in job


def test_a_manifest_names_the_objects_of_a_channel(cloud: LocalCloud) -> None:
    for name in ("a", "b", "c"):
        put(cloud, f"listed/{name}.csv", name)
    manifest = put(
        cloud,
        "manifests/two.json",
        json.dumps([{"prefix": f"s3://{BUCKET}/listed/"}, "a.csv", "c.csv"]),
    )
    source = {"S3DataType": "ManifestFile", "S3Uri": manifest}
    folder = "os.environ['SAGEMAKER_BASE_DIR']+'/input/data/train'"
    job = train(
        cloud,
        run=f"import os; print('files=' + ' '.join(sorted(os.listdir({folder}))))",
        InputDataConfig=[{"ChannelName": "train", "DataSource": {"S3DataSource": source}}],
    )
    assert "files=a.csv c.csv" in log(cloud, GROUP, job["TrainingJobName"])


def test_two_jobs_run_at_once(cloud: LocalCloud) -> None:
    wait = "import os,time; a,b='{}','{}'; open(a,'w'); e=os.path.exists; "
    wait += "[time.sleep(.01) for _ in range(4000) if not e(b)]; print('met' if e(b) else 'alone')"
    first, second = unique("/tmp/meet"), unique("/tmp/meet")  # noqa: S108 - their meeting place
    names = [unique("pair"), unique("pair")]
    client = cloud.client("sagemaker")
    client.create_training_job(**training(names[0], run=wait.format(first, second)))
    client.create_training_job(**training(names[1], run=wait.format(second, first)))
    for name in names:
        assert trained(cloud, name)["TrainingJobStatus"] == "Completed"
        assert "met" in log(cloud, GROUP, name)
    for place in (first, second):
        Path(place).unlink()


def test_a_job_is_stopped_in_the_middle_and_keeps_its_model(cloud: LocalCloud) -> None:
    name = unique("stopped")
    write = "import os,time; open(os.environ['SAGEMAKER_BASE_DIR']+'/model/half','w').write('x')"
    client = cloud.client("sagemaker")
    client.create_training_job(**training(name, run=f"{write}; print('at it'); time.sleep(300)"))
    until(lambda: "at it" in log_or_nothing(cloud, name))
    client.stop_training_job(TrainingJobName=name)
    job = trained(cloud, name)
    assert (job["TrainingJobStatus"], job["SecondaryStatus"]) == ("Stopped", "Stopped")
    assert members(read(cloud, job["ModelArtifacts"]["S3ModelArtifacts"])) == ["half"]
    with pytest.raises(ClientError, match="is in status Stopped"):
        client.stop_training_job(TrainingJobName=name)


def test_a_job_ends_with_its_time(cloud: LocalCloud) -> None:
    job = train(
        cloud, run="import time; time.sleep(300)", StoppingCondition={"MaxRuntimeInSeconds": 1}
    )
    assert (job["TrainingJobStatus"], job["SecondaryStatus"]) == ("Stopped", "MaxRuntimeExceeded")


def test_an_interrupted_job_goes_on_from_its_checkpoints(cloud: LocalCloud) -> None:
    count = "import json,os; b=os.environ['SAGEMAKER_BASE_DIR']; "
    count += "p=json.load(open(b+'/input/config/checkpointconfig.json'))['LocalPath']+'/n'; "
    count += "n=int(open(p).read()) if os.path.exists(p) else 0; print('began at',n); "
    count += "open(p,'w').write(str(n+1))"
    kept = {"S3Uri": f"s3://{BUCKET}/{unique('checkpoints')}"}
    for begun in (0, 1):
        job = train(cloud, run=count, CheckpointConfig=kept)
        assert f"began at {begun}" in log(cloud, GROUP, job["TrainingJobName"])
    assert read(cloud, f"{kept['S3Uri']}/n") == b"2"


def test_a_job_sees_the_local_cloud_and_nothing_of_the_person_who_runs_it(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a real one")
    monkeypatch.setenv("AWS_PROFILE", "production")
    names = "'AWS_SECRET_ACCESS_KEY','AWS_PROFILE','AWS_ENDPOINT_URL','https_proxy','COLOUR'"
    job = train(
        cloud,
        run=f"import os; print([os.environ.get(n) for n in ({names})])",
        Environment={"COLOUR": "green"},
    )
    endpoint = cloud.endpoint.replace("localhost", "127.0.0.1")
    seen = ["testing", None, endpoint, "http://127.0.0.1:9", "green"]
    assert str(seen) in log(cloud, GROUP, job["TrainingJobName"])


def test_what_a_script_leaves_running_ends_with_it(cloud: LocalCloud) -> None:
    start = (
        "import subprocess as s; print('left', s.Popen(['sleep','300'],stdout=-3,stderr=-3).pid)"
    )
    job = train(cloud, run=start)
    (line,) = [each for each in log(cloud, GROUP, job["TrainingJobName"]) if "left" in each]

    def gone() -> bool:
        try:
            os.kill(int(line.split()[1]), signal.SIGCONT)
        except ProcessLookupError:
            return True
        state = Path(f"/proc/{line.split()[1]}/stat")
        return state.exists() and state.read_text().split()[2] == "Z"

    until(gone)


def test_a_name_is_taken_once(cloud: LocalCloud) -> None:
    client = cloud.client("sagemaker")
    request = training(unique("once"), run="print()")
    client.create_training_job(**request)
    with pytest.raises(client.exceptions.ResourceInUse, match="must be unique"):
        client.create_training_job(**request)
    trained(cloud, request["TrainingJobName"])


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"metrics": {"rmse": "rmse=("}}, "Invalid regex in MetricDefinition rmse"),
        ({"metrics": {"rmse": "rmse=.*"}}, "has no group that captures the value"),
        ({"EnableManagedSpotTraining": True}, "Invalid MaxWaitTimeInSeconds: None"),
        ({"TrainingJobName": "under_score"}, "regular expression"),
    ],
)
def test_a_wrong_request_is_refused(cloud: LocalCloud, settings: dict, said: str) -> None:  # type: ignore[type-arg]
    request = training(unique("wrong"), run="print()", **settings)
    with pytest.raises(ClientError, match="ValidationException") as caught:
        cloud.client("sagemaker").create_training_job(**request)
    assert said in str(caught.value)


def test_a_job_that_is_not_there_is_not_found(cloud: LocalCloud) -> None:
    with pytest.raises(ClientError, match="Requested resource not found"):
        cloud.client("sagemaker").describe_training_job(TrainingJobName="none")


def test_an_algorithm_without_a_stand_in_says_that_it_is_recorded_only(cloud: LocalCloud) -> None:
    image = XGBOOST.replace("sagemaker-xgboost:3.2-0", "forecasting-deepar:1")
    job = train(cloud, specification={"TrainingImage": image})
    assert job["TrainingJobStatus"] == "Failed"
    assert job["FailureReason"] == "DeepAR has no local stand-in: recorded only"


def test_without_its_python_the_first_job_says_how_to_get_it(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "/nowhere/python")
    job = train(cloud, run="print()")
    assert job["TrainingJobStatus"] == "Failed"
    assert "`make ml` installs it" in job["FailureReason"]


def test_jobs_are_listed_by_name_status_and_age(cloud: LocalCloud) -> None:
    prefix = unique("listed")
    client = cloud.client("sagemaker")
    for number, code in enumerate((0, 1, 0)):
        name = f"{prefix}-{number}"
        client.create_training_job(**training(name, run=f"raise SystemExit({code})"))
        trained(cloud, name)
    request = {"NameContains": prefix.upper(), "StatusEquals": "Completed"}
    page = client.list_training_jobs(**request, MaxResults=1)
    names = [each["TrainingJobName"] for each in page["TrainingJobSummaries"]]
    page = client.list_training_jobs(**request, MaxResults=1, NextToken=page["NextToken"])
    names += [each["TrainingJobName"] for each in page["TrainingJobSummaries"]]
    assert names == [f"{prefix}-2", f"{prefix}-0"]
    assert "NextToken" not in page


def test_a_job_leaves_no_folder_behind(cloud: LocalCloud) -> None:
    show = "import os; print('base', os.environ['SAGEMAKER_BASE_DIR'])"
    job = train(cloud, run=show)
    (line,) = [each for each in log(cloud, GROUP, job["TrainingJobName"]) if "base" in each]
    until(lambda: not Path(line.split()[1]).exists())
    assert keys(cloud, f"models/{job['TrainingJobName']}/output/output") == []


def log_or_nothing(cloud: LocalCloud, name: str) -> list[str]:
    """The log of a job that may not have written anything yet."""
    try:
        return log(cloud, GROUP, name)
    except ClientError:
        return []

"""Processing jobs: inputs into folders, an entry point, outputs back to S3."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.sagemaker.conftest import BUCKET
from tests.localcloud.sagemaker.toys import (
    ROLE,
    XGBOOST,
    keys,
    log,
    processed,
    put,
    read,
    unique,
    until,
)

GROUP = "/aws/sagemaker/ProcessingJobs"
ROOT = "/opt/ml/processing"

PREPARE = """
import argparse, os, sys
from pathlib import Path

parser = argparse.ArgumentParser()
parser.add_argument("--input")
parser.add_argument("--output")
given = parser.parse_args()
rows = [line for path in sorted(Path(given.input).rglob("*.csv")) for line in path.open()]
if not rows:
    sys.exit("there are no rows")
target = Path(given.output) / "train"
target.mkdir(parents=True)
(target / "train.csv").write_text("".join(rows))
print("rows", len(rows), os.environ["COLOUR"])
"""


def processing(name: str, code: str, data: str, **settings: Any) -> dict[str, Any]:
    """A request of CreateProcessingJob, made as the SageMaker SDK makes it."""
    inputs = {"code": code, "data": data}
    return {
        "ProcessingJobName": name,
        "RoleArn": ROLE,
        "AppSpecification": {
            "ImageUri": XGBOOST,
            "ContainerEntrypoint": ["python3", f"{ROOT}/input/code/prepare.py"],
            "ContainerArguments": ["--input", f"{ROOT}/input/data", f"--output={ROOT}/output"],
        },
        "ProcessingInputs": [
            {
                "InputName": part,
                "S3Input": {
                    "S3Uri": uri,
                    "LocalPath": f"{ROOT}/input/{part}",
                    "S3DataType": "S3Prefix",
                    "S3InputMode": "File",
                },
            }
            for part, uri in inputs.items()
        ],
        "ProcessingOutputConfig": {
            "Outputs": [
                {
                    "OutputName": "prepared",
                    "S3Output": {
                        "S3Uri": f"s3://{BUCKET}/runs/{name}",
                        "LocalPath": f"{ROOT}/output",
                        "S3UploadMode": "EndOfJob",
                    },
                }
            ]
        },
        "ProcessingResources": {
            "ClusterConfig": {
                "InstanceCount": 1,
                "InstanceType": "ml.m5.large",
                "VolumeSizeInGB": 5,
            }
        },
        "Environment": {"COLOUR": "green"},
        **settings,
    }


def test_a_single_file_prepares_data(cloud: LocalCloud) -> None:
    put(cloud, "raw/2016/a.csv", "1,2\n")
    put(cloud, "raw/2017/b.csv", "3,4\n")
    code = put(cloud, "code/prepare.py", PREPARE)
    name = unique("prepare")
    cloud.client("sagemaker").create_processing_job(**processing(name, code, f"s3://{BUCKET}/raw/"))
    job = processed(cloud, name)
    assert job["ProcessingJobStatus"] == "Completed", job.get("FailureReason")
    assert keys(cloud, f"runs/{name}/") == [f"runs/{name}/train/train.csv"]
    assert read(cloud, f"s3://{BUCKET}/runs/{name}/train/train.csv") == b"1,2\n3,4\n"
    assert "rows 2 green" in log(cloud, GROUP, name)
    assert job["ProcessingEndTime"] >= job["ProcessingStartTime"]


def test_bad_data_fails_the_job_with_the_scripts_words(cloud: LocalCloud) -> None:
    code = put(cloud, "code/prepare.py", PREPARE)
    data = put(cloud, "raw-empty/readme.txt", "no rows here")
    name = unique("prepare")
    cloud.client("sagemaker").create_processing_job(**processing(name, code, data))
    job = processed(cloud, name)
    assert job["ProcessingJobStatus"] == "Failed"
    assert job["FailureReason"] == "AlgorithmError: there are no rows, exit code: 1"


def test_what_a_container_says_about_its_end_is_told(cloud: LocalCloud) -> None:
    say = "import os; p=os.environ['SAGEMAKER_BASE_DIR']; open(p+'/output/message','w').write('42')"
    code = put(cloud, "code-message/prepare.py", say)
    name = unique("message")
    data = put(cloud, "raw/2016/a.csv", "1,2\n")
    cloud.client("sagemaker").create_processing_job(**processing(name, code, data))
    assert processed(cloud, name)["ExitMessage"] == "42"


def test_a_job_is_stopped(cloud: LocalCloud) -> None:
    code = put(cloud, "code-slow/prepare.py", "import time\nprint('at it')\ntime.sleep(300)")
    name = unique("slow")
    client = cloud.client("sagemaker")
    client.create_processing_job(**processing(name, code, code))

    def begun() -> bool:
        return "ProcessingStartTime" in client.describe_processing_job(ProcessingJobName=name)

    until(begun)
    client.stop_processing_job(ProcessingJobName=name)
    assert processed(cloud, name)["ProcessingJobStatus"] == "Stopped"


def test_a_path_outside_of_processing_is_refused(cloud: LocalCloud) -> None:
    request = processing(unique("outside"), "s3://a/b", "s3://a/c")
    request["ProcessingInputs"][0]["S3Input"]["LocalPath"] = "/etc"
    with pytest.raises(ClientError, match="below /opt/ml/processing"):
        cloud.client("sagemaker").create_processing_job(**request)


def test_an_image_without_an_entry_point_is_recorded_only(cloud: LocalCloud) -> None:
    data = put(cloud, "raw/2016/a.csv", "1,2\n")
    name = unique("monitor")
    image = XGBOOST.replace("sagemaker-xgboost:3.2-0", "sagemaker-model-monitor-analyzer:latest")
    cloud.client("sagemaker").create_processing_job(
        **processing(name, data, data, AppSpecification={"ImageUri": image})
    )
    assert "Model Monitor has no local stand-in" in processed(cloud, name)["FailureReason"]


def test_a_job_that_is_not_there_is_not_found(cloud: LocalCloud) -> None:
    with pytest.raises(ClientError, match="Could not find requested job with name: none"):
        cloud.client("sagemaker").describe_processing_job(ProcessingJobName="none")

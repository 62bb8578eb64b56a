"""Whatever ends the local cloud ends its jobs and its serving processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

from localcloud.cli import running
from localcloud.clients import over_network
from localcloud.cloud import LocalCloud
from localcloud.cloudwatch import LogService, MetricService
from localcloud.lambda_service import LambdaService
from localcloud.processes.process import Process
from localcloud.sagemaker.runtime import SageMakerRuntimeService
from localcloud.sagemaker.service import SageMakerService
from tests.localcloud.sagemaker.conftest import BUCKET
from tests.localcloud.sagemaker.toys import (
    archive,
    ask,
    config,
    endpoint,
    model,
    training,
    unique,
    until,
)

PID = """
    import json
    import os

    def model_fn(model_dir):
        return [os.getpid(), model_dir]

    def input_fn(body, content_type):
        return body

    def predict_fn(data, model):
        return model

    def output_fn(prediction, accept):
        return json.dumps(prediction)
"""


def gone(pid: int) -> bool:
    """Whether a process has ended; nobody may have taken notice of it yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_cloud_that_closes_ends_what_it_runs_and_leaves_no_folder(tmp_path: Path) -> None:
    services = [
        LogService,
        MetricService,
        LambdaService,
        SageMakerService,
        SageMakerRuntimeService,
    ]
    said = tmp_path / "pid"
    with LocalCloud(services) as cloud:
        cloud.start()
        cloud.client("s3").create_bucket(Bucket=BUCKET)
        served = endpoint(cloud, config(cloud, model(cloud, archive(code__inference=PID))))
        serving, folder = ask(cloud.client("sagemaker-runtime"), served, 0)
        run = f"import os,time; open('{said}','w').write(str(os.getpid())); time.sleep(300)"
        cloud.client("sagemaker").create_training_job(**training(unique("endless"), run=run))
        until(lambda: said.exists() and said.read_text())
    assert gone(serving)
    assert gone(int(said.read_text()))
    assert not Path(folder).exists()


def test_a_cloud_that_is_stopped_amid_a_training_ends_it(tmp_path: Path) -> None:
    said, folder = tmp_path / "pid", tmp_path / "cloud"
    cloud = running.start(0, folder)
    try:
        over_network(cloud.endpoint, "s3", "us-east-1").create_bucket(Bucket=BUCKET)
        sagemaker = over_network(cloud.endpoint, "sagemaker", "us-east-1")
        run = f"import os,time; open('{said}','w').write(str(os.getpid())); time.sleep(300)"
        sagemaker.create_training_job(**training(unique("endless"), run=run))
        until(lambda: said.exists() and said.read_text())
    finally:
        running.stop(cloud, folder)
    until(lambda: gone(int(said.read_text())))


def test_a_cloud_that_is_killed_takes_its_jobs_with_it(tmp_path: Path) -> None:
    said = tmp_path / "pid"
    command = f"import os,time; open({str(said)!r},'w').write(str(os.getpid())); time.sleep(300)"
    holder = textwrap.dedent(
        f"""
        import os, pathlib, signal
        from localcloud.processes.process import Process

        Process(["python3", "-c", {json.dumps(command)}], environment=dict(os.environ),
                folder=pathlib.Path("."), on_line=print)
        signal.pause()
        """
    )
    process = subprocess.Popen([sys.executable, "-c", holder], cwd=Path(__file__).parents[3])
    until(lambda: said.exists() and said.read_text())
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    until(lambda: gone(int(said.read_text())))


def test_a_process_that_is_asked_to_end_while_it_starts_ends(tmp_path: Path) -> None:
    for _ in range(10):
        process = Process(
            ["sleep", "300"], environment=dict(os.environ), folder=tmp_path, on_line=print
        )
        process.ask_to_end()
        assert process.wait(30) is not None

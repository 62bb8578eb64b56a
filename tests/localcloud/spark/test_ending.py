"""Whatever ends the local cloud ends its runs, and leaves no folder."""

from __future__ import annotations

from pathlib import Path

from localcloud.cloud import LocalCloud
from tests.localcloud.spark.conftest import BUCKET, SERVICES
from tests.localcloud.spark.toys import job, log, start, until

FAMILY = """
    import os, subprocess, time
    child = subprocess.Popen(["sleep", "300"])
    print(os.getpid(), child.pid, os.getcwd(), flush=True)
    time.sleep(300)
"""


def gone(pid: int) -> bool:
    """Whether a process has ended; nobody may have taken notice of it yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_cloud_that_closes_ends_its_runs_and_what_they_have_started() -> None:
    with LocalCloud(SERVICES) as cloud:
        cloud.start()
        cloud.client("s3").create_bucket(Bucket=BUCKET)
        name = job(cloud, FAMILY)
        run = start(cloud, name)
        pid, child, folder = until(lambda: log(cloud, run))[0].split()
        assert not gone(int(pid))
    assert gone(int(pid))
    assert gone(int(child))
    assert not Path(folder).exists()

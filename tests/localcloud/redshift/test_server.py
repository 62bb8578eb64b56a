"""The PostgreSQL of a cloud ends with it, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.localcloud.sagemaker.test_ending import gone
from tests.localcloud.sagemaker.toys import until

ROOT = Path(__file__).parents[3]
ASKS = """
import sys
from localcloud.redshift.server import Server
connection = Server().connect("warehouse")
# Of the connection's own process; its parent is the server.
print(connection.execute("SELECT pg_backend_pid()").fetchone()[0], flush=True)
sys.stdin.read()
"""


def _parent(process: int) -> int:
    status = Path(f"/proc/{process}/stat").read_text()
    return int(status.rpartition(")")[2].split()[1])


def test_none_is_left_of_a_cloud_that_was_killed() -> None:
    command = [sys.executable, "-c", ASKS]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as cloud:
        assert cloud.stdout is not None
        backend = int(cloud.stdout.readline())
        server = _parent(backend)
        assert not gone(server)
        os.kill(cloud.pid, signal.SIGKILL)
    until(lambda: gone(backend) and gone(server), f"the end of {server}")

"""One session of Spark for all tests of jobs, and the AWS that it knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.jobs.raw import Lake
from tests.jobs.toolchain import Spark


@dataclass(frozen=True)
class Cloud:
    """S3 and Glue on this machine."""

    variables: dict[str, str]

    def client(self, service: str) -> Any:
        """A boto3 client of it."""
        make: Any = boto3.client
        return make(
            service,
            endpoint_url=self.variables["AWS_ENDPOINT_URL"],
            region_name="us-east-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )


@pytest.fixture(scope="session")
def cloud() -> Iterator[Cloud]:
    """S3 and Glue; a process has one moto."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield Cloud(
        {
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
    )
    server.stop()


@pytest.fixture(scope="session")
def spark(cloud: Cloud) -> Iterator[Spark]:
    """The process that runs jobs."""
    process = Spark(cloud.variables)
    yield process
    process.close()


@pytest.fixture
def lake(tmp_path: Path, spark: Spark) -> Lake:
    """A lake in a folder."""
    return Lake(tmp_path, spark)

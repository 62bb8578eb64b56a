"""The whole chain on the real data, from the hotel's bookings to an evaluated model, run once."""

from __future__ import annotations

import fcntl
import json
import shutil
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.models.endpoint import Endpoint
from tests.models.toolchain import PRICING, ROOT, run, training_job


@dataclass(frozen=True)
class Chain:
    """Where the chain left what."""

    folder: Path

    @property
    def done(self) -> Path:
        """Is there when the chain has run to its end."""
        return self.folder / "done"

    @property
    def raw(self) -> Path:
        """The hotel's bookings, as they came."""
        return self.folder / "raw"

    @property
    def prepared(self) -> Path:
        """The parts to train, validate and test on, and a report."""
        return self.folder / "prepared"

    @property
    def job(self) -> Path:
        """What stood for ``/opt/ml`` in the training job."""
        return self.folder / "job"

    @property
    def log(self) -> str:
        """The training job's log."""
        return (self.folder / "training.log").read_text()

    @property
    def archive(self) -> Path:
        """The model as SageMaker stores it."""
        return self.folder / "model.tar.gz"

    @property
    def evaluation(self) -> dict[str, Any]:
        """The evaluation of the model."""
        found: dict[str, Any] = json.loads((self.folder / "evaluation.json").read_text())
        return found


def _make(chain: Chain) -> None:
    chain.raw.mkdir(parents=True)
    data = run(ROOT / "demo" / "machine_learning" / "data.py", chain.raw / "hotel_rates.csv")
    assert data.returncode == 0, data.stderr
    prepared = run(PRICING / "prepare.py", "--input", chain.raw, "--output", chain.prepared)
    assert prepared.returncode == 0, prepared.stderr
    trained = training_job(chain.job, chain.prepared)
    assert trained.returncode == 0, trained.stderr
    (chain.folder / "training.log").write_text(trained.stdout)
    with tarfile.open(chain.archive, "w:gz") as archive:
        archive.add(chain.job / "model", arcname=".")
    evaluated = run(
        PRICING / "evaluate.py",
        *("--model", chain.archive),
        *("--train", chain.prepared / "train"),
        *("--test", chain.prepared / "test"),
        *("--output", chain.folder),
    )
    assert evaluated.returncode == 0, evaluated.stderr


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Chain:
    """The chain, run once for all workers of a test run."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    made = Chain(shared / "pricing")
    with (shared / "pricing.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.done.exists():
            shutil.rmtree(made.folder, ignore_errors=True)
            _make(made)
            made.done.touch()
    return made


@pytest.fixture(scope="session")
def endpoint(chain: Chain) -> Iterator[Endpoint]:
    """The model, served by AWS's inference toolkit."""
    with Endpoint(chain.job / "model") as served:
        yield served


@dataclass(frozen=True)
class S3:
    """An S3 on this machine, with one bucket.

    Attributes:
        client: A boto3 client of it.
        variables: The environment in which a program finds it.
    """

    client: Any
    variables: dict[str, str]
    bucket: str = "data"


@pytest.fixture(scope="module")
def s3() -> Iterator[S3]:
    """An S3 to read from.

    One for each module: a process has one moto, which a local cloud of another test forgets.
    """
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    variables = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }
    client = boto3.client(
        "s3",
        endpoint_url=variables["AWS_ENDPOINT_URL"],
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )
    client.create_bucket(Bucket=S3.bucket)
    yield S3(client, variables)
    server.stop()

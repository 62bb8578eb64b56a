"""What every test may use: the app's templates, synthesised once per test run."""

from __future__ import annotations

import fcntl
import gc
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from xdist.remote import Producer

from tests.order import ByFile, turn

ROOT = Path(__file__).parents[1]
CDK_JSON = ROOT / "cdk.json"
VALIDATION = "CDK_VALIDATION"
"""Whether the CDK validates each template that it writes, by CloudFormation's rules.

That is left to the assemblies: it costs more than all else of a synthesis, and the CDK would do it
for each of the hundreds of small stacks of the constructs' tests too, to warn where nobody reads.
"""

# Before other conftests import the CDK, whose process has the environment of that moment.
os.environ[VALIDATION] = "false"

# Nothing that a collection of tests makes goes before they end: to look through it again and again
# takes a fifth of the time of small tests.
gc.disable()

# Sessions of boto3 read the models of the services that they know; the whole run reads each once.
botocore.session.create_loader = cache(botocore.session.create_loader)


def pytest_collection_finish() -> None:
    """Has the garbage collector leave alone what was there before the first test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Has long files of tests begin first."""
    items.sort(key=lambda item: turn(item.nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """Gives each process a file after the other, in the order of the collection."""
    config.option.loadscopereorder = False
    return ByFile(config, log)


def synthesise(outdir: Path, **context: object) -> Path:
    """Runs ``app.py`` as the CDK CLI does.

    Args:
        outdir: Where the cloud assembly is written.
        context: What ``cdk -c`` would say.
    """
    settings = {**json.loads(CDK_JSON.read_text())["context"], **context}
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "CDK_OUTDIR": str(outdir),
        "CDK_CONTEXT_JSON": json.dumps(settings),
        VALIDATION: "true",
    }
    done = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise AssertionError(f"app.py failed:\n{done.stdout}\n{done.stderr}")
    return outdir


def _once(factory: pytest.TempPathFactory, worker_id: str, name: str, **context: object) -> Path:
    """Synthesises once for all workers of a test run, which share a folder and a lock."""
    base = factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    outdir = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (outdir / "manifest.json").exists():
            synthesise(outdir, **context)
    return outdir


def _template(assembly: Path, stack: str) -> dict[str, Any]:
    template: dict[str, Any] = json.loads((assembly / f"{stack}.template.json").read_text())
    return template


@pytest.fixture(scope="session")
def assembly(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The cloud assembly of the app in its ``dev`` environment."""
    return _once(tmp_path_factory, worker_id, "assembly")


@pytest.fixture(scope="session")
def answered(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The cloud assembly of the app in its ``prod`` environment, with all on that can be.

    Texts come from a number that takes answers.
    """
    settings = {
        "log_retention_days": 365,
        "two_way_sms": True,
        "origination_number": "+12065550111",
        "text_budget_usd": 50,
        "machine_learning": {
            "spot": True,
            "tuning_jobs": 4,
            "capture_percent": 100,
            "watch_data": True,
            "notebook": True,
            "notebook_internet": True,
            "studio": True,
        },
        "emr": True,
        "redshift": True,
        "opensearch": True,
        "quicksight": True,
        "quicksight_principal_arn": (
            "arn:aws:quicksight:us-east-1:123456789012:group/default/managers"
        ),
    }
    environments = {"prod": settings}
    return _once(tmp_path_factory, worker_id, "answered", env="prod", environments=environments)


@pytest.fixture(scope="session")
def hotel_booking(assembly: Path) -> dict[str, Any]:
    """The template of the HotelBooking stack."""
    return _template(assembly, "HotelBooking")


@pytest.fixture(scope="session")
def production(answered: Path) -> dict[str, Any]:
    """The template of the HotelBooking stack in its ``prod`` environment."""
    return _template(answered, "HotelBooking")

"""Runs the models' programs as SageMaker does: in processes of their own, with its toolkits."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PRICING = ROOT / "models" / "pricing"
HERE = Path(__file__).parent
ENVIRONMENT = ROOT / ".venv" / "ml" / "bin"

Finished = subprocess.CompletedProcess[str]


def run(program: Path, *arguments: object, stdin: str = "", **variables: str) -> Finished:
    """Runs a Python program with the Python that has what the image has.

    Args:
        program: The file.
        arguments: Its command line.
        stdin: What it reads.
        variables: Environment variables beside those of the test.
    """
    return _run([ENVIRONMENT / "python", program, *arguments], stdin, variables)


def training_job(
    base: Path, prepared: Path, *, source: Path = PRICING, **hyperparameters: str
) -> Finished:
    """Trains through AWS's training toolkit, in the layout of ``/opt/ml``.

    Args:
        base: The folder that stands for ``/opt/ml``.
        prepared: The folder with the channels.
        source: The folder with the script.
        hyperparameters: As CreateTrainingJob takes them.
    """
    config, data = base / "input" / "config", base / "input" / "data"
    for folder in (config, base / "model", base / "output" / "data"):
        folder.mkdir(parents=True)
    channels = ("train", "validation")
    for channel in channels:
        shutil.copytree(prepared / channel, data / channel)
    script = {"sagemaker_program": "train.py", "sagemaker_submit_directory": str(source)}
    given = {name: json.dumps(value) for name, value in (script | hyperparameters).items()}
    # The toolkit waits until the host's name can be resolved.
    host = {"current_host": "localhost", "hosts": ["localhost"]}
    for name, content in {
        "hyperparameters": given,
        "inputdataconfig": {channel: {"TrainingInputMode": "File"} for channel in channels},
        "resourceconfig": host,
    }.items():
        (config / f"{name}.json").write_text(json.dumps(content))
    return _run([ENVIRONMENT / "train"], "", {"SAGEMAKER_BASE_DIR": str(base)})


def mains(*calls: tuple[str, Sequence[object]], **variables: str) -> list[dict[str, Any]]:
    """Runs several programs' ``main`` in one process, for importing XGBoost takes seconds.

    Args:
        calls: A program's name and its command line, each.
        variables: Environment variables beside those of the test.

    Returns:
        The ``code``, ``stdout`` and ``stderr`` of each.
    """
    asked = [[module, [str(argument) for argument in line]] for module, line in calls]
    done = run(HERE / "mains.py", PRICING, stdin=json.dumps(asked), **variables)
    if done.returncode:
        raise AssertionError(done.stderr)
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def _run(command: Sequence[object], stdin: str, variables: Mapping[str, str]) -> Finished:
    if not (ENVIRONMENT / "python").exists():
        raise AssertionError("The models' environment is not installed: make ml")
    return subprocess.run(
        [str(part) for part in command],
        input=stdin,
        env={**os.environ, "AWS_DEFAULT_REGION": "us-east-1", **variables},
        check=False,
        capture_output=True,
        text=True,
    )

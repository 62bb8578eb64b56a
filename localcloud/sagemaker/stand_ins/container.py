"""What a training container finds: hyperparameters, channels, a folder for the model."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TypeVar

ROOT = Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml"))
MODEL = ROOT / "model"
OUTPUT = ROOT / "output" / "data"

Value = TypeVar("Value")


def hyperparameters() -> dict[str, str]:
    """As the request gives them: text, all of them."""
    given: dict[str, str] = json.loads((ROOT / "input/config/hyperparameters.json").read_text())
    return {name: value for name, value in given.items() if not name.startswith("_")}


def channel(name: str) -> Path | None:
    """The folder of a channel, if the job has it."""
    folder = ROOT / "input" / "data" / name
    return folder if folder.is_dir() else None


def content_type(name: str) -> str:
    """What a channel says its data is; CSV, where it says nothing."""
    config = json.loads((ROOT / "input/config/inputdataconfig.json").read_text())
    said: str = config.get(name, {}).get("ContentType", "text/csv")
    return said


def fail(message: str) -> NoReturn:
    """Ends the job for a reason that the customer can mend, as AWS's containers do."""
    reason = f"Customer Error: {message}"
    (ROOT / "output").mkdir(parents=True, exist_ok=True)
    (ROOT / "output" / "failure").write_text(reason)
    sys.stderr.write(f"{reason}\n")
    sys.exit(1)


def number(
    given: dict[str, str], name: str, kind: Callable[[str], Value], default: Value | None = None
) -> Value:
    """A hyperparameter of a kind.

    Args:
        default: What it is where the request does not say; None where it must.
    """
    text = given.get(name)
    if text is None:
        if default is None:
            fail(f"Missing required hyperparameter: {name}")
        return default
    try:
        return kind(text)
    except ValueError:
        fail(f"Hyperparameter {name}: {text!r} is not of type {kind.__name__}")


def stands_in(algorithm: str, by: str) -> None:
    """Says in the log that this is not AWS's algorithm."""
    sys.stdout.write(
        f"This is a local stand-in for SageMaker's {algorithm}: {by}. It takes the same data and "
        "answers in the same form; its figures are not those of SageMaker.\n"
    )

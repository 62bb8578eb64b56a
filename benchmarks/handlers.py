"""Functions as Lambda would load them: their cold import, their size."""

from __future__ import annotations

import io
import os
import statistics
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, seconds, spread

LAMBDA = Path(__file__).parents[1] / "lambda"
LAYERS = sorted(LAMBDA.glob("layers/*/python"))
FUNCTIONS = ("hotel_booking", "call_center")
RUNS = 9


def figures() -> Iterator[Figure]:
    """Import of each handler in a new process, less the start of Python; size of its archive."""
    for name in FUNCTIONS:
        folder = LAMBDA / name
        _python(folder, "import handler")  # compiles, as a warmed runtime's archive would be
        imports = [_import_milliseconds(folder) for _ in range(RUNS)]
        yield Figure(
            f"{name}: cold import, with Powertools",
            statistics.median(imports),
            "ms",
            bound=400,
            detail=spread(imports, "ms"),
        )
        yield Figure(f"{name}: archive", _archive_size(folder) / 1024, "KB", bound=100)


def _import_milliseconds(folder: Path) -> float:
    with_handler = seconds(lambda: _python(folder, "import handler"))
    return (with_handler - seconds(lambda: _python(folder, "pass"))) * 1000


def _python(folder: Path, code: str) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(folder), *map(str, LAYERS)]),
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_LAMBDA_FUNCTION_NAME": "Measured",
        "TABLE_NAME": "Measured",
        "POWERTOOLS_SERVICE_NAME": folder.name,
        "POWERTOOLS_METRICS_NAMESPACE": "Measured",
        "LAMBDA_TASK_ROOT": str(folder),  # else X-Ray is not loaded
    }
    subprocess.run([sys.executable, "-c", code], env=environment, cwd=folder, check=True)


def _archive_size(folder: Path) -> int:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(folder.rglob("*")):
            hidden = any(
                part.startswith((".", "__pycache__")) for part in path.relative_to(folder).parts
            )
            if path.is_file() and not hidden:
                file.write(path, path.relative_to(folder))
    return archive.tell()

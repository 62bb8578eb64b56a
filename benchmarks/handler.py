"""The booking function as Lambda would load it: its cold import, its size."""

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
FUNCTION = LAMBDA / "hotel_booking"
LAYER = LAMBDA / "layers" / "lex_dialog" / "python"
RUNS = 9


def figures() -> Iterator[Figure]:
    """Import of the handler in a new process, less the start of Python; size of the archive."""
    _python("import handler")  # compiles, as Lambda's archive of a warmed runtime would be
    imports = [
        (seconds(lambda: _python("import handler")) - seconds(lambda: _python("pass"))) * 1000
        for _ in range(RUNS)
    ]
    yield Figure(
        "booking function: cold import, with Powertools",
        statistics.median(imports),
        "ms",
        bound=400,
        detail=spread(imports, "ms"),
    )
    yield Figure("booking function: archive", _archive_size() / 1024, "KB", bound=100)


def _python(code: str) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(FUNCTION), str(LAYER)]),
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_LAMBDA_FUNCTION_NAME": "Booking",
        "TABLE_NAME": "Rooms",
        "POWERTOOLS_SERVICE_NAME": "hotel_booking",
        "POWERTOOLS_METRICS_NAMESPACE": "HotelBooking",
        "LAMBDA_TASK_ROOT": str(FUNCTION),  # else X-Ray is not loaded
    }
    subprocess.run([sys.executable, "-c", code], env=environment, cwd=FUNCTION, check=True)


def _archive_size() -> int:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(FUNCTION.rglob("*")):
            hidden = any(
                part.startswith((".", "__pycache__")) for part in path.relative_to(FUNCTION).parts
            )
            if path.is_file() and not hidden:
                file.write(path, path.relative_to(FUNCTION))
    return archive.tell()

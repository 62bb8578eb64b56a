"""Makes an archive of Spark's classes, with which each driver starts in two thirds of the time.

It takes about as long as three drivers take to start, so it is for whoever starts many, as the
checks do. Runs with the Python of Spark's environment, after ``set_up.py``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Runs a typical job, whose Java writes the archive when it ends."""
    found = find_spec("pyspark")
    if found is None or found.origin is None:
        raise SystemExit(f"pyspark is not installed for {sys.executable}: make spark")
    home = Path(sys.prefix) / "java"
    archive = home / "classes.jsa"
    archive.unlink(missing_ok=True)
    submit = Path(found.origin).parent / "bin" / "spark-submit"
    environment = {
        **os.environ,
        "ARCHIVE_SPARK_CLASSES": "yes",
        "JAVA_HOME_OF_SPARK": str(home),
        "PYSPARK_PYTHON": sys.executable,
    }
    command = [str(submit), "--master", "local[2]", str(HERE / "typical_job.py")]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(  # noqa: S603 - Spark's own command
            command, cwd=folder, env=environment, check=False, capture_output=True, text=True
        )
    if done.returncode or not archive.exists():
        raise SystemExit(f"No archive was made at {archive}:\n{done.stdout}\n{done.stderr}")


if __name__ == "__main__":
    main()

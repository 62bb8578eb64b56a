"""What spark-submit is given, brought from S3 to the folder of a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from localcloud.emr.parameters import DRIVER_VARIABLE, Parameters
from localcloud.spark.fetching import fetch, fetch_all
from localcloud.spark.run import SparkRun
from localcloud.spark.submission import Submission, left_out


def prepared(
    run: SparkRun, parameters: Parameters, *, program: str, arguments: Sequence[str]
) -> Submission:
    """Fetches all that parameters name; the run's log tells what of them means nothing here.

    Raises:
        NotThereError: Something is not in S3.
    """
    settings = parameters.settings
    gone = [name for name in settings if left_out(name)]
    idle = [*parameters.unused, *(name for name in gone if not name.startswith(DRIVER_VARIABLE))]
    if idle:
        run.note(f"without {', '.join(idle)}: they are of a cluster, and this is one process")
    fetched: dict[str, list[Path]] = {
        option: fetch_all(run.s3, parameters.uris.get(option, ""), run.place.files)
        for option in ("--py-files", "--files", "--jars")
    }
    return Submission(
        program=fetch(run.s3, program, run.place.files),
        arguments=arguments,
        main_class=parameters.main_class,
        python_files=fetched["--py-files"],
        files=fetched["--files"],
        jars=fetched["--jars"],
        settings={name: value for name, value in settings.items() if name not in gone},
    )

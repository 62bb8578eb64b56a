"""Prepares the folder and the command of a model's serving processes."""

from __future__ import annotations

from collections.abc import Mapping

from localcloud.sagemaker.endpoints.instance import Launch
from localcloud.sagemaker.engine.environment import Place, job_environment
from localcloud.sagemaker.engine.objects import Location, Objects, unpack
from localcloud.sagemaker.images import Algorithm
from localcloud.sagemaker.jobs.training import stand_in_path
from localcloud.sagemaker.models.containers import Container

PROGRAM = "SAGEMAKER_PROGRAM"
SUBMIT_DIRECTORY = "SAGEMAKER_SUBMIT_DIRECTORY"
SERVER = "localcloud.sagemaker.stand_ins.serving"


def prepare(
    place: Place,
    container: Container,
    objects: Objects,
    *,
    region: str,
    endpoint: str,
    ready_within: float,
    more: Mapping[str, str] | None = None,
) -> Launch:
    """Fetches a model's artifacts and tells how to serve it.

    Args:
        endpoint: The URL of the local cloud.
        ready_within: Seconds until /ping must answer.
        more: Environment variables beside those of the container.

    Raises:
        DataError: The artifacts are not there, or are no archive.
        RecordedOnlyError: Nothing here runs the image.
    """
    _fetch(place, container, objects)
    algorithm = algorithm_of(container)
    if algorithm is None and not _is_script(place, container):
        raise container.image.recorded_only()
    own = {
        # A process serves one request at a time, as a worker of AWS's model server does.
        "OMP_NUM_THREADS": "1",
        **container.environment,
        **(more or {}),
        "PYTHONPATH": stand_in_path(),
    }
    return Launch(
        command=["python", "-m", SERVER, algorithm.value if algorithm else "script"],
        environment=job_environment(place, region=region, endpoint=endpoint, own=own),
        folder=place.make(),
        ready_within=ready_within,
    )


def _fetch(place: Place, container: Container, objects: Objects) -> None:
    folder = place.make("model")
    if container.data is not None and container.archive:
        unpack(objects.read(container.data), folder)
    elif container.data is not None:
        objects.download({"S3Uri": str(container.data)}, folder)
    submitted = container.environment.get(SUBMIT_DIRECTORY, "")
    if submitted.startswith("s3://"):
        unpack(objects.read(Location.parse(submitted)), place.make("model", "code"))


def algorithm_of(container: Container) -> Algorithm | None:
    """The algorithm that serves a model; None where its own script does."""
    return None if container.environment.get(PROGRAM) else container.image.algorithm


def _is_script(place: Place, container: Container) -> bool:
    """Whether a model has a script to serve it, named or where AWS's toolkit looks for one."""
    code = place.root / "model" / "code" / "inference.py"
    return bool(container.environment.get(PROGRAM)) or code.exists()

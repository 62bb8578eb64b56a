"""What the steps of a pipeline run on, and for how long at most."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from aws_cdk import Duration

from .algorithms.instances import family
from .images import ContainerImage

_MAX_SECONDS: Final = 28 * 24 * 3600
_PROCESSING_MAX_SECONDS: Final = 5 * 24 * 3600
_VOLUME_GIB: Final = range(1, 16_384 + 1)
# Their disks are encrypted by the machine itself, and SageMaker refuses a key for them.
_OWN_DISKS: Final = re.compile(
    r"[cmr]\d[a-z]*d[a-z]*|g4dn|g5|g6e?|i\d\w*|p3dn|p4d|p4de|p5\w*|trn\w+"
)


@dataclass(frozen=True, kw_only=True)
class TrainingMachines:
    """What training runs on.

    A new account has a quota of 0 for many types: take one of a setting, and see the quota
    before the deploy.

    Args:
        instance_type: The type of machine.
        count: How many.
        volume_gib: The disk of each, 1 to 16,384 GiB.
        max_runtime: How long training may take; at most 28 days.
        spot: Whether spare machines are used, which are cheaper and may be taken away; training
            goes on from its last checkpoint in ``/opt/ml/checkpoints``.
        max_wait: How long training with ``spot`` may take, waits included; twice
            ``max_runtime`` when left out.

    Raises:
        ValueError: A number is over its limit, or ``max_wait`` is given without ``spot`` or is
            less than ``max_runtime``.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/model-managed-spot-training.html
    """

    instance_type: str = "ml.m5.xlarge"
    count: int = 1
    volume_gib: int = 30
    max_runtime: Duration = field(default_factory=lambda: Duration.hours(1))
    spot: bool = False
    max_wait: Duration | None = None

    def __post_init__(self) -> None:
        _check_machine(self.instance_type, self.count, self.volume_gib)
        _check_time("max_runtime", self.max_runtime, _MAX_SECONDS)
        if self.max_wait is None:
            return
        if not self.spot:
            raise ValueError("max_wait: only training with spot waits for machines")
        if self.max_wait.to_seconds() < self.max_runtime.to_seconds():
            raise ValueError(
                f"max_wait: {self.max_wait.to_seconds():.0f} s include the run, which may take "
                f"{self.max_runtime.to_seconds():.0f} s"
            )

    @property
    def stopping(self) -> dict[str, int]:
        """When SageMaker stops training."""
        runtime = int(self.max_runtime.to_seconds())
        if not self.spot:
            return {"MaxRuntimeInSeconds": runtime}
        wait = 2 * runtime if self.max_wait is None else int(self.max_wait.to_seconds())
        return {
            "MaxRuntimeInSeconds": runtime,
            "MaxWaitTimeInSeconds": min(wait, _MAX_SECONDS),
        }

    def resources(self, key: str | None) -> dict[str, Any]:
        """The request's ``ResourceConfig``."""
        return _resources(self.instance_type, self.count, self.volume_gib, key)


@dataclass(frozen=True, kw_only=True)
class ProcessingScript:
    """A step that is a script of one's own, one file, which needs only what its container has.

    Args:
        script: The file.
        arguments: What it is told beside the paths that the pipeline gives it.
        image: Its container; that of the algorithm when left out.
        instance_type: The type of machine.
        volume_gib: Its disk, 1 to 16,384 GiB.
        max_runtime: How long it may take; at most 5 days.

    Raises:
        ValueError: There is no such file, or a number is over its limit.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/processing-job.html
    """

    script: Path
    arguments: Sequence[str] = ()
    image: ContainerImage | None = None
    instance_type: str = "ml.m5.xlarge"
    volume_gib: int = 30
    max_runtime: Duration = field(default_factory=lambda: Duration.hours(1))

    def __post_init__(self) -> None:
        if not self.script.is_file():
            raise ValueError(f"script: there is no file {self.script}")
        _check_machine(self.instance_type, 1, self.volume_gib)
        _check_time("max_runtime", self.max_runtime, _PROCESSING_MAX_SECONDS)

    def resources(self, key: str | None) -> dict[str, Any]:
        """The request's ``ProcessingResources``."""
        return {"ClusterConfig": _resources(self.instance_type, 1, self.volume_gib, key)}


def has_own_disk(instance_type: str) -> bool:
    """Whether the machine has a disk of its own, which SageMaker takes no key for."""
    found = family("instance_type", instance_type)
    return found is not None and _OWN_DISKS.fullmatch(found) is not None


def _resources(instance_type: str, count: int, volume: int, key: str | None) -> dict[str, Any]:
    resources: dict[str, Any] = {
        "InstanceType": instance_type,
        "InstanceCount": count,
        "VolumeSizeInGB": volume,
    }
    if key is not None and not has_own_disk(instance_type):
        resources["VolumeKmsKeyId"] = key
    return resources


def _check_machine(instance_type: str, count: int, volume: int) -> None:
    family("instance_type", instance_type)
    if count < 1:
        raise ValueError(f"count: {count} is not 1 or more")
    if volume not in _VOLUME_GIB:
        raise ValueError(
            f"volume_gib: {volume} is not between {_VOLUME_GIB.start} and {_VOLUME_GIB[-1]}"
        )


def _check_time(name: str, time: Duration, most: int) -> None:
    seconds = time.to_seconds()
    if not 1 <= seconds <= most:
        raise ValueError(f"{name}: {seconds:.0f} s is not between 1 and {most}")

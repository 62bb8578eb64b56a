"""What SageMaker has done here, and by whom: the real thing, a script, or a stand-in."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from localcloud.sagemaker.images import SCRIPT_PROGRAM, Image
from localcloud.sagemaker.kinds import TRAINING_JOB
from localcloud.sagemaker.service import SageMakerService

if TYPE_CHECKING:
    from localcloud.interface import Cloud
    from localcloud.sagemaker.endpoints.fleet import Fleet
    from localcloud.sagemaker.records import Record

OWN_CODE = "code of one's own"


def overview(cloud: Cloud) -> list[str]:
    """A line for each endpoint, and one for the training jobs of each kind."""
    match cloud.services.get(SageMakerService.api):
        case SageMakerService() as service:
            pass
        case _:
            return []
    lines = [
        f"endpoint {record.name} ({record.region}): {record.members['EndpointStatus']}"
        + (f", served by {_served_by(fleet)}" if fleet is not None else "")
        for record, fleet in service.endpoints()
    ]
    trained = Counter(_trained_by(record) for record in service.records.all_of(TRAINING_JOB))
    return lines + [f"training jobs by {by}: {count}" for by, count in sorted(trained.items())]


def _served_by(fleet: Fleet) -> str:
    found = {
        variant.algorithm.by if variant.algorithm is not None else OWN_CODE
        for variant in fleet.variants.values()
    }
    return " and ".join(sorted(found))


def _trained_by(record: Record) -> str:
    specification = record.members.get("AlgorithmSpecification") or {}
    own = SCRIPT_PROGRAM in (record.members.get("HyperParameters") or {})
    if own or specification.get("ContainerEntrypoint"):
        return OWN_CODE
    algorithm = Image.of(specification.get("TrainingImage", "")).algorithm
    return algorithm.by if algorithm is not None else "nobody (recorded only)"

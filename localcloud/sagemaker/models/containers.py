"""The container of a model: its image, its artifacts, its environment, wherever they are named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from localcloud.sagemaker.engine.objects import DataError, Location, Objects
from localcloud.sagemaker.images import Image, RecordedOnlyError
from localcloud.sagemaker.kinds import PACKAGE, invalid
from localcloud.sagemaker.records import Records


@dataclass(frozen=True)
class Container:
    """What serves a model.

    Attributes:
        data: Where the artifacts are: an archive, or a prefix where ``archive`` is False; None for
            a model without any.
    """

    image: Image
    data: Location | None
    archive: bool = True
    environment: Mapping[str, str] = field(default_factory=dict)


def container_of(model: Mapping[str, Any], records: Records, region: str) -> Container:
    """The one container of a model.

    Args:
        model: As DescribeModel answers it.

    Raises:
        RecordedOnlyError: It has more than one.
        ServiceError: Its model package is not there.
    """
    containers = [model["PrimaryContainer"]] if model.get("PrimaryContainer") else []
    containers += model.get("Containers") or []
    if len(containers) != 1:
        raise RecordedOnlyError(
            f"The model {model['ModelName']} has {len(containers)} containers: the local cloud "
            "serves models of one"
        )
    definition = containers[0]
    environment = definition.get("Environment") or {}
    package = definition.get("ModelPackageName")
    if package:
        definition = packaged(package, records, region)
        environment = {**(definition.get("Environment") or {}), **environment}
    location, archive = data_of(definition)
    return Container(Image.of(definition.get("Image", "")), location, archive, environment)


def packaged(name: str, records: Records, region: str) -> Mapping[str, Any]:
    """The first container of a model package, by name or ARN.

    Raises:
        ServiceError: There is no such package, or it names no container.
    """
    by_arn = name.startswith("arn:")
    record = records.by_arn(name) if by_arn else records.find(PACKAGE, name, region)
    if record is None:
        raise invalid(f"ModelPackage {name} does not exist.")
    containers = (record.members.get("InferenceSpecification") or {}).get("Containers") or ()
    if not containers:
        raise invalid(f"Model package {record.arn} has no InferenceSpecification")
    definition: Mapping[str, Any] = containers[0]
    return definition


def data_of(definition: Mapping[str, Any]) -> tuple[Location | None, bool]:
    """Where the artifacts of a container are, and whether they are an archive.

    Raises:
        ServiceError: ValidationException, for what is no place in S3.
    """
    source = (definition.get("ModelDataSource") or {}).get("S3DataSource")
    uri = source["S3Uri"] if source else definition.get("ModelDataUrl")
    if not uri:
        return None, True
    try:
        location = Location.parse(uri)
    except DataError as error:
        raise invalid(f"Invalid model data location: {uri}") from error
    return location, source is None or source.get("CompressionType") == "Gzip"


def check_data(definition: Mapping[str, Any], objects: Objects) -> None:
    """Looks whether the artifacts are there, as CreateModel does.

    Raises:
        ServiceError: ValidationException, where they are not.
    """
    location, archive = data_of(definition)
    if location is None:
        return
    try:
        there = objects.exists(location) if archive else any(True for _ in objects.keys(location))
    except DataError:
        there = False
    if not there:
        raise invalid(f"Could not find model data at {location}.")

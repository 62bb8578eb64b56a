"""What ``--additional-python-modules`` asks for, against what is installed."""

from __future__ import annotations

from importlib.metadata import distributions
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import NormalizedName, canonicalize_name


def python_modules(wanted: str, packages: Path) -> tuple[list[str], list[str]]:
    """Sorts the modules that a run asks for.

    Args:
        wanted: Requirements and wheels in S3, separated by commas.
        packages: The folder of what is installed.

    Returns:
        The wheels, and the requirements that what is installed does not meet.
    """
    listed = [each.strip() for each in wanted.split(",") if each.strip()]
    wheels = [each for each in listed if each.startswith("s3") and each.endswith(".whl")]
    names = [each for each in listed if each not in wheels]
    if not names:
        return wheels, []
    installed = {
        canonicalize_name(each.metadata["Name"]): each.version
        for each in distributions(path=[str(packages)])
    }
    return wheels, [each for each in names if not _met(each, installed)]


def _met(wanted: str, installed: dict[NormalizedName, str]) -> bool:
    try:
        requirement = Requirement(wanted)
    except InvalidRequirement:
        return False
    version = installed.get(canonicalize_name(requirement.name))
    return version is not None and requirement.specifier.contains(version, prereleases=True)

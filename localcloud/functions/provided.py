"""What Lambda provides beside the deployed code: the runtime's packages, AWS's published layers.

Each is a folder of links to distributions installed here and to what they require, so that a
function can import those and nothing else of this machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

RUNTIME = ("boto3", "awslambdaric")
"""The distributions in Lambda's Python runtimes.

Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html#python-sdk-included
"""


@dataclass(frozen=True)
class PublishedLayer:
    """A layer that AWS publishes for every account, and the distribution that it holds."""

    name: re.Pattern[str]
    requirement: str


PUBLISHED = (
    # https://docs.aws.amazon.com/powertools/python/latest/getting-started/install/
    PublishedLayer(
        re.compile(r"AWSLambdaPowertoolsPythonV3-python3\d+-(arm64|x86_64)"),
        "aws-lambda-powertools[all]",
    ),
)


def published_layer(name: str) -> PublishedLayer | None:
    """The published layer of that name, whatever its account, region and version."""
    return next((layer for layer in PUBLISHED if layer.name.fullmatch(name)), None)


def link_distributions(requirements: Iterable[str], folder: Path) -> None:
    """Fills ``folder`` with links to distributions and all that they require.

    An extra whose distributions are not installed here is left out: importing it fails.

    Raises:
        LookupError: A distribution itself is not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for distribution in closure(requirements):
        for entry in top_level(distribution):
            link = folder / entry.name
            if link.is_symlink():
                raise LookupError(
                    f"{entry.name} is in two of the distributions that {', '.join(requirements)} "
                    "requires; a folder of links can hold one"
                )
            link.symlink_to(entry)


def closure(requirements: Iterable[str]) -> list[metadata.Distribution]:
    """The distributions that the requirements name, and those they require in turn."""
    found: dict[str, metadata.Distribution] = {}
    done: set[tuple[str, str]] = set()
    ahead = [(Requirement(text), True) for text in requirements]
    while ahead:
        requirement, needed = ahead.pop()
        name = canonicalize_name(requirement.name)
        try:
            distribution = found.get(name) or metadata.distribution(name)
        except metadata.PackageNotFoundError as error:
            if needed:
                raise LookupError(
                    f"{requirement.name} is not installed here, and functions import it on Lambda"
                ) from error
            continue
        found[name] = distribution
        for extra in ("", *sorted(requirement.extras)):
            if (name, extra) not in done:
                done.add((name, extra))
                ahead += [(needs, extra == "") for needs in _requires(distribution, extra)]
    return list(found.values())


def _requires(distribution: metadata.Distribution, extra: str) -> Iterator[Requirement]:
    for text in distribution.requires or []:
        requirement = Requirement(text)
        if requirement.marker is None:
            applies = extra == ""
        elif extra:
            without = requirement.marker.evaluate({"extra": ""})
            applies = not without and requirement.marker.evaluate({"extra": extra})
        else:
            applies = requirement.marker.evaluate({"extra": ""})
        if applies:
            yield requirement


def top_level(distribution: metadata.Distribution) -> Iterator[Path]:
    """The files and folders that a distribution has at the top of its site-packages."""
    names = {
        file.parts[0]
        for file in distribution.files or []
        if file.parts[0] not in ("..", "__pycache__") and not file.name.endswith(".pth")
    }
    for name in sorted(names):
        yield Path(str(distribution.locate_file(name)))

"""What a worker is made from: one deployed state of a function."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class LogSettings:
    """Where a function's logs go and how they look.

    Attributes:
        group: The CloudWatch Logs group.
        shared: Whether the group was chosen, so that several functions may write to it.
        json: Whether the platform and the runtime write JSON lines instead of text.
        application_level: The least level the runtime writes; None where the format is text.
        system_level: The least level the platform writes: DEBUG, INFO or WARN.
    """

    group: str
    shared: bool = False
    json: bool = False
    application_level: str | None = None
    system_level: str = "INFO"


@dataclass(frozen=True)
class Revision:
    """One deployed state of a function. Two equal ones may share a warm worker.

    Attributes:
        arn: The function's ARN without a qualifier.
        version: ``$LATEST`` or the number of a published version.
        runtime: Lambda's name of the runtime, such as ``python3.13``.
        timeout: Seconds that one invocation may take.
        memory: MiB, which is recorded and not enforced.
        environment: The deployed variables.
        code: The folder with the deployed code.
        layers: The folders of the layers, in the order of deployment: later ones win.
    """

    arn: str
    name: str
    version: str
    region: str
    account: str
    runtime: str
    handler: str
    timeout: int
    memory: int
    environment: tuple[tuple[str, str], ...]
    code: Path
    layers: tuple[Path, ...]
    logs: LogSettings

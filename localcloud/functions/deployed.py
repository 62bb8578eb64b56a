"""Functions as they are deployed now, ready to run."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from localcloud.errors import ServiceError
from localcloud.functions.archive import Archives
from localcloud.functions.configuration import LATEST, Configurations
from localcloud.functions.layers import Layers
from localcloud.functions.moto_call import ask_moto
from localcloud.functions.reference import FunctionReference
from localcloud.functions.revision import LogSettings, Revision
from localcloud.service import ACCOUNT

if TYPE_CHECKING:
    from localcloud.interface import Cloud


@dataclass(frozen=True)
class Deployed:
    """A function that can run.

    Attributes:
        revision: What its workers are made from.
        arn: The ARN that was invoked, with its qualifier if one was given.
        reserved: How many invocations may run at a time; None where it is not limited.
        dead_letters: ARN of the queue or topic for asynchronous invocations that failed.
    """

    revision: Revision
    arn: str
    reserved: int | None
    dead_letters: str | None


class DeployedFunctions:
    """Looks functions up, once for each state that they are in."""

    def __init__(
        self,
        cloud: Cloud,
        configurations: Configurations,
        archives: Archives,
        layers: Layers,
    ) -> None:
        self._cloud = cloud
        self._configurations = configurations
        self._archives = archives
        self._layers = layers
        self._found: dict[FunctionReference, Deployed] = {}
        self._changes = 0
        self._lock = threading.Lock()

    def changed(self, region: str, name: str) -> None:
        """Forgets what was looked up of a function."""
        with self._lock:
            self._changes += 1
            for reference in list(self._found):
                if (reference.region, reference.name) == (region, name):
                    del self._found[reference]

    def find(self, reference: FunctionReference) -> Deployed:
        """The function, ready to run.

        Raises:
            ServiceError: ResourceNotFoundException where there is none; InvalidRuntimeException
                where it is not one that runs here.
        """
        with self._lock:
            known = self._found.get(reference)
            changes = self._changes
        if known is not None:
            return known
        deployed = self._deployed(reference)
        with self._lock:
            if changes == self._changes:  # else this may be how it was before a change
                self._found[reference] = deployed
        return deployed

    def _deployed(self, reference: FunctionReference) -> Deployed:
        configuration = self._configurations.of(reference)
        concurrency = ask_moto(
            self._cloud,
            "lambda",
            reference.region,
            "GetFunctionConcurrency",
            {"FunctionName": reference.name},
        )
        reserved = concurrency.get("ReservedConcurrentExecutions")
        base = str(configuration["FunctionArn"]).split(":function:")[0]
        arn = f"{base}:function:{reference.name}"
        return Deployed(
            revision=self._revision(reference, configuration, arn),
            arn=f"{arn}:{reference.qualifier}" if reference.qualifier else arn,
            reserved=None if reserved is None else int(reserved),
            dead_letters=configuration.get("DeadLetterConfig", {}).get("TargetArn"),
        )

    def _revision(
        self, reference: FunctionReference, configuration: dict[str, Any], arn: str
    ) -> Revision:
        runtime = configuration.get("Runtime") or configuration.get("PackageType", "none")
        if not re.fullmatch(r"python3\.\d+", runtime):
            raise ServiceError(
                "InvalidRuntimeException",
                f"{arn} has the runtime {runtime}, and only Python functions run in this cloud",
                502,
            )
        variables = configuration.get("Environment", {}).get("Variables", {})
        return Revision(
            arn=arn,
            name=reference.name,
            version=str(configuration.get("Version", LATEST)),
            region=reference.region,
            account=ACCOUNT,
            runtime=runtime,
            handler=str(configuration["Handler"]),
            timeout=int(configuration.get("Timeout", 3)),
            memory=int(configuration.get("MemorySize", 128)),
            environment=tuple(sorted((name, str(value)) for name, value in variables.items())),
            code=self._archives.folder(str(configuration["CodeSha256"])),
            layers=tuple(
                self._layers.folder(layer["Arn"]) for layer in configuration.get("Layers", [])
            ),
            logs=_log_settings(reference.name, configuration["LoggingConfig"]),
        )


def _log_settings(name: str, logging: dict[str, Any]) -> LogSettings:
    json = logging["LogFormat"] == "JSON"
    return LogSettings(
        group=str(logging["LogGroup"]),
        shared=logging["LogGroup"] != f"/aws/lambda/{name}",
        json=json,
        application_level=str(logging["ApplicationLogLevel"]) if json else None,
        system_level=str(logging["SystemLogLevel"]) if json else "INFO",
    )

"""Functions' configuration: moto's, with the parts that it does not keep."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from localcloud.functions.moto_call import ask_moto
from localcloud.functions.reference import FunctionReference

if TYPE_CHECKING:
    from localcloud.interface import Cloud

KEPT = (
    "Architectures",
    "DeadLetterConfig",
    "EphemeralStorage",
    "FileSystemConfigs",
    "LoggingConfig",
    "TracingConfig",
)
"""Members of a configuration that moto forgets, at creation or on update."""

LATEST = "$LATEST"


class Configurations:
    """What moto does not keep of each version of each function."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._kept: dict[tuple[str, str, str], dict[str, Any]] = {}
        self._lock = threading.Lock()

    def keep(self, region: str, name: str, values: dict[str, Any], *, new: bool = False) -> None:
        """Remembers ``values`` for the unpublished version, on top of what it has."""
        key = (region, name, LATEST)
        with self._lock:
            before = {} if new else self._kept.get(key, {})
            self._kept[key] = {**before, **values}

    def publish(self, region: str, name: str, version: str) -> None:
        """Copies what the unpublished version has to a published one, once."""
        with self._lock:
            latest = self._kept.get((region, name, LATEST), {})
            self._kept.setdefault((region, name, version), latest)

    def forget(self, region: str, name: str, version: str | None) -> None:
        """Forgets one version, or all of them."""
        with self._lock:
            for key in [key for key in self._kept if key[:2] == (region, name)]:
                if version in (None, key[2]):
                    del self._kept[key]

    def complete(self, region: str, moto: dict[str, Any]) -> dict[str, Any]:
        """A configuration of moto's with what it does not keep."""
        name = str(moto["FunctionName"])
        with self._lock:
            kept = self._kept.get((region, name, str(moto["Version"])), {})
        logging = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{name}"}
        logging.update(kept.get("LoggingConfig", {}))
        if logging["LogFormat"] == "JSON":
            logging = {"ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO", **logging}
        return {**moto, **kept, "LoggingConfig": logging}

    def of(self, function: FunctionReference) -> dict[str, Any]:
        """The configuration of a function's version, or of the one its alias points at.

        Raises:
            ServiceError: ResourceNotFoundException, where there is none.
        """
        request: dict[str, Any] = {"FunctionName": function.name}
        if function.qualifier:
            request["Qualifier"] = function.qualifier
        answer = ask_moto(
            self._cloud, "lambda", function.region, "GetFunctionConfiguration", request
        )
        return self.complete(function.region, answer)

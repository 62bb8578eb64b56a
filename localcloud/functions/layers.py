"""The layers of functions: those published to this cloud, and AWS's own that it knows."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from localcloud.errors import ServiceError
from localcloud.functions.archive import Archives
from localcloud.functions.moto_call import ask_moto
from localcloud.functions.provided import PUBLISHED, link_distributions, published_layer
from localcloud.functions.reference import LayerReference
from localcloud.service import ACCOUNT

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class Layers:
    """Finds the folder of a layer's version.

    Args:
        archives: The unpacked content of layers published to this cloud.
        folder: Where links to the content of AWS's layers are put.
    """

    def __init__(self, cloud: Cloud, archives: Archives, folder: Path) -> None:
        self._cloud = cloud
        self._archives = archives
        self._folder = folder
        self._lock = threading.Lock()

    def describe(self, arn: str) -> dict[str, Any]:
        """A layer as a function's configuration lists it.

        Raises:
            ServiceError: InvalidParameterValueException, where there is no such layer here.
        """
        layer = LayerReference.parse(arn)
        if layer.account == ACCOUNT:
            content = self._published_here(layer)["Content"]
            return {"Arn": arn, "CodeSize": content["CodeSize"]}
        if published_layer(layer.name) is None:
            known = ", ".join(entry.name.pattern for entry in PUBLISHED)
            raise ServiceError(
                "InvalidParameterValueException",
                f"Layer version {arn} does not exist in this cloud: it is of account "
                f"{layer.account}, and of AWS's published layers only those named {known} are "
                "provided here",
            )
        return {"Arn": arn, "CodeSize": 0}

    def folder(self, arn: str) -> Path:
        """The folder that Lambda would unpack the layer into ``/opt`` from."""
        layer = LayerReference.parse(arn)
        published = None if layer.account == ACCOUNT else published_layer(layer.name)
        if published is None:
            sha256 = str(self._published_here(layer)["Content"]["CodeSha256"])
            return self._archives.folder(sha256)
        folder = self._folder / layer.name
        with self._lock:
            if not folder.is_dir():
                link_distributions([published.requirement], folder / "python")
        return folder

    def _published_here(self, layer: LayerReference) -> dict[str, Any]:
        request = {"LayerName": layer.name, "VersionNumber": layer.version}
        try:
            return ask_moto(self._cloud, "lambda", layer.region, "GetLayerVersion", request)
        except ServiceError as error:
            raise ServiceError(
                "InvalidParameterValueException", f"Layer version {layer.arn} does not exist."
            ) from error

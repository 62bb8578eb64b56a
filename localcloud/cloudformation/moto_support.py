"""Whether an operation is answered here: by a service of ours, or by moto."""

from __future__ import annotations

import importlib
import inspect
from functools import lru_cache
from typing import TYPE_CHECKING

from botocore import xform_name
from moto.core.responses import BaseResponse

if TYPE_CHECKING:
    from localcloud.interface import Cloud

MODULES = {"lambda": "awslambda"}
"""botocore's name of a service to moto's module, where it is not the name without hyphens."""


def implements(cloud: Cloud, service: str, operation: str) -> bool:
    """Whether calling the operation of the service here does something."""
    ours = cloud.services.get(service)
    if ours is not None and ours.operation(operation) is not None:
        return True
    return xform_name(operation) in _moto_operations(service)


@lru_cache(maxsize=256)
def _moto_operations(service: str) -> frozenset[str]:
    module_name = MODULES.get(service, service.replace("-", ""))
    try:
        module = importlib.import_module(f"moto.{module_name}.responses")
    except ModuleNotFoundError:
        return frozenset()
    return frozenset(
        name
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, BaseResponse)
        for name, _ in inspect.getmembers(kind, inspect.isfunction)
    )

"""Has moto look once which services there are, not again for each request or model."""

from __future__ import annotations

from functools import cache

import moto.backends
import moto.core.loaders
import moto.core.utils

_shared_loader = cache(moto.core.loaders.create_loader)
_list_modules = moto.backends.list_of_moto_modules


@cache
def _modules() -> frozenset[str]:
    return frozenset(_list_modules())


def look_once() -> None:
    """Gives moto one loader of models for the whole process, and one list of its own modules.

    By itself it makes a new loader each time, which looks through botocore's 400 folders, and
    looks through its own 200 for each request.
    """
    moto.core.utils.create_loader = _shared_loader
    moto.backends.list_of_moto_modules = _modules

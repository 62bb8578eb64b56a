"""Has moto look once which services AWS has, not again for each whose model it reads."""

from __future__ import annotations

from functools import cache

import moto.core.loaders
import moto.core.utils

_shared_loader = cache(moto.core.loaders.create_loader)


def look_once() -> None:
    """Gives moto one loader of models for the whole process.

    By itself it makes a new one each time, which looks through botocore's 400 folders.
    """
    moto.core.utils.create_loader = _shared_loader

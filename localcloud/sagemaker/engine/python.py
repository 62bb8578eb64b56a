"""The Python that jobs and endpoints run on: an environment of its own.

What a training container holds (XGBoost, pandas, the SageMaker toolkits) never meets the packages
of the local cloud.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

VARIABLE = "LOCALCLOUD_ML_PYTHON"
"""Names another interpreter than the one that ``make ml`` sets up."""


class NoEnvironmentError(Exception):
    """There is no Python to run jobs on; the message says how to get it."""


def ml_python() -> Path:
    """The interpreter that jobs and endpoints run on.

    Raises:
        NoEnvironmentError: It is not installed.
    """
    named = os.environ.get(VARIABLE)
    interpreter = Path(named) if named else Path(sys.prefix) / "ml" / "bin" / "python"
    if not interpreter.exists():
        raise NoEnvironmentError(
            f"The local cloud runs SageMaker's jobs with the Python of {interpreter}, which is not "
            f"there. `make ml` installs it, once; {VARIABLE} names another one."
        )
    return interpreter

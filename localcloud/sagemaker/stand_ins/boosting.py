"""XGBoost, loaded without scikit-learn.

XGBoost loads scikit-learn where it is installed, which takes three times as long as all the rest of
it, and nothing here uses its wrappers for it.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

_NAME = "sklearn"


def _loaded() -> Any:
    if _NAME in sys.modules or "xgboost" in sys.modules:
        return importlib.import_module("xgboost")
    sys.modules[_NAME] = None  # type: ignore[assignment]  # how an import is made to fail
    try:
        return importlib.import_module("xgboost")
    finally:
        del sys.modules[_NAME]


xgboost = _loaded()

"""Loads a function as Lambda does: its folder first on the path, its modules by plain name."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

LAMBDA = Path(__file__).parents[2] / "lambda"
LAYERS = tuple(sorted((LAMBDA / "layers").glob("*/python")))


class FunctionFolder:
    """The modules of one function.

    Two functions have modules of the same names (``handler``, ``settings``). So each is loaded
    with only its own folder on the path, and its modules are then taken out of ``sys.modules``.
    """

    def __init__(self, name: str) -> None:
        folder = LAMBDA / name
        names = sorted(path.stem for path in folder.glob("*.py"))
        others = {name: sys.modules.pop(name) for name in names if name in sys.modules}
        sys.path.insert(0, str(folder))
        try:
            self._modules = {name: importlib.import_module(name) for name in names}
        finally:
            sys.path.remove(str(folder))
            for name in names:
                sys.modules.pop(name, None)
            sys.modules.update(others)

    def __getattr__(self, name: str) -> ModuleType:
        if name not in self._modules:
            raise AttributeError(f"the function has no module {name!r}: {sorted(self._modules)}")
        return self._modules[name]

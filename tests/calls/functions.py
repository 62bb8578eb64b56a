"""The call centre's functions, imported into this process as Lambda imports them."""

from __future__ import annotations

import importlib
import io
import json
import sys
from collections.abc import Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

LAMBDA = Path(__file__).parents[2] / "lambda"
LAYERS = tuple(sorted((LAMBDA / "layers").glob("*/python")))


@dataclass(frozen=True)
class Context:
    """What Powertools reads of Lambda's context."""

    function_name: str
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:function"
    aws_request_id: str = "00000000-0000-0000-0000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        """Plenty."""
        return 10_000


class Function:
    """A folder of ``lambda/``, ready to be called.

    Its modules have plain names, as in Lambda, so they are taken out of ``sys.modules`` again:
    another function's ``handler`` may be imported beside it. The layers stay.

    Args:
        name: The folder.
    """

    def __init__(self, name: str) -> None:
        self._context = Context(name)
        self.modules = _import_as_lambda_does(LAMBDA / name)

    def __call__(self, event: Mapping[str, Any]) -> Any:
        """Its answer; event and answer pass through JSON, as they do on the way to Lambda."""
        with redirect_stdout(io.StringIO()):
            answer = self.modules["handler"].handle(json.loads(json.dumps(event)), self._context)
        return json.loads(json.dumps(answer))


def _import_as_lambda_does(folder: Path) -> dict[str, ModuleType]:
    for layer in LAYERS:
        if str(layer) not in sys.path:
            sys.path.append(str(layer))
    names = {path.stem for path in folder.glob("*.py")}
    hidden = {name: sys.modules.pop(name) for name in list(sys.modules) if name in names}
    sys.path.insert(0, str(folder))
    try:
        importlib.import_module("handler")
        return {name: sys.modules[name] for name in names & sys.modules.keys()}
    finally:
        sys.path.remove(str(folder))
        for name in names:
            sys.modules.pop(name, None)
        sys.modules.update(hidden)

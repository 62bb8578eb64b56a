"""A bot's real function, imported into this process."""

from __future__ import annotations

import importlib
import io
import json
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any, TextIO
from unittest.mock import patch

from tests.conversations.bots import TestedBot

LAMBDA = Path(__file__).parents[2] / "lambda"
LAYERS = tuple((LAMBDA / "layers").glob("*/python"))


ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "POWERTOOLS_METRICS_NAMESPACE": "Dialogues",
    "POWERTOOLS_TRACE_DISABLED": "true",
}
"""As deployed, but without traces."""


_LOGGED = count(1)


@dataclass(frozen=True)
class Context:
    """What Powertools reads of Lambda's context."""

    function_name: str
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:code-hook"
    aws_request_id: str = "00000000-0000-0000-0000-000000000000"


class BotFunction:
    """A folder of ``lambda/``, ready to be called, under a clock of the caller's.

    Its modules have plain names, as in Lambda, so they are taken out of ``sys.modules`` again:
    another function's ``handler`` may be imported beside it.

    Args:
        bot: Whose code hook it is.
        table_name: The table it is deployed with.
        clock: The time it goes by.
        log: Takes what it prints, its log and its metrics; without one it logs nothing.
    """

    def __init__(
        self,
        bot: TestedBot,
        *,
        table_name: str,
        clock: Callable[[], datetime],
        log: TextIO | None = None,
    ) -> None:
        settings = {
            **ENVIRONMENT,
            # A logger is one for all of its name in a process, with the level it had first.
            "POWERTOOLS_SERVICE_NAME": f"{bot.name}-{next(_LOGGED)}" if log else bot.name,
            "POWERTOOLS_LOG_LEVEL": "DEBUG" if log else "CRITICAL",
            "TABLE_NAME": table_name,
        }
        self._context = Context(bot.name)
        self._log = log
        self._environment = patch.dict(os.environ, settings)
        self._environment.start()
        with redirect_stdout(log or io.StringIO()):
            self.modules = _import_as_lambda_does(LAMBDA / bot.name)
        bot.go_by(self.modules, clock, table_name)

    def close(self) -> None:
        """Gives back the environment that it was deployed with."""
        self._environment.stop()

    def __call__(self, event: Mapping[str, Any]) -> Any:
        """Its answer; event and answer pass through JSON, as they do on the way to Lambda."""
        with redirect_stdout(self._log or io.StringIO()):
            answer = self.modules["handler"].handle(json.loads(json.dumps(event)), self._context)
        return json.loads(json.dumps(answer))


def _import_as_lambda_does(function: Path) -> dict[str, ModuleType]:
    names = {path.stem for folder in (function, *LAYERS) for path in folder.iterdir()}
    hidden = {name: sys.modules.pop(name) for name in list(sys.modules) if name in names}
    before = set(sys.modules)
    path = sys.path.copy()
    sys.path[:0] = [str(function), *map(str, LAYERS)]
    try:
        importlib.import_module("handler")
        return {name: sys.modules[name] for name in names & sys.modules.keys()}
    finally:
        sys.path[:] = path
        for name in sys.modules.keys() - before:
            if name.partition(".")[0] in names:
                del sys.modules[name]
        sys.modules.update(hidden)

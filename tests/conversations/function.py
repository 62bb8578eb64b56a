"""The bot's real function, imported into this process."""

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
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest.mock import patch

LAMBDA = Path(__file__).parents[2] / "lambda"
FOLDER = LAMBDA / "hotel_booking"
LAYERS = tuple((LAMBDA / "layers").glob("*/python"))


ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "POWERTOOLS_SERVICE_NAME": "hotel-booking",
    "POWERTOOLS_METRICS_NAMESPACE": "HotelBooking",
    "POWERTOOLS_TRACE_DISABLED": "true",
    "POWERTOOLS_LOG_LEVEL": "CRITICAL",
}
"""As deployed, but without logs and traces; the metrics it prints go unread."""


@dataclass(frozen=True)
class Context:
    """What Powertools reads of Lambda's context."""

    function_name: str = "hotel-booking"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:hotel-booking"
    aws_request_id: str = "00000000-0000-0000-0000-000000000000"


class BookingFunction:
    """``lambda/hotel_booking``, ready to be called, under a clock of the caller's.

    Its modules have plain names, as in Lambda, so they are taken out of ``sys.modules`` again:
    another function's ``handler`` may be imported beside it.

    Args:
        table_name: The table it is deployed with.
        clock: The time it goes by.
    """

    def __init__(self, *, table_name: str, clock: Callable[[], datetime]) -> None:
        self._environment = patch.dict(os.environ, {**ENVIRONMENT, "TABLE_NAME": table_name})
        self._environment.start()
        self.modules = _import_as_lambda_does()
        self.modules["handler"].desk.bookings.clock = clock

    def close(self) -> None:
        """Gives back the environment that it was deployed with."""
        self._environment.stop()

    def __call__(self, event: Mapping[str, Any]) -> Any:
        """Its answer; event and answer pass through JSON, as they do on the way to Lambda."""
        with redirect_stdout(io.StringIO()):
            answer = self.modules["handler"].handle(json.loads(json.dumps(event)), Context())
        return json.loads(json.dumps(answer))


def _import_as_lambda_does() -> dict[str, ModuleType]:
    names = {path.stem for folder in (FOLDER, *LAYERS) for path in folder.iterdir()}
    hidden = {name: sys.modules.pop(name) for name in list(sys.modules) if name in names}
    before = set(sys.modules)
    path = sys.path.copy()
    sys.path[:0] = [str(FOLDER), *map(str, LAYERS)]
    try:
        importlib.import_module("handler")
        return {name: sys.modules[name] for name in names & sys.modules.keys()}
    finally:
        sys.path[:] = path
        for name in sys.modules.keys() - before:
            if name.partition(".")[0] in names:
                del sys.modules[name]
        sys.modules.update(hidden)

"""A model behind AWS's inference toolkit, in a process of its own."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.models.toolchain import ENVIRONMENT, HERE


@dataclass(frozen=True)
class Reply:
    """What the toolkit answered."""

    status: int
    body: str
    content_type: str | None

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)

    @property
    def sentence(self) -> str:
        """What went wrong; AWS's toolkit appends where in the code."""
        return self.body.partition("\nTraceback")[0]


class Endpoint:
    """Answers requests until it is left.

    Args:
        model_dir: The unpacked model.
    """

    def __init__(self, model_dir: Path) -> None:
        self._process = subprocess.Popen(
            [str(ENVIRONMENT / "python"), str(HERE / "serving.py"), str(model_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate(timeout=30)

    def ask(
        self,
        body: str,
        *,
        content_type: str = "application/json",
        accept: str = "application/json",
    ) -> Reply:
        """Sends a request."""
        given = {"body": body, "Content-Type": content_type, "Accept": accept}
        return Reply(**self._send(given))

    def price(self, booking: object) -> Reply:
        """Asks for the price of a booking, or of several, in JSON."""
        return self.ask(json.dumps(booking))

    def milliseconds(self, booking: object, *, times: int) -> list[float]:
        """How long the processor works for a request, each of several times."""
        given = {"body": json.dumps(booking), "Content-Type": "application/json", "times": times}
        found: list[float] = self._send(given)["milliseconds"]
        return found

    def _send(self, given: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(given), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline()
        if not answer:
            raise AssertionError(f"The endpoint ended with {self._process.wait()}")
        read: dict[str, Any] = json.loads(answer)
        return read

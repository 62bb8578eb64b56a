"""The platform's own log lines around an invocation, in text and in JSON.

Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html
"""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from localcloud.functions.invocation import LogLine
from localcloud.functions.revision import Revision

_LEVELS = ("DEBUG", "INFO", "WARN")


@dataclass(frozen=True)
class Figures:
    """What the platform measured of an invocation.

    Attributes:
        duration: Milliseconds in the handler.
        init: Milliseconds to start the worker; None where it was warm.
        memory: MiB that the worker used at most; None where the system does not tell.
        status: ``success``, ``error`` or ``timeout``.
        error_type: What failed, where the platform and not the handler found it.
    """

    duration: float
    init: float | None
    memory: int | None
    status: str = "success"
    error_type: str | None = None


class Report:
    """Writes the lines of one worker's platform, as its log settings ask.

    Args:
        now: The time of its lines, in seconds since 1970.
    """

    def __init__(self, revision: Revision, now: Callable[[], float]) -> None:
        self._revision = revision
        self._now = now

    def init_start(self) -> list[LogLine]:
        """The line of a cold start; it names the Python that runs here, not the one deployed."""
        version = f"python:{platform.python_version()}"
        text = f"INIT_START Runtime Version: {version}"
        record = {
            "initializationType": "on-demand",
            "phase": "init",
            "runtimeVersion": version,
            "functionName": self._revision.name,
            "functionVersion": self._revision.version,
        }
        return self._lines(text, "platform.initStart", record)

    def start(self, request_id: str) -> list[LogLine]:
        """The line before the handler's."""
        version = self._revision.version
        text = f"START RequestId: {request_id} Version: {version}"
        return self._lines(text, "platform.start", {"requestId": request_id, "version": version})

    def end(self, request_id: str, figures: Figures, reason: str | None) -> list[LogLine]:
        """The lines after the handler's: its end, the figures, and why it was ended."""
        lines = []
        if reason is not None and not self._revision.logs.json:
            stamp = _iso(self._now())
            lines += [self._line(f"{stamp} {request_id} {reason}"), self._line("")]
        if not self._revision.logs.json:
            lines.append(self._line(f"END RequestId: {request_id}"))
        level = "INFO" if figures.status == "success" else "WARN"
        lines += self._lines(
            self._report_text(request_id, figures),
            "platform.report",
            self._report_record(request_id, figures),
            level,
        )
        return lines

    def _report_text(self, request_id: str, figures: Figures) -> str:
        parts = [
            f"REPORT RequestId: {request_id}",
            f"Duration: {figures.duration:.2f} ms",
            f"Billed Duration: {math.ceil(figures.duration)} ms",
            f"Memory Size: {self._revision.memory} MB",
        ]
        if figures.memory is not None:
            parts.append(f"Max Memory Used: {figures.memory} MB")
        if figures.init is not None:
            parts.append(f"Init Duration: {figures.init:.2f} ms")
        if figures.status != "success":
            parts.append(f"Status: {figures.status}")
        if figures.error_type is not None:
            parts.append(f"Error Type: {figures.error_type}")
        return "\t".join(parts) + "\t"

    def _report_record(self, request_id: str, figures: Figures) -> dict[str, Any]:
        metrics: dict[str, Any] = {
            "durationMs": round(figures.duration, 3),
            "billedDurationMs": math.ceil(figures.duration),
            "memorySizeMB": self._revision.memory,
        }
        if figures.memory is not None:
            metrics["maxMemoryUsedMB"] = figures.memory
        if figures.init is not None:
            metrics["initDurationMs"] = round(figures.init, 3)
        record = {"requestId": request_id, "metrics": metrics, "status": figures.status}
        if figures.error_type is not None:
            record["errorType"] = figures.error_type
        return record

    def _lines(
        self, text: str, kind: str, record: dict[str, Any], level: str = "INFO"
    ) -> list[LogLine]:
        settings = self._revision.logs
        if not settings.json:
            return [self._line(text)]
        if _LEVELS.index(level) < _LEVELS.index(settings.system_level):
            return []
        line = {"time": _iso(self._now()), "type": kind, "record": record}
        return [self._line(json.dumps(line, separators=(",", ":")))]

    def _line(self, text: str) -> LogLine:
        return LogLine(int(self._now() * 1000), text)


def _iso(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"

"""When a notebook instance is idle: by what Jupyter says, and nothing else."""

from __future__ import annotations

import ast
import io
import json
from pathlib import Path
from typing import Any

import pytest
from ml_refarch.sagemaker.notebook import stop_when_idle
from ml_refarch.sagemaker.notebook.stop_when_idle import is_idle, last_activity

MODULE = stop_when_idle.__name__
NOW = 1_795_737_600.0
"""27 November 2026, 0:00 UTC."""


def kernel(state: str = "idle", at: str = "2026-11-26T23:00:00.000000Z") -> dict[str, Any]:
    return {"execution_state": state, "last_activity": at}


def test_nothing_open_is_no_activity() -> None:
    assert last_activity([], [], now=NOW) is None


def test_the_latest_of_kernels_and_terminals_counts() -> None:
    terminals = [{"name": "1", "last_activity": "2026-11-26T23:30:00Z"}]
    assert last_activity([kernel()], terminals, now=NOW) == NOW - 1800
    assert last_activity([kernel()], [], now=NOW) == NOW - 3600


@pytest.mark.parametrize("state", ["busy", "starting"])
def test_a_kernel_that_computes_is_activity_now(state: str) -> None:
    assert last_activity([kernel(), kernel(state)], [], now=NOW) == NOW


@pytest.mark.parametrize(
    ("worked", "started", "idle"),
    [
        (NOW - 3601, NOW - 9000, True),
        (NOW - 3599, NOW - 9000, False),
        (None, NOW - 3601, True),
        (None, NOW - 3599, False),
        # What was done before the instance was last started does not count against it.
        (NOW - 90_000, NOW - 60, False),
    ],
)
def test_patience_is_counted_from_the_last_work_or_the_start(
    worked: float | None, started: float, *, idle: bool
) -> None:
    assert is_idle(worked, started=started, now=NOW, limit=3600) is idle


@pytest.fixture
def instance(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """An instance that was started two hours ago, and the commands that it runs."""
    commands: list[list[str]] = []
    (tmp_path / "uptime").write_text("7200.00 100.00")
    (tmp_path / "metadata.json").write_text('{"ResourceName": "Notebook-1"}')
    monkeypatch.setattr(stop_when_idle, "UPTIME", tmp_path / "uptime")
    monkeypatch.setattr(stop_when_idle, "METADATA", tmp_path / "metadata.json")
    monkeypatch.setattr(f"{MODULE}.time.time", lambda: NOW)
    monkeypatch.setattr(f"{MODULE}.subprocess.run", lambda command, **_: commands.append(command))
    return commands


def answering(monkeypatch: pytest.MonkeyPatch, kernels: list[dict[str, Any]]) -> list[str]:
    asked: list[str] = []

    def answer(url: str, **_: object) -> io.BytesIO:
        asked.append(url)
        return io.BytesIO(json.dumps(kernels if url.endswith("kernels") else []).encode())

    monkeypatch.setattr(f"{MODULE}.urllib.request.urlopen", answer)
    return asked


def test_an_idle_instance_stops_itself(
    instance: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answering(monkeypatch, [kernel(at="2026-11-26T22:00:00Z")])
    stop_when_idle.main(3600, "/usr/bin/aws")
    assert instance == [
        [
            *("/usr/bin/aws", "sagemaker", "stop-notebook-instance"),
            *("--notebook-instance-name", "Notebook-1"),
        ]
    ]
    assert asked == [
        "https://localhost:8443/api/kernels",
        "https://localhost:8443/api/terminals",
    ]


def test_an_instance_in_use_goes_on(
    instance: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, [kernel("busy")])
    stop_when_idle.main(3600, "/usr/bin/aws")
    assert instance == []


def test_an_instance_that_cannot_be_asked_goes_on(
    instance: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(url: str, **_: object) -> io.BytesIO:
        raise OSError(f"{url}: connection refused")

    monkeypatch.setattr(f"{MODULE}.urllib.request.urlopen", refuse)
    with pytest.raises(OSError, match="connection refused"):
        stop_when_idle.main(3600, "/usr/bin/aws")
    assert instance == []


def test_it_runs_on_the_python_that_an_instance_has() -> None:
    source = Path(stop_when_idle.__file__).read_text()
    ast.parse(source, feature_version=(3, 9))

"""X-Ray traces what Lambda samples, and costs nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from function_folder import FunctionFolder


class Tracer:
    """Notes what it is asked to trace."""

    def __init__(self) -> None:
        self.traced: list[bool] = []

    def capture_lambda_handler(self, handle: Any, *, capture_response: bool) -> Any:
        self.traced.append(capture_response)
        return handle


@pytest.fixture
def tracer(hotel_booking: FunctionFolder, monkeypatch: pytest.MonkeyPatch) -> Tracer:
    tracer = Tracer()
    monkeypatch.setattr(hotel_booking.tracing, "_tracer", lambda: tracer)
    return tracer


@pytest.mark.parametrize("header", [None, "Root=1-5;Parent=5;Sampled=0"])
def test_an_invocation_that_is_not_sampled_is_answered_untraced(
    hotel_booking: FunctionFolder,
    monkeypatch: pytest.MonkeyPatch,
    tracer: Tracer,
    header: str | None,
) -> None:
    monkeypatch.delenv("_X_AMZN_TRACE_ID", raising=False)
    if header:
        monkeypatch.setenv("_X_AMZN_TRACE_ID", header)
    handle = hotel_booking.tracing.traced(lambda event, _: event)

    assert handle({"a": 1}, None) == {"a": 1}
    assert tracer.traced == []


def test_an_invocation_that_is_sampled_is_traced_without_its_answer(
    hotel_booking: FunctionFolder, monkeypatch: pytest.MonkeyPatch, tracer: Tracer
) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-5;Parent=5;Sampled=1")
    handle = hotel_booking.tracing.traced(lambda event, _: event)

    assert handle({"a": 1}, None) == {"a": 1}
    assert tracer.traced == [False]

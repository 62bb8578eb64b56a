"""Invokes deployed functions: limits, concurrency, logs, metrics."""

from __future__ import annotations

import json
import threading
from collections import Counter
from concurrent.futures import Future

from localcloud.errors import ServiceError
from localcloud.functions.deployed import Deployed, DeployedFunctions
from localcloud.functions.executor import Executor
from localcloud.functions.invocation import Invocation, Outcome
from localcloud.functions.logs import FunctionLogs
from localcloud.functions.metrics import FunctionMetrics
from localcloud.functions.reference import FunctionReference

SYNC_LIMIT = 6_291_456
ASYNC_LIMIT = 1_048_576
"""Bytes that an event may have.

Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""


class Invoker:
    """Runs functions for whoever calls them: the API, event sources, the bots."""

    def __init__(
        self,
        functions: DeployedFunctions,
        executor: Executor,
        logs: FunctionLogs,
        metrics: FunctionMetrics,
    ) -> None:
        self._functions = functions
        self._executor = executor
        self._logs = logs
        self._metrics = metrics
        self._running: Counter[str] = Counter()
        self._lock = threading.Lock()

    def find(self, reference: FunctionReference) -> Deployed:
        """The function that a reference names. See ``DeployedFunctions.find``."""
        return self._functions.find(reference)

    def invoke(
        self, deployed: Deployed, invocation: Invocation, *, timeout: float | None = None
    ) -> Outcome:
        """Runs a function and waits for its answer.

        Args:
            timeout: Seconds to wait; the function runs on when they are over. None waits for as
                long as the function may take.

        Raises:
            ServiceError: TooManyRequestsException, where the reserved concurrency is used up.
            TimeoutError: ``timeout`` is over.
        """
        return self.submit(deployed, invocation).result(timeout)

    def submit(self, deployed: Deployed, invocation: Invocation) -> Future[Outcome]:
        """Has a function run. Its logs are written once it has answered."""
        revision = deployed.revision
        with self._lock:
            if deployed.reserved is not None and self._running[revision.arn] >= deployed.reserved:
                self._metrics.throttled(revision, invocation)
                raise ServiceError("TooManyRequestsException", "Rate Exceeded.", 429)
            self._running[revision.arn] += 1
        begun = self._metrics.now()
        try:
            future = self._executor.submit(revision, invocation)
        except BaseException:
            self._finished(revision.arn)
            raise

        def done(finished: Future[Outcome]) -> None:
            self._finished(revision.arn)
            if not finished.cancelled() and finished.exception() is None:
                self._logs.write(revision, finished.result())
                self._metrics.invoked(revision, invocation, finished.result(), begun)

        future.add_done_callback(done)
        return future

    def _finished(self, arn: str) -> None:
        with self._lock:
            self._running[arn] -= 1


def check_payload(payload: bytes, *, limit: int) -> bytes:
    """An event as a function gets it: the payload, or ``{}`` where there is none.

    Raises:
        ServiceError: RequestTooLargeException; InvalidRequestContentException where it is no JSON.
    """
    if len(payload) > limit:
        raise ServiceError(
            "RequestTooLargeException",
            f"Request must be smaller than {limit} bytes for the InvokeFunction operation; "
            f"it has {len(payload)}",
            413,
        )
    if not payload:
        return b"{}"
    try:
        json.loads(payload)
    except ValueError as error:
        raise ServiceError(
            "InvalidRequestContentException",
            f"Could not parse request body into json: {error}",
        ) from error
    return payload

"""The Invoke operation.

Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from localcloud.errors import ServiceError
from localcloud.functions.deployed import Deployed
from localcloud.functions.invocation import Invocation, Outcome
from localcloud.functions.invoker import ASYNC_LIMIT, SYNC_LIMIT, check_payload
from localcloud.functions.parts import FunctionParts
from localcloud.functions.reference import FunctionReference
from localcloud.service import Call

TAIL = 4096
"""Bytes of the log that ``LogType=Tail`` returns."""


class InvokeOperations(FunctionParts):
    """Invoke, from the API and from within this process."""

    def invoke(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Runs a function: waits for its answer, queues the event, or only checks."""
        function = FunctionReference.parse(
            request["FunctionName"], region=call.region, qualifier=request.get("Qualifier")
        )
        kind = request.get("InvocationType") or "RequestResponse"
        limit = ASYNC_LIMIT if kind == "Event" else SYNC_LIMIT
        payload = check_payload(_bytes(request.get("Payload")), limit=limit)
        deployed = self.invoker.find(function)
        if kind == "DryRun":
            return {"StatusCode": 204, "Payload": b""}
        if kind == "Event":
            self._queue(function, deployed, payload)
            return {"StatusCode": 202, "Payload": b""}
        invocation = Invocation(
            payload, deployed.arn, client_context=_client_context(request.get("ClientContext"))
        )
        outcome = self.invoker.invoke(deployed, invocation)
        answer: dict[str, Any] = {
            "StatusCode": 200,
            "ExecutedVersion": outcome.version,
            "Payload": outcome.payload,
        }
        if outcome.failed:
            answer["FunctionError"] = "Unhandled"
        if request.get("LogType") == "Tail":
            answer["LogResult"] = _tail(outcome)
        return answer

    def invoke_async(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Queues an event, as the older API does."""
        self.queue_event(
            request["FunctionName"], _bytes(request.get("InvokeArgs")), region=call.region
        )
        return {"Status": 202}

    def invoke_with_response_stream(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Refused: Python's runtime client cannot stream an answer."""
        raise ServiceError(
            "InvalidRequestContentException",
            f"{call.operation} of {request['FunctionName']}: Python functions do not stream",
        )

    def call_function(
        self, arn: str, payload: bytes, *, region: str = "us-east-1", timeout: float | None = None
    ) -> Outcome:
        """Runs a function and waits for its answer, without a client between.

        Args:
            arn: The function's ARN or name, with or without a qualifier.
            payload: The event, as JSON.
            region: Where it is, unless the ARN tells.
            timeout: Seconds to wait; the function runs on when they are over.

        Returns:
            The answer; ``failed`` where the function did, and the payload is then the error.

        Raises:
            ServiceError: What Invoke would answer: ResourceNotFoundException,
                TooManyRequestsException and so on.
            TimeoutError: ``timeout`` is over.
        """
        deployed = self.invoker.find(FunctionReference.parse(arn, region=region))
        event = check_payload(payload, limit=SYNC_LIMIT)
        return self.invoker.invoke(deployed, Invocation(event, deployed.arn), timeout=timeout)

    def queue_event(self, arn: str, payload: bytes, *, region: str = "us-east-1") -> None:
        """Queues an event for a function, as Invoke of type ``Event`` does.

        Raises:
            ServiceError: ResourceNotFoundException and what else Invoke would answer.
        """
        function = FunctionReference.parse(arn, region=region)
        event = check_payload(payload, limit=ASYNC_LIMIT)
        self._queue(function, self.invoker.find(function), event)

    def _queue(self, function: FunctionReference, deployed: Deployed, payload: bytes) -> None:
        self.asynchronous.put(function, deployed.arn, Invocation(payload, deployed.arn))


def _bytes(payload: Any) -> bytes:
    if payload is None:
        return b""
    read = payload.read() if hasattr(payload, "read") else payload
    return read.encode() if isinstance(read, str) else bytes(read)


def _client_context(encoded: str | None) -> str | None:
    if not encoded:
        return None
    try:
        return base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ServiceError(
            "InvalidRequestContentException",
            f"ClientContext must be JSON in base64: {error}",
        ) from error


def _tail(outcome: Outcome) -> str:
    text = "".join(f"{line.text}\n" for line in outcome.lines)
    start = text.find("START RequestId")
    return base64.b64encode(text[max(start, 0) :].encode()[-TAIL:]).decode()

"""Asynchronous invocations: retried, then handed to a destination.

Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from localcloud.errors import ServiceError
from localcloud.functions.background import Background
from localcloud.functions.destinations import send
from localcloud.functions.invocation import Invocation, Outcome
from localcloud.functions.invoker import Invoker
from localcloud.functions.moto_call import ask_moto
from localcloud.functions.reference import FunctionReference

if TYPE_CHECKING:
    from localcloud.interface import Cloud

RETRIES = 2
OLDEST = timedelta(hours=6)
WAITS = (timedelta(minutes=1), timedelta(minutes=2))
THROTTLED_WAIT = timedelta(seconds=1)


@dataclass(frozen=True)
class _Queued:
    function: FunctionReference
    arn: str
    invocation: Invocation
    since: datetime
    attempt: int = 1


class AsynchronousInvocations:
    """Lambda's queue of events that nobody waits for.

    Two retries, after one and two minutes; then the event goes to the function's on-failure
    destination and its dead-letter target. An event that is throttled waits without losing an
    attempt, for as long as it may get old.
    """

    def __init__(self, cloud: Cloud, invoker: Invoker, background: Background) -> None:
        self._cloud = cloud
        self._invoker = invoker
        self._background = background

    def put(self, function: FunctionReference, arn: str, invocation: Invocation) -> None:
        """Queues an event."""
        queued = _Queued(function, arn, invocation, self._cloud.clock.now())
        self._background.run(lambda: self._attempt(queued))

    def _attempt(self, queued: _Queued) -> None:
        config = self._config(queued.function)
        oldest = timedelta(seconds=config.get("MaximumEventAgeInSeconds", OLDEST.total_seconds()))
        try:
            deployed = self._invoker.find(queued.function)
            outcome = self._invoker.invoke(deployed, queued.invocation)
        except ServiceError as error:
            if error.code == "ResourceNotFoundException":
                return  # the function is gone, and its queue with it
            if error.code != "TooManyRequestsException":
                raise
            if self._cloud.clock.now() - queued.since > oldest:
                self._give_up(queued, config, "EventAgeExceeded", None, None)
            else:
                self._background.later(THROTTLED_WAIT, lambda: self._attempt(queued))
            return
        if not outcome.failed:
            success = config.get("DestinationConfig", {}).get("OnSuccess", {}).get("Destination")
            if success:
                send(self._cloud, success, self._record(queued, "Success", outcome))
            return
        retries = int(config.get("MaximumRetryAttempts", RETRIES))
        if queued.attempt > retries:
            self._give_up(queued, config, "RetriesExhausted", outcome, deployed.dead_letters)
            return
        again = _Queued(
            queued.function, queued.arn, queued.invocation, queued.since, queued.attempt + 1
        )
        wait = WAITS[queued.attempt - 1]
        if self._cloud.clock.now() + wait - queued.since > oldest:
            self._give_up(queued, config, "EventAgeExceeded", outcome, deployed.dead_letters)
            return
        self._background.later(wait, lambda: self._attempt(again))

    def _config(self, function: FunctionReference) -> dict[str, Any]:
        request = {"FunctionName": function.name}
        try:
            return ask_moto(
                self._cloud, "lambda", function.region, "GetFunctionEventInvokeConfig", request
            )
        except ServiceError as error:
            if error.code != "ResourceNotFoundException":
                raise
            return {}

    def _give_up(
        self,
        queued: _Queued,
        config: dict[str, Any],
        condition: str,
        outcome: Outcome | None,
        dead_letters: str | None,
    ) -> None:
        failure = config.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
        if failure:
            send(self._cloud, failure, self._record(queued, condition, outcome))
        if dead_letters:
            message = json.loads(outcome.payload).get("errorMessage", "") if outcome else ""
            send(
                self._cloud,
                dead_letters,
                json.loads(queued.invocation.payload),
                attributes={
                    "RequestID": queued.invocation.request_id,
                    "ErrorCode": "200",
                    "ErrorMessage": str(message)[:1024] or condition,
                },
            )

    def _record(self, queued: _Queued, condition: str, outcome: Outcome | None) -> dict[str, Any]:
        now = self._cloud.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        record: dict[str, Any] = {
            "version": "1.0",
            "timestamp": now,
            "requestContext": {
                "requestId": queued.invocation.request_id,
                "functionArn": queued.arn if queued.function.qualifier else f"{queued.arn}:$LATEST",
                "condition": condition,
                "approximateInvokeCount": queued.attempt,
            },
            "requestPayload": json.loads(queued.invocation.payload),
        }
        if outcome is not None:
            context: dict[str, Any] = {"statusCode": 200, "executedVersion": outcome.version}
            if outcome.failed:
                context["functionError"] = "Unhandled"
            record["responseContext"] = context
            record["responsePayload"] = json.loads(outcome.payload)
        return record

"""One endpoint as it serves: which fleets take its traffic, and one invocation of it."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass

from localcloud.cloudwatch import record
from localcloud.errors import ServiceError
from localcloud.sagemaker.endpoints.capture import Side
from localcloud.sagemaker.endpoints.fleet import Fleet
from localcloud.sagemaker.endpoints.instance import (
    Answer,
    Instance,
    ServerGoneError,
    ServerSlowError,
)
from localcloud.sagemaker.endpoints.variant import ClosedError, Variant
from localcloud.sagemaker.engine.room import Room
from localcloud.service import ACCOUNT, partition_of

NAMESPACE = "AWS/SageMaker"


class ModelError(ServiceError):
    """The model answered with an error, or not at all."""

    def __init__(self, *, status: int, said: str, message: str, log_stream_arn: str) -> None:
        super().__init__("ModelError", message, 424)
        # Members of the error's shape, under its names.
        self.OriginalStatusCode = status
        self.OriginalMessage = said
        self.LogStreamArn = log_stream_arn


@dataclass(frozen=True)
class Invocation:
    """One call of InvokeEndpoint."""

    body: bytes
    content_type: str
    accept: str
    custom_attributes: str | None
    target_variant: str | None
    inference_id: str | None


class HostedEndpoint:
    """Gives each invocation to a fleet.

    Attributes:
        cancelled: Set once the endpoint is deleted, or the cloud ends.
    """

    def __init__(self, room: Room, region: str, name: str) -> None:
        self.name = name
        self.region = region
        self.cancelled = threading.Event()
        self._room = room
        self._shares: tuple[tuple[Fleet, float], ...] = ()
        self._fleets: set[Fleet] = set()
        self._lock = threading.Lock()

    @property
    def fleets(self) -> list[Fleet]:
        """The fleets that take traffic, those that take most of it first."""
        return [fleet for fleet, _ in sorted(self._shares, key=lambda pair: -pair[1])]

    def hold(self, fleet: Fleet) -> None:
        """Takes a fleet that is to be put away with the endpoint, at the latest."""
        with self._lock:
            self._fleets.add(fleet)
            over = self.cancelled.is_set()
        if over:
            self.put_away(fleet)

    def share(self, *shares: tuple[Fleet, float]) -> None:
        """Shares the traffic out, from the next invocation on."""
        self._shares = tuple(pair for pair in shares if pair[1] > 0)

    def put_away(self, fleet: Fleet) -> None:
        """Ends a fleet that takes no more traffic."""
        with self._lock:
            self._fleets.discard(fleet)
        fleet.close()

    def close(self, *, patient: bool = True) -> None:
        """Ends all fleets.

        Args:
            patient: Whether what goes on is answered first.
        """
        self.cancelled.set()
        self._room.cloud.clock.wake()
        self._shares = ()
        with self._lock:
            fleets, self._fleets = self._fleets, set()
        for fleet in fleets:
            fleet.close(patient=patient)

    def invoke(self, invocation: Invocation) -> tuple[str, Answer]:
        """Has a model answer.

        Returns:
            The name of the variant that did, and the answer.

        Raises:
            ServiceError: ModelError where the model did not answer well; others where none could.
        """
        while True:
            fleet = self._choose()
            variant = fleet.choose(invocation.target_variant)
            try:
                with variant.lease() as instance:
                    return variant.name, self._ask(fleet, variant, instance, invocation)
            except (ClosedError, ConnectionRefusedError):
                # Its fleet was put away, or its process has just ended: nothing was sent.
                if self.cancelled.wait(0.01):
                    raise self._gone() from None

    def _choose(self) -> Fleet:
        shares = self._shares
        if not shares:
            raise self._gone()
        if len(shares) == 1:
            return shares[0][0]
        fleets, weights = zip(*shares, strict=True)
        chosen: Fleet = random.choices(fleets, weights)[0]  # noqa: S311 - no secret
        return chosen

    def _ask(
        self, fleet: Fleet, variant: Variant, instance: Instance, invocation: Invocation
    ) -> Answer:
        headers = {"Content-Type": invocation.content_type, "Accept": invocation.accept}
        if invocation.custom_attributes:
            headers["X-Amzn-SageMaker-Custom-Attributes"] = invocation.custom_attributes
        begun = time.perf_counter()
        try:
            answer = instance.invoke(invocation.body, headers)
        except (ServerGoneError, ServerSlowError) as error:
            self._count(variant, 500, time.perf_counter() - begun)
            raise self._no_answer(variant, error) from error
        self._count(variant, answer.status, time.perf_counter() - begun)
        if answer.status >= 300:
            raise self._bad_answer(variant, answer)
        fleet.capture.take(
            variant.name,
            Side(invocation.content_type, invocation.body),
            Side(answer.content_type, answer.body),
            time=self._room.cloud.clock.now(),
            inference_id=invocation.inference_id,
            custom_attributes=invocation.custom_attributes,
        )
        return answer

    def _count(self, variant: Variant, status: int, seconds: float) -> None:
        """Counts an invocation as AWS does.

        Source: https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
        """
        counts = {
            "Invocations": 1.0,
            "Invocation4XXErrors": float(400 <= status < 500),
            "Invocation5XXErrors": float(status >= 500),
            "InvocationModelErrors": float(status >= 300),
            "InvocationsPerInstance": 1.0 / max(1, variant.desired),
        }
        figures = {name: (value, "None") for name, value in counts.items()}
        figures["ModelLatency"] = (round(seconds * 1e6), "Microseconds")
        record(
            self._room.cloud,
            self.region,
            NAMESPACE,
            figures,
            dimensions=[{"EndpointName": self.name, "VariantName": variant.name}],
        )

    def _bad_answer(self, variant: Variant, answer: Answer) -> ModelError:
        said = answer.body.decode("utf-8", "replace")
        side = "client" if answer.status < 500 else "server"
        return ModelError(
            status=answer.status,
            said=said,
            message=f"Received {side} error ({answer.status}) from primary with message "
            f'"{said}". {self._see(variant)}',
            log_stream_arn=self._log_stream_arn(variant),
        )

    def _no_answer(self, variant: Variant, error: Exception) -> ModelError:
        if isinstance(error, ServerSlowError):
            message = (
                "Your invocation timed out while waiting for a response from container primary. "
                "Review the latency metrics for each container in Amazon CloudWatch, resolve the "
                "issue, and try again."
            )
        else:
            message = (
                "Received server error (0) from primary and could not load the entire response "
                f"body. {self._see(variant)}"
            )
        arn = self._log_stream_arn(variant)
        return ModelError(status=0, said="", message=message, log_stream_arn=arn)

    def _see(self, variant: Variant) -> str:
        console = f"https://{self.region}.console.aws.amazon.com/cloudwatch/home"
        return (
            f"See {console}?region={self.region}#logEventViewer:group={variant.log_group} in "
            f"account {ACCOUNT} for more information."
        )

    def _log_stream_arn(self, variant: Variant) -> str:
        where = f"arn:{partition_of(self.region)}:logs:{self.region}:{ACCOUNT}"
        return f"{where}:log-group:{variant.log_group}:log-stream:{variant.log_stream}"

    def _gone(self) -> ServiceError:
        return not_found(self.name)


def not_found(name: str) -> ServiceError:
    """The error of an invocation of an endpoint that is not there."""
    return ServiceError("ValidationError", f"Endpoint {name} of account {ACCOUNT} not found.")

"""One variant of a fleet: the instances that serve one model."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from localcloud.errors import ServiceError
from localcloud.processes.logs import Log
from localcloud.sagemaker import gaps
from localcloud.sagemaker.endpoints.instance import Instance, Launch
from localcloud.sagemaker.endpoints.launching import algorithm_of, prepare
from localcloud.sagemaker.engine.objects import Objects, remove
from localcloud.sagemaker.engine.room import Room
from localcloud.sagemaker.images import Algorithm
from localcloud.sagemaker.models.containers import Container


class ClosedError(Exception):
    """The variant takes no more: its fleet is put away."""


class Variant:
    """Keeps the instances of a production variant, and gives each invocation one.

    Args:
        endpoint: The endpoint's name, for its log group.
        definition: A ProductionVariant of an endpoint configuration.
    """

    def __init__(
        self,
        room: Room,
        region: str,
        *,
        endpoint: str,
        definition: Mapping[str, Any],
        container: Container,
    ) -> None:
        self.name: str = definition["VariantName"]
        self.definition = definition
        self.container = container
        self.desired = int(definition.get("InitialInstanceCount") or 1)
        serverless = definition.get("ServerlessConfig")
        self._most = int(serverless["MaxConcurrency"]) if serverless else None
        self._room = room
        self._region = region
        self._group = f"/aws/sagemaker/Endpoints/{endpoint}"
        self._place = room.place()
        self._launch: Launch | None = None
        self._instances: list[Instance] = []
        self._logs: list[Log] = []
        self._closed = False
        self._changed = threading.Condition()

    @property
    def algorithm(self) -> Algorithm | None:
        """The algorithm that serves it; None where a script does."""
        return algorithm_of(self.container)

    @property
    def log_group(self) -> str:
        """Where its instances write."""
        return self._group

    @property
    def log_stream(self) -> str:
        """A log stream of it, for messages that name one."""
        return self._logs[0].stream if self._logs else self.name

    def start(self) -> None:
        """Fetches the model and starts the instances.

        Raises:
            DataError: The model's artifacts are not there, or are no archive.
            RecordedOnlyError: Nothing here runs the model's image.
        """
        objects = Objects(self._room.cloud, self._region)
        self._launch = prepare(
            self._place,
            self.container,
            objects,
            region=self._region,
            endpoint=self._room.endpoint,
            ready_within=float(
                self.definition.get("ContainerStartupHealthCheckTimeoutInSeconds")
                or gaps.START_SECONDS
            ),
        )
        self.scale(self.desired)

    def scale(self, desired: int) -> None:
        """Has as many instances as wanted, within what one machine can bear."""
        with self._changed:
            if self._closed or self._launch is None:
                return
            self.desired = desired
            wanted = max(1, min(desired, gaps.INSTANCES))
            while len(self._instances) < wanted:
                self._add(self._launch)
            surplus, self._instances = self._instances[wanted:], self._instances[:wanted]
        for instance in surplus:
            self._drain([instance])
            instance.close()

    def wait_ready(self, cancelled: threading.Event) -> bool:
        """Waits until every instance answers; False where one has failed, or it is cancelled."""
        with self._changed:
            while not (self._closed or cancelled.is_set()):
                if any(instance.failed for instance in self._instances):
                    return False
                if all(instance.ready for instance in self._instances):
                    return True
                self._changed.wait(0.5)
        return False

    @contextmanager
    def lease(self) -> Iterator[Instance]:
        """The instance that has the least to do, for one invocation.

        Raises:
            ClosedError: The variant is put away.
            ServiceError: ThrottlingException, over a serverless variant's concurrency;
                ServiceUnavailable, where no instance comes to answer.
        """
        instance = self._acquire()
        try:
            yield instance
        finally:
            with self._changed:
                instance.outstanding -= 1
                self._changed.notify_all()

    def close(self, *, patient: bool = True) -> None:
        """Takes no more and ends the instances.

        Args:
            patient: Whether what goes on is answered first.
        """
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            instances, self._instances = self._instances, []
        if patient:
            self._drain(instances)
        for instance in instances:
            instance.close()
        for log in self._logs:
            log.flush()
        remove(self._place.folder)

    def _acquire(self) -> Instance:
        deadline = time.monotonic() + gaps.HEALTHY_WAIT_SECONDS
        with self._changed:
            while True:
                if self._closed:
                    raise ClosedError
                busy = sum(instance.outstanding for instance in self._instances)
                if self._most is not None and busy >= self._most:
                    raise ServiceError("ThrottlingException", "Rate exceeded", 400)
                ready = [instance for instance in self._instances if instance.ready]
                if ready:
                    chosen = min(ready, key=lambda instance: instance.outstanding)
                    chosen.outstanding += 1
                    return chosen
                left = deadline - time.monotonic()
                if left <= 0:
                    raise ServiceError(
                        "ServiceUnavailable", f"No instance of variant {self.name} answers", 503
                    )
                self._changed.wait(left)

    def _drain(self, instances: list[Instance]) -> None:
        deadline = time.monotonic() + gaps.INVOCATION_SECONDS
        with self._changed:
            self._changed.wait_for(
                lambda: all(instance.outstanding == 0 for instance in instances),
                deadline - time.monotonic(),
            )

    def _add(self, launch: Launch) -> None:
        stream = f"{self.name}/i-{uuid.uuid4().hex[:17]}"
        log = Log(self._room.cloud, self._region, group=self._group, stream=stream)
        self._logs.append(log)
        self._instances.append(
            Instance(launch, on_line=lambda line, _: log.write(line), changed=self._notify)
        )

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify_all()

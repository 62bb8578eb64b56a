"""The parts that the SageMaker service is made of, shared by its groups of operations."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from localcloud.sagemaker.engine.room import Room
from localcloud.sagemaker.kinds import Kind, invalid
from localcloud.sagemaker.records import Record, Records, Shape, listed
from localcloud.service import Call, Service

if TYPE_CHECKING:
    from localcloud.interface import Cloud
    from localcloud.sagemaker.jobs.run import Run


class SageMakerParts(Service):
    """What the operations of the SageMaker API work with.

    Attributes:
        records: What has been created.
        room: Where jobs and serving processes live.
    """

    api = "sagemaker"

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self.records = Records(cloud.clock)
        self.room = Room(cloud)
        self._runs: dict[str, Run] = {}
        self._runs_lock = threading.Lock()

    def close(self) -> None:
        """Ends every job and removes its folder."""
        with self._runs_lock:
            runs = list(self._runs.values())
        for run in runs:
            run.close()
        self.room.close()

    def begin(self, run: Run) -> None:
        """Starts a job that was recorded."""
        with self._runs_lock:
            self._runs[run.record.arn] = run
        run.start()

    def run_of(self, record: Record) -> Run | None:
        """The work of a job, also where it is over."""
        with self._runs_lock:
            return self._runs.get(record.arn)

    def stop_run(self, record: Record, status: str) -> None:
        """Has a job stopped.

        Args:
            status: The member with its status.

        Raises:
            ServiceError: ValidationException, where it is over.
        """
        run = self.run_of(record)
        if record.members[status] not in ("InProgress", "Stopping") or run is None:
            raise invalid(
                f"The request was rejected because the {record.kind.arn.replace('-', ' ')} is in "
                f"status {record.members[status]}."
            )
        run.stop(lambda: self.records.update(record, **{status: "Stopping"}))

    def page(
        self, call: Call, request: Shape, kind: Kind, member: str, **how: Any
    ) -> dict[str, Any]:
        """The answer of a List operation over all of a kind.

        Args:
            member: The member that holds the summaries.
            how: As ``listed`` takes it.
        """
        return self.page_of(self.records.of(kind, call.region), request, kind, member, **how)

    def page_of(
        self, records: Iterable[Record], request: Shape, kind: Kind, member: str, **how: Any
    ) -> dict[str, Any]:
        """The answer of a List operation over some records."""
        members = [self.records.read(each) for each in records]
        chosen, token = listed(request, members, kind=kind, **how)
        answer: dict[str, Any] = {member: chosen}
        if token:
            answer["NextToken"] = token
        return answer

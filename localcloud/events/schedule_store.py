"""The schedules that moto holds, with their marks."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from localcloud.errors import ServiceError
from localcloud.events.marks import Mark, Marks
from localcloud.events.schedule import Schedule
from localcloud.functions.moto_call import ask_moto
from localcloud.service import ACCOUNT

if TYPE_CHECKING:
    from localcloud.interface import Cloud

DEFAULT_GROUP = "default"


@dataclass(frozen=True)
class ScheduleName:
    """By what a schedule is known."""

    region: str
    group: str
    name: str

    @property
    def arn(self) -> str:
        """Its ARN."""
        return f"arn:aws:scheduler:{self.region}:{ACCOUNT}:schedule/{self.group}/{self.name}"


class StoredSchedules:
    """Reads schedules from moto, and deletes them there.

    Attributes:
        marks: How far each has come.
    """

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self.marks = Marks(cloud)

    def names(self) -> Iterator[ScheduleName]:
        """Those of all schedules, in every region."""
        for region in self.marks.regions():
            pages = self._cloud.moto("scheduler", region).get_paginator("list_schedules")
            for page in pages.paginate():
                for schedule in page["Schedules"]:
                    yield ScheduleName(region, schedule["GroupName"], schedule["Name"])

    def of_group(self, region: str, group: str) -> list[ScheduleName]:
        """Those of one group."""
        pages = self._cloud.moto("scheduler", region).get_paginator("list_schedules")
        return [
            ScheduleName(region, group, schedule["Name"])
            for page in pages.paginate(GroupName=group)
            for schedule in page["Schedules"]
        ]

    def describe(self, name: ScheduleName) -> dict[str, Any]:
        """What GetSchedule answers.

        Raises:
            ServiceError: ResourceNotFoundException, for the schedule or its group.
        """
        mark = self.marks.read(name.arn)
        action = mark.action if mark else "NONE"
        return {**self._stored(name), "ActionAfterCompletion": action}

    def has(self, name: ScheduleName) -> bool:
        """Whether there is such a schedule.

        Raises:
            ServiceError: ResourceNotFoundException, for its group.
        """
        try:
            self._stored(name)
        except ServiceError as error:
            if error.message != f"Schedule {name.name} does not exist.":
                raise
            return False
        return True

    def find(self, name: ScheduleName) -> tuple[Schedule, Mark] | None:
        """A schedule and how far it has come; None where there is none."""
        mark = self.marks.read(name.arn)
        if mark is None:
            return None
        try:
            return Schedule.of(self._stored(name), mark), mark
        except ServiceError as error:
            if error.code != "ResourceNotFoundException":
                raise
            return None

    def _stored(self, name: ScheduleName) -> dict[str, Any]:
        request = {"GroupName": name.group, "Name": name.name}
        return ask_moto(self._cloud, "scheduler", name.region, "GetSchedule", request)

    def begin(self, name: ScheduleName, *, action: str, since: datetime) -> None:
        """Gives a schedule that is new, or another now, a mark of its own."""
        self.marks.write(name.arn, Mark(version=uuid.uuid4().hex, since=since, action=action))

    def delete(self, name: ScheduleName) -> None:
        """Deletes a schedule.

        Raises:
            ServiceError: ResourceNotFoundException.
        """
        request = {"GroupName": name.group, "Name": name.name}
        ask_moto(self._cloud, "scheduler", name.region, "DeleteSchedule", request)
        self.marks.forget(name.arn)

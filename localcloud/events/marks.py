"""How far schedules have come, kept beside them in moto.

Whoever fires schedules keeps nothing that could be lost with it: what is due follows from a
schedule, as moto has it, from its mark, and from the clock.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from localcloud.interface import Cloud

TAG = "localcloud:mark"
HOME = "us-east-1"
REGIONS = "localcloud:regions"
"""Under which the regions are noted that have marks; moto cannot list its own."""


@dataclass(frozen=True)
class Underway:
    """An invocation that has begun and not ended.

    Attributes:
        scheduled: When it was due.
        begun: When it was tried first.
        attempt: Which try comes next, or is being made.
    """

    scheduled: datetime
    begun: datetime
    attempt: int = 1


@dataclass(frozen=True)
class Mark:
    """How far one schedule has come.

    Attributes:
        version: Another one after each change: what was begun before is then void.
        since: When it became what it is; earlier occurrences are not its own.
        fired: The latest occurrence for which its target was invoked.
        action: What is to happen after the last one; moto forgets changes of it.
        underway: Invocations of its target that have not ended.
    """

    version: str
    since: datetime
    fired: datetime | None = None
    action: str = "NONE"
    underway: tuple[Underway, ...] = ()

    def with_underway(self, invocation: Underway) -> Mark:
        """The mark with an invocation as it is now."""
        return replace(self.without(invocation), underway=(*self._others(invocation), invocation))

    def without(self, invocation: Underway) -> Mark:
        """The mark once an invocation has ended."""
        return replace(self, underway=tuple(self._others(invocation)))

    def _others(self, invocation: Underway) -> Iterator[Underway]:
        return (each for each in self.underway if each.scheduled != invocation.scheduled)


class Marks:
    """Marks by ARN, as tags in moto's scheduler.

    AWS tags groups of schedules and nothing else there, so none of these is anybody's own.
    """

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        self._noted: set[str] = set()

    def regions(self) -> list[str]:
        """Those where there are, or were, marks."""
        if "moto.scheduler.models" not in sys.modules:
            return []  # moto loads a service when it is first called, and has nothing of it before
        scheduler = self._cloud.moto("scheduler", HOME)
        return [tag["Key"] for tag in scheduler.list_tags_for_resource(ResourceArn=REGIONS)["Tags"]]

    def read(self, arn: str) -> Mark | None:
        """The mark of a schedule or rule."""
        tags = self._client(arn).list_tags_for_resource(ResourceArn=arn)["Tags"]
        found = next((tag["Value"] for tag in tags if tag["Key"] == TAG), None)
        return None if found is None else _from_json(json.loads(found))

    def write(self, arn: str, mark: Mark) -> None:
        """Sets the mark of a schedule or rule."""
        region = arn.split(":")[3]
        if region not in self._noted:
            note = {"Key": region, "Value": region}
            self._cloud.moto("scheduler", HOME).tag_resource(ResourceArn=REGIONS, Tags=[note])
            self._noted.add(region)
        tag = {"Key": TAG, "Value": json.dumps(_to_json(mark))}
        self._client(arn).tag_resource(ResourceArn=arn, Tags=[tag])

    def forget(self, arn: str) -> None:
        """Removes the mark of a schedule or rule that is gone."""
        self._client(arn).untag_resource(ResourceArn=arn, TagKeys=[TAG])

    def _client(self, arn: str) -> Any:
        return self._cloud.moto("scheduler", arn.split(":")[3])


def _to_json(mark: Mark) -> dict[str, Any]:
    return {
        "version": mark.version,
        "since": mark.since.isoformat(),
        "fired": mark.fired.isoformat() if mark.fired else None,
        "action": mark.action,
        "underway": [
            {
                "scheduled": each.scheduled.isoformat(),
                "begun": each.begun.isoformat(),
                "attempt": each.attempt,
            }
            for each in mark.underway
        ],
    }


def _from_json(document: dict[str, Any]) -> Mark:
    fired = document["fired"]
    return Mark(
        version=document["version"],
        since=datetime.fromisoformat(document["since"]),
        fired=datetime.fromisoformat(fired) if fired else None,
        action=document["action"],
        underway=tuple(
            Underway(
                datetime.fromisoformat(each["scheduled"]),
                datetime.fromisoformat(each["begun"]),
                each["attempt"],
            )
            for each in document["underway"]
        ),
    )

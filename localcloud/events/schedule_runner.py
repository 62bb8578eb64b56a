"""Fires schedules: invokes a target when its schedule is due, tries again, gives up.

Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule.html
"""

from __future__ import annotations

import logging
import secrets
import threading
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from localcloud.events.marks import Mark, Underway
from localcloud.events.schedule import Schedule
from localcloud.events.schedule_store import ScheduleName, StoredSchedules
from localcloud.events.schedule_targets import fill, invoke, moment
from localcloud.events.targets import TargetError
from localcloud.events.timetable import Timetable
from localcloud.functions.destinations import queue_url
from localcloud.functions.parts import functions_of

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)

RETRIES = 185
OLDEST = timedelta(days=1)
"""How often and how long a target is tried again, unless its retry policy says less."""

FIRST_WAIT = timedelta(seconds=1)
TAKE_AGAIN = timedelta(minutes=1)
"""After which a schedule is looked at again that could not be read."""


@dataclass(frozen=True)
class _Attempt:
    name: ScheduleName
    schedule: Schedule
    version: str
    underway: Underway
    payload: str
    execution_id: str


class ScheduleRunner:
    """Invokes the targets of schedules, by the cloud's clock.

    A schedule that recurs fires once for all that became due while the clock was moved or nobody
    fired: for the latest occurrence. One-time schedules each fire, in the order of their moments. A
    flexible window is no delay: they fire at its beginning.

    At least once, as on AWS: what has begun and not ended begins again with a runner that takes
    over. A change of a schedule, and its deletion, end the attempts of what was due before.

    Args:
        store: The schedules. This keeps nothing that does not follow from them.
        lock: Held while a schedule is changed, or taken to be fired.
    """

    def __init__(self, cloud: Cloud, store: StoredSchedules, lock: threading.RLock) -> None:
        self._cloud = cloud
        self._store = store
        self._lock = lock
        self._timetable = Timetable(cloud, self._fire)
        self._closed = False

    def take_up(self) -> None:
        """Goes on with all that is stored: what is due, what is to come, what had begun."""
        for name in self._store.names():
            with self._lock:
                found = self._store.find(name)
                if found is None:
                    continue
                schedule, mark = found
                self._plan(name, schedule, mark)
            for underway in mark.underway:
                attempt = self._attempt(name, schedule, mark.version, underway)
                functions_of(self._cloud).background.run(
                    lambda attempt=attempt: self._try(attempt)  # type: ignore[misc]
                )

    def follow(self, name: ScheduleName) -> None:
        """Goes by what a schedule is now: new, changed or gone."""
        with self._lock:
            found = self._store.find(name)
            if found is None:
                self._timetable.put(name, None)
            else:
                self._plan(name, *found)

    def close(self) -> None:
        """Fires nothing more, and tries nothing again."""
        self._closed = True
        self._timetable.close()

    def _plan(self, name: ScheduleName, schedule: Schedule, mark: Mark) -> None:
        now = self._cloud.clock.now()
        self._timetable.put(name, schedule.due(fired=mark.fired, now=now) or schedule.next(now))

    def _fire(self, name: ScheduleName) -> None:
        try:
            attempt = self._take(name)
        except Exception:
            self._timetable.put(name, self._cloud.clock.now() + TAKE_AGAIN)
            raise
        if attempt is not None:
            self._try(attempt)

    def _take(self, name: ScheduleName) -> _Attempt | None:
        """Notes in a schedule's mark that it fires, if it is due, and when it is due next."""
        with self._lock:
            found = self._store.find(name)
            if found is None:
                return None
            schedule, mark = found
            now = self._cloud.clock.now()
            scheduled = schedule.due(fired=mark.fired, now=now)
            if scheduled is None:
                self._plan(name, schedule, mark)
                return None
            underway = Underway(scheduled=scheduled, begun=now)
            mark = replace(mark.with_underway(underway), fired=scheduled)
            self._store.marks.write(name.arn, mark)
            self._plan(name, schedule, mark)
        return self._attempt(name, schedule, mark.version, underway)

    def _attempt(
        self, name: ScheduleName, schedule: Schedule, version: str, underway: Underway
    ) -> _Attempt:
        execution_id = secrets.token_hex(8)
        payload = fill(
            schedule.target,
            arn=name.arn,
            scheduled=underway.scheduled,
            execution_id=execution_id,
            attempt=underway.attempt,
        )
        return _Attempt(name, schedule, version, underway, payload, execution_id)

    def _try(self, attempt: _Attempt) -> None:
        if self._closed or not self._stands(attempt):
            return
        try:
            invoke(self._cloud, attempt.schedule.target, attempt.name.region, attempt.payload)
        except TargetError as error:
            self._failed(attempt, error)
        except Exception:
            LOG.exception("%s was not invoked", attempt.schedule.target["Arn"])
            said = "Unexpected error occurred while processing the request"
            ours = TargetError("AWS.Scheduler.InternalServerError", said, passing=True)
            self._failed(attempt, ours)
        else:
            self._end(attempt)

    def _stands(self, attempt: _Attempt) -> bool:
        """Whether the schedule is still what it was when the attempt was planned."""
        mark = self._store.marks.read(attempt.name.arn)
        return mark is not None and mark.version == attempt.version

    def _failed(self, attempt: _Attempt, error: TargetError) -> None:
        policy = attempt.schedule.target.get("RetryPolicy", {})
        retried = attempt.underway.attempt - 1
        oldest = OLDEST
        if "MaximumEventAgeInSeconds" in policy:
            oldest = timedelta(seconds=policy["MaximumEventAgeInSeconds"])
        wait = FIRST_WAIT * 2 ** min(retried, 10)
        condition = None
        if error.passing and retried >= policy.get("MaximumRetryAttempts", RETRIES):
            condition = "MaximumRetryAttempts"
        elif error.passing and self._cloud.clock.now() + wait - attempt.underway.begun > oldest:
            condition = "MaximumEventAgeInSeconds"
        if not error.passing or condition is not None:
            self._give_up(attempt, error, condition)
            return
        again = replace(attempt.underway, attempt=attempt.underway.attempt + 1)
        with self._lock:
            mark = self._store.marks.read(attempt.name.arn)
            if mark is None or mark.version != attempt.version:
                return
            self._store.marks.write(attempt.name.arn, mark.with_underway(again))
        following = self._attempt(attempt.name, attempt.schedule, attempt.version, again)
        functions_of(self._cloud).background.later(wait, lambda: self._try(following))

    def _give_up(self, attempt: _Attempt, error: TargetError, condition: str | None) -> None:
        target = attempt.schedule.target
        dead_letters = target.get("DeadLetterConfig", {}).get("Arn")
        if dead_letters:
            attributes = {
                "ERROR_CODE": error.code,
                "ERROR_MESSAGE": error.said[:1024] or error.code,
                "EXECUTION_ID": attempt.execution_id,
                "IS_PAYLOAD_TRUNCATED": "false",
                "RETRY_ATTEMPTS": str(attempt.underway.attempt - 1),
                "SCHEDULED_TIME": moment(attempt.underway.scheduled),
                "SCHEDULE_ARN": attempt.name.arn,
                "TARGET_ARN": target["Arn"],
            }
            if condition is not None:
                attributes["EXHAUSTED_RETRY_CONDITION"] = condition
            self._bury(dead_letters, attempt.payload, attributes)
        else:
            LOG.warning("%s did not take what %s gave: %s", target["Arn"], attempt.name.arn, error)
        self._end(attempt)

    def _bury(self, queue: str, payload: str, attributes: dict[str, str]) -> None:
        try:
            self._cloud.client("sqs", queue.split(":")[3]).send_message(
                QueueUrl=queue_url(self._cloud, queue),
                MessageBody=payload or "{}",
                MessageAttributes={
                    name: {"DataType": "String", "StringValue": value}
                    for name, value in attributes.items()
                },
            )
        except ClientError as error:
            LOG.warning("%s did not take a dead letter: %s", queue, error)

    def _end(self, attempt: _Attempt) -> None:
        """Notes that an invocation has ended; deletes the schedule if it was to be the last."""
        with self._lock:
            mark = self._store.marks.read(attempt.name.arn)
            if mark is None or mark.version != attempt.version:
                return
            mark = mark.without(attempt.underway)
            complete = mark.fired is not None and attempt.schedule.is_complete(fired=mark.fired)
            if complete and not mark.underway and mark.action == "DELETE":
                self._store.delete(attempt.name)
                self._timetable.put(attempt.name, None)
            else:
                self._store.marks.write(attempt.name.arn, mark)

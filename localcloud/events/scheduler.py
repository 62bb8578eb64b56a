"""EventBridge Scheduler.

Source: https://docs.aws.amazon.com/scheduler/latest/APIReference/Welcome.html
"""

from __future__ import annotations

import json
import threading
from datetime import UTC
from typing import TYPE_CHECKING, Any

from localcloud.errors import ServiceError
from localcloud.events.schedule_checks import check_schedule, refused
from localcloud.events.schedule_runner import OLDEST, RETRIES, ScheduleRunner
from localcloud.events.schedule_store import DEFAULT_GROUP, ScheduleName, StoredSchedules
from localcloud.functions.moto_call import ask_moto
from localcloud.service import Call, Service

if TYPE_CHECKING:
    from localcloud.interface import Cloud


class SchedulerService(Service):
    """EventBridge Scheduler. moto keeps schedules and groups; this fires them.

    What a service fires follows from what is stored and from the clock: one that starts while
    schedules are stored already goes on where another ended.
    """

    api = "scheduler"
    running_types = frozenset({"AWS::Scheduler::Schedule", "AWS::Scheduler::ScheduleGroup"})

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._lock = threading.RLock()
        self._store = StoredSchedules(cloud)
        self._runner = ScheduleRunner(cloud, self._store, self._lock)
        self._created: dict[tuple[str, str], tuple[str, str]] = {}

    def start(self) -> None:
        """Takes up the schedules that there are."""
        self._runner.take_up()

    def close(self) -> None:
        """Fires nothing more."""
        self._runner.close()

    def create_schedule(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Creates a schedule, once for each client token."""
        request, name = _dated(request), _name(call, request)
        check_schedule(request, region=call.region, now=self.cloud.clock.now())
        with self._lock:
            if self._store.has(name):
                if self._is_repeated(call, name.arn, request):
                    return {"ScheduleArn": name.arn}
                raise _conflict(f"Schedule {name.name} already exists.")
            answer = self._moto(call, _complete(request))
            self._remember(call, name.arn, request)
            self._begin(name, request)
        return answer

    def update_schedule(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Makes a schedule another one: what the request leaves out gets its default."""
        request, name = _dated(request), _name(call, request)
        check_schedule(request, region=call.region, now=self.cloud.clock.now())
        with self._lock:
            answer = self._moto(call, _complete(request))
            self._begin(name, request)
        return answer

    def get_schedule(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Describes a schedule."""
        with self._lock:
            return self._store.describe(_name(call, request))

    def delete_schedule(self, call: Call, request: dict[str, Any]) -> None:
        """Deletes a schedule: it does not fire any more."""
        name = _name(call, request)
        with self._lock:
            self._store.delete(name)
            self._runner.follow(name)

    def create_schedule_group(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Creates a group, once for each client token."""
        group = request["Name"]
        _require_other_than_default(group)
        with self._lock:
            if self._has_group(call, group):
                if self._is_repeated(call, group, request):
                    return {"ScheduleGroupArn": self._group(call, group)["Arn"]}
                raise _conflict(f"Schedule group {group} already exists.")
            answer = self._moto(call, request)
            self._remember(call, group, request)
        return answer

    def delete_schedule_group(self, call: Call, request: dict[str, Any]) -> None:
        """Deletes a group and its schedules, all at once where AWS takes minutes."""
        group = request["Name"]
        _require_other_than_default(group)
        with self._lock:
            self._group(call, group)
            for name in self._store.of_group(call.region, group):
                self._store.delete(name)
                self._runner.follow(name)
            self._moto(call, request)

    def tag_resource(self, call: Call, request: dict[str, Any]) -> None:
        """Tags a group."""
        self._on_group(call, request)

    def untag_resource(self, call: Call, request: dict[str, Any]) -> None:
        """Takes tags from a group."""
        self._on_group(call, request)

    def list_tags_for_resource(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """The tags of a group."""
        return self._on_group(call, request)

    def _begin(self, name: ScheduleName, request: dict[str, Any]) -> None:
        action = request.get("ActionAfterCompletion") or "NONE"
        self._store.begin(name, action=action, since=self.cloud.clock.now())
        self._runner.follow(name)

    def _on_group(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        self._group(call, request["ResourceArn"].rsplit("/", 1)[-1])
        return self._moto(call, request)

    def _group(self, call: Call, group: str) -> dict[str, Any]:
        request = {"Name": group}
        return ask_moto(self.cloud, "scheduler", call.region, "GetScheduleGroup", request)

    def _has_group(self, call: Call, group: str) -> bool:
        try:
            self._group(call, group)
        except ServiceError as error:
            if error.code != "ResourceNotFoundException":
                raise
            return False
        return True

    def _is_repeated(self, call: Call, what: str, request: dict[str, Any]) -> bool:
        """Whether the request is the one that created it: a client that did not hear the answer."""
        token, text = request.get("ClientToken"), _text(request)
        return token is not None and self._created.get((call.region, what)) == (token, text)

    def _remember(self, call: Call, what: str, request: dict[str, Any]) -> None:
        self._created[call.region, what] = (request.get("ClientToken", ""), _text(request))

    def _moto(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        return ask_moto(self.cloud, "scheduler", call.region, call.operation, request)


def _name(call: Call, request: dict[str, Any]) -> ScheduleName:
    return ScheduleName(call.region, request.get("GroupName") or DEFAULT_GROUP, request["Name"])


def _dated(request: dict[str, Any]) -> dict[str, Any]:
    """A request whose dates say that they are in UTC, whatever this machine's zone is."""
    dates = {
        name: request[name].replace(tzinfo=UTC)
        for name in ("StartDate", "EndDate")
        if request.get(name) is not None
    }
    return {**request, **dates}


def _complete(request: dict[str, Any]) -> dict[str, Any]:
    """A request with the defaults that moto leaves out."""
    retries = {
        "MaximumEventAgeInSeconds": int(OLDEST.total_seconds()),
        "MaximumRetryAttempts": RETRIES,
        **request["Target"].get("RetryPolicy", {}),
    }
    target = {**request["Target"], "RetryPolicy": retries}
    return {"State": "ENABLED", **request, "Target": target}


def _text(request: dict[str, Any]) -> str:
    return json.dumps(request, sort_keys=True, default=str)


def _conflict(message: str) -> ServiceError:
    return ServiceError("ConflictException", message, 409)


def _require_other_than_default(group: str) -> None:
    if group == DEFAULT_GROUP:
        raise refused(f"This operation cannot be performed on schedule group {DEFAULT_GROUP}.")

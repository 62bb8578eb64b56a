"""CloudWatch with alarms that ring.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from localcloud.cloudwatch.alarms.actions import AlarmActions
from localcloud.cloudwatch.alarms.book import AlarmBook, Entry
from localcloud.cloudwatch.alarms.checks import check, why_unevaluated
from localcloud.cloudwatch.alarms.definition import AlarmName, CompositeAlarm, MetricAlarm
from localcloud.cloudwatch.alarms.descriptions import (
    described,
    happened,
    is_wanted,
    kind_of,
    page,
)
from localcloud.cloudwatch.alarms.rule import Rule, RuleError
from localcloud.cloudwatch.alarms.runner import AlarmRunner
from localcloud.cloudwatch.datapoints import MetricId
from localcloud.cloudwatch.metrics import MetricService
from localcloud.errors import ServiceError
from localcloud.functions.moto_call import ask_moto
from localcloud.service import Call

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)

Shape = dict[str, Any]


class AlarmService(MetricService):
    """CloudWatch: metrics, and alarms over them. moto keeps dashboards."""

    running_types = frozenset({"AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"})

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._book = AlarmBook(cloud.clock.now)
        self._actions = AlarmActions(cloud, self._book)
        self._runner = AlarmRunner(cloud, self._book, self.datapoints, self._actions.take)

    def close(self) -> None:
        """Evaluates nothing more."""
        self._runner.close()

    def put_metric_alarm(self, call: Call, request: Shape) -> None:
        """Creates an alarm, or changes one; it is evaluated when the minute is over."""
        check(request)
        name = AlarmName(call.region, request["AlarmName"])
        self._check_kind(name, MetricAlarm)
        now = self.cloud.clock.now()
        reason = why_unevaluated(MetricAlarm(name, request, now), now)
        if reason is not None:
            LOG.warning("%s is recorded only: %s", name.arn, reason)
        self._book.put(MetricAlarm(name, request, now, reason), _tags(request))
        self._runner.follow()

    def put_composite_alarm(self, call: Call, request: Shape) -> None:
        """Creates an alarm over others, or changes one; it is evaluated at once."""
        name = AlarmName(call.region, request["AlarmName"])
        if request.get("ActionsSuppressor"):
            raise _invalid(f"{name.name}: ActionsSuppressor is not worked out in the local cloud")
        try:
            rule = Rule.of(request["AlarmRule"])
        except RuleError as error:
            raise _invalid(f"AlarmRule of {name.name} {error}") from error
        self._check_kind(name, CompositeAlarm)
        missing = [
            each
            for each in sorted(rule.alarms)
            if not self._book.find(AlarmName(call.region, each))
        ]
        if missing:
            raise _invalid(
                f"Could not save the composite alarm as alarms [{', '.join(missing)}] in the "
                "alarm rule do not exist"
            )
        alarm = CompositeAlarm(name, request, self.cloud.clock.now(), rule)
        self._book.put(alarm, _tags(request))
        self._runner.evaluate_composite(alarm)

    def describe_alarms(self, call: Call, request: Shape) -> Shape:
        """The alarms asked for, by name; metric alarms unless it says otherwise."""
        kinds = request.get("AlarmTypes") or ["MetricAlarm"]
        entries = [entry for entry in self._family(call, request) if is_wanted(entry, request)]
        found = [entry for entry in entries if kind_of(entry.alarm) in kinds]
        shown, more = page(found, request)
        answer: Shape = {"MetricAlarms": [], "CompositeAlarms": [], **more}
        for entry in shown:
            answer[f"{kind_of(entry.alarm)}s"].append(described(entry))
        return answer

    def describe_alarms_for_metric(self, call: Call, request: Shape) -> Shape:
        """The alarms over one metric."""
        dimensions = {one["Name"]: one["Value"] for one in request.get("Dimensions") or ()}
        metric = MetricId.of(request["Namespace"], request["MetricName"], dimensions)
        compared = ("Statistic", "ExtendedStatistic", "Period", "Unit")
        wanted = {name: request[name] for name in compared if request.get(name) is not None}
        return {
            "MetricAlarms": [
                described(entry)
                for entry in self._book.of(call.region)
                if isinstance(entry.alarm, MetricAlarm)
                and metric in entry.alarm.metrics
                and all(entry.alarm.request.get(name) == value for name, value in wanted.items())
            ]
        }

    def describe_alarm_history(self, call: Call, request: Shape) -> Shape:
        """What has happened to alarms, the last thing first unless it says otherwise."""
        kinds = request.get("AlarmTypes") or ["MetricAlarm"]
        found = [
            each
            for each in self._book.history(call.region)
            if request.get("AlarmName") in (None, each.alarm.name.name)
            and request.get("HistoryItemType") in (None, each.kind)
            and kind_of(each.alarm) in kinds
            and ("StartDate" not in request or each.time >= request["StartDate"])
            and ("EndDate" not in request or each.time <= request["EndDate"])
        ]
        if request.get("ScanBy", "TimestampDescending") == "TimestampDescending":
            found.reverse()
        shown, more = page(found, request)
        return {"AlarmHistoryItems": [happened(each) for each in shown], **more}

    def set_alarm_state(self, call: Call, request: Shape) -> None:
        """Gives an alarm a state until it is evaluated again."""
        entry = self._found(call.region, request["AlarmName"])
        data = request.get("StateReasonData") or "{}"
        try:
            json.loads(data)
        except ValueError as error:
            raise ServiceError("InvalidFormat", f"StateReasonData is no JSON: {error}") from error
        self._runner.force(entry.alarm, request["StateValue"], request["StateReason"], data)

    def enable_alarm_actions(self, call: Call, request: Shape) -> None:
        """Has alarms tell of their changes."""
        self._book.enable(_names(call, request), enabled=True)

    def disable_alarm_actions(self, call: Call, request: Shape) -> None:
        """Has alarms tell nobody, while they are evaluated."""
        self._book.enable(_names(call, request), enabled=False)

    def delete_alarms(self, call: Call, request: Shape) -> None:
        """Deletes alarms: all that are named, or none."""
        names = _names(call, request)
        for name in names:
            self._found(call.region, name.name)
            parents = [each.name.name for each in self._book.parents(name)]
            if set(parents) - {each.name for each in names}:
                raise _invalid(
                    f"Cannot delete {name.name} as there are composite alarm(s) depending on it: "
                    f"{', '.join(parents)}"
                )
        self._book.forget(names)
        self._runner.follow()

    def list_tags_for_resource(self, call: Call, request: Shape) -> Shape:
        """The tags of an alarm; those of other resources are moto's."""
        entry = self._tagged(call, request)
        if entry is None:
            return ask_moto(self.cloud, self.api, call.region, call.operation, request)
        return {"Tags": [{"Key": key, "Value": value} for key, value in entry.tags.items()]}

    def tag_resource(self, call: Call, request: Shape) -> Shape:
        """Gives an alarm tags."""
        entry = self._tagged(call, request)
        if entry is None:
            return ask_moto(self.cloud, self.api, call.region, call.operation, request)
        entry.tags.update(_tags(request))
        return {}

    def untag_resource(self, call: Call, request: Shape) -> Shape:
        """Takes tags from an alarm."""
        entry = self._tagged(call, request)
        if entry is None:
            return ask_moto(self.cloud, self.api, call.region, call.operation, request)
        for key in request["TagKeys"]:
            entry.tags.pop(key, None)
        return {}

    def _family(self, call: Call, request: Shape) -> Iterable[Entry]:
        """Those of the region, or only what an alarm goes by, or what goes by it."""
        entries = self._book.of(call.region)
        if request.get("ChildrenOfAlarmName"):
            alarm = self._found(call.region, request["ChildrenOfAlarmName"]).alarm
            wanted = alarm.rule.alarms if isinstance(alarm, CompositeAlarm) else frozenset()
        elif request.get("ParentsOfAlarmName"):
            name = AlarmName(call.region, request["ParentsOfAlarmName"])
            wanted = frozenset(parent.name.name for parent in self._book.parents(name))
        else:
            return entries
        return [entry for entry in entries if entry.alarm.name.name in wanted]

    def _found(self, region: str, name: str) -> Entry:
        entry = self._book.find(AlarmName(region, name))
        if entry is None:
            raise ServiceError("ResourceNotFound", f"The alarm {name} does not exist in {region}.")
        return entry

    def _check_kind(self, name: AlarmName, kind: type) -> None:
        entry = self._book.find(name)
        if entry is not None and not isinstance(entry.alarm, kind):
            raise _invalid(f"{name.name} is a {kind_of(entry.alarm)}; choose another name.")

    def _tagged(self, call: Call, request: Shape) -> Entry | None:
        parts = request["ResourceARN"].split(":", 6)
        if len(parts) < 7 or parts[5] != "alarm":
            return None
        return self._found(call.region, parts[6])


def _names(call: Call, request: Shape) -> list[AlarmName]:
    return [AlarmName(call.region, name) for name in dict.fromkeys(request["AlarmNames"])]


def _tags(request: Shape) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in request.get("Tags") or ()}


def _invalid(message: str) -> ServiceError:
    return ServiceError("ValidationError", message)

"""EventBridge: events put on a bus go to the targets of the rules that they match.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
"""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from localcloud.errors import ServiceError
from localcloud.events.bucket_events import tell_of_objects
from localcloud.events.patterns import Pattern, PatternError
from localcloud.events.rules import target_delivery, target_input
from localcloud.events.scheduled_rules import RuleName, ScheduledRules, check_rule
from localcloud.events.targets import Delivery, TargetError, deliver
from localcloud.functions.destinations import send
from localcloud.functions.moto_call import ask_moto
from localcloud.functions.parts import functions_of
from localcloud.service import Call, Service

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)

ENTRY_LIMIT = 1_048_576
"""Bytes that the entries of one PutEvents may have together.

Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
"""

RETRIES = 185
FIRST_WAIT = timedelta(seconds=1)


@dataclass(frozen=True)
class _Task:
    event: dict[str, Any]
    rule_arn: str
    target: dict[str, Any]
    attempt: int = 0


class EventBusService(Service):
    """EventBridge. moto keeps buses, rules and targets; this delivers."""

    api = "events"
    running_types = frozenset(
        {"AWS::Events::EventBus", "AWS::Events::EventBusPolicy", "AWS::Events::Rule"}
    )

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._scheduled = ScheduledRules(cloud, self._fire)
        self._tell_no_more = tell_of_objects(
            bus=self.announce, target=self._notify, now=cloud.clock.now
        )

    def start(self) -> None:
        """Takes up the rules that there are with a schedule."""
        self._scheduled.take_up()

    def close(self) -> None:
        """Fires no rule on a schedule any more, and hears of no objects."""
        self._tell_no_more()
        self._scheduled.close()

    def put_events(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Puts events on buses that there are; delivery goes on after the answer."""
        answers: list[dict[str, Any]] = []
        accepted: list[tuple[str, dict[str, Any]]] = []
        size = sum(len(json.dumps(each, default=str)) for each in request["Entries"])
        if size > ENTRY_LIMIT:
            raise ServiceError(
                "ValidationException",
                f"Total size of the entries in the request is over the limit: {size} bytes, and "
                f"{ENTRY_LIMIT} are allowed",
            )
        for entry in request["Entries"]:
            problem = _problem(entry)
            if problem is not None:
                answers.append({"ErrorCode": problem[0], "ErrorMessage": problem[1]})
                continue
            bus = _bus_name(entry)
            if bus != "default":
                ask_moto(self.cloud, "events", call.region, "DescribeEventBus", {"Name": bus})
            event = self._event(call, entry)
            accepted.append((bus, event))
            answers.append({"EventId": event["id"]})
        if accepted:
            functions_of(self.cloud).background.run(lambda: self._route(call.region, accepted))
        failed = sum(1 for answer in answers if "ErrorCode" in answer)
        return {"FailedEntryCount": failed, "Entries": answers}

    def announce(self, region: str, event: dict[str, Any]) -> None:
        """Puts an event of AWS's own on the default bus."""
        functions_of(self.cloud).background.run(lambda: self._route(region, [("default", event)]))

    def _notify(self, arn: str, notification: dict[str, Any]) -> None:
        """Tells a function, queue or topic what a bucket has to tell it."""

        def tell() -> None:
            try:
                deliver(self.cloud, arn, json.dumps(notification), Delivery())
            except TargetError as error:
                LOG.warning("%s did not take what a bucket tells: %s", arn, error)

        functions_of(self.cloud).background.run(tell)

    def test_event_pattern(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Whether an event matches a pattern."""
        try:
            pattern = Pattern(request["EventPattern"])
        except PatternError as error:
            raise ServiceError("InvalidEventPatternException", str(error)) from error
        event = {"account": call.account, "region": call.region, **json.loads(request["Event"])}
        return {"Result": pattern.matches(event)}

    def put_rule(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Creates or changes a rule; its pattern and its schedule must be such."""
        if request.get("EventPattern"):
            try:
                Pattern(request["EventPattern"])
            except PatternError as error:
                raise ServiceError(
                    "InvalidEventPatternException", f"Event pattern is not valid. Reason: {error}"
                ) from error
        bus = _bus_name(request)
        if request.get("ScheduleExpression"):
            check_rule(request, bus)
        answer = ask_moto(self.cloud, "events", call.region, "PutRule", request)
        if bus == "default":
            name = RuleName(call.region, request["Name"])
            follow = self._scheduled.begin if _runs(request) else self._scheduled.end
            follow(name)
        return answer

    def enable_rule(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Has a rule match events again, or run on its schedule."""
        answer = ask_moto(self.cloud, "events", call.region, "EnableRule", request)
        if _bus_name(request) == "default":
            self._scheduled.begin(RuleName(call.region, request["Name"]))
        return answer

    def disable_rule(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Has a rule do nothing."""
        return self._without_schedule(call, request)

    def delete_rule(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        """Deletes a rule that has no targets."""
        return self._without_schedule(call, request)

    def _without_schedule(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:
        answer = ask_moto(self.cloud, "events", call.region, call.operation, request)
        if _bus_name(request) == "default":
            self._scheduled.end(RuleName(call.region, request["Name"]))
        return answer

    def _fire(self, name: RuleName, event: dict[str, Any]) -> None:
        for target in self._targets(name.region, "default", name.name):
            task = _Task(event, name.arn, target)
            functions_of(self.cloud).background.run(lambda task=task: self._deliver(task))  # type: ignore[misc]

    def _event(self, call: Call, entry: dict[str, Any]) -> dict[str, Any]:
        moment = entry.get("Time") or self.cloud.clock.now()
        return {
            "version": "0",
            "id": str(uuid.uuid4()),
            "detail-type": entry["DetailType"],
            "source": entry["Source"],
            "account": call.account,
            "time": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "region": call.region,
            "resources": entry.get("Resources", []),
            "detail": json.loads(entry["Detail"]),
        }

    def _route(self, region: str, events: list[tuple[str, dict[str, Any]]]) -> None:
        background = functions_of(self.cloud).background
        rules = {bus: list(self._rules(region, bus)) for bus in {bus for bus, _ in events}}
        for bus, event in events:
            for rule in rules[bus]:
                if Pattern(rule["EventPattern"]).matches(event):
                    for target in self._targets(region, bus, rule["Name"]):
                        task = _Task(event, rule["Arn"], target)
                        background.run(lambda task=task: self._deliver(task))  # type: ignore[misc]

    def _rules(self, region: str, bus: str) -> Iterator[dict[str, Any]]:
        for page in (
            self.cloud.moto("events", region).get_paginator("list_rules").paginate(EventBusName=bus)
        ):
            for rule in page["Rules"]:
                if rule.get("EventPattern") and rule["State"] != "DISABLED":
                    yield rule

    def _targets(self, region: str, bus: str, rule: str) -> Iterator[dict[str, Any]]:
        pages = self.cloud.moto("events", region).get_paginator("list_targets_by_rule")
        for page in pages.paginate(EventBusName=bus, Rule=rule):
            yield from page["Targets"]

    def _deliver(self, task: _Task) -> None:
        target = task.target
        try:
            payload = target_input(target, task.event, rule_arn=task.rule_arn)
            deliver(self.cloud, target["Arn"], payload, target_delivery(target, task.event))
        except (TargetError, ValueError) as error:
            passing = isinstance(error, TargetError) and error.passing
            retries = target.get("RetryPolicy", {}).get("MaximumRetryAttempts", RETRIES)
            if passing and task.attempt < retries:
                wait = FIRST_WAIT * 2 ** min(task.attempt, 10)
                again = replace(task, attempt=task.attempt + 1)
                functions_of(self.cloud).background.later(wait, lambda: self._deliver(again))
            else:
                self._give_up(task, error, exhausted=passing)

    def _give_up(self, task: _Task, error: Exception, *, exhausted: bool) -> None:
        dead_letters = task.target.get("DeadLetterConfig", {}).get("Arn")
        if not dead_letters:
            LOG.warning("%s did not take an event: %s", task.target["Arn"], error)
            return
        attributes = {
            "RULE_ARN": task.rule_arn,
            "TARGET_ARN": task.target["Arn"],
            "ERROR_CODE": getattr(error, "code", "INVALID_JSON_PATH"),
            "ERROR_MESSAGE": str(error)[:1024],
            "RETRY_ATTEMPTS": str(task.attempt),
        }
        if exhausted:
            attributes["EXHAUSTED_RETRY_CONDITION"] = "MaximumRetryAttempts"
        send(self.cloud, dead_letters, task.event, attributes=attributes)


def _problem(entry: dict[str, Any]) -> tuple[str, str] | None:
    for name in ("Source", "DetailType", "Detail"):
        if not entry.get(name):
            return (
                "InvalidArgument",
                f"Parameter {name} is not valid. Reason: {name} is a required argument.",
            )
    if entry["Source"].startswith("aws."):
        return (
            "NotAuthorizedForSourceException",
            f"Not authorized for the source {entry['Source']}: those that begin with aws. are "
            "AWS's own",
        )
    try:
        detail = json.loads(entry["Detail"])
    except ValueError:
        return "MalformedDetail", "Detail is malformed."
    return None if isinstance(detail, dict) else ("MalformedDetail", "Detail is malformed.")


def _runs(rule: dict[str, Any]) -> bool:
    return bool(rule.get("ScheduleExpression")) and rule.get("State") != "DISABLED"


def _bus_name(entry: dict[str, Any]) -> str:
    return str(entry.get("EventBusName") or "default").rsplit("/", 1)[-1]

"""Plays calls in this process: the synthesised flow and bots, the real functions, moto's AWS."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from random import Random
from types import TracebackType
from typing import Any, Self
from unittest.mock import patch

import boto3
from moto import mock_aws

from localcloud.clock import Clock
from localcloud.connect import FlowRuntime, PlayedContact
from localcloud.lex import HookFailed, HookTimedOut, LexRuntime, bot_from_properties
from tests.calls.call import Call, Channel, Does, Heard, Meanwhile, Trouble, Turn
from tests.calls.center import center
from tests.calls.clinic import NOTES, TABLE, Clinic
from tests.calls.functions import Function

ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "POWERTOOLS_SERVICE_NAME": "call-center",
    "POWERTOOLS_METRICS_NAMESPACE": "CallCenter",
    "POWERTOOLS_TRACE_DISABLED": "true",
    "POWERTOOLS_LOG_LEVEL": "CRITICAL",
    "TABLE_NAME": TABLE,
    "IDEMPOTENCY_TABLE_NAME": NOTES,
    "EVENT_BUS_NAME": "default",
}
"""As deployed, but without logs and traces."""

CHANNELS = {Channel.VOICE: "VOICE", Channel.CHAT: "CHAT"}


@dataclass(frozen=True)
class Played:
    """A call that was played, and each way in which it did not go as written."""

    call: Call
    contact: PlayedContact
    wrong: tuple[str, ...]

    def complaint(self) -> str:
        """What went wrong, with all that was heard; empty if nothing did."""
        if not self.wrong:
            return ""
        heard = "\n".join(f"  {each.block}: {each.text}" for each in self.contact.heard)
        problems = "\n".join(f"- {each}" for each in self.wrong)
        return f"{self.call.path}\n{problems}\nHeard:\n{heard}\nPassed: {self.contact.blocks}"


class Player:
    """Plays calls, one after another, each in a clinic of its own."""

    def __enter__(self) -> Self:
        self._now = datetime.now(UTC)
        self._trouble: dict[str, Trouble] = {}
        self.clock = Clock(lambda: self._now)
        self._environment = patch.dict(os.environ, ENVIRONMENT)
        self._environment.start()
        self._aws = mock_aws()
        self._aws.start()
        topic = boto3.client("sns").create_topic(Name="staff")["TopicArn"]
        os.environ["STAFF_TOPIC_ARN"] = topic
        boto3.client("dynamodb").create_table(
            TableName=NOTES,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        self.callers = Function("call_center")
        self.dialog = Function("call_center_dialog")
        self.callers.modules["handler"].reception.book.clock = self.clock.now
        self.dialog.modules["handler"].desk.book.clock = self.clock.now
        self.clinic = Clinic(
            book=sys.modules["appointment_book"],
            notifications=Function("appointment_notifications"),
            clock=self.clock.now,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._aws.stop()
        self._environment.stop()

    def play(self, call: Call) -> Played:
        """Plays a call to its end, whatever goes wrong on the way."""
        self.open(call.now, taken=call.given.taken, trouble=call.given.trouble)
        contact = self.begin(call.channel, caller=call.caller, attributes=call.given.attributes)
        wrong = _misheard("at first", call.begins, [each.text for each in contact.heard])
        for step in call.steps:
            if isinstance(step, Meanwhile):
                self.clinic.take(step.taken)
                self._trouble.update(step.trouble)
            else:
                wrong += _misheard(f"line {step.line}", step.hears, self._do(contact, step))
        return Played(call, contact, (*wrong, *self._mismatches(call, contact)))

    def open(
        self,
        now: datetime,
        *,
        taken: Sequence[str] = (),
        trouble: Mapping[str, Trouble] | None = None,
    ) -> None:
        """A clinic as new, at a moment."""
        self._now = now
        self._trouble = dict(trouble or {})
        self.clinic.open(taken)

    def begin(
        self, channel: Channel, *, caller: str | None, attributes: Mapping[str, str]
    ) -> PlayedContact:
        """A contact in the flow, up to the first thing it waits for."""
        return self._runtime.start(CHANNELS[channel], customer=caller, attributes=attributes)

    @cached_property
    def _runtime(self) -> FlowRuntime:
        deployed = center()
        self._bots = {
            alias: LexRuntime(
                bot_from_properties(properties),
                hook=self._hook,
                clock=self.clock,
                random=Random(0),  # noqa: S311 - which wording of a prompt
            )
            for alias, properties in deployed.bots.items()
        }
        return FlowRuntime(
            deployed.flow,
            invoke_function=self._invoke,
            lex=lambda alias, request: self._bots[alias].recognize_text(**request),
            clock=self.clock,
            hours=deployed.hours,
        )

    def _do(self, contact: PlayedContact, turn: Turn) -> list[str]:
        match turn.does:
            case Does.SAYS:
                heard = contact.say(turn.what)
            case Does.PRESSES:
                heard = contact.press(turn.what)
            case Does.WAITS:
                heard = contact.wait()
            case Does.HANGS_UP:
                contact.hang_up()
                heard = ()
        return [each.text for each in heard]

    def _invoke(self, arn: str, event: dict[str, Any], seconds: float) -> Any:
        return self._run("call_center", self.callers, arn, event, seconds)

    def _hook(self, arn: str, event: dict[str, Any], seconds: float) -> Any:
        return self._run("call_center_dialog", self.dialog, arn, event, seconds)

    def _run(
        self, name: str, function: Function, arn: str, event: dict[str, Any], seconds: float
    ) -> Any:
        trouble = self._trouble.get(name)
        if trouble is Trouble.SLOW:
            raise HookTimedOut(f"{arn} took longer than {seconds:g} s")
        if trouble is Trouble.FAILS:
            raise HookFailed(f"{arn} was told to fail")
        try:
            return function(event)
        except Exception as error:
            # Whatever a function raises, Lambda reports and the flow takes for an error.
            raise HookFailed(f"{type(error).__name__}: {error}") from error

    def _mismatches(self, call: Call, contact: PlayedContact) -> list[str]:
        then, found = call.then, []
        if contact.state.value.lower() != then.state:
            found.append(f"expected to be {then.state} at the end, is {contact.state}")
        for name, value in then.attributes.items():
            if contact.attributes.get(name) != value:
                actual = contact.attributes.get(name)
                found.append(f"expected the attribute {name} to be {value}, it is {actual}")
        for person, at in then.appointments.items():
            if (actual := self.clinic.appointment_of(person)) != at:
                found.append(f"expected the appointment of {person} at {at}, it is at {actual}")
        found += [
            f"expected to pass the block {block!r}"
            for block in then.passed
            if block not in contact.blocks
        ]
        if then.texts is not None:
            texts = self.clinic.texts()
            if len(texts) != len(then.texts) or not all(
                text.is_in(sent) for text, sent in zip(then.texts, texts, strict=False)
            ):
                expected = [text.written for text in then.texts]
                found.append(f"expected the text messages {expected}, there are {texts}")
        return found


def _misheard(when: str, expected: Heard, heard: list[str]) -> list[str]:
    said = " ".join(heard)
    return [
        *(f"{when}: expected to hear {t.written!r}" for t in expected.texts if not t.is_in(said)),
        *(f"{when}: expected not to hear {t.written!r}" for t in expected.never if t.is_in(said)),
    ]

"""Call files as tests that a deployed contact centre runs by itself: ``AWS::Connect::TestCase``.

``python -m tests.calls.connect_tests build/call-tests.template.json`` writes a template, whose
parameters are outputs and resources of the deployed stack. What a test case cannot hold is left
out, see ``left_out``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from localcloud.connect.hours import hours_of
from tests.calls import testing_language as language
from tests.calls.call import Call, Channel, Does, Heard, Meanwhile, Trouble, Turn
from tests.calls.center import center
from tests.calls.loading import all_calls

Json = dict[str, Any]

PARAMETERS = {
    "InstanceArn": "The Amazon Connect instance; an output of CallCenter",
    "ContactFlowArn": "The flow; an output of CallCenter",
    "QueueArn": "The queue; an output of CallCenter",
    "HoursArn": "The hours of operation",
    "CallersArn": "The function that knows callers",
}
ERRORS = {Trouble.SLOW: "TimeLimitExceeded", Trouble.FAILS: "NoMatchingError"}


@dataclass(frozen=True)
class Deployed:
    """What a test case refers to, each a text or a reference of a template."""

    instance: Any
    flow: str
    queue: str
    hours: str
    callers: str

    @classmethod
    def by_parameters(cls) -> Deployed:
        """As the parameters of the template name it."""
        return cls({"Ref": "InstanceArn"}, *(f"${{{name}}}" for name in list(PARAMETERS)[1:]))


def as_test_case(call: Call, deployed: Deployed) -> Json:
    """The resource of a call."""
    voice = call.channel is Channel.VOICE
    flow = {"FlowId": _sub(deployed.flow)}
    properties: Json = {
        "InstanceArn": deployed.instance,
        "Name": f"Reschedule {call.name}",
        "Description": call.about[:500],
        "EntryPoint": {
            "Type": "VOICE_CALL" if voice else "CHAT",
            **(
                {"VoiceCallEntryPointParameters": {**flow, "SourcePhoneNumber": call.caller}}
                if voice
                else {"ChatEntryPointParameters": flow}
            ),
        },
        "Content": _sub(json.dumps(_content(call, deployed), ensure_ascii=False)),
        "Status": "SAVED",
    }
    if call.given.attributes:
        properties["InitializationData"] = json.dumps({"Attributes": dict(call.given.attributes)})
    return {"Type": "AWS::Connect::TestCase", "Properties": properties}


def left_out(call: Call) -> list[str]:
    """What of a call its test case does not hold, as sentences."""
    found = []
    if any(isinstance(step, Meanwhile) for step in call.steps):
        found.append("what happens in the middle of the call")
    if "call_center_dialog" in call.given.trouble:
        found.append("that the bot's function is in trouble")
    if call.given.taken:
        found.append("which times are taken")
    if call.then.appointments or call.then.texts is not None:
        found.append("appointments and text messages afterwards")
    heard = [call.begins, *(turn.hears for turn in call.turns)]
    if any(each.never for each in heard):
        found.append("what is never heard")
    if any(text.is_pattern for each in heard for text in each.texts):
        found.append("patterns of what is heard")
    return found


def template(calls: Sequence[Call]) -> Json:
    """A template with the test case of each call."""
    deployed = Deployed.by_parameters()
    return {
        "Description": "Calls that the contact centre makes to itself",
        "Parameters": {
            name: {"Type": "String", "Description": what} for name, what in PARAMETERS.items()
        },
        "Resources": {
            f"Call{number:02d}": as_test_case(call, deployed)
            for number, call in enumerate(calls, 1)
        },
    }


def _content(call: Call, deployed: Deployed) -> Json:
    observations: list[tuple[Json, list[Json]]] = [
        (language.TEST_INITIATED, _overrides(call, deployed))
    ]
    _expect(observations, call.begins)
    for turn in call.turns:
        observations[-1][1].extend(_instructions(call, turn))
        _expect(observations, turn.hears)
    if call.then.state == "queued":
        event = language.action_started("TransferContactToQueue", {"QueueId": deployed.queue})
        observations.append((event, []))
    observations[-1][1].extend(
        language.equals(f"$.Attributes.{name}", value)
        for name, value in call.then.attributes.items()
        if value is not None
    )
    observations[-1][1].append(language.end())
    return language.content(observations)


def _expect(observations: list[tuple[Json, list[Json]]], heard: Heard) -> None:
    observations.extend(
        (language.message(text.written), []) for text in heard.texts if not text.is_pattern
    )


def _instructions(call: Call, turn: Turn) -> list[Json]:
    match turn.does:
        case Does.SAYS:
            return [language.utterance(turn.what, language=call.locale.replace("_", "-"))]
        case Does.PRESSES:
            return [language.keys(turn.what)]
        case Does.HANGS_UP:
            return [language.hang_up()]
        case Does.WAITS:
            return []


def _overrides(call: Call, deployed: Deployed) -> list[Json]:
    """The hours of the call's own moment, and a function in trouble."""
    (hours,) = center().hours.values()
    value = "InHours" if hours_of(hours).open_at(call.now) else "OutOfHours"
    found = [
        language.override(
            "CheckHoursOfOperation",
            {"HoursOfOperationId": deployed.hours},
            {"Type": "ExecutionResult", "ExecutionResult": {"Value": value}},
        )
    ]
    if trouble := call.given.trouble.get("call_center"):
        error = {"DelaySeconds": 0, "Value": ERRORS[trouble]}
        found.append(
            language.override(
                "InvokeLambdaFunction",
                {"LambdaFunctionARN": deployed.callers},
                {"Type": "Error", "Error": error},
            )
        )
    return found


def _sub(text: str) -> Any:
    """The text, with parameters of the template in it where it names any."""
    return {"Fn::Sub": text} if "${" in text else text


def main() -> None:
    """Writes the template of every call and says what it leaves out."""
    calls = all_calls()
    path = Path(sys.argv[1])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(template(calls), indent=1, ensure_ascii=False) + "\n", "utf-8")
    for call in calls:
        sys.stdout.write(f"{call.name}: left out: {', '.join(left_out(call)) or 'nothing'}\n")


if __name__ == "__main__":
    main()

"""Steps, branches and outcomes as CloudFormation spells them."""

from __future__ import annotations

from typing import Any

from ml_refarch.lex.cloudformation.messages import response
from ml_refarch.lex.flow import Branch, Outcome, Step
from ml_refarch.lex.messages import response as as_response

Properties = dict[str, Any]


def outcome(model: Outcome, *, response_name: str, prefix: str = "") -> Properties:
    """An outcome as the properties of a setting: ``CaptureResponse``, ``CaptureNextStep``, ..."""
    made: Properties = {}
    if model.say is not None:
        made[response_name] = response(as_response(model.say))
    if model.then is not None:
        made[f"{prefix}NextStep"] = step(model.then)
    if model.otherwise is not None:
        made[f"{prefix}Conditional"] = {
            "IsActive": True,
            "ConditionalBranches": [branch(one) for one in model.branches],
            "DefaultBranch": {"NextStep": step(model.otherwise)},
        }
    return made


def branch(model: Branch) -> Properties:
    """One entry of ``ConditionalBranches``."""
    made: Properties = {
        "Name": model.name,
        "Condition": {"ExpressionString": model.when},
        "NextStep": step(model.then),
    }
    if model.say is not None:
        made["Response"] = response(as_response(model.say))
    return made


def step(model: Step) -> Properties:
    """A ``DialogState``."""
    action: Properties = {"Type": str(model.action)}
    if model.slot is not None:
        action["SlotToElicit"] = model.slot
    made: Properties = {"DialogAction": action}
    override: Properties = {}
    if model.intent is not None:
        override["Name"] = model.intent
    if model.set_slots:
        override["Slots"] = [_slot(name, value) for name, value in model.set_slots.items()]
    if override:
        made["Intent"] = override
    if model.set_attributes:
        made["SessionAttributes"] = [
            {"Key": key, "Value": value} for key, value in model.set_attributes.items()
        ]
    return made


def _slot(name: str, value: str | None) -> Properties:
    if value is None:  # without a value the slot is emptied
        return {"SlotName": name}
    return {
        "SlotName": name,
        "SlotValueOverride": {"Shape": "Scalar", "Value": {"InterpretedValue": value}},
    }

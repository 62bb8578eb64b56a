"""The log of blocks that a contact passed, as Connect's flow logs have it.

Source: https://docs.aws.amazon.com/connect/latest/adminguide/contact-flow-log-data.html
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from localcloud.connect.contact import Contact
from localcloud.connect.document import Action
from localcloud.connect.paths import filled
from localcloud.connect.scene import Conclusion, Ended, Moved, Outcome

MODULE_TYPES = {
    "CheckHoursOfOperation": "CheckHoursOfOperation",
    "Compare": "CheckAttribute",
    "ConnectParticipantWithLexBot": "GetUserInput",
    "DisconnectParticipant": "Disconnect",
    "GetParticipantInput": "GetUserInput",
    "InvokeLambdaFunction": "InvokeExternalResource",
    "Loop": "Loop",
    "MessageParticipant": "PlayPrompt",
    "TransferContactToQueue": "Transfer",
    "TransferToFlow": "TransferContactFlow",
    "UpdateContactAttributes": "SetAttributes",
    "UpdateContactData": "SetContactData",
    "UpdateContactRecordingBehavior": "SetRecordingBehavior",
    "UpdateContactTargetQueue": "SetQueue",
    "UpdateContactTextToSpeechVoice": "SetVoice",
    "UpdateFlowLoggingBehavior": "SetLoggingBehavior",
}
"""What the log calls an action: the older name of its block."""

STORING = "StoreUserInput"


def entry(
    contact: Contact, action: Action, at: datetime, parameters: Any, conclusion: Conclusion | None
) -> dict[str, Any]:
    """One entry.

    Args:
        parameters: Those of the block, as they were ``shown`` when it began.
        conclusion: None where the customer left in the middle of the block.
    """
    body: dict[str, Any] = {
        "ContactId": contact.id,
        "ContactFlowId": contact.flow.arn,
        "ContactFlowName": contact.flow.name,
        "ContactFlowModuleType": module_type(action),
        "Identifier": action.id,
        "Timestamp": timestamp(at),
        "Parameters": parameters,
    }
    if isinstance(conclusion, Outcome):
        result = conclusion.reason if conclusion.error else conclusion.result or conclusion.reason
        body.update({"Results": result} if result else {}, **conclusion.logged)
    elif isinstance(conclusion, Moved):
        body["Results"] = conclusion.flow.name
    elif isinstance(conclusion, Ended) and contact.queue and contact.enqueued_at:
        body["Results"] = contact.queue.name
    return body


def module_type(action: Action) -> str:
    """The name of an action's block in the log."""
    if action.type == "GetParticipantInput" and action.parameters.get("StoreInput") == "True":
        return STORING
    return MODULE_TYPES.get(action.type, action.type)


def timestamp(at: datetime) -> str:
    """A moment as AWS writes it: UTC, to the millisecond."""
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def shown(value: Any, data: Mapping[str, Any]) -> Any:
    """Parameters with their references replaced, every value as text."""
    if isinstance(value, Mapping):
        return {filled(str(key), data): shown(item, data) for key, item in value.items()}
    if isinstance(value, list):
        return [shown(item, data) for item in value]
    return filled(str(value), data)

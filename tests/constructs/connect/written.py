"""A flow as Connect gets it."""

from __future__ import annotations

import json
from typing import Any

from ml_refarch.connect import Flow

BOT = "arn:aws:lex:us-east-1:111122223333:bot-alias/ABCDEFGHIJ/KLMNOPQRST"
FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:lookup"
QUEUE = "arn:aws:connect:us-east-1:111122223333:instance/01234567/queue/89ab"


def written(flow: Flow) -> dict[str, Any]:
    """The whole flow."""
    document: dict[str, Any] = json.loads(flow.to_json())
    return document


def actions(flow: Flow) -> dict[str, dict[str, Any]]:
    """Its actions by their names."""
    return {action["Identifier"]: action for action in written(flow)["Actions"]}


def short_flow() -> Flow:
    """A flow that has nothing wrong with it."""
    flow = Flow("Short")
    flow.say("Hello", text="Hello.", then="Bye", on_error="Bye")
    flow.hang_up("Bye")
    return flow

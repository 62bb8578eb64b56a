"""A contact flow, written as the call goes."""

from __future__ import annotations

from enum import Enum

from ml_refarch.connect import checks, flow_json, limits
from ml_refarch.connect.blocks import Target
from ml_refarch.connect.contact_settings import ContactSettings
from ml_refarch.connect.routing import Routing
from ml_refarch.connect.talking import Talking


class FlowKind(Enum):
    """What a flow is for: ``AWS::Connect::ContactFlow``'s ``Type``, and its name in exports."""

    INBOUND = "CONTACT_FLOW"
    CUSTOMER_QUEUE = "CUSTOMER_QUEUE"
    CUSTOMER_HOLD = "CUSTOMER_HOLD"
    CUSTOMER_WHISPER = "CUSTOMER_WHISPER"
    AGENT_HOLD = "AGENT_HOLD"
    AGENT_WHISPER = "AGENT_WHISPER"
    OUTBOUND_WHISPER = "OUTBOUND_WHISPER"
    AGENT_TRANSFER = "AGENT_TRANSFER"
    QUEUE_TRANSFER = "QUEUE_TRANSFER"
    CAMPAIGN = "CAMPAIGN"


class Flow(Talking, Routing, ContactSettings):
    """A flow of Amazon Connect: blocks with names, wired to each other.

    ```python
    flow = Flow("Opening hours")
    flow.check_hours("Open now?", open="Queue", closed="Closed", on_error="Queue")
    flow.say("Closed", text="We are closed. Goodbye.", then="Bye", on_error="Bye")
    flow.set_queue("Queue", queue=center.queue.attr_queue_arn, then="Wait", on_error="Bye")
    flow.transfer_to_queue("Wait", on_full="Bye", on_error="Bye")
    flow.hang_up("Bye")
    ```

    The flow starts with the block that is made first. A branch is wired by its keyword, or later
    by the method of that name: ``flow.say("Hello", text="Hello").then(lookup).on_error(queue)``. A
    target is a block or the name of one, made before or after. Texts and most values may hold
    attributes, see ``attr``; ARNs may be tokens.

    ``check`` refuses what Connect would refuse or a caller would suffer; ``ContactCenter.publish``
    calls it. The methods are Connect's actions, and ``other`` takes any that has none.

    Args:
        name: 1 to 127 characters.
        description: At most 500 characters.
        kind: What the flow is for.

    Source: https://docs.aws.amazon.com/connect/latest/APIReference/flow-language.html
    """

    def __init__(
        self, name: str, *, description: str = "", kind: FlowKind = FlowKind.INBOUND
    ) -> None:
        if not 1 <= len(name.strip()) <= limits.FLOW_NAME_LENGTH:
            raise ValueError(f"flow {name!r}: a name has 1 to {limits.FLOW_NAME_LENGTH} characters")
        if len(description) > limits.DESCRIPTION_LENGTH:
            raise ValueError(
                f"flow {name!r}: its description has {len(description)} characters, over "
                f"{limits.DESCRIPTION_LENGTH}"
            )
        super().__init__(name)
        self.description = description
        self.kind = kind
        self._imported = flow_json.Imported()

    @classmethod
    def from_json(cls, text: str, *, name: str | None = None, kind: FlowKind | None = None) -> Flow:
        """A flow that Connect's editor or API exported.

        Whatever this library does not know is kept, so that ``to_json`` writes the same flow back.
        Blocks may be changed, rewired and added in between.

        Args:
            text: The flow in Connect's flow language.
            name: The flow's name, when the export does not say it.
            kind: What it is for, when the export does not say it.

        Raises:
            ValueError: The text is not a flow, or a branch leads to an action that it lacks.
        """
        document = flow_json.parse(text)
        told = flow_json.told(document)
        flow = cls(
            name or told.get("name") or "Imported flow",
            description=told.get("description") or "",
            kind=kind or _KIND_IN_EXPORTS.get(told.get("type", ""), FlowKind.INBOUND),
        )
        flow._imported = flow_json.read(document, flow)
        return flow

    def to_json(self) -> str:
        """The flow in Connect's flow language, with a place for each block in the editor."""
        described = {
            "name": self.name,
            "description": self.description,
            "type": _NAME_IN_EXPORTS[self.kind],
        }
        return flow_json.write(self, self._imported, described)

    def problems(self) -> list[str]:
        """What is wrong with the flow: sentences that name the block."""
        found = checks.problems(self, inbound=self.kind is FlowKind.INBOUND)
        length = limits.content_length(self.to_json())
        if length > limits.CONTENT_LENGTH:
            found.append(
                f"the flow has {length:,} characters; Connect takes {limits.CONTENT_LENGTH:,}"
            )
        return found

    def check(self) -> None:
        """Stops at a flow that has problems.

        Raises:
            ValueError: An error branch is open, a block is reached by none, a path never ends, a
                condition is none that its block takes, Connect has no such attribute, or the flow
                is over a limit. All are named.
        """
        found = self.problems()
        if found:
            raise ValueError(f"flow {self.name!r}: " + "\n".join(found))

    def starts_with(self, target: Target) -> None:
        """Has the flow start elsewhere than with the block that was made first."""
        self.start = target if isinstance(target, str) else target.name

    def errors_lead_to(self, target: Target) -> None:
        """Where a failing block leads that does not say it itself: ``on_error`` and ``on_full``.

        The target, and the blocks that follow it, are not covered: a call that fails there must
        not come back there, so wire their branches.
        """
        self.error_target = target if isinstance(target, str) else target.name


_NAME_IN_EXPORTS = {
    FlowKind.INBOUND: "contactFlow",
    FlowKind.CUSTOMER_QUEUE: "customerQueue",
    FlowKind.CUSTOMER_HOLD: "customerHold",
    FlowKind.CUSTOMER_WHISPER: "customerWhisper",
    FlowKind.AGENT_HOLD: "agentHold",
    FlowKind.AGENT_WHISPER: "agentWhisper",
    FlowKind.OUTBOUND_WHISPER: "outboundWhisper",
    FlowKind.AGENT_TRANSFER: "agentTransfer",
    FlowKind.QUEUE_TRANSFER: "queueTransfer",
    FlowKind.CAMPAIGN: "campaign",
}
_KIND_IN_EXPORTS = {name: kind for kind, name in _NAME_IN_EXPORTS.items()}

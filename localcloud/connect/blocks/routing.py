"""Blocks that send the contact elsewhere."""

from __future__ import annotations

from localcloud.connect.contact import State
from localcloud.connect.scene import Conclusion, Ended, Moved, Outcome, Scene, failed


def set_queue(scene: Scene) -> Conclusion:
    """UpdateContactTargetQueue: the queue that a transfer will go to."""
    id_ = scene.text("QueueId") or scene.text("AgentId")
    queue = scene.around.queue(id_) if id_ else None
    if queue is None:
        return failed(f"There is no queue {id_}." if id_ else "The queue's id is empty.")
    scene.contact.queue = queue
    return Outcome()


def to_queue(scene: Scene) -> Conclusion:
    """TransferContactToQueue: the flow ends, the contact waits with its attributes."""
    queue = scene.contact.queue
    if queue is None:
        return failed("No queue was set before the transfer.")
    if not queue.enabled:
        return failed(f"The queue {queue.name} is disabled.")
    if scene.around.waiting_in(queue) >= queue.limit:
        reason = f"The queue {queue.name} is full: it holds {queue.limit} contacts."
        return failed(reason, error="QueueAtCapacity")
    scene.contact.enqueued_at = scene.around.clock.now()
    return Ended(State.QUEUED)


def to_flow(scene: Scene) -> Conclusion:
    """TransferToFlow: goes on at the beginning of another flow."""
    id_ = scene.text("ContactFlowId") or ""
    flow = scene.around.flow(id_)
    return Moved(flow) if flow else failed(f"There is no published flow {id_}.")


def disconnect(_: Scene) -> Conclusion:
    """DisconnectParticipant: hangs up."""
    return Ended(State.DISCONNECTED, "CONTACT_FLOW_DISCONNECT")

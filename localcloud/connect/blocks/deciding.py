"""Blocks that only choose where to go on."""

from __future__ import annotations

from localcloud.connect.scene import Conclusion, Outcome, Scene, failed


def compare(scene: Scene) -> Conclusion:
    """Compare: an attribute, which the conditions look at; empty where there is none."""
    return Outcome(result=scene.text("ComparisonValue") or "")


def check_hours(scene: Scene) -> Conclusion:
    """CheckHoursOfOperation: those named, or those of the queue that was set."""
    queue = scene.contact.queue
    id_ = scene.text("HoursOfOperationId") or (queue.hours if queue else None)
    if not id_:
        return failed("No hours of operation are named, and no queue with hours was set.")
    hours = scene.around.hours(id_)
    if hours is None:
        return failed(f"There are no hours of operation {id_}.")
    return Outcome(result=str(hours.open_at(scene.around.clock.now())))


def loop(scene: Scene) -> Conclusion:
    """Loop: goes on for so many times, is done once, and begins anew."""
    text = scene.text("LoopCount") or ""
    if not text.isdigit() or int(text) > 100:
        return failed(f"The loop count is {text!r}; it may be 0 to 100.")
    done = scene.contact.loops.get(scene.action.id, 0)
    if done < int(text):
        scene.contact.loops[scene.action.id] = done + 1
        return Outcome(result="ContinueLooping")
    scene.contact.loops.pop(scene.action.id, None)
    return Outcome(result="DoneLooping")

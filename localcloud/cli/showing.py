"""What the local cloud holds, for a person to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any


def show_status(endpoint: str, status: Mapping[str, Any]) -> None:
    """Prints every stack with the resources that run here and those that are only recorded."""
    print(f"{endpoint}   time {status['time'][:19]} UTC")
    if not status["stacks"]:
        print("Nothing is deployed.")
    for stack in status["stacks"]:
        print(f"\n{stack['name']} ({stack['region']}): {stack['status']}")
        for runs, title in ((True, "runs"), (False, "only recorded")):
            kinds = Counter(one["type"] for one in stack["resources"] if one["runs"] is runs)
            for kind, count in sorted(kinds.items()):
                print(f"  {title:14} {kind}{f' x{count}' if count > 1 else ''}")
    if status["models"]:
        print("\nSageMaker")
    for line in status["models"]:
        print(f"  {line}")


def show_deployed(status: Mapping[str, Any]) -> None:
    """Prints one line a stack: how many resources run, and which types are only recorded."""
    for stack in status["stacks"]:
        running = sum(one["runs"] for one in stack["resources"])
        recorded = sorted({one["type"] for one in stack["resources"] if not one["runs"]})
        print(f"{stack['name']}: {running} of {len(stack['resources'])} resources run here.")
        if recorded:
            print(f"  Only recorded: {', '.join(recorded)}")


def show_messages(messages: Sequence[Mapping[str, Any]]) -> None:
    """Prints the texts in the order in which they were sent."""
    if not messages:
        print("No text message has been sent.")
    for message in messages:
        sender = f" from {message['sender']}" if message.get("sender") else ""
        print(f"{message['time'][:19]}  to {message['number']}{sender}\n    {message['text']}")

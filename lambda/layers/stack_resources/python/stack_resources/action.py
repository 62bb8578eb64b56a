"""What is done for one type of custom resource."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Properties = dict[str, str]


@dataclass(frozen=True)
class Action:
    """What is done when such a resource is created, updated or deleted.

    Attributes:
        act: Takes what is asked, ``Create``, ``Update`` or ``Delete``, and the properties; what it
            gives back are the resource's attributes.
        named_by: The property that identifies what is acted on. The identifier stays while that
            does: another one is another resource, and CloudFormation then deletes the first.
    """

    act: Callable[[str, Properties], Mapping[str, str] | None]
    named_by: str


def on_deletion(remove: Callable[[str], None], named_by: str) -> Action:
    """Removes what a property names when the resource is deleted, and does nothing before."""

    def act(request: str, properties: Properties) -> None:
        if request == "Delete":
            remove(properties[named_by])

    return Action(act, named_by)

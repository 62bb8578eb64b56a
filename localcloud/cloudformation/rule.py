"""How a resource type may differ from its service's API: what an entry of the table can say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Step:
    """Another operation that takes some of the properties, after the create and on an update.

    Args:
        properties: The properties it takes.
        undo: The operation that takes them away again.
        on_create: Whether it is also called after the create, which does not take them.
        fixed: Members it always gets.
    """

    operation: str
    properties: tuple[str, ...]
    renamed: Mapping[str, str] = field(default_factory=dict)
    undo: str | None = None
    on_create: bool = True
    fixed: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Tagging:
    """How a service changes the tags of a resource.

    Args:
        by: What names the resource, as a text like those of ``Rule.derived``; its first ARN by
            default.
        members: Members that both operations always get.
    """

    add: str = "TagResource"
    remove: str = "UntagResource"
    by: str | None = None
    resource_members: tuple[str, ...] = ("resourcearn", "resource", "resourceid", "keyid", "arn")
    members: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """The differences of one type.

    Args:
        service: botocore's name of the service.
        create: The operation that creates it; likewise ``read``, ``update``, ``delete``. An empty
            string says that there is none.
        renamed: API member by property path.
        members: Members that a create always gets.
        update_members: Members that an update always gets.
        update_without: Properties that the update does not get.
        update_replaces: Whether the update forgets what it does not get, as one named Put does.
        delete_members: The properties that the deletion gets, by member.
        keys: Which of the known values identifies the resource, by API member.
        steps: Further operations.
        tagging: How its tags are changed.
        unread: Properties that need no counterpart, with the reason.
        learned: Attributes that the API's answers call otherwise, by their name there.
        name: The property that gets a generated name; ``None`` finds it in the schema, an empty
            string says that there is none.
        name_limit: How many characters that name may have.
        name_lower: Whether it may have small letters only.
        ref: The attribute that ``Ref`` gives; by default the primary identifier.
        derived: Attributes as texts with ``{partition}``, ``{region}``, ``{account}`` and the
            resource's own values in braces, as ``str.format`` reads them; ``{uuid}`` and ``{hex}``
            are made up.
        recorded: The API is not here: the call is validated against AWS's model and noted.
    """

    service: str | None = None
    create: str | None = None
    read: str | None = None
    update: str | None = None
    delete: str | None = None
    renamed: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Any] = field(default_factory=dict)
    update_members: Mapping[str, Any] = field(default_factory=dict)
    update_without: tuple[str, ...] = ()
    update_replaces: bool = False
    delete_members: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    tagging: Tagging = Tagging()
    unread: Mapping[str, str] = field(default_factory=dict)
    learned: Mapping[str, str] = field(default_factory=dict)
    name: str | None = None
    name_limit: int | None = None
    name_lower: bool = False
    ref: str | None = None
    derived: Mapping[str, str] = field(default_factory=dict)
    recorded: bool = False

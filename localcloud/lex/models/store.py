"""Where the documents of the lexv2-models API are kept."""

from __future__ import annotations

import copy
import random
import string
import threading
from dataclasses import dataclass, field
from typing import Any

from localcloud.errors import ServiceError
from localcloud.lex.models.kinds import Kind, path

Key = tuple[str, ...]
"""The ids that lead to a resource, its kind's noun first."""

DRAFT = "DRAFT"


@dataclass
class Policy:
    """A resource's policy and its revision."""

    text: str
    revision: int = 1


@dataclass
class Store:
    """Every resource, by the path of ids that leads to it; ``lock`` guards compound changes.

    ``built`` keeps what a locale was when it was last built: that is what the draft's alias runs
    and what a version is made of.
    """

    lock: threading.RLock = field(default_factory=threading.RLock)
    documents: dict[Key, dict[str, Any]] = field(default_factory=dict)
    built: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)
    regions: dict[str, str] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)

    def new_id(self) -> str:
        """Ten letters and digits that no resource has."""
        taken = {part for key in self.documents for part in key}
        while True:
            candidate = "".join(
                random.choices(string.ascii_uppercase + string.digits, k=10)  # noqa: S311 - an id, no secret
            )
            if candidate not in taken:
                return candidate

    def get(self, kind: Kind, request: dict[str, Any]) -> dict[str, Any]:
        """The document that a request names.

        Raises:
            ServiceError: ResourceNotFoundException, which names the first id that leads nowhere.
        """
        own = str(request[kind.id])
        key = (kind.noun, *path(kind, request), own)
        document = self.documents.get(key)
        if document is None:
            raise missing(f"{kind.noun} {own}")
        return document

    def children(self, kind: Kind, parents: tuple[str, ...]) -> list[dict[str, Any]]:
        """The documents of a kind under a path, in the order they were made."""
        prefix = (kind.noun, *parents)
        return [document for key, document in self.documents.items() if key[:-1] == prefix]

    def put(self, kind: Kind, document: dict[str, Any], *, region: str | None = None) -> None:
        """Keeps a document; its siblings may not have its name, bots in other regions may.

        Args:
            region: Of a new bot.

        Raises:
            ServiceError: ConflictException, where one has.
        """
        own = document[kind.id]
        region = region or self.regions.get(own)
        for sibling in self.children(kind, path(kind, document)):
            if self.regions.get(sibling[kind.id]) != region:
                continue
            if sibling[kind.id] != own and sibling[kind.name] == document[kind.name]:
                raise ServiceError(
                    "ConflictException",
                    f"{kind.noun} {document[kind.name]!r} exists already, with the id "
                    f"{sibling[kind.id]}.",
                    409,
                )
        self.documents[kind.noun, *path(kind, document), own] = document
        if region is not None:
            self.regions[own] = region

    def remove(self, ids: tuple[str, ...]) -> None:
        """Removes everything that a path of ids leads to or through."""
        size = len(ids)
        for key in [key for key in self.documents if key[1 : size + 1] == ids]:
            del self.documents[key]
        for built in [key for key in self.built if key[:size] == ids]:
            del self.built[built]

    def copied(self, value: dict[str, Any]) -> dict[str, Any]:
        """A document that can be handed out."""
        return copy.deepcopy(value)


def missing(what: str) -> ServiceError:
    """The error for something that is not there."""
    return ServiceError("ResourceNotFoundException", f"{what} not found.", 404)

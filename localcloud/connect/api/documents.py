"""What an instance has: documents in the shapes of the API, by kind and id."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from localcloud.connect.places import last_part
from localcloud.errors import ServiceError

Document = dict[str, Any]
Where = tuple[str, str]
"""Region and instance id; numbers belong to a region, their instance id is empty."""


class Documents:
    """Keeps documents; an id may be given as an ARN."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._kept: dict[tuple[Where, str], dict[str, Document]] = defaultdict(dict)

    def keep(self, where: Where, kind: str, id: str, document: Document) -> None:  # noqa: A002
        """Puts a document; one of the same id is replaced."""
        with self._lock:
            self._kept[where, kind][id] = document

    def find(self, where: Where, kind: str, id: str) -> Document | None:  # noqa: A002
        """A document; None where there is none."""
        with self._lock:
            return self._kept[where, kind].get(last_part(id))

    def get(self, where: Where, kind: str, id: str) -> Document:  # noqa: A002
        """A document.

        Raises:
            ServiceError: ResourceNotFoundException.
        """
        found = self.find(where, kind, id)
        if found is None:
            noun = kind.replace("-", " ")
            raise ServiceError("ResourceNotFoundException", f"There is no {noun} {id}.", 404)
        return found

    def take(self, where: Where, kind: str, id: str) -> Document:  # noqa: A002
        """Removes a document and returns it; raises as ``get``."""
        with self._lock:
            found = self.get(where, kind, id)
            del self._kept[where, kind][last_part(id)]
            return found

    def all(self, where: Where, kind: str) -> list[Document]:
        """The documents of a kind, in the order they were made."""
        with self._lock:
            return list(self._kept[where, kind].values())

    def everywhere(self, kind: str) -> Iterator[tuple[Where, Document]]:
        """The documents of a kind in all instances."""
        with self._lock:
            found = [
                (where, document)
                for (where, other), documents in self._kept.items()
                if other == kind
                for document in documents.values()
            ]
        yield from found

    def forget(self, where: Where) -> None:
        """Removes all that an instance has."""
        with self._lock:
            for key in [key for key in self._kept if key[0] == where]:
                del self._kept[key]

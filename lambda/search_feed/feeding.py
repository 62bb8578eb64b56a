"""Documents into the domain, by bulks it can take; what became of each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from documents import Document
from search import DomainUnreachableError

# A small domain takes requests of 10 MiB at most.
# Source: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/limits.html
MAX_BYTES = 5 * 1024 * 1024

_TOO_MANY = 429
_SERVER = 500
_OK = 300


class Bulk(Protocol):
    """What takes bulks."""

    def request(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, Any]]:
        """Sends a request, and gives back its status and answer."""


@dataclass
class Fed:
    """What became of documents.

    Attributes:
        taken: How many can be found.
        postponed: Those that the domain may take later.
        rejected: Those that it never will, with the reason.
        why: Why the first was postponed.
    """

    taken: int = 0
    postponed: list[Document] = field(default_factory=list)
    rejected: list[tuple[Document, str]] = field(default_factory=list)
    why: str = ""


def feed(documents: Sequence[Document], domain: Bulk) -> Fed:
    """Writes documents, each over what has its id already.

    Args:
        documents: Which.
        domain: Where.
    """
    fed = Fed()
    for bulk in _bulks(documents):
        if fed.postponed:
            # What comes after those that come again comes again as well: nothing is saved by it.
            fed.postponed += bulk
            continue
        _send(bulk, domain, fed)
    return fed


def _send(bulk: list[Document], domain: Bulk, fed: Fed) -> None:
    body = "".join(f"{_action(one)}\n{one.text}\n" for one in bulk).encode()
    try:
        status, told = domain.request("POST", "/_bulk", body)
    except DomainUnreachableError as error:
        fed.postponed += bulk
        fed.why = str(error)
        return
    if status >= _OK:
        fed.postponed += bulk
        fed.why = f"{status}: {json.dumps(told)[:500]}"
        return
    for document, item in zip(bulk, told["items"], strict=True):
        (outcome,) = item.values()
        if outcome["status"] < _OK:
            fed.taken += 1
        elif outcome["status"] == _TOO_MANY or outcome["status"] >= _SERVER:
            fed.postponed.append(document)
            fed.why = fed.why or _reason(outcome)
        else:
            fed.rejected.append((document, _reason(outcome)))


def _action(one: Document) -> str:
    return json.dumps({"index": {"_index": one.index, "_id": one.event_id}})


def _reason(outcome: dict[str, Any]) -> str:
    error = outcome.get("error") or {}
    return f"{outcome['status']} {error.get('type', '')}: {error.get('reason', '')}"


def _bulks(documents: Sequence[Document]) -> Iterator[list[Document]]:
    bulk: list[Document] = []
    size = 0
    for one in documents:
        weight = len(one.text.encode()) + 2 * len(one.event_id.encode()) + 100
        if bulk and size + weight > MAX_BYTES:
            yield bulk
            bulk, size = [], 0
        bulk.append(one)
        size += weight
    if bulk:
        yield bulk

"""What a domain needs before events: how they are indexed, and who may look for them."""

from __future__ import annotations

import json
import logging
from typing import Any, Protocol

from documents import INDEX

logger = logging.getLogger(__name__)

_OK = 300
_KEYWORD = {"type": "keyword", "ignore_above": 8191}
_READERS = ("opensearch_dashboards_user", "readall")
"""Roles that the security plugin has from the start: to use Dashboards, and to read."""


class PreparationError(RuntimeError):
    """The domain did not take what it needs."""


class Prepared(Protocol):
    """What is prepared."""

    def request(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, Any]]:
        """Sends a request, and gives back its status and answer."""


def template(replicas: int) -> dict[str, Any]:
    """The template of each month's index.

    Args:
        replicas: Copies of each shard; a domain of one machine has no place for any.
    """
    return {
        "index_patterns": [f"{INDEX}-*"],
        "priority": 100,
        "template": {
            "settings": {
                "number_of_shards": 1,
                "number_of_replicas": replicas,
                # A field that is a number here and a word there spoils no event.
                "index.mapping.ignore_malformed": True,
                "index.mapping.total_fields.limit": 2000,
            },
            "mappings": {
                "date_detection": False,
                "dynamic_templates": [
                    {"words": {"match_mapping_type": "string", "mapping": _KEYWORD}}
                ],
                "properties": {
                    "id": _KEYWORD,
                    "detail-type": _KEYWORD,
                    "source": _KEYWORD,
                    "account": _KEYWORD,
                    "region": _KEYWORD,
                    "time": {"type": "date"},
                    "detail": {"type": "object", "dynamic": True},
                },
            },
        },
    }


def prepare(domain: Prepared, *, replicas: int, reader: str) -> None:
    """Puts the template, and lets a role read; the same again has no effect.

    Args:
        domain: The domain.
        replicas: Copies of each shard.
        reader: The ARN of the role of those who sign in to Dashboards.

    Raises:
        PreparationError: The domain refuses.
    """
    _put(domain, f"/_index_template/{INDEX}", template(replicas))
    for role in _READERS:
        _put(
            domain,
            f"/_plugins/_security/api/rolesmapping/{role}",
            {"backend_roles": [reader]},
            needs_security=True,
        )


def _put(
    domain: Prepared, path: str, body: dict[str, Any], *, needs_security: bool = False
) -> None:
    status, told = domain.request("PUT", path, json.dumps(body).encode())
    if status < _OK:
        return
    text = json.dumps(told)
    if needs_security and "no handler found" in text.lower():
        # OpenSearch without its security plugin, on one machine, keeps nobody out.
        logger.info("There is no security plugin to tell of %s", path)
        return
    raise PreparationError(f"PUT {path}: {status} {text[:500]}")

"""Signed requests to a domain of OpenSearch Service."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

_TIMEOUT_SECONDS = 30


class DomainUnreachableError(RuntimeError):
    """The domain did not answer; nobody knows what it did."""


class SearchDomain:
    """A domain.

    Args:
        endpoint: Its host, with a port where it has one.
        credentials: With whose name requests are signed.
        region: Where it is.
        scheme: ``https``, or ``http`` on one machine.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        credentials: Any,  # noqa: ANN401 - botocore's have no type of their own
        region: str,
        scheme: str = "https",
    ) -> None:
        self._root = f"{scheme}://{endpoint}"
        self._credentials = credentials
        self._region = region

    def request(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, Any]]:
        """Sends a request, and gives back its status and answer.

        Raises:
            DomainUnreachableError: There was no answer, or none in JSON.
        """
        signed = AWSRequest(
            method=method,
            url=f"{self._root}{path}",
            data=body,
            headers={"Content-Type": "application/json"},
        )
        SigV4Auth(self._credentials.get_frozen_credentials(), "es", self._region).add_auth(signed)
        prepared = signed.prepare()
        request = urllib.request.Request(  # noqa: S310 - of the deployment's own domain
            prepared.url, data=body, method=method, headers=dict(prepared.headers.items())
        )
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
                return answer.status, _json(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, _json(error.read())
        except OSError as error:
            raise DomainUnreachableError(f"{method} {path}: {error}") from error


def _json(content: bytes) -> dict[str, Any]:
    try:
        told = json.loads(content)
    except ValueError:
        return {"text": content[:500].decode(errors="replace")}
    return told if isinstance(told, dict) else {"value": told}

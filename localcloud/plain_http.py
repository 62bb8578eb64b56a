"""Spares Hadoop's client of S3 a header that it stands over HTTPS only.

It copies an object, as Spark does when it commits what it wrote, with the KMS key that the object's
headers name; and Amazon's SDK below it refuses to name a key over plain HTTP.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

KEY_ID = "x-amz-server-side-encryption-aws-kms-key-id"
CLIENT = "Hadoop"
"""How the client names itself, before its version."""


def understood(environ: Mapping[str, Any], start_response: Any) -> Any:
    """``start_response`` of a WSGI application, without the header where Hadoop asks."""
    if not environ.get("HTTP_USER_AGENT", "").startswith(CLIENT):
        return start_response

    def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
        kept = [(name, value) for name, value in headers if name.lower() != KEY_ID]
        return start_response(status, kept, *error)

    return start

"""CloudTrail's event history, which has nothing to tell here."""

from __future__ import annotations

from typing import Any

from localcloud.service import Call, Service


class CloudTrail(Service):
    """Answers LookupEvents: the CDK CLI asks it after a failed deploy, and waits without it."""

    api = "cloudtrail"

    def lookup_events(self, call: Call, request: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002 - an operation's signature
        """No events: the stack's own events say what failed."""
        return {"Events": []}

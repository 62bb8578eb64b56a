"""What EventBridge is told of the objects of a bucket: that one was created, or deleted.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import moto.s3.notifications

from localcloud.service import ACCOUNT

Tell = Callable[[str, dict[str, Any]], None]

_PUT = "s3:ObjectCreated:Put"
CREATED = {
    _PUT: "PutObject",
    "s3:ObjectCreated:Post": "POST Object",
    "s3:ObjectCreated:Copy": "CopyObject",
    "s3:ObjectCreated:CompleteMultipartUpload": "CompleteMultipartUpload",
}
"""moto's name of what created an object, and the event's ``reason``."""

DELETED = "s3:ObjectRemoved:Delete"
SOURCE_ADDRESS = "127.0.0.1"
_SEQUENCE = itertools.count(1)


def tell_of_objects(tell: Tell, now: Callable[[], datetime]) -> Callable[[], None]:
    """Has each object that comes or goes told of, where its bucket tells EventBridge.

    moto knows when that is, whichever API call it was. What it would do then is done by its own
    buses, to which nobody listens; they have one door, as moto has one state for a whole process.

    Args:
        tell: Takes the region and the event.
        now: The cloud's time.

    Returns:
        What makes moto tell its own buses again, unless somebody else is told since.
    """
    own = moto.s3.notifications._send_event_bridge_message

    def told(_: str, bucket: Any, event_name: str, key: Any) -> None:
        event = _event(str(getattr(event_name, "value", event_name)), bucket, key, now())
        if event is not None:
            tell(bucket.region_name, event)

    def take_back() -> None:
        if moto.s3.notifications._send_event_bridge_message is told:
            moto.s3.notifications._send_event_bridge_message = own

    moto.s3.notifications._send_event_bridge_message = told
    return take_back


def _event(name: str, bucket: Any, key: Any, now: datetime) -> dict[str, Any] | None:
    """The event; None for what is not told of here: tags, access lists, storage classes."""
    if name == _PUT and key.multipart is not None:
        return None  # moto puts what came in parts, and tells of it a second time
    if name in CREATED:
        kind, detail = "Object Created", {"reason": CREATED[name]}
        # moto names the oldest version of an object that came in parts.
        key = bucket.keys.getlist(key.name)[-1]
    elif name == DELETED:
        kind = "Object Deleted"
        detail = {"reason": "DeleteObject", "deletion-type": "Permanently Deleted"}
    else:
        return None
    made = {"key": key.name, "etag": key.etag.strip('"'), "sequencer": f"{next(_SEQUENCE):018X}"}
    if name in CREATED:
        made["size"] = key.size
    if bucket.is_versioned:
        made["version-id"] = key.version_id
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": kind,
        "source": "aws.s3",
        "account": ACCOUNT,
        "time": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": bucket.region_name,
        "resources": [bucket.arn],
        "detail": {
            "version": "0",
            "bucket": {"name": bucket.name},
            "object": made,
            "request-id": uuid.uuid4().hex[:16].upper(),
            "requester": ACCOUNT,
            "source-ip-address": SOURCE_ADDRESS,
            **detail,
        },
    }

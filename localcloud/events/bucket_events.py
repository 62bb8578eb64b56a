"""What is told of the objects of a bucket: that one was created, or deleted.

Sources:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

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
"""The name of what created an object, and the ``reason`` of EventBridge's event."""

DELETED = "s3:ObjectRemoved:Delete"
SOURCE_ADDRESS = "127.0.0.1"
_SEQUENCE = itertools.count(1)


def tell_of_objects(*, bus: Tell, target: Tell, now: Callable[[], datetime]) -> Callable[[], None]:
    """Has each object that comes or goes told of, to whom its bucket's configuration names.

    moto knows when that is, whichever API call it was. What it would do then reaches only its own
    buses, queues, topics and functions, to which nobody listens. They have one door, as moto has
    one state for a whole process.

    Args:
        bus: Takes the region and an event of EventBridge.
        target: Takes the ARN of a function, queue or topic, and its notification.
        now: The cloud's time.

    Returns:
        What makes moto tell its own again, unless somebody else is told since.
    """
    own = moto.s3.notifications.send_event

    def told(_: str, event_name: Any, bucket: Any, key: Any) -> None:
        configuration = bucket.notification_configuration
        change = _change(str(event_name.value), bucket, key, now())
        if configuration is None or change is None:
            return
        if configuration.event_bridge is not None:
            bus(bucket.region_name, change.event())
        named = (configuration.cloud_function, configuration.queue, configuration.topic)
        for each in itertools.chain(*named):
            if each.matches(change.name, key.name):
                target(each.arn, change.notification(each.id))

    def take_back() -> None:
        if moto.s3.notifications.send_event is told:
            moto.s3.notifications.send_event = own

    moto.s3.notifications.send_event = told
    return take_back


def _change(name: str, bucket: Any, key: Any, now: datetime) -> _Change | None:
    """What happened; None for what is not told of here: tags, access lists, storage classes."""
    if name == _PUT and key.multipart is not None:
        return None  # moto puts what came in parts, and tells of it a second time
    if name in CREATED:
        # moto names the oldest version of an object that came in parts.
        return _Change(name, bucket, bucket.keys.getlist(key.name)[-1], now)
    return _Change(name, bucket, key, now) if name == DELETED else None


@dataclass(frozen=True)
class _Change:
    """An object that came or went.

    Args:
        name: As notifications name it, with ``s3:`` before it.
        bucket: moto's.
        key: moto's object.
    """

    name: str
    bucket: Any
    key: Any
    now: datetime

    def event(self) -> dict[str, Any]:
        """As EventBridge is told."""
        if self.name in CREATED:
            kind, detail = "Object Created", {"reason": CREATED[self.name]}
        else:
            kind = "Object Deleted"
            detail = {"reason": "DeleteObject", "deletion-type": "Permanently Deleted"}
        return {
            "version": "0",
            "id": str(uuid.uuid4()),
            "detail-type": kind,
            "source": "aws.s3",
            "account": ACCOUNT,
            "time": self.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "region": self.bucket.region_name,
            "resources": [self.bucket.arn],
            "detail": {
                "version": "0",
                "bucket": {"name": self.bucket.name},
                "object": self._object("etag", "version-id"),
                "request-id": _request_id(),
                "requester": ACCOUNT,
                "source-ip-address": SOURCE_ADDRESS,
                **detail,
            },
        }

    def notification(self, configuration: str) -> dict[str, Any]:
        """As a function, queue or topic is told."""
        made = self._object("eTag", "versionId")
        record = {
            "eventVersion": "2.1",
            "eventSource": "aws:s3",
            "awsRegion": self.bucket.region_name,
            "eventTime": self.now.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
            "eventName": self.name.removeprefix("s3:"),
            "userIdentity": {"principalId": f"AWS:{ACCOUNT}"},
            "requestParameters": {"sourceIPAddress": SOURCE_ADDRESS},
            "responseElements": {
                "x-amz-request-id": _request_id(),
                "x-amz-id-2": uuid.uuid4().hex,
            },
            "s3": {
                "s3SchemaVersion": "1.0",
                "configurationId": configuration,
                "bucket": {
                    "name": self.bucket.name,
                    "ownerIdentity": {"principalId": ACCOUNT},
                    "arn": self.bucket.arn,
                },
                "object": {**made, "key": quote_plus(self.key.name, safe="/")},
            },
        }
        return {"Records": [record]}

    def _object(self, etag: str, version: str) -> dict[str, Any]:
        """The object, with two members under the names that are given."""
        made = {
            "key": self.key.name,
            etag: self.key.etag.strip('"'),
            "sequencer": f"{next(_SEQUENCE):018X}",
        }
        if self.name in CREATED:
            made["size"] = self.key.size
        if self.bucket.is_versioned:
            made[version] = self.key.version_id
        return made


def _request_id() -> str:
    return uuid.uuid4().hex[:16].upper()

"""What is kept of a contact that is over: its contact record, and a chat's transcript.

Source: https://docs.aws.amazon.com/connect/latest/adminguide/ctr-data-model.html
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.connect.api.associations import STORAGE
from localcloud.connect.contact import VOICE
from localcloud.connect.flow_log import timestamp
from localcloud.connect.live import LiveContact
from localcloud.connect.places import last_part
from localcloud.service import ACCOUNT

if TYPE_CHECKING:
    from localcloud.connect.api.contacts import ContactOperations

LOG = logging.getLogger(__name__)

RECORD_VERSION = "2017-03-10"
TRANSCRIPT_VERSION = "2019-08-26"


class Records:
    """Hands on what is kept, to where the instance's storage configuration says."""

    def __init__(self, service: ContactOperations) -> None:
        self._service = service

    def write(self, live: LiveContact) -> None:
        """Writes a contact's record once it is over, and the transcript of a chat."""
        if live.ended is None or live.recorded:
            return
        live.recorded = True
        for kept in self._service.documents.all(live.where, STORAGE):
            try:
                self._write(kept["ResourceType"], kept["StorageConfig"], live, live.ended)
            except ClientError as error:
                # Connect loses them too where it cannot write; the contact is none the worse.
                LOG.warning("%s of contact %s: %s", kept["ResourceType"], live.contact.id, error)

    def _write(
        self, kind: str, config: Mapping[str, Any], live: LiveContact, ended: datetime
    ) -> None:
        region = live.where[0]
        if kind == "CONTACT_TRACE_RECORDS":
            line = json.dumps(contact_record(live, ended), ensure_ascii=False).encode()
            if "KinesisFirehoseConfig" in config:
                stream = last_part(config["KinesisFirehoseConfig"]["FirehoseArn"])
                self._service.cloud.client("firehose", region).put_record(
                    DeliveryStreamName=stream, Record={"Data": line + b"\n"}
                )
            else:
                stream = last_part(config["KinesisStreamConfig"]["StreamArn"])
                self._service.cloud.client("kinesis", region).put_record(
                    StreamName=stream, Data=line, PartitionKey=live.contact.id
                )
        elif kind == "CHAT_TRANSCRIPTS" and live.transcript is not None:
            place = config["S3Config"]
            self._service.cloud.client("s3", region).put_object(
                Bucket=place["BucketName"],
                Key=f"{place['BucketPrefix']}/{live.began:%Y/%m/%d}/{live.contact.id}"
                f"_{live.began:%Y%m%dT%H:%M}_UTC.json",
                Body=json.dumps(_transcript(live), ensure_ascii=False).encode(),
            )


def contact_record(live: LiveContact, ended: datetime) -> dict[str, Any]:
    """A contact record, as Connect streams it."""
    contact, data = live.contact, live.contact.event_data()
    queue = None
    if contact.queue is not None and contact.enqueued_at is not None:
        queue = {
            "ARN": contact.queue.arn,
            "Name": contact.queue.name,
            "EnqueueTimestamp": timestamp(contact.enqueued_at),
            "DequeueTimestamp": timestamp(ended),
            "Duration": int((ended - contact.enqueued_at).total_seconds()),
        }
    return {
        "AWSAccountId": ACCOUNT,
        "AWSContactTraceRecordFormatVersion": RECORD_VERSION,
        "Agent": None,
        "AgentConnectionAttempts": 0,
        "Attributes": dict(contact.attributes),
        "Channel": contact.channel,
        "ConnectedToSystemTimestamp": timestamp(live.began),
        "ContactId": contact.id,
        "CustomerEndpoint": data["CustomerEndpoint"],
        "DisconnectReason": contact.disconnect_reason,
        "DisconnectTimestamp": timestamp(ended),
        "InitialContactId": None,
        "InitiationMethod": contact.initiation_method,
        "InitiationTimestamp": timestamp(live.began),
        "InstanceARN": contact.instance_arn,
        "LastUpdateTimestamp": timestamp(ended),
        "MediaStreams": [{"Type": "AUDIO" if contact.channel == VOICE else "CHAT"}],
        "NextContactId": None,
        "PreviousContactId": None,
        "Queue": queue,
        "Recording": None,
        "Recordings": None,
        "SystemEndpoint": data["SystemEndpoint"],
        "TransferCompletedTimestamp": None,
        "TransferredToEndpoint": None,
    }


def _transcript(live: LiveContact) -> dict[str, Any]:
    items = live.transcript.items if live.transcript else []
    return {
        "Version": TRANSCRIPT_VERSION,
        "AWSAccountId": ACCOUNT,
        "InstanceId": live.where[1],
        "InitialContactId": live.contact.id,
        "ContactId": live.contact.id,
        "Participants": [{"ParticipantId": live.participant_id}],
        "Transcript": items,
    }

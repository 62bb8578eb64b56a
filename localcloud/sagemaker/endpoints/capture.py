"""What goes into a model and comes out of it, captured in S3 as AWS writes it.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html
"""

from __future__ import annotations

import base64
import json
import logging
import random
import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from localcloud.processes.later import Gathered
from localcloud.sagemaker.engine.objects import DataError, Location, Objects
from localcloud.sagemaker.engine.room import Room

LOG = logging.getLogger(__name__)

EVENT_VERSION = "0"


@dataclass(frozen=True)
class Side:
    """One side of an invocation."""

    content_type: str
    body: bytes


@dataclass(frozen=True)
class _Captured:
    variant: str
    time: datetime
    line: str


class Capture:
    """Writes a share of an endpoint's invocations, as its configuration asks.

    Args:
        config: As DescribeEndpointConfig answers it.
    """

    def __init__(
        self, room: Room, region: str, *, endpoint: str, config: Mapping[str, Any]
    ) -> None:
        self._config: Mapping[str, Any] = config.get("DataCaptureConfig") or {}
        self._enabled = bool(self._config.get("EnableCapture", bool(self._config)))
        self._endpoint = endpoint
        self._objects = Objects(room.cloud, region)
        self._gathered: Gathered[_Captured] = Gathered(room.cloud, self._write)
        header = self._config.get("CaptureContentTypeHeader") or {}
        self._encodings = {
            **dict.fromkeys(header.get("CsvContentTypes") or (), "CSV"),
            **dict.fromkeys(header.get("JsonContentTypes") or (), "JSON"),
        }
        modes = {each["CaptureMode"] for each in self._config.get("CaptureOptions") or ()}
        self._input = bool(modes & {"Input", "InputAndOutput"})
        self._output = bool(modes & {"Output", "InputAndOutput"})

    def described(self) -> dict[str, Any] | None:
        """``DataCaptureConfig`` of DescribeEndpoint."""
        if not self._config:
            return None
        return {
            "EnableCapture": self._enabled,
            "CaptureStatus": "Started" if self._enabled else "Stopped",
            "CurrentSamplingPercentage": self._config["InitialSamplingPercentage"],
            "DestinationS3Uri": self._config["DestinationS3Uri"],
            "KmsKeyId": self._config.get("KmsKeyId", ""),
        }

    def take(
        self,
        variant: str,
        given: Side,
        answered: Side,
        *,
        time: datetime,
        inference_id: str | None,
        custom_attributes: str | None,
    ) -> None:
        """Has an invocation written soon, if it is in the share."""
        if not self._enabled:
            return
        share = self._config["InitialSamplingPercentage"]
        if random.random() * 100 >= share:  # noqa: S311 - no secret
            return
        data = {}
        if self._input:
            data["endpointInput"] = self._side(given, "INPUT")
        if self._output:
            data["endpointOutput"] = self._side(answered, "OUTPUT")
        metadata: dict[str, Any] = {
            "eventId": str(uuid.uuid4()),
            "inferenceTime": time.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        if inference_id:
            metadata["inferenceId"] = inference_id
        if custom_attributes:
            metadata["customAttributes"] = [custom_attributes]
        line = json.dumps(
            {"captureData": data, "eventMetadata": metadata, "eventVersion": EVENT_VERSION},
            ensure_ascii=False,
        )
        self._gathered.add(_Captured(variant, time, line))

    def flush(self) -> None:
        """Writes what there is, now."""
        self._gathered.flush()

    def _side(self, side: Side, mode: str) -> dict[str, str]:
        plain = side.content_type.split(";")[0].strip()
        encoding = self._encodings.get(side.content_type) or self._encodings.get(plain)
        text = side.body.decode("utf-8", "replace")
        return {
            "observedContentType": side.content_type,
            "mode": mode,
            "data": text if encoding else base64.b64encode(side.body).decode(),
            "encoding": encoding or "BASE64",
        }

    def _write(self, items: list[_Captured]) -> None:
        hours: dict[tuple[str, str], list[_Captured]] = defaultdict(list)
        for each in items:
            hours[each.variant, each.time.strftime("%Y/%m/%d/%H")].append(each)
        for (variant, hour), together in hours.items():
            first = together[0].time
            moment = f"{first:%M-%S}-{first.microsecond // 1000:03d}"
            target = Location.parse(self._config["DestinationS3Uri"]).below(
                self._endpoint, variant, *hour.split("/"), f"{moment}-{uuid.uuid4()}.jsonl"
            )
            content = "".join(f"{each.line}\n" for each in together)
            try:
                self._objects.write(target, content.encode())
            except DataError as error:
                LOG.warning("Data of endpoint %s is not captured: %s", self._endpoint, error)

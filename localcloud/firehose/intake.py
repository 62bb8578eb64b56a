"""Records on their way into buffers: taken apart, transformed, and told where they go.

Source: https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from localcloud.firehose.destination import Destination
from localcloud.firehose.items import EXTRACTION, PROCESSING, Failure, Item, Origin, Route
from localcloud.firehose.processors import NOT_JSON, ExtractionError, Function
from localcloud.firehose.sources import Taken

if TYPE_CHECKING:
    from localcloud.interface import Cloud


@dataclass(frozen=True)
class _Part:
    origin: Origin
    data: bytes
    keys: Mapping[str, str] = field(default_factory=dict)


Routed = tuple[Route, Item]


class Intake:
    """Does with records what the processors of a destination say.

    Args:
        arn: The delivery stream's.
        source_arn: The Kinesis stream's, where there is one.
    """

    def __init__(self, cloud: Cloud, arn: str, source_arn: str | None) -> None:
        self._cloud = cloud
        self._arn = arn
        self._source_arn = source_arn

    def route(
        self, destination: Destination, taken: Iterable[Taken]
    ) -> tuple[list[Routed], list[Taken]]:
        """Where records go.

        Returns:
            Items and their routes; and the records of which nothing is to be delivered.
        """
        origins = [Origin(each) for each in taken]
        routed = list(self._routed(destination, origins))
        for _, item in routed:
            item.origin.left += 1
        return routed, [origin.taken for origin in origins if not origin.left]

    def _routed(self, destination: Destination, origins: list[Origin]) -> Iterator[Routed]:
        processors = destination.processors
        parts: list[_Part] = []
        for origin in origins:
            try:
                apart = list(processors.apart(origin.taken.data))
            except ExtractionError as error:
                yield _failed(origin, _unextracted(str(error)))
            else:
                if not apart:
                    yield _failed(origin, _unextracted(NOT_JSON))
                parts += [_Part(origin, data) for data in apart]
        if processors.function is not None:
            transformed: list[_Part] = []
            for outcome in self._transformed(processors.function, parts):
                if isinstance(outcome, _Part):
                    transformed.append(outcome)
                else:
                    yield outcome
            parts = transformed
        for part in parts:
            yield self._placed(destination, part)

    def _placed(self, destination: Destination, part: _Part) -> Routed:
        keys = dict(part.keys)
        processors = destination.processors
        if destination.partitioned:
            needed = destination.prefix.needed
            try:
                if processors.query is not None:
                    keys |= processors.query.extract(part.data)
            except ExtractionError as error:
                return _failed(part.origin, _unextracted(str(error)), part.data)
            if missing := sorted(needed - set(keys)):
                lacking = _unextracted(f"partitionKeys lack {', '.join(missing)}")
                return _failed(part.origin, lacking, part.data)
            keys = {name: keys[name] for name in needed}
        return Route.partition(keys), Item(part.origin, part.data + processors.appended)

    def _transformed(self, function: Function, parts: list[_Part]) -> Iterator[_Part | Routed]:
        if not parts:
            return
        payload = self._event(parts)
        answer: Any = None
        reason = ("Lambda.FunctionError", "The function was not invoked")
        for _ in range(function.retries + 1):
            try:
                answer, reason = self._invoke(function, payload)
            except ClientError as error:
                reason = ("Lambda.InvokeFailed", str(error))
            if answer is not None:
                break
        attempts = function.retries + 1
        answers = {} if answer is None else answer
        for index, part in enumerate(parts):
            given = answers.get(_record_id(index))
            if given is None:
                code, message = (
                    reason
                    if answer is None
                    else ("Lambda.MissingRecordId", "One or more record Ids were not returned")
                )
                failure = Failure(PROCESSING, code, message, attempts if answer is None else 1)
                yield _failed(part.origin, failure, part.data)
            else:
                yield from _outcome(part, given)

    def _invoke(self, function: Function, payload: bytes) -> tuple[Any, tuple[str, str]]:
        region = function.arn.split(":")[3]
        answer = self._cloud.client("lambda", region).invoke(
            FunctionName=function.arn, Payload=payload
        )
        said = answer["Payload"].read()
        if answer.get("FunctionError"):
            return None, ("Lambda.FunctionError", said.decode(errors="replace"))
        try:
            records = json.loads(said)["records"]
            return {each["recordId"]: each for each in records}, ("", "")
        except (ValueError, KeyError, TypeError):
            return None, (
                "Lambda.JsonProcessingException",
                "Error parsing records from Lambda function",
            )

    def _event(self, parts: list[_Part]) -> bytes:
        records = [
            {
                "recordId": _record_id(index),
                "approximateArrivalTimestamp": milliseconds(part.origin.taken.arrived),
                "data": base64.b64encode(part.data).decode(),
            }
            for index, part in enumerate(parts)
        ]
        event = {
            "invocationId": f"{self._arn.rsplit('/', 1)[-1]}-{parts[0].origin.taken.sequence}",
            "deliveryStreamArn": self._arn,
            "region": self._arn.split(":")[3],
            "records": records,
        }
        if self._source_arn is not None:
            event["sourceKinesisStreamArn"] = self._source_arn
        return json.dumps(event).encode()


def milliseconds(moment: datetime) -> int:
    """A time as Firehose writes it."""
    return int(moment.timestamp() * 1000)


def _outcome(part: _Part, given: Mapping[str, Any]) -> Iterator[_Part | Routed]:
    result = given.get("result")
    if result == "Dropped":
        return
    if result != "Ok":
        message = f"The function answered {result!r} for the record"
        yield _failed(
            part.origin, Failure(PROCESSING, "Lambda.ProcessingFailed", message), part.data
        )
        return
    try:
        data = base64.b64decode(given.get("data") or "", validate=True)
    except (binascii.Error, TypeError, ValueError):
        failure = Failure(PROCESSING, "Lambda.InvalidData", "The record's data is not in Base64")
        yield _failed(part.origin, failure, part.data)
        return
    keys = (given.get("metadata") or {}).get("partitionKeys") or {}
    yield _Part(part.origin, data, {name: str(value) for name, value in keys.items()})


def _failed(origin: Origin, failure: Failure, data: bytes | None = None) -> Routed:
    raw = origin.taken.data if data is None else data
    return Route(failed=failure.kind), Item(origin, raw, failure)


def _unextracted(message: str) -> Failure:
    return Failure(EXTRACTION, "DynamicPartitioning.MetadataExtractionFailed", message)


def _record_id(index: int) -> str:
    return f"{index:056d}"

"""What is done to records before they are buffered, as the deployed processors say.

Source: https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-partitioning-keys.html
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jq

Shape = dict[str, Any]

KNOWN = ("RecordDeAggregation", "Lambda", "MetadataExtraction", "AppendDelimiterToRecord")
NOT_JSON = "Non JSON record provided"


class ProcessorError(ValueError):
    """Processors that cannot be; the message says why."""


class ExtractionError(ValueError):
    """The keys of a record's partition cannot be told; the message is Firehose's."""


@dataclass(frozen=True)
class Function:
    """A Lambda processor."""

    arn: str
    retries: int = 3


class Query:
    """A jq expression that makes the keys of a record's partition.

    Raises:
        ProcessorError: It is not jq.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        try:
            self._program = jq.compile(text)
        except ValueError as error:
            raise ProcessorError(f"MetadataExtractionQuery: {text!r} is not jq: {error}") from error
        self.keys = frozenset(_keys(text))

    def extract(self, data: bytes) -> dict[str, str]:
        """The keys of a record.

        Raises:
            ExtractionError: It is no JSON, the expression fails on it, or a key has no value.
        """
        try:
            text = data.decode()
            json.loads(text, parse_constant=_refuse)
        except (ValueError, RecursionError) as error:
            raise ExtractionError(NOT_JSON) from error
        try:
            found = self._program.input_text(text).first()
        except (ValueError, StopIteration) as error:
            raise ExtractionError(f"The query fails: {error}") from error
        if not isinstance(found, Mapping):
            raise ExtractionError("The query does not give an object")
        empty = sorted(name for name, value in found.items() if value is None or value == "")
        if empty:
            raise ExtractionError(
                f"partitionKeys values must not be null or empty: {', '.join(empty)}"
            )
        return {name: _text(value) for name, value in found.items()}


@dataclass(frozen=True)
class Processors:
    """The processors of a destination.

    Attributes:
        splits: How records are taken apart: ``JSON``, or the delimiter between them; None: not.
        appended: What is put behind each record.
    """

    splits: str | bytes | None = None
    function: Function | None = None
    query: Query | None = None
    appended: bytes = b""

    @property
    def query_keys(self) -> frozenset[str]:
        """The keys that the query gives, where its text tells them."""
        return self.query.keys if self.query else frozenset()

    @classmethod
    def read(cls, shape: Shape | None) -> Processors:
        """The processors of a ProcessingConfiguration.

        Raises:
            ProcessorError: One does not run here, or lacks what it needs.
        """
        if not shape or not shape.get("Enabled"):
            return cls()
        found: dict[str, Any] = {}
        for processor in shape.get("Processors") or ():
            kind = processor["Type"]
            if kind not in KNOWN:
                raise ProcessorError(f"{kind} does not run in this cloud: {', '.join(KNOWN)} do")
            given = {
                p["ParameterName"]: p["ParameterValue"] for p in processor.get("Parameters", ())
            }
            if kind == "RecordDeAggregation":
                found["splits"] = _splitting(given)
            elif kind == "Lambda":
                found["function"] = Function(
                    _needed(kind, given, "LambdaArn"), int(given.get("NumberOfRetries", 3))
                )
            elif kind == "MetadataExtraction":
                engine = _needed(kind, given, "JsonParsingEngine")
                if engine != "JQ-1.6":
                    raise ProcessorError(f"JsonParsingEngine: {engine!r} is not JQ-1.6")
                found["query"] = Query(_needed(kind, given, "MetadataExtractionQuery"))
            else:
                delimiter = given.get("Delimiter", "\\n")
                found["appended"] = delimiter.encode().decode("unicode_escape").encode()
        return cls(**found)

    def apart(self, data: bytes) -> Iterator[bytes]:
        """The records that one holds.

        Raises:
            ExtractionError: It is to be JSON and is not.
        """
        if self.splits is None:
            yield data
        elif isinstance(self.splits, bytes):
            yield from (part for part in data.split(self.splits) if part)
        else:
            yield from documents(data)


def documents(data: bytes) -> Iterator[bytes]:
    """The JSON documents that follow each other in a record, or stand in one list.

    Raises:
        ExtractionError: Something else is among them.
    """
    decoder = json.JSONDecoder()
    try:
        text = data.decode()
        at = 0
        while at < len(text):
            if text[at].isspace():
                at += 1
                continue
            found, end = decoder.raw_decode(text, at)
            if isinstance(found, list):
                yield from (json.dumps(each, ensure_ascii=False).encode() for each in found)
            else:
                yield text[at:end].encode()
            at = end
    except (ValueError, RecursionError) as error:
        raise ExtractionError(NOT_JSON) from error


def _splitting(given: Mapping[str, str]) -> str | bytes:
    kind = _needed("RecordDeAggregation", given, "SubRecordType")
    if kind == "JSON":
        return kind
    try:
        return base64.b64decode(_needed("RecordDeAggregation", given, "Delimiter"), validate=True)
    except binascii.Error as error:
        raise ProcessorError(
            f"Delimiter: {given['Delimiter']!r} is not in Base64, as RecordDeAggregation takes it"
        ) from error


def _needed(kind: str, given: Mapping[str, str], name: str) -> str:
    if not given.get(name):
        raise ProcessorError(f"{kind} needs the parameter {name}")
    return given[name]


def _keys(query: str) -> Iterator[str]:
    """The keys of an object construction, ``{event: ..., "date": ...}``; none of another form."""
    inner = query.strip()
    if not (inner.startswith("{") and inner.endswith("}")):
        return
    depth, quoted, start = 0, False, 1
    for at, letter in enumerate(inner):
        if letter == '"' and inner[at - 1] != "\\":
            quoted = not quoted
        elif not quoted and letter in "{([":
            depth += 1
        elif not quoted and letter in "})]":
            depth -= 1
        if (letter == "," and depth == 1 and not quoted) or at == len(inner) - 1:
            name = re.match(r'\s*"?([A-Za-z_$][\w$]*)"?\s*(:|$)', inner[start:at])
            if name:
                yield name[1]
            start = at + 1


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")

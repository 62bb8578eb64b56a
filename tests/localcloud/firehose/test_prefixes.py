"""Where objects are put: prefixes and what stands in them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from localcloud.cloud import LocalCloud
from localcloud.firehose.prefixes import Prefix, PrefixError, format_time
from tests.localcloud.firehose.lake import bucket, event, make, plain

MOMENT = datetime(2026, 11, 27, 17, 5, 9, 250_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("yyyy/MM/dd/HH", "2026/11/27/17"),
        ("'year='yyyy'/month='M", "year=2026/month=11"),
        ("yy-D", "26-331"),
        ("EEE, d MMM yyyy h:mm a", "Fri, 27 Nov 2026 5:05 PM"),
        ("EEEE MMMM", "Friday November"),
        ("HH''mm.SSS", "17'05.250"),
    ],
)
def test_times_are_written_as_java_does(pattern: str, expected: str) -> None:
    assert format_time(MOMENT, pattern) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "2026/11/27/17/"),
        ("raw/", "raw/2026/11/27/17/"),
        ("raw/!{timestamp:yyyy}/", "raw/2026/"),
        ("raw/k=!{partitionKeyFromQuery:k}/", "raw/k=v/"),
        ("a!{partitionKeyFromLambda:k}b", "avb"),
    ],
)
def test_a_prefix_has_the_time_unless_it_says_otherwise(text: str, expected: str) -> None:
    assert Prefix.parse(text).at(MOMENT, keys={"k": "v"}) == expected


def test_a_random_part_is_another_each_time() -> None:
    prefix = Prefix.parse("!{firehose:random-string}/!{timestamp:yyyy}/")
    first, second = prefix.at(MOMENT), prefix.at(MOMENT)

    assert first != second
    assert re.fullmatch(r"[A-Za-z0-9]{11}/2026/", first)


@pytest.mark.parametrize(
    ("text", "errors", "problem"),
    [
        ("!{day:x}", False, "the namespace is not among"),
        ("!{timestamp:yyyy'}", False, "a quote that does not end"),
        ("!{timestamp:Q}", False, "the letter 'Q' is not among"),
        ("!{timestamp}", False, "not of the form"),
        ("!{firehose:error-output-type}/", False, "is not among random-string"),
        ("!{partitionKeyFromQuery:k}/", True, "what failed has no key"),
    ],
)
def test_what_firehose_does_not_know_is_refused(text: str, errors: bool, problem: str) -> None:
    with pytest.raises(PrefixError, match=re.escape(problem)):
        Prefix.parse(text, of_errors=errors)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, r"\d{4}/\d\d/\d\d/\d\d/delivery-\w+-1-(\d+-){6}[0-9a-f-]{36}"),
        ({"Prefix": "in/"}, r"in/\d{4}/\d\d/\d\d/\d\d/delivery-.*"),
        ({"CompressionFormat": "GZIP"}, r".*\.gz"),
        ({"CompressionFormat": "ZIP"}, r".*\.zip"),
        ({"FileExtension": ".json.log"}, r".*\.json\.log"),
    ],
)
def test_an_object_is_named_for_its_stream_and_its_time(
    cloud: LocalCloud, changed: dict[str, Any], expected: str
) -> None:
    lake = make(cloud, shape=plain(bucket(cloud), **changed))
    lake.put(event())
    lake.wait()
    (key,) = lake.objects()

    assert re.fullmatch(expected, key)


def test_the_time_is_that_of_the_streams_zone(cloud: LocalCloud) -> None:
    errors = "errors/!{firehose:error-output-type}/"
    shape = {"Prefix": "!{timestamp:yyyy-MM-dd'T'HH}/", "ErrorOutputPrefix": errors}
    lake = make(cloud, shape=plain(bucket(cloud), CustomTimeZone="Asia/Seoul", **shape))
    before = cloud.clock.now()
    lake.put(event())
    lake.wait()
    (key,) = lake.objects()
    written = datetime.strptime(key.split("/")[0], "%Y-%m-%dT%H").replace(tzinfo=UTC)

    assert 8 <= (written - before).total_seconds() / 3600 <= 9

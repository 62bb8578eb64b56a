"""Functions as Lambda loads them, on an AWS made by moto."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

# "lambda" is a keyword, so what these tests share is found by plain name.
sys.path.insert(0, str(Path(__file__).parent))

from function_folder import LAYERS, FunctionFolder

# As Lambda has it: what is in a layer is found by plain name.
sys.path.extend(str(layer) for layer in LAYERS)

from hotel_table import TABLE_NAME, HotelTable, one_call_at_a_time
from lex_guest import Guest

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""A Monday: 10 in the morning in Seattle, 3 in the night of Tuesday in Seoul."""


@dataclass
class Hotel:
    """A hotel with its front desk open.

    ``counted`` are the names of the metrics, ``waits`` the seconds waited for other guests.
    """

    handle: Callable[[dict[str, Any], Any], dict[str, Any]]
    context: Any
    table: HotelTable
    now: datetime = NOW
    counted: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def guest(self, *, locale: str = "en_US", session: str = "session-1") -> Guest:
        """Somebody who comes to the desk."""
        return Guest(self.handle, self.context, locale=locale, session=session)


@pytest.fixture(scope="session", autouse=True)
def environment() -> Iterator[None]:
    """What Lambda sets for the functions."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "POWERTOOLS_SERVICE_NAME": "hotel",
            "POWERTOOLS_METRICS_NAMESPACE": "Hotel",
            "TABLE_NAME": TABLE_NAME,
            "STAFF_TOPIC_ARN": "arn:aws:sns:us-east-1:123456789012:staff",
            "IDEMPOTENCY_TABLE_NAME": "effects",
            "EVENT_BUS_NAME": "default",
        }.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="session")
def hotel_booking() -> FunctionFolder:
    """The modules of the code hook."""
    return FunctionFolder("hotel_booking")


@pytest.fixture(scope="session")
def hotel_notifications() -> FunctionFolder:
    """The modules of the function behind the table's stream."""
    return FunctionFolder("hotel_notifications")


@pytest.fixture(scope="session")
def dynamodb_client() -> DynamoDBClient:
    """Made once: making one takes longer than most tests."""
    client = boto3.client("dynamodb")
    one_call_at_a_time(client)
    return client


@pytest.fixture
def dynamodb(dynamodb_client: DynamoDBClient) -> Iterator[DynamoDBClient]:
    """A client of an empty AWS."""
    with mock_aws():
        yield dynamodb_client


@pytest.fixture
def context() -> SimpleNamespace:
    """What Lambda tells of an invocation."""
    return SimpleNamespace(
        function_name="function",
        memory_limit_in_mb=256,
        invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:function",
        aws_request_id="request",
        get_remaining_time_in_millis=lambda: 10_000,
    )


@pytest.fixture
def hotel(
    dynamodb: DynamoDBClient,
    hotel_booking: FunctionFolder,
    context: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
) -> Hotel:
    """The hotel in Seattle: 2 queens at 140 USD, 1 king at 180 USD; in Seoul 1 queen at 120 USD."""
    table = HotelTable(dynamodb)
    table.stock("seattle", "queen", capacity=2, rate=140)
    table.stock("seattle", "king", capacity=1, rate=180)
    table.stock("seoul", "queen", capacity=1, rate=120)
    hotel = Hotel(hotel_booking.handler.handle, context, table)
    store = hotel_booking.store.BookingStore(
        client=dynamodb, table_name=TABLE_NAME, wait=hotel.waits.append
    )
    bookings = hotel_booking.bookings.Bookings(
        store=store, catalog=hotel_booking.catalog.load_catalog(), clock=lambda: hotel.now
    )
    desk = hotel_booking.desk.Desk(bookings=bookings, count=hotel.counted.append)
    monkeypatch.setattr(hotel_booking.handler, "desk", desk)
    return hotel

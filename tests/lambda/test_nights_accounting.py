"""Whatever guests book and cancel in whatever order, no night is lost and none is sold twice."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from hotel_table import TABLE_NAME, HotelTable
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

if TYPE_CHECKING:
    from function_folder import FunctionFolder
    from mypy_boto3_dynamodb.client import DynamoDBClient

CAPACITY = 2
NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
FIRST = date(2026, 12, 1)

booked = st.tuples(
    st.just("book"),
    st.sampled_from(["one", "two", "three", "four", "five"]),
    st.integers(0, 4),
    st.integers(1, 4),
)
cancelled = st.tuples(st.just("cancel"), st.integers(0, 9), st.just(0), st.just(0))


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(booked | cancelled, max_size=12))
def test_a_night_is_never_oversold_and_never_lost(
    hotel_booking: FunctionFolder,
    dynamodb_client: DynamoDBClient,
    steps: list[tuple[str, Any, int, int]],
) -> None:
    with mock_aws():
        table = HotelTable(dynamodb_client)
        table.stock("jeju", "queen", capacity=CAPACITY, rate=100)
        store = hotel_booking.store.BookingStore(client=table.client, table_name=TABLE_NAME)
        catalog = hotel_booking.catalog.load_catalog()
        book = hotel_booking.bookings.Bookings(store=store, catalog=catalog, clock=lambda: NOW)
        made: list[Any] = []

        for what, which, offset, nights in steps:
            if what == "cancel":
                if made:
                    book.cancel(made[which % len(made)])
                continue
            stay = hotel_booking.stay.Stay(
                city=catalog.city("jeju"),
                room_type=catalog.room_type("queen"),
                check_in=FIRST + timedelta(days=offset),
                nights=nights,
            )
            quote = hotel_booking.bookings.Quote(
                stay, hotel_booking.store.Rooms(capacity=CAPACITY, rate=100)
            )
            booking = book.book(
                quote,
                request=f"{which}{offset}{nights}",
                session=which,
                phone="+821012345678",
                locale="ko_KR",
            )
            if booking:
                made.append(booking)

        taken: Counter[str] = Counter()
        for each in table.bookings():
            if each["status"] == "CONFIRMED":
                first = date.fromisoformat(each["check_in"])
                nights = int(each["nights"])
                taken.update((first + timedelta(days=n)).isoformat() for n in range(nights))
        for night, free in table.free("jeju", "queen").items():
            assert free >= 0
            assert free + taken[night] == CAPACITY
        assert max(taken.values(), default=0) <= CAPACITY

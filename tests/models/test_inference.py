"""The endpoint names a price, or says with status 4xx what is wrong with the request."""

from __future__ import annotations

import json
import statistics
from typing import Any

import pytest

from tests.models.bookings import read
from tests.models.conftest import Chain
from tests.models.endpoint import Endpoint

BOOKING: dict[str, Any] = {
    "arrival_date": "2017-07-15",
    "lead_time": 60,
    "stays_in_weekend_nights": 2,
    "stays_in_week_nights": 5,
    "adults": 2,
    "meal": "breakfast_and_one_other_meal",
    "market_segment": "online_travel_agent",
    "distribution_channel": "ta_to",
    "customer_type": "transient",
    "reserved_room_type": "a",
}


def without(field: str) -> dict[str, Any]:
    return {name: value for name, value in BOOKING.items() if name != field}


def test_a_booking_is_given_a_price(endpoint: Endpoint) -> None:
    reply = endpoint.price(BOOKING)
    assert (reply.status, reply.content_type) == (200, "application/json")
    assert reply.json.keys() == {"price"}
    assert 100 < reply.json["price"] < 250


def test_a_list_is_answered_by_a_list_in_its_order(endpoint: Endpoint) -> None:
    suite, winter = BOOKING | {"reserved_room_type": "h"}, BOOKING | {"arrival_date": "2017-01-15"}
    prices = [answer["price"] for answer in endpoint.price([winter, BOOKING, suite]).json]
    assert prices == sorted(prices)
    assert prices[1] == endpoint.price(BOOKING).json["price"]


def test_csv_gives_the_prices_of_json_with_a_header_and_without(
    chain: Chain, endpoint: Endpoint
) -> None:
    rows = read(chain.prepared / "test" / "test.csv")[:50]
    bare = [
        {name: value for name, value in row.items() if name != "avg_price_per_room"} for row in rows
    ]
    values = "\n".join(",".join(row.values()) for row in bare)
    by_json = [answer["price"] for answer in endpoint.price(bare).json]
    for body in (values, f"{','.join(bare[0])}\n{values}\n"):
        reply = endpoint.ask(body, content_type="text/csv; header=present", accept="text/csv")
        assert (reply.status, reply.content_type) == (200, "text/csv")
        assert [float(price) for price in reply.body.split()] == by_json


def test_a_booking_as_it_came_from_the_hotel_is_priced(chain: Chain, endpoint: Endpoint) -> None:
    raw = read(chain.raw / "hotel_rates.csv")[-1]
    prepared = read(chain.prepared / "test" / "test.csv")[-1]
    assert raw["country"]
    assert endpoint.price(raw) == endpoint.price(prepared)


def test_last_years_price_is_known_to_the_model_where_it_is_not_given(endpoint: Endpoint) -> None:
    known = endpoint.price(BOOKING).json["price"]
    assert endpoint.price(BOOKING | {"historical_adr": 131.8}).json["price"] == pytest.approx(
        known, rel=0.02
    )
    assert endpoint.price(BOOKING | {"historical_adr": 60}).json["price"] < known


def test_a_day_that_training_never_met_is_priced_by_its_neighbour(endpoint: Endpoint) -> None:
    assert endpoint.price(BOOKING | {"arrival_date": "2028-02-29"}).status == 200


def test_a_category_that_training_never_met_is_priced_and_named(endpoint: Endpoint) -> None:
    answer = endpoint.price(BOOKING | {"reserved_room_type": "z", "agent": "new_agent"}).json
    assert answer["price"] > 0
    assert answer["not_seen_in_training"] == ["reserved_room_type", "agent"]


@pytest.mark.parametrize(
    ("booking", "sentence"),
    [
        (without("lead_time"), "lead_time is missing."),
        (without("arrival_date"), "arrival_date is missing."),
        (BOOKING | {"meal": None}, "meal is missing."),
        (
            BOOKING | {"lead_time": "soon"},
            "lead_time is 'soon', not a whole number from 0 to 1000.",
        ),
        (BOOKING | {"adults": 1.5}, "adults is 1.5, not a whole number from 1 to 50."),
        (BOOKING | {"adults": True}, "adults is True, not a whole number from 1 to 50."),
        (BOOKING | {"adults": [2]}, "adults is [2], not a whole number from 1 to 50."),
        (BOOKING | {"lead_time": -1}, "lead_time is -1, not a whole number from 0 to 1000."),
        (
            BOOKING | {"historical_adr": float("nan")},
            "historical_adr is nan, not a number from 1 to 5000.",
        ),
        (BOOKING | {"agent": 7}, "agent is 7, not a text."),
        (
            BOOKING | {"arrival_date": "July"},
            "arrival_date is 'July', not a day such as 2017-08-31.",
        ),
        (BOOKING | {"arrival_date": 2017}, "arrival_date is 2017, not a day such as 2017-08-31."),
        (
            BOOKING | {"stays_in_weekend_nights": 0, "stays_in_week_nights": 0},
            "stays_in_weekend_nights and stays_in_week_nights are both 0: no night is booked.",
        ),
        ([BOOKING, without("adults")], "Booking 2: adults is missing."),
        ([], "The list of bookings is empty."),
        ([1], "The request is neither a booking, a JSON object, nor a list of them."),
        (5, "The request is neither a booking, a JSON object, nor a list of them."),
    ],
    ids=str,
)
def test_a_wrong_booking_is_refused_by_its_field(
    endpoint: Endpoint, booking: object, sentence: str
) -> None:
    reply = endpoint.price(booking)
    assert (reply.status, reply.sentence) == (400, sentence)


def test_a_mistyped_field_is_refused_rather_than_ignored(endpoint: Endpoint) -> None:
    reply = endpoint.price(BOOKING | {"agnet": "lia_nauth"})
    assert reply.status == 400
    assert reply.sentence.startswith("agnet is unknown: a booking has arrival_date, lead_time, ")


@pytest.mark.parametrize(
    ("body", "content_type", "status", "beginning"),
    [
        ("", "application/json", 400, "The request is empty: send a booking."),
        (" \n", "text/csv", 400, "The request is empty: send a booking."),
        ("{'adults': 2}", "application/json", 400, "The request is not JSON: Expecting "),
        ("[" * 100_000, "application/json", 400, "The request is not JSON: "),
        ("2017-07-15,60", "text/csv", 400, "Booking 1: 2 values without a header; a booking has"),
        ("adults,meal\n2", "text/csv", 400, "Booking 1 has 1 values; the header names 2 columns."),
        ("adults,meal", "text/csv", 400, "The request is a header without a booking."),
        ("<booking/>", "text/xml", 415, "text/xml is not read: send application/json or text/csv."),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_request_is_refused(
    endpoint: Endpoint, body: str, content_type: str, status: int, beginning: str
) -> None:
    reply = endpoint.ask(body, content_type=content_type)
    assert reply.status == status
    assert reply.sentence.startswith(beginning)


def test_the_first_form_of_several_that_can_be_written_is(endpoint: Endpoint) -> None:
    reply = endpoint.ask(json.dumps(BOOKING), accept="image/png, text/csv;q=0.9, */*;q=0.1")
    assert (reply.status, reply.content_type) == (200, "text/csv")
    assert float(reply.body) == endpoint.price(BOOKING).json["price"]


def test_an_answer_in_another_form_is_refused(endpoint: Endpoint) -> None:
    reply = endpoint.ask(json.dumps(BOOKING), accept="image/png")
    assert reply.status == 406
    assert reply.sentence == "image/png is not written: ask for application/json or text/csv."


def test_refusals_leave_the_endpoint_well(endpoint: Endpoint) -> None:
    before = endpoint.price(BOOKING)
    assert endpoint.price({}).status == 400
    assert endpoint.price(BOOKING) == before


def test_a_price_takes_milliseconds(endpoint: Endpoint) -> None:
    # An endpoint has 15 ms in the median, with HTTP around it.
    assert statistics.median(endpoint.milliseconds(BOOKING, times=200)) < 8

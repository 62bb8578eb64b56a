"""Events become rows, once each in whatever order; a broken one is kept with its reason."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal

from tests.jobs.raw import BOOKING, DAY, MOVED, Lake, event


def moved(**more: str | None) -> dict[str, str | None]:
    return event(
        MOVED, detail_type="AppointmentMoved", source="clinic.appointments", id="m", **more
    )


def test_each_bots_event_becomes_a_row_of_typed_columns(lake: Lake) -> None:
    lake.put(event(BOOKING), moved())
    assert lake.events().report["curated"] == 2
    appointment, booking = sorted(lake.rows("business_events"), key=lambda row: row["event"])
    assert {name: value for name, value in booking.items() if value not in (None, [])} == {
        "event_id": "b-1",
        "event": "BookingConfirmed",
        "source": "hotel.booking",
        "account": "123456789012",
        "region": "eu-west-3",
        "occurred_at": datetime(2026, 11, 27, 10),  # noqa: DTZ001 - UTC's clock, without a zone
        "reference": "HB-1",
        "locale": "en_US",
        "city": "Paris",
        "room_type": "queen",
        "check_in": date(2026, 12, 4),
        "nights": 3,
        "price": Decimal("420.00"),
        "currency": "USD",
        "date": DAY,
    }
    assert appointment["starts_at"].isoformat() == "2026-12-01T23:00:00"
    assert appointment["moved_from"].isoformat() == "2026-11-30T15:00:00"
    assert (appointment["provider"], appointment["time_zone"]) == ("kim", "America/Los_Angeles")


def test_broken_records_are_kept_apart_each_with_its_reason(lake: Lake) -> None:
    broken = {
        "id is missing": event({}, id=" "),
        "detail_type is missing": event({}, id="2", detail_type=" "),
        "time is missing": event({}, id="3", time=None),
        "time is 'noon', not a moment such as 2026-11-27T15:00:00Z": event({}, id="4", time="noon"),
        "time is of 2026-11-26, not of its folder's day": event(
            {}, id="5", time="2026-11-26T23:59:59Z"
        ),
        "detail is not a JSON object": event('{"city": ', id="6"),
        "nights is 'many', not a whole number": event({**BOOKING, "nights": "many"}, id="7"),
        "checkIn is '2026-02-30', not a day such as 2026-11-27; price is 'free', not a number": (
            event({**BOOKING, "checkIn": "2026-02-30", "price": "free"}, id="8")
        ),
        "detail has '1048591' bytes, more than 1048576": event({"note": "x" * 1_048_579}, id="9"),
        "startsAt is '2026', not a moment such as 2026-11-27T15:00:00Z": event(
            {**MOVED, "startsAt": "2026"}, id="10"
        ),
    }
    lake.put(event(BOOKING, id="good"), *broken.values())
    report = lake.events().report
    assert (report["curated"], report["quarantined"]) == (1, len(broken))
    kept = {row["reason"]: json.loads(row["record"]) for row in lake.rows("quarantine")}
    assert set(kept) == set(broken)
    for why, record in kept.items():
        raw = {name: value for name, value in broken[why].items() if value is not None}
        assert record == {**raw, "event": raw["detail_type"], "date": DAY}
    assert {(row["table_name"], row["part"]) for row in lake.rows("quarantine")} == {
        ("business_events", DAY)
    }


def test_a_detail_that_is_no_object_is_kept_apart(lake: Lake) -> None:
    details = [None, "", "[1]", '"text"', "7", "null", "{'a': 1}"]
    lake.put(*(event(detail, id=str(number)) for number, detail in enumerate(details)))
    assert lake.events().report["reasons"] == {"detail is not a JSON object": len(details)}
    assert lake.rows("business_events") == []


def test_a_field_that_no_column_is_for_survives(lake: Lake) -> None:
    lake.put(event({**BOOKING, "loyalty": {"tier": "gold"}, "pets": 2, "nothing": None}))
    lake.put(event({"eventId": "x", "shelf": "A"}, detail_type="StockLow", source="shop"))
    assert lake.events().report["curated"] == 2
    more = {row["event"]: dict(row["more"]) for row in lake.rows("business_events")}
    assert more == {
        "BookingConfirmed": {"loyalty": '{"tier":"gold"}', "pets": "2"},
        "StockLow": {"shelf": "A"},
    }


def test_a_column_that_the_raw_table_gets_survives_beside_files_without_it(lake: Lake) -> None:
    lake.put(event(BOOKING, trace="t-1"), file="new")
    lake.put(event({**BOOKING, "eventId": "b-2", "trace": "inner"}, id="2"), file="old")
    assert lake.events().report["curated"] == 2
    more = {row["event_id"]: dict(row["more"]) for row in lake.rows("business_events")}
    assert more == {"b-1": {"trace": "t-1"}, "b-2": {"trace": "inner"}}


def test_an_event_that_comes_again_is_one_row_whichever_way_it_came(lake: Lake) -> None:
    first = event(BOOKING, id="bus-1", time=f"{DAY}T08:00:00Z")
    again = event(BOOKING, id="bus-2", time=f"{DAY}T09:00:00Z")
    lake.put(again, first, first, file="a")
    lake.put(first, event("{", id="bus-1"), file="b")
    report = lake.events().report
    assert (report["curated"], report["duplicates"], report["quarantined"]) == (1, 3, 1)
    (row,) = lake.rows("business_events")
    assert row["occurred_at"].hour == 8


def test_an_event_published_again_the_next_day_is_no_new_one(lake: Lake) -> None:
    lake.put(event(BOOKING, id="bus-1"))
    lake.put(event(BOOKING, id="bus-2", time="2026-11-28T01:00:00Z"), day="2026-11-28")
    # Only the second day is written; the first, and that it had the event, is read for it.
    report = lake.events("--late-days", 1, date="2026-11-29").report
    assert (report["partitions"], report["curated"], report["duplicates"]) == (
        ["2026-11-28"],
        0,
        1,
    )
    assert lake.events("--late-days", 1).report["curated"] == 1
    assert [row["date"] for row in lake.rows("business_events")] == [DAY]


def test_a_day_replayed_is_the_same_and_what_came_late_is_added(lake: Lake) -> None:
    lake.put(event(BOOKING), event("{", id="2"))
    lake.events()
    once = lake.rows("business_events"), lake.rows("quarantine")
    lake.events()
    assert (lake.rows("business_events"), lake.rows("quarantine")) == once
    lake.put(event({**BOOKING, "eventId": "late"}, id="3"), file="late")
    assert lake.events(date="2026-11-29").report["curated"] == 2
    assert {row["event_id"] for row in lake.rows("business_events")} == {"b-1", "late"}
    lake.events(date="2026-11-30")
    assert len(lake.rows("business_events")) == 2


def test_records_mended_in_the_raw_layer_leave_quarantine_and_the_table(lake: Lake) -> None:
    lake.put(event("{"), moved(time="2026-11-26T09:00:00Z"), day=DAY)
    lake.put(event({}, time="2026-11-26T09:00:00Z"), day="2026-11-26")
    lake.events()
    assert [row["date"] for row in lake.rows("business_events")] == ["2026-11-26"]
    assert len(lake.rows("quarantine")) == 2
    lake.put(event(BOOKING))
    lake.put(moved())
    lake.put(event("]", time="2026-11-26T09:00:00Z"), day="2026-11-26")
    lake.events()
    assert [row["date"] for row in lake.rows("business_events")] == [DAY, DAY]
    assert [row["part"] for row in lake.rows("quarantine")] == ["2026-11-26"]


def test_days_outside_of_those_asked_for_are_left_alone(lake: Lake) -> None:
    for day in ("2026-11-20", "2026-11-24", "2026-11-25", DAY, "2026-11-28"):
        lake.put(event({"eventId": day}, id=day, time=f"{day}T00:00:00Z"), day=day)
    assert lake.events().report["partitions"] == ["2026-11-25", DAY]
    assert len(lake.events(date=None).report["partitions"]) == 5
    assert len(lake.rows("business_events")) == 5


def test_no_event_is_no_failure(lake: Lake) -> None:
    done = lake.events()
    assert (done.code, done.report["read"]) == (0, 0)


def test_fields_are_read_as_other_programs_write_them(lake: Lake) -> None:
    lake.put(
        event('{"eventId": "e", "nights": 3.0, "price": 1.5e3, "city": "Rome", "city": "Oslo"}')
    )
    assert lake.events().report["quarantined"] == 0
    (row,) = lake.rows("business_events")
    assert (row["nights"], row["price"], row["city"]) == (3, Decimal("1500.00"), "Oslo")


def test_a_file_that_is_not_parquet_stops_the_job_by_its_name(lake: Lake) -> None:
    lake.put(event(BOOKING))
    place = next((lake.folder / "raw").rglob("*.parquet"))
    place.with_name("torn.parquet").write_bytes(b"PAR1 and no more")
    done = lake.events()
    assert done.code == 1
    assert done.sentence.startswith("curate_events failed: ")
    assert "torn.parquet" in done.sentence
    assert lake.rows("business_events") == []

"""Which days a workflow does, and when: one run at a time, none missed, none without its files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from function_folder import FunctionFolder
from moto import mock_aws

MACHINE = "arn:aws:states:us-east-1:123456789012:execution:daily:"
STARTED = "2026-11-27T03:00:12.345Z"


@pytest.fixture(scope="session")
def code() -> FunctionFolder:
    """The modules of the function."""
    return FunctionFolder("daily_workflow")


@pytest.fixture(scope="session")
def clients() -> dict[str, Any]:
    """Made once: making one takes longer than most tests."""
    return {name: boto3.client(name) for name in ("dynamodb", "s3")}


class Runs:
    """Step Functions, as far as it tells how executions are."""

    class exceptions:  # noqa: N801 - as boto3 calls it
        class ExecutionDoesNotExist(Exception):  # noqa: N818 - as boto3 calls it
            pass

    def __init__(self) -> None:
        self.status: dict[str, str] = {}

    def describe_execution(self, *, executionArn: str) -> dict[str, str]:  # noqa: N803 - as boto3 calls it
        if executionArn not in self.status:
            raise self.exceptions.ExecutionDoesNotExist
        return {"status": self.status[executionArn]}


@dataclass
class World:
    """A table of days, the raw layer, and the function that knows both."""

    code: FunctionFolder
    context: Any
    dynamodb: Any
    s3: Any
    runs: Runs

    def ask(self, ask: str, **of: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.code.handler.handle({"ask": ask, **of}, self.context)
        return answer

    def begin(self, run: str = "one", **wish: Any) -> bool:
        """Whether a run has the turn."""
        self.runs.status[MACHINE + run] = "RUNNING"
        return not self.ask("begin", input=wish, started=STARTED, execution=MACHINE + run)["busy"]

    def work(self, started: str = STARTED, *, fails_on: str = "", **wish: Any) -> list[str]:
        """The days that a run does, to its end or its failure."""
        last = "none"
        days: list[str] = []
        while True:
            answer = self.ask("next", input=wish, started=started, last=last)
            if not answer["found"] or answer["date"] == fails_on:
                return days
            last = answer["date"]
            assert answer["month"] == last[:7]
            self.ask("done", date=last, execution=MACHINE + "one")
            days.append(last)

    def put(self, *keys: str) -> None:
        for key in keys:
            self.s3.put_object(Bucket="raw", Key=key, Body=b"")

    def present(self, day: str, folder: str, **wish: Any) -> bool:
        sources = {"Step": {"folder": folder, **wish}}
        present: bool = self.ask("sources", date=day, sources=sources)["present"]["Step"]
        return present


@pytest.fixture
def world(
    code: FunctionFolder,
    clients: dict[str, Any],
    context: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[World]:
    """One in which no day was done yet, and a missed one is done for five days."""
    for name, value in {
        "TABLE_NAME": "days",
        "CATCH_UP_DAYS": "5",
        "RAW_BUCKET": "raw",
    }.items():
        monkeypatch.setenv(name, value)
    runs = Runs()
    with mock_aws():
        for made in (code.handler.calendar, code.handler.folders):
            made.cache_clear()
        dynamodb, s3 = clients["dynamodb"], clients["s3"]
        dynamodb.create_table(
            TableName="days",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        s3.create_bucket(Bucket="raw")
        ledger = code.ledger.Ledger(dynamodb, runs, table="days")
        monkeypatch.setattr(code.handler, "ledger", lambda: ledger)
        monkeypatch.setattr(code.handler, "client", clients.__getitem__)
        yield World(code, context, dynamodb, s3, runs)


def test_the_first_run_does_the_day_before(world: World) -> None:
    assert world.work() == ["2026-11-26"]


def test_a_second_run_on_a_day_finds_nothing_to_do(world: World) -> None:
    world.work()
    assert world.work() == []


def test_missed_days_are_done_oldest_first(world: World) -> None:
    world.work("2026-11-24T03:00:00Z")
    assert world.work("2026-11-27T03:00:00Z") == ["2026-11-24", "2026-11-25", "2026-11-26"]


def test_days_missed_too_long_ago_are_not_done(world: World) -> None:
    world.work("2026-11-01T03:00:00Z")
    assert world.work() == [f"2026-11-{day}" for day in (22, 23, 24, 25, 26)]


def test_a_day_that_failed_is_done_by_the_next_run(world: World) -> None:
    world.work("2026-11-25T03:00:00Z", fails_on="2026-11-24")
    assert world.work("2026-11-26T03:00:00Z") == ["2026-11-24", "2026-11-25"]


def test_a_gap_is_filled_though_later_days_are_done(world: World) -> None:
    world.work("2026-11-24T03:00:00Z")
    world.ask("done", date="2026-11-25", execution=MACHINE + "by-hand")
    assert world.work() == ["2026-11-24", "2026-11-26"]


def test_a_named_day_is_done_again_and_only_it(world: World) -> None:
    world.work()
    assert world.work(date="2026-11-26") == ["2026-11-26"]
    assert world.work(date="2013-01-15") == ["2013-01-15"]
    assert world.work("2026-11-28T03:00:00Z") == ["2026-11-27"]


def test_a_day_named_before_the_first_run_is_not_the_first_day(world: World) -> None:
    world.work(date="2026-11-23")
    assert world.work() == ["2026-11-26"]


def test_a_day_is_that_of_utc_whatever_zone_a_start_is_told_in(world: World) -> None:
    assert world.work("2026-11-27T01:30:00+09:00") == ["2026-11-25"]


def test_a_day_comes_with_the_thirty_before_it_for_what_was_late(world: World) -> None:
    days = world.ask("next", input={"date": "2024-03-01"}, started=STARTED, last="none")["days"]
    assert len(days) == 31
    assert days[:2] == [
        {"date": "2024-03-01", "month": "2024-03"},
        {"date": "2024-02-29", "month": "2024-02"},
    ]
    assert days[-1] == {"date": "2024-01-31", "month": "2024-01"}


def test_no_day_has_none_before_it(world: World) -> None:
    world.work()
    answer = world.ask("next", input={}, started=STARTED, last="none")
    assert (answer["found"], answer["days"]) == (False, [])


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ({"date": "2026-11-28"}, "date: 2026-11-28 is yet to come"),
        ({"date": "yesterday"}, "date: 'yesterday' is not a day such as 2026-11-26"),
        ({"date": "2026-02-30"}, "date: '2026-02-30' is not a day"),
        ({"date": 20261126}, "date: 20261126 is not a day"),
        ({"date": "20261126"}, "date: '20261126' is not a day"),
    ],
)
def test_a_day_that_makes_no_sense_is_refused_before_the_turn_is_taken(
    world: World, wish: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        world.begin("wrong", **wish)
    assert world.begin("right")


def test_an_input_that_is_no_object_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match=r"\[\] is not \{\} or"):
        world.ask("begin", input=[], started=STARTED, execution=MACHINE + "one")


def test_one_run_works_at_a_time(world: World) -> None:
    assert world.begin("one")
    assert not world.begin("two")
    world.ask("end", execution=MACHINE + "one")
    assert world.begin("two")
    assert not world.begin("one")


def test_a_begin_that_is_tried_again_keeps_its_turn(world: World) -> None:
    assert world.begin("one")
    assert world.begin("one")


@pytest.mark.parametrize("status", ["ABORTED", "TIMED_OUT", "FAILED", "SUCCEEDED"])
def test_the_turn_of_a_run_that_is_over_is_taken(world: World, status: str) -> None:
    world.begin("one")
    world.runs.status[MACHINE + "one"] = status
    assert world.begin("two")


def test_the_turn_of_a_run_that_nobody_remembers_is_taken(world: World) -> None:
    world.begin("one")
    del world.runs.status[MACHINE + "one"]
    assert world.begin("two")


def test_a_run_that_ends_late_does_not_take_anothers_turn(world: World) -> None:
    world.begin("one")
    world.runs.status[MACHINE + "one"] = "ABORTED"
    world.begin("two")
    world.ask("end", execution=MACHINE + "one")
    assert not world.begin("three")


def test_of_two_that_find_a_turn_free_at_once_one_gets_it(world: World) -> None:
    world.begin("gone")
    world.runs.status[MACHINE + "gone"] = "ABORTED"
    ledger = world.code.handler.ledger()
    asked = ledger._runs

    def meanwhile(execution: str) -> bool:
        # Between the look and the taking, another run takes it.
        ledger._runs = asked
        assert world.begin("quick")
        answer: bool = asked(execution)
        return answer

    ledger._runs = meanwhile
    assert not world.begin("slow")


def test_files_of_a_day_are_found(world: World) -> None:
    world.put("flights/month=2013-01/flights.csv.gz")
    assert world.present("2013-01-15", "flights/month={month}/")
    assert not world.present("2013-02-15", "flights/month={month}/")


def test_a_star_stands_for_any_folder_at_its_place(world: World) -> None:
    world.put("events/event=BookingConfirmed/date=2026-11-26/x.parquet", "events/date=2026-11-25/y")
    assert world.present("2026-11-26", "events/event=*/date={date}/")
    assert not world.present("2026-11-25", "events/event=*/date={date}/")
    assert world.present("2026-11-26", "events/*={date}/") is False


def test_late_days_are_looked_at_too(world: World) -> None:
    world.put("events/event=A/date=2026-11-24/x")
    assert world.present("2026-11-26", "events/event=*/date={date}/", lateDays=2)
    assert not world.present("2026-11-26", "events/event=*/date={date}/", lateDays=1)


def test_a_folder_without_a_file_is_nothing(world: World) -> None:
    world.put("flights/month=2013-01/")
    assert not world.present("2013-01-15", "flights/month={month}/")


def test_files_that_must_be_there_are_missed_by_name(world: World) -> None:
    with pytest.raises(LookupError) as raised:
        world.present("2013-01-15", "flights/month={month}/", required=True)
    assert str(raised.value) == (
        "of 2013-01-15 there is nothing in s3://raw/ for Step (flights/month={month}/)"
    )


def test_a_question_that_nobody_answers_is_refused(world: World) -> None:
    with pytest.raises(LookupError, match="ask: 'why' is not one of begin, next"):
        world.ask("why")


def test_many_days_are_looked_up_in_as_few_questions_as_dynamodb_takes(world: World) -> None:
    ledger = world.code.handler.ledger()
    days = [f"2026-{month:02}-{day:02}" for month in (1, 2, 3, 4, 5) for day in range(1, 29)]
    for day in days[::2]:
        ledger.note_done(day, MACHINE + "one")
    assert sorted(ledger.done(days)) == days[::2]

"""Whatever comes, in whatever order: each record is a row, a duplicate, or kept with its reason."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.jobs.raw import Lake, balanced, event
from tests.jobs.toolchain import Spark

LAST = date(2026, 11, 27)
LATE = 2

Record = dict[str, str | None]

DETAILS = st.one_of(
    st.just("{"),
    st.just("[]"),
    st.none(),
    st.fixed_dictionaries(
        {"eventId": st.sampled_from("abcdefgh")}, optional={"nights": st.just("x")}
    ),
    st.fixed_dictionaries(
        {"nights": st.integers(-(2**31), 2**31 - 1), "new": st.text(max_size=5)},
        optional={"city": st.text(max_size=5)},
    ),
)
RECORDS = st.tuples(
    st.integers(0, 4), DETAILS, st.sampled_from(["1", "2", "3", "4", " ", None]), st.integers(0, 9)
)


def made(days_ago: int, detail: object, id_: str | None, minute: int) -> tuple[str, Record]:
    day = (LAST - timedelta(days=days_ago)).isoformat()
    return day, event(detail, id=id_, time=f"{day}T10:{minute:02}:00Z")


def good_id(detail: object, id_: str | None) -> str | None:
    """The id of an event that is not broken."""
    if not isinstance(detail, dict) or detail.get("nights") == "x":
        return None
    return detail.get("eventId") or ((id_ or "").strip() or None)


def expected(records: list[tuple[int, object, str | None, int]]) -> dict[str, int]:
    """How many rows there are of each day that is written: a plain way to the same answer."""
    days: dict[str, set[int]] = defaultdict(set)
    for days_ago, detail, id_, _ in records:
        if name := good_id(detail, id_):
            days[name].add(days_ago)
    count: dict[str, int] = defaultdict(int)
    for of_one in days.values():
        for days_ago in of_one:
            before = any(days_ago < other <= days_ago + LATE for other in of_one)
            if days_ago <= LATE and not before:
                count[(LAST - timedelta(days=days_ago)).isoformat()] += 1
    return dict(count)


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(records=st.lists(RECORDS, min_size=20, max_size=60), shuffled=st.randoms())
def test_nothing_is_lost_nothing_is_twice(
    spark: Spark, records: list[tuple[int, object, str | None, int]], shuffled: object
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(Path(folder), spark)
        order = list(records)
        shuffled.shuffle(order)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
        by_day: dict[str, list[Record]] = defaultdict(list)
        for record in order:
            day, raw = made(*record)
            by_day[day].append(raw)
        for day, raws in by_day.items():
            half = len(raws) // 2
            for number, part in enumerate((raws[:half], raws[half:])):
                if part:
                    lake.put(*part, day=day, file=str(number))
        report = lake.events("--late-days", LATE, date=LAST.isoformat()).report
        assert balanced(report)
        assert report["read"] == sum(days_ago <= LATE for days_ago, *_ in records)
        rows: dict[str, int] = defaultdict(int)
        for row in lake.rows("business_events"):
            rows[row["date"]] += 1
        assert dict(rows) == expected(records)
        assert len(lake.rows("quarantine")) == report["quarantined"]

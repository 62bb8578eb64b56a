"""Functions and operators that mean here what they mean in Athena, and those that are refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from localcloud.athena.engine import run
from localcloud.athena.failure import QueryFailure
from localcloud.athena.session import Session
from localcloud.cloud import LocalCloud


class Asker:
    """Asks for the value of an expression."""

    def __init__(self, cloud: LocalCloud) -> None:
        self._cloud = cloud

    def __call__(self, expression: str) -> str | None:
        session = Session(
            self._cloud,
            "us-east-1",
            text=f"SELECT {expression}",
            database=None,
            output="s3://none/id",
            identity="id",
        )
        try:
            found: str | None = run(session).rows.column(0)[0].as_py()
        finally:
            session.close()
        return found


@pytest.fixture(scope="module")
def ask() -> Iterator[Asker]:
    """Somebody who asks."""
    with LocalCloud([]) as cloud:
        yield Asker(cloud)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # Numbers: whole ones divide to whole ones, decimals to decimals of their own scale.
        ("1 / 2", "0"),
        ("7e0 / 2", "3.5"),
        ("1e0 / 0", "Infinity"),
        ("100.0 * 2 / 3", "66.7"),
        ("round(100.00 * 2 / 3, 1)", "66.70"),
        ("avg(x) FROM (VALUES 1.0, 2.5) AS t(x)", "1.8"),
        ("avg(x) FROM (VALUES 1, 2) AS t(x)", "1.5"),
        ("try(1 / 0)", None),
        ("try(cast('x' AS integer))", None),
        ("cast(2.5e0 AS integer)", "3"),
        ("cast(1e0 AS varchar)", "1.0E0"),
        ("greatest(1, NULL)", None),
        ("truncate(1.7e0)", "1.0"),
        ("width_bucket(5.0, 0.0, 10.0, 5)", "3"),
        # Text.
        ("format('%s-%05d %.2f', 'a', 42, 3.14159)", "a-00042 3.14"),
        ("regexp_extract('abc', '[0-9]')", None),
        ("regexp_replace('ab', '(a)', '$1$1')", "aab"),
        ("substr('abc', -1)", "c"),
        ("split_part('a,b', ',', 2)", "b"),
        ("to_hex(md5(to_utf8('a')))", "0CC175B9C0F1B6A831C399E269772661"),
        ("url_extract_parameter('https://a.b/c?d=1', 'd')", "1"),
        ('json_extract_scalar(\'{"a": {"b": "x"}}\', \'$.a.b\')', "x"),
        # Dates stay dates; differences count whole units.
        ("date_add('month', 1, DATE '2024-01-31')", "2024-02-29"),
        ("DATE '2024-01-31' + INTERVAL '1' DAY", "2024-02-01"),
        ("date_trunc('month', DATE '2024-05-17')", "2024-05-01"),
        ("date_diff('month', DATE '2024-01-31', DATE '2024-02-01')", "0"),
        (
            "date_diff('hour', TIMESTAMP '2024-01-01 00:59:00', TIMESTAMP '2024-01-01 01:00:00')",
            "0",
        ),
        ("extract(dow FROM DATE '2024-05-05')", "7"),
        ("date_format(TIMESTAMP '2024-05-07 03:04:05', '%Y-%m-%d %H:%i')", "2024-05-07 03:04"),
        ("format_datetime(TIMESTAMP '2024-05-07 03:04:05', 'yyyy-MM')", "2024-05"),
        ("from_unixtime(0)", "1970-01-01 00:00:00.000 UTC"),
        ("cast(TIMESTAMP '2024-01-01 00:00:00' AS varchar)", "2024-01-01 00:00:00.000"),
        # Lists, maps, rows.
        ("slice(ARRAY[1, 2, 3], 2, 2)", "[2, 3]"),
        ("element_at(ARRAY[1, 2, 3], -1)", "3"),
        ("element_at(MAP(ARRAY['a'], ARRAY[1]), 'z')", None),
        ("cardinality(MAP(ARRAY['a'], ARRAY[1]))", "1"),
        ("any_match(ARRAY[1, 2], x -> x > 1)", "true"),
        ("map_filter(MAP(ARRAY['a', 'b'], ARRAY[1, 2]), (k, v) -> v > 1)", "{b=2}"),
        ("zip_with(ARRAY[1, 2], ARRAY[3, 4], (x, y) -> x * y)", "[3, 8]"),
        ("reduce(ARRAY[1, 2], 0, (s, x) -> s + x, s -> s * 10)", "30"),
        ("map_agg(k, v) FROM (VALUES ('a', 1)) AS t(k, v)", "{a=1}"),
        ("v FROM UNNEST(MAP(ARRAY['a'], ARRAY[1])) AS t(k, v)", "1"),
        ("n FROM UNNEST(ARRAY['p', 'q']) WITH ORDINALITY AS t(x, n) WHERE x = 'q'", "2"),
        ("f FROM UNNEST(ARRAY[CAST(ROW(1, 'x') AS ROW(e integer, f varchar))]) AS t(e, f)", "x"),
        ("typeof(1)", "integer"),
    ],
)
def test_a_value_is_what_athena_answers(ask: Asker, expression: str, value: str | None) -> None:
    assert ask(expression) == value


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("1.0 / 0", "DIVISION_BY_ZERO"),
        ("ifnull(1, 2)", "Function 'ifnull' not registered"),
        ("to_date('2024-01-01')", "NOT_SUPPORTED: line 1:8: The local cloud does not have the"),
        ("string_agg(x, ',') FROM (VALUES 'a') AS t(x)", "Function 'string_agg' not registered"),
        ("1 = '1'", "Cannot apply operator: integer = varchar(1)"),
        ("DATE '2024-01-01' > '2024-01-01'", "Cannot apply operator: date > varchar(10)"),
        ("'a' + 1", "Cannot apply operator: varchar(1) + integer"),
        ("'a' || 1", "Cannot apply operator: varchar(1) || integer"),
        ("cast('x' AS integer)", "INVALID_CAST_ARGUMENT"),
        ("strpos('aXbX', 'X', 2)", "does not have strpos() with a number of the occurrence"),
        ("format(x) FROM (VALUES 'a') AS t(x)", "format() with a format that is computed"),
        ("sum('a')", "FUNCTION_NOT_FOUND"),
    ],
)
def test_what_athena_refuses_or_is_not_made_here_fails_by_name(
    ask: Asker, expression: str, message: str
) -> None:
    with pytest.raises(QueryFailure) as caught:
        ask(expression)
    assert message in str(caught.value)


def test_now_is_the_clouds_time_and_today_its_date() -> None:
    with LocalCloud([]) as cloud:
        today = f"{cloud.clock.now():%Y-%m-%d}"
        assert Asker(cloud)("cast(now() AS date) = current_date") == "true"
        assert Asker(cloud)("current_date") == today

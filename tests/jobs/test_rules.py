"""Rules of data quality are read as Glue reads them, and stop bad data before they are written."""

from __future__ import annotations

import pytest
from curation.errors import JobError
from curation.rules import Condition, Rule, parse_rules

from tests.jobs.raw import BOOKING, Lake, event


def only(text: str) -> Rule:
    (rule,) = parse_rules(f"Rules = [ {text} ]")
    return rule


def test_a_ruleset_is_read_rule_by_rule() -> None:
    rules = parse_rules(
        """Rules = [
            RowCount > 0, IsComplete "event_id",
            ColumnValues "dep_delay" between -120 and 2000 where "cancelled = false",
            Completeness "temp" >= 0.9
        ]"""
    )
    assert [rule.kind for rule in rules] == [
        "RowCount",
        "IsComplete",
        "ColumnValues",
        "Completeness",
    ]
    assert rules[2] == Rule(
        'ColumnValues "dep_delay" between -120 and 2000 where "cancelled = false"',
        "ColumnValues",
        ("dep_delay",),
        Condition("between", (-120.0, 2000.0)),
        "cancelled = false",
    )


def test_conditions_have_all_their_forms() -> None:
    assert only('ColumnValues "a" not in ["x", NULL, EMPTY]').condition == Condition(
        "not in", ("x", None, "")
    )
    assert only('ColumnValues "a" matches "[A-Z]+\\\\d"').condition == Condition(
        "matches", ("[A-Z]+\\d",)
    )
    assert only('ColumnValues "a" != 3.5').condition == Condition("!=", (3.5,))
    with_threshold = only('ColumnValues "a" > 1 with threshold between 0.5 and 0.9')
    assert with_threshold.threshold == Condition("between", (0.5, 0.9))
    assert only('IsPrimaryKey "a" "b"').columns == ("a", "b")


def test_no_text_is_no_rule() -> None:
    assert parse_rules(" \n") == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("RowCount > 0", "The rules have RowCount where Rules is to be, after ''"),
        ("Rules = [ ]", "] is no rule that is checked here; there are ColumnExists, "),
        ('Rules = [ CustomSql "select 1" > 0 ]', "CustomSql is no rule that is checked here"),
        (
            'Rules = [ (IsComplete "a") and (IsUnique "a") ]',
            "Rules joined by 'and' and 'or' are only for Glue: (IsComplete",
        ),
        ("Rules = [ IsComplete ]", 'The rules have ] where a column, such as "event_id", is to be'),
        ('Rules = [ Mean "a" ]', "The rules have ] where a condition, such as > 0, is to be"),
        ('Rules = [ Mean "a" > "x" ]', "The rules have ] where numbers for Mean is to be"),
        ('Rules = [ ColumnValues "a" > now() ]', "The rules have now where a number, "),
        ("Rules = [ RowCount > 0", "The rules have nothing where ] is to be"),
        ("Rules = [ RowCount > 0 ] Analyzers = [ ]", "The rules have Analyzers where the end is"),
        ("Rules = [ RowCount > 0; ]", "The rules cannot be read from here: ; ]"),
    ],
)
def test_what_is_no_rule_here_is_refused_with_its_place(text: str, complaint: str) -> None:
    with pytest.raises(JobError) as refused:
        parse_rules(text)
    assert str(refused.value).startswith(complaint)


@pytest.mark.parametrize(
    ("operator", "operands", "met", "unmet"),
    [
        ("between", (1.0, 3.0), 2, 3),
        ("not between", (1.0, 3.0), 1, 2),
        ("in", (1.0, 3.0), 3, 2),
        ("not in", (1.0, 3.0), 2, 3),
        (">=", (2.0,), 2, 1),
        ("<=", (2.0,), 2, 3),
        ("=", (2.0,), 2, 1),
        ("!=", (2.0,), 1, 2),
        (">", (2.0,), 3, 2),
        ("<", (2.0,), 1, 2),
    ],
)
def test_a_figure_meets_a_condition_or_not(
    operator: str, operands: tuple[float, ...], met: float, unmet: float
) -> None:
    condition = Condition(operator, operands)
    assert condition.holds(met)
    assert not condition.holds(unmet)


def filled(lake: Lake) -> None:
    cities = ["Paris", "Paris", "Rome", None]
    lake.put(
        *(
            event({**BOOKING, "eventId": str(number), "city": city, "nights": number}, id="x")
            for number, city in enumerate(cities)
        )
    )


def test_data_that_keep_all_rules_are_written(lake: Lake) -> None:
    filled(lake)
    kept = """Rules = [
        RowCount = 4, ColumnExists "city", IsUnique "event_id", IsPrimaryKey "event_id" "date",
        Completeness "city" between 0.7 and 0.8, Uniqueness "city" < 0.5, Mean "nights" = 1.5,
        Sum "nights" = 6, ColumnLength "city" > 3 where "city is not null",
        ColumnValues "nights" between -1 and 4, ColumnValues "nights" >= 0,
        ColumnValues "city" in ["Paris", "Rome", NULL], ColumnValues "city" not in ["Oslo"],
        ColumnValues "city" != "Oslo", ColumnValues "city" matches "P.+" with threshold >= 0.5,
        ColumnValues "occurred_at" > "2026-01-01", IsComplete "city" where "nights < 3"
    ]"""
    done = lake.events("--rules", kept)
    assert done.code == 0, done.stderr
    assert len(lake.rows("business_events")) == 4


def test_data_that_break_rules_are_not_written_and_each_rule_is_named_with_its_figure(
    lake: Lake,
) -> None:
    filled(lake)
    lake.events()
    before = lake.rows("business_events")
    lake.put(event("{"), event({"eventId": "new"}, id="y"), file="b")
    broken = {
        "RowCount > 5": "5",
        'IsComplete "city"': "0.6",
        'ColumnValues "city" in ["Paris", "Rome"]': "0.6",
        'ColumnValues "city" not in ["Rome", NULL]': "0.4",
        'ColumnValues "nights" between 0 and 3': "0.4",
        'IsUnique "city"': "0.333333",
        'ColumnExists "town"': "0",
    }
    done = lake.events("--rules", f"Rules = [ {', '.join(broken)} ]")
    assert done.code == 1
    named = "; ".join(f"{rule} (it is {figure})" for rule, figure in broken.items())
    assert done.sentence == (
        f"curate_events failed: nothing was written, for the data break {named}"
    )
    assert done.report["reasons"] == {"detail is not a JSON object": 1}
    assert lake.rows("business_events") == before
    assert lake.rows("quarantine") == []


def test_a_rule_about_a_column_that_there_is_not_is_refused(lake: Lake) -> None:
    filled(lake)
    done = lake.events("--rules", 'Rules = [ IsComplete "town" ]')
    assert done.sentence == (
        'curate_events failed: The rule IsComplete "town" is about a column that there is not: town'
    )
    assert lake.rows("business_events") == []


def test_rules_that_cannot_be_read_stop_the_job_before_it_reads(lake: Lake) -> None:
    done = lake.events("--rules", "Rules = ")
    assert (done.code, done.stdout) == (1, "")
    assert (
        done.sentence
        == "curate_events failed: The rules have nothing where [ is to be, after 'Rules ='"
    )

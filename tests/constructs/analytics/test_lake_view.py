"""A view of the lake: its description, its end, what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from ml_refarch.analytics import LakeView, QueryWorkgroup

from stacks.analytics.tables import BOOKINGS, JOBS
from tests.constructs.analytics.asked_lakes import brought_lake, lint, new_lake, new_stack, only

BOOKINGS_SQL = JOBS / "sql" / "athena" / "views" / "bookings.sql"


def test_its_description_is_its_question_and_it_goes_with_its_workgroup() -> None:
    stack = new_stack()
    workgroup = QueryWorkgroup(stack, "Queries", lake=new_lake(stack))
    workgroup.view(BOOKINGS_SQL, BOOKINGS)
    assert only(stack, "AWS::Glue::Table")["TableInput"]["Description"] == (
        "What became of each booking of a room?"
    )
    assert lint(stack) == []


@pytest.mark.parametrize(
    ("name", "columns", "said"),
    [
        ("Late", {"a": "int"}, "name: 'Late' is not 1 to 128"),
        ("late", {"1st": "int"}, "columns: '1st' is not 1 to 128"),
        ("late", {}, "columns: view late has none"),
        ("late", {"a": "varchar"}, "columns: 'varchar' of late.a is not one of bigint, binary"),
        ("late", {"a": "array<int>"}, r"columns: 'array<int>' of late.a is not one of"),
        ("late", {"a": "decimal"}, "columns: 'decimal' of late.a is not one of"),
    ],
)
def test_wrong_names_and_types_are_refused(name: str, columns: dict[str, str], said: str) -> None:
    stack = new_stack()
    database = brought_lake(stack).curated_database
    with pytest.raises(ValueError, match=said):
        LakeView(stack, "View", database=database, name=name, sql="SELECT 1", columns=columns)


def test_a_file_that_is_no_query_is_refused(tmp_path: Path) -> None:
    stack = new_stack()
    workgroup = QueryWorkgroup(stack, "Queries", lake=brought_lake(stack))
    file = tmp_path / "late.sql"
    file.write_text("SELECT 1 AS a")
    with pytest.raises(ValueError, match=r"late.sql does not begin with a comment"):
        workgroup.view(file, {"a": "int"})

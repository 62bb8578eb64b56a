"""Jobs are told the same things in the same words wherever they run."""

from __future__ import annotations

import pytest
from curation.arguments import Arguments, parse

FOLDERS = ("--source", "s3://raw/", "--target", "s3://curated/")


def parsed(*arguments: str) -> Arguments:
    return parse([*FOLDERS, *arguments], description="A job.")


def test_what_is_left_out_has_a_value() -> None:
    arguments = parsed()
    assert arguments.quarantine == "s3://curated/quarantine"
    assert (arguments.database, arguments.day, arguments.late_days) == (None, None, 2)
    assert arguments.days() == []


def test_what_glue_adds_is_left_alone() -> None:
    arguments = parsed("--JOB_NAME", "curate", "--JOB_ID", "j_1", "--TempDir", "s3://t/")
    assert arguments.source == "s3://raw"


def test_a_day_comes_with_those_before_it() -> None:
    arguments = parsed("--date", "2024-03-01", "--late-days", "1")
    assert arguments.days() == ["2024-02-29", "2024-03-01"]
    assert arguments.days(earlier=2)[0] == "2024-02-27"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--date", "27.11.2026"), "'27.11.2026' is not a day, such as 2026-11-27"),
        (("--late-days", "-1"), "'-1' is not a number of days from 0 to 366"),
        (("--late-days", "367"), "'367' is not a number of days from 0 to 366"),
        (("--source", "/"), "'/' is not a folder, such as s3://bucket/"),
    ],
)
def test_what_is_wrong_is_said(
    arguments: tuple[str, ...], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parsed(*arguments)
    assert complaint in capsys.readouterr().err


def test_an_argument_is_not_known_by_its_first_letters() -> None:
    assert parsed("--quar", "s3://elsewhere/").quarantine == "s3://curated/quarantine"

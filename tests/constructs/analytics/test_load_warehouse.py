"""How a warehouse is loaded for the days whose files came, played through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ml_refarch.analytics import DailyWorkflow, LoadedFiles, LoadWarehouse
from ml_refarch.analytics.workflow.step import LATE_DAYS
from ml_refarch.foundation import violations

from localcloud.states.definition import problems_of
from tests.constructs.analytics.asked_lakes import resources
from tests.constructs.analytics.made import Made, made
from tests.constructs.analytics.test_daily_workflow import GOOD, LOAD, WORKGROUP
from tests.constructs.sagemaker.rehearsal import Fails, Rehearsal, rehearse
from tests.constructs.sagemaker.test_training_pipeline import judged

FOUND, NONE = {"KeyCount": 1}, {"KeyCount": 0}
OWN = ("Begin", "NextDay", "CheckSources", "NoteDone", "End", "LoadWarehouseSend")
LOOK = "LoadWarehouseLook"


def loading(jobs: Path, folder: str, late_days: int = 0) -> Made:
    """A workflow that loads a folder of each day."""
    found = made(jobs)
    load = LoadWarehouse(
        workgroup_name="w",
        workgroup_arn=WORKGROUP,
        database="d",
        statements=LOAD,
        files=LoadedFiles(bucket_name="theirs", folder=folder, late_days=late_days),
    )
    DailyWorkflow(found.stack, "Daily", lake=found.lake(), steps=[load])
    return found


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A workflow whose load is also of the two days before."""
    return loading(tmp_path_factory.mktemp("jobs"), "things/date={date}/", late_days=2)


def play(late: Made, *found: Any, **changed: Any) -> Rehearsal:
    good = {name: GOOD[name] for name in (*OWN, LOOK)}
    return rehearse(late.definition, {**good, "LoadWarehouseFind": list(found), **changed})


def test_it_is_amazon_states_language_that_runs_here_too(late: Made, tmp_path: Path) -> None:
    found = judged(late.definition, tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr
    assert problems_of(json.dumps(late.definition)) == []
    assert violations(late.stack) == []


def test_a_day_is_loaded_with_those_before_it_that_have_files(late: Made) -> None:
    run = play(late, FOUND, NONE, FOUND)
    assert run.status == "SUCCEEDED", run.cause
    assert [one["Prefix"] for one in run.asked["LoadWarehouseFind"]] == [
        "things/date=2026-11-26/",
        "things/date=2026-11-25/",
        "things/date=2026-11-24/",
    ]
    assert {one["Bucket"] for one in run.asked["LoadWarehouseFind"]} == {"theirs"}
    assert [one["Sqls"][0] for one in run.asked["LoadWarehouseSend"]] == [
        "DELETE FROM things WHERE date = '2026-11-26'",
        "DELETE FROM things WHERE date = '2026-11-24'",
    ]
    assert "2026-11-24" in run.asked["LoadWarehouseSend"][1]["StatementName"]


def test_a_folder_that_is_of_no_day_is_loaded_each_day(tmp_path: Path) -> None:
    all_of_it = loading(tmp_path, "things/")
    assert problems_of(json.dumps(all_of_it.definition)) == []
    run = play(all_of_it, FOUND)
    assert run.status == "SUCCEEDED", run.cause
    assert [one["Prefix"] for one in run.asked["LoadWarehouseFind"]] == ["things/"]


def test_the_function_tells_of_as_many_days_as_may_be_late() -> None:
    told = (Path(__file__).parents[3] / "lambda/daily_workflow/calendar_days.py").read_text()
    assert f"\nLATE_DAYS = {LATE_DAYS}\n" in told


def test_a_day_without_any_file_is_done_and_loads_nothing(late: Made) -> None:
    run = play(late, NONE, NONE, NONE)
    assert run.status == "SUCCEEDED", run.cause
    assert "LoadWarehouseSend" not in run.asked
    assert "NoteDone" in run.visited


def test_a_load_that_fails_is_told_with_its_own_day_and_the_rest_are_not_tried(
    late: Made,
) -> None:
    run = play(
        late,
        FOUND,
        FOUND,
        **{LOOK: [GOOD[LOOK], {"Id": "1", "Status": "FAILED", "Error": "no such column"}]},
    )
    assert (run.status, run.error) == ("FAILED", "LoadWarehouseFailed")
    assert run.cause == "LoadWarehouse of 2026-11-26: loading 2026-11-25: no such column"
    assert "NoteDone" not in run.visited


def test_files_that_may_not_be_listed_fail_the_day(late: Made) -> None:
    run = play(late, Fails("S3.S3Exception", "Access Denied"))
    assert (run.status, run.error) == ("FAILED", "LoadWarehouseFailed")
    assert run.cause == "LoadWarehouse of 2026-11-26: loading 2026-11-26: Access Denied"


def test_only_what_is_below_the_folder_may_be_listed(late: Made) -> None:
    (listing,) = [
        statement
        for policy in resources(late.stack, "AWS::IAM::Policy")
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if statement["Action"] == "s3:ListBucket" and "Condition" in statement
    ]
    assert listing["Condition"] == {"StringLike": {"s3:prefix": "things/date=*"}}
    assert "theirs" in json.dumps(listing["Resource"])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"folder": "/things/"}, "folder: '/things/' is not a folder such as"),
        ({"folder": "it's/"}, 'folder: "it\'s/" is not a folder such as'),
        ({"folder": "{hour}/"}, r"folder: '{hour}/' has other places than \{date\}"),
        ({"late_days": 31}, "late_days: 31 is not between 0 and 30"),
    ],
)
def test_files_that_are_of_no_day_are_refused(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        LoadedFiles(**{"bucket_name": "theirs", "folder": "things/", **wrong})

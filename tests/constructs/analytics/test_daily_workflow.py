"""A day's work, played through: which way it goes, whom it tells, what it may do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import Duration
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_scheduler as scheduler
from ml_refarch.analytics import (
    ClusterStep,
    Crawl,
    DailyWorkflow,
    LoadWarehouse,
    RefreshDashboard,
    RunCluster,
    RunEtl,
    RunSpark,
    Source,
    SparkApplication,
    TransientCluster,
)
from ml_refarch.foundation import Notifications, violations

from localcloud.states.definition import problems_of
from tests.constructs.analytics.made import DISPOSABLE, RULES, Made, made
from tests.constructs.sagemaker.rehearsal import Fails, Rehearsal, rehearse
from tests.constructs.sagemaker.test_training_pipeline import judged

WORKGROUP = "arn:aws:redshift-serverless:us-east-1:123456789012:workgroup/w"
LOAD = (
    "DELETE FROM things WHERE date = '{date}'",
    "COPY things FROM 's3://curated/things/month={month}/' FORMAT PARQUET",
)


def payload(**answer: Any) -> dict[str, Any]:
    return {"Payload": answer, "StatusCode": 200}


DAYS = [{"date": f"2026-11-{day}", "month": "2026-11"} for day in range(26, 15, -1)]
DAY = payload(found=True, date="2026-11-26", month="2026-11", days=DAYS)
NO_DAY = payload(found=False, date="2026-11-26", month="2026-11", days=[])
GOOD: dict[str, Any] = {
    "Begin": payload(busy=False, holder="none"),
    "NextDay": [DAY, NO_DAY],
    "CheckSources": payload(present={"Etl": True}),
    "EtlCrawlLook": {"Crawler": {"State": "READY", "LastCrawl": {"Status": "SUCCEEDED"}}},
    "NoteDone": payload(date="2026-11-26"),
    "End": payload(ended=True),
    "LoadWarehouseSend": {"Id": "statement-1"},
    "LoadWarehouseLook": {"Id": "statement-1", "Status": "FINISHED"},
    "RefreshDashboard": {"IngestionId": "refresh-1"},
    "RefreshDashboardLook": {
        "Ingestion": {"IngestionId": "refresh-1", "IngestionStatus": "COMPLETED"}
    },
    "Hadoop": {"ClusterId": "j-1"},
}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A workflow with a step of each kind."""
    found = made(tmp_path_factory.mktemp("jobs"))
    lake = found.lake()
    etl = found.etl(lake, script=found.script(rules=RULES), table=found.table(lake))
    vpc = ec2.Vpc.from_vpc_attributes(
        found.stack,
        "Vpc",
        vpc_id="vpc-12345678",
        availability_zones=["us-east-1a"],
        private_subnet_ids=["subnet-12345678"],
    )
    cluster = TransientCluster(
        found.stack,
        "Hadoop",
        lake=lake,
        vpc=vpc,
        applications=["Hadoop", "HBase"],
        steps=[
            ClusterStep("Load", ["hbase", "shell", "-n", "load.rb", "{date}"]),
            ClusterStep("Count", ["hive", "-f", "count.sql"]),
        ],
    )
    application = SparkApplication(
        found.stack, "Heavy", lake=lake, script=found.script(rules=RULES)
    )
    DailyWorkflow(
        found.stack,
        "Daily",
        lake=lake,
        steps=[
            Crawl(etl),
            RunEtl(etl, source=Source(folder="things/date={date}/", late_days=2)),
            RunSpark(application),
            RunCluster(cluster),
            LoadWarehouse(
                workgroup_name="w", workgroup_arn=WORKGROUP, database="d", statements=LOAD
            ),
            RefreshDashboard(data_set_id="data-set"),
        ],
        notifications=Notifications(found.stack, "Notifications"),
        schedule=scheduler.ScheduleExpression.rate(Duration.days(1)),
    )
    return found


def play(full: Made, given: dict[str, Any] | None = None, **changed: Any) -> Rehearsal:
    return rehearse(full.definition, {**GOOD, **changed}, given=given)


def test_it_is_amazon_states_language_that_runs_here_too(full: Made, tmp_path: Path) -> None:
    found = judged(full.definition, tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr
    assert problems_of(json.dumps(full.definition)) == []


def test_it_breaks_no_rule_of_cdk_nag(full: Made) -> None:
    assert violations(full.stack) == []


def test_a_day_goes_through_all_steps_in_order_and_is_noted(full: Made) -> None:
    run = play(full)
    assert run.status == "SUCCEEDED"
    assert [one for one in run.visited if not one.endswith(("Wait", "Ended", "Good", "Look"))] == [
        *("Start", "Begin", "IsBusy", "NextDay", "HasDay", "CheckSources"),
        *("EtlCrawl", "EtlHasSource", "Etl", "Heavy", "HeavyRun"),
        *("Hadoop", "HadoopLoad", "HadoopLoadRun", "HadoopCount", "HadoopCountRun", "HadoopEnd"),
        *("LoadWarehouse", "LoadWarehouseSend", "RefreshDashboard", "NoteDone"),
        *("NextDay", "HasDay", "End", "TellDone", "Done"),
    ]
    assert run.told == {
        "workflow": "Stack Daily",
        "run": "run-1",
        "outcome": "Done",
        "lastDay": "2026-11-26",
    }


def test_the_function_is_asked_with_the_runs_own_input_and_start(full: Made) -> None:
    run = play(full, {"date": "2026-11-26"})
    (begin,), (first, second) = run.asked["Begin"], run.asked["NextDay"]
    assert begin["Payload"]["input"] == first["Payload"]["input"] == {"date": "2026-11-26"}
    assert begin["Payload"]["execution"].endswith(":run-1")
    assert "T" in begin["Payload"]["started"]
    assert [first["Payload"]["last"], second["Payload"]["last"]] == ["none", "2026-11-26"]
    assert run.asked["CheckSources"][0]["Payload"]["sources"] == {
        "Etl": {"folder": "things/date={date}/", "lateDays": 2, "required": False}
    }


def test_each_step_is_told_the_day(full: Made) -> None:
    run = play(full)
    assert run.asked["Etl"][0]["Arguments"] == {"--date": "2026-11-26"}
    submit = run.asked["HeavyRun"][0]["JobDriver"]["SparkSubmit"]
    assert submit["EntryPointArguments"][-4:] == ["--rules", RULES, "--date", "2026-11-26"]
    assert run.asked["HadoopLoadRun"][0]["Step"]["HadoopJarStep"]["Args"] == [
        *("hbase", "shell", "-n", "load.rb", "2026-11-26")
    ]
    assert run.asked["LoadWarehouseSend"][0]["Sqls"] == [
        "DELETE FROM things WHERE date = '2026-11-26'",
        "COPY things FROM 's3://curated/things/month=2026-11/' FORMAT PARQUET",
    ]


def test_missed_days_are_done_one_after_another(full: Made) -> None:
    missed = [
        payload(found=True, date=f"2026-11-{day}", month="2026-11", days=[]) for day in (24, 25, 26)
    ]
    run = play(full, NextDay=[*missed, NO_DAY])
    assert [one["Arguments"]["--date"] for one in run.asked["Etl"]] == [
        *("2026-11-24", "2026-11-25", "2026-11-26")
    ]
    assert [one["Payload"]["date"] for one in run.asked["NoteDone"]] == [
        *("2026-11-24", "2026-11-25", "2026-11-26")
    ]


def test_a_run_that_finds_another_at_work_does_nothing_and_keeps_its_turn(full: Made) -> None:
    run = play(full, Begin=payload(busy=True, holder="another"))
    assert run.status == "SUCCEEDED"
    assert run.visited[-1] == "AlreadyRunning"
    assert "End" not in run.asked
    assert "Etl" not in run.asked


def test_a_step_whose_files_did_not_come_is_left_out(full: Made) -> None:
    run = play(full, CheckSources=payload(present={"Etl": False}))
    assert run.status == "SUCCEEDED"
    assert "Etl" not in run.asked
    assert run.asked["HeavyRun"]


def test_a_crawler_that_runs_already_is_waited_for(full: Made) -> None:
    look = GOOD["EtlCrawlLook"]
    running = {"Crawler": {"State": "RUNNING", "LastCrawl": {"Status": "FAILED"}}}
    first_time = {"Crawler": {"State": "RUNNING"}}
    run = play(
        full,
        EtlCrawl=Fails("Glue.CrawlerRunningException", "it runs"),
        EtlCrawlLook=[first_time, running, look],
    )
    assert run.status == "SUCCEEDED"
    assert len(run.asked["EtlCrawlLook"]) == 3


GLUE_SAYS = json.dumps({"JobName": "etl", "ErrorMessage": "rule IsUnique: 3 of 5", "Attempt": 0})
EMR_SAYS = json.dumps({"ApplicationId": "a", "StateDetails": "exit code 1", "State": "FAILED"})
FUNCTION_SAYS = json.dumps({"errorMessage": "nothing in s3://raw/", "errorType": "X"})


@pytest.mark.parametrize(
    ("step", "error", "cause", "reason"),
    [
        ("Etl", "TaskFailed", GLUE_SAYS, "rule IsUnique: 3 of 5"),
        ("HeavyRun", "TaskFailed", EMR_SAYS, "exit code 1"),
        ("CheckSources", "SourcesMissingError", FUNCTION_SAYS, "nothing in s3://raw/"),
        ("LoadWarehouseSend", "RedshiftData.ValidationException", "no such table", "no such table"),
        ("Etl", "Glue.EntityNotFoundException", '{"a": {"ErrorMessage": 7}}', None),
        ("HadoopEnd", "TaskFailed", "{not JSON", "{not JSON"),
    ],
)
def test_what_fails_is_told_with_its_step_its_day_and_its_reason(
    full: Made, step: str, error: str, cause: str, reason: str | None
) -> None:
    run = play(full, None, **{step: Fails(error, cause)})
    step = next((one for one in ("Heavy", "LoadWarehouse", "Hadoop") if one in step), step)
    assert run.status == "FAILED"
    assert run.error == f"{step}Failed"
    told = run.told
    assert (told["step"], told["error"], told["day"]) == (step, error, "2026-11-26")
    assert told["reason"] == (reason or json.dumps(json.loads(cause), separators=(",", ":")))
    assert run.asked["GiveUpTurn"][0]["Payload"]["ask"] == "end"
    assert "NoteDone" not in run.asked


@pytest.mark.parametrize(
    ("look", "answer", "step", "reason"),
    [
        (
            "EtlCrawlLook",
            {
                "Crawler": {
                    "State": "READY",
                    "LastCrawl": {"Status": "FAILED", "ErrorMessage": "no"},
                }
            },
            "EtlCrawl",
            "no",
        ),
        (
            "LoadWarehouseLook",
            {"Id": "1", "Status": "FAILED", "Error": "ERROR: permission denied"},
            "LoadWarehouse",
            "ERROR: permission denied",
        ),
        ("LoadWarehouseLook", {"Id": "1", "Status": "ABORTED"}, "LoadWarehouse", "It was aborted."),
        (
            "RefreshDashboardLook",
            {
                "Ingestion": {
                    "IngestionId": "1",
                    "IngestionStatus": "FAILED",
                    "ErrorInfo": {"Type": "SOURCE_API_LIMIT_EXCEEDED_FAILURE"},
                }
            },
            "RefreshDashboard",
            None,
        ),
    ],
)
def test_what_is_seen_to_fail_while_it_is_waited_for_is_told_too(
    full: Made, look: str, answer: dict[str, Any], step: str, reason: str | None
) -> None:
    run = play(full, **{look: answer})
    assert (run.status, run.told["step"]) == ("FAILED", step)
    assert run.told["reason"] == reason or (
        reason is None and "SOURCE_API_LIMIT_EXCEEDED_FAILURE" in run.told["reason"]
    )


def test_what_is_not_done_yet_is_looked_at_again(full: Made) -> None:
    started = {"Id": "1", "Status": "STARTED"}
    queued = {"Ingestion": {"IngestionId": "1", "IngestionStatus": "QUEUED"}}
    run = play(
        full,
        LoadWarehouseLook=[started, started, GOOD["LoadWarehouseLook"]],
        RefreshDashboardLook=[queued, GOOD["RefreshDashboardLook"]],
    )
    assert run.status == "SUCCEEDED"
    assert len(run.asked["LoadWarehouseLook"]) == 3


def test_a_cluster_is_ended_when_its_work_fails_and_that_failure_is_the_one_told(
    full: Made,
) -> None:
    run = play(
        full,
        HadoopLoadRun=Fails("TaskFailed", "step failed"),
        HadoopGiveUp=Fails("ElasticMapReduce.InvalidRequestException", "no such cluster"),
    )
    assert run.asked["HadoopGiveUp"] == [{"ClusterId": "j-1"}]
    assert "HadoopCountRun" not in run.asked
    assert (run.error, run.told["reason"]) == ("HadoopFailed", "step failed")


def test_a_turn_that_cannot_be_given_up_and_a_deaf_topic_hide_no_failure(full: Made) -> None:
    run = play(
        full,
        Etl=Fails("TaskFailed", "bad data"),
        GiveUpTurn=Fails("Lambda.ServiceException", "away"),
        TellFailed=Fails("SNS.AuthorizationErrorException", "no"),
    )
    assert (run.status, run.error) == ("FAILED", "EtlFailed")
    assert run.cause == "Etl of 2026-11-26: bad data"


def test_a_first_failure_before_any_day_is_told_without_one(full: Made) -> None:
    run = play(full, Begin=Fails("InvalidInputError", FUNCTION_SAYS))
    assert (run.error, run.told["day"]) == ("BeginFailed", "none")


def test_what_services_had_no_time_for_is_tried_again_and_bad_data_are_not(full: Made) -> None:
    states = full.definition["States"]
    tasks = {name: one for name, one in states.items() if one["Type"] == "Task"}
    assert [name for name, one in tasks.items() if not one.get("Retry")] == []
    tried = {
        name: {e for r in one["Retry"] for e in r["ErrorEquals"]} for name, one in tasks.items()
    }
    assert "Glue.ConcurrentRunsExceededException" in tried["Etl"]
    assert "EMRServerless.ThrottlingException" in tried["HeavyRun"]
    assert "RedshiftData.ActiveStatementsExceededException" in tried["LoadWarehouseSend"]
    assert "Lambda.TooManyRequestsException" in tried["Begin"]
    assert "SourcesMissingError" in tried["CheckSources"]
    for name, errors in tried.items():
        assert not {"States.ALL", "States.TaskFailed"} & errors, name


def test_its_role_may_do_the_steps_and_nothing_else(full: Made) -> None:
    rights = full.actions_of("DailyMachineRole")
    assert rights["glue:StartJobRun"] == {
        "arn:aws:glue:us-east-1:123456789012:job/" + next(iter(full.of("AWS::Glue::Job")))
    }
    (crawler,) = full.of("AWS::Glue::Crawler")
    assert rights["glue:StartCrawler"] == {f"arn:aws:glue:us-east-1:123456789012:crawler/{crawler}"}
    assert rights["redshift-data:BatchExecuteStatement"] == {WORKGROUP}
    assert rights["quicksight:CreateIngestion"] == {
        "arn:aws:quicksight:us-east-1:123456789012:dataset/data-set",
        "arn:aws:quicksight:us-east-1:123456789012:dataset/data-set/ingestion/*",
    }
    assert [action for action in rights if action.endswith("*")] == []
    wide = {action for action, targets in rights.items() if "*" in targets}
    assert {one.split(":")[0] for one in wide} <= {
        "logs",
        "xray",
        "elasticmapreduce",
        "redshift-data",
    }


def test_its_function_may_look_at_its_own_runs_and_at_names_of_files(full: Made) -> None:
    rights = full.actions_of("DailyFunctionRole")
    assert set(rights) >= {"states:DescribeExecution", "s3:ListBucket", "dynamodb:PutItem"}
    assert "s3:GetObject" not in rights
    (machine,) = full.of("AWS::StepFunctions::StateMachine")
    assert rights["states:DescribeExecution"] == {
        f"arn:aws:states:us-east-1:123456789012:execution:{machine}.Name:*"
    }


def test_alone_it_tells_nobody_and_lets_go_of_its_days_only_when_disposable(empty: Made) -> None:
    lake = empty.lake(removal_policy=DISPOSABLE)
    workflow = DailyWorkflow(
        empty.stack,
        "Daily",
        lake=lake,
        steps=[RunEtl(empty.etl(lake))],
        removal_policy=DISPOSABLE,
    )
    assert len(workflow.alarms) == 2
    assert empty.the("AWS::DynamoDB::GlobalTable")["DeletionPolicy"] == "Delete"
    run = rehearse(
        empty.definition, {k: v for k, v in GOOD.items() if k in empty.definition["States"]}
    )
    assert run.status == "SUCCEEDED"
    assert [one for one in run.visited if one.startswith("Tell")] == []
    assert empty.of("AWS::SNS::Topic") == {}


class OwnStep:
    """A step that the library does not have."""

    name = "Greet"
    source = None

    def states(self, *, then: str, failed: str) -> dict[str, dict[str, Any]]:  # noqa: ARG002 - a step's own
        return {"Greet": {"Type": "Pass", "Next": then}}

    def let(self, role: Any) -> None:
        pass


def test_a_step_of_ones_own_is_a_step(empty: Made) -> None:
    DailyWorkflow(empty.stack, "Daily", lake=empty.lake(), steps=[OwnStep()])
    assert empty.definition["States"]["CheckSources"]["Next"] == "Greet"


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"steps": []}, "steps: there are none"),
        ({"steps": [OwnStep(), OwnStep()]}, "steps: there are two of the name Greet"),
        ({"catch_up": 101}, "catch_up: 101 days are not between 1 and 100"),
        ({"looks": -1}, "looks: -1 is not 0 or more"),
    ],
)
def test_what_makes_no_sense_is_refused(empty: Made, wishes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        DailyWorkflow(empty.stack, "Daily", lake=empty.lake(), **{"steps": [OwnStep()], **wishes})


def test_a_name_that_the_workflow_has_itself_is_refused(empty: Made) -> None:
    own = OwnStep()
    own.name = "Begin"
    with pytest.raises(ValueError, match="'Begin' is not a name of 1 to 50 letters and digits"):
        DailyWorkflow(empty.stack, "Daily", lake=empty.lake(), steps=[own])


def test_a_crawl_without_a_crawler_is_refused(empty: Made) -> None:
    etl = empty.etl(empty.lake(), crawl=())
    with pytest.raises(ValueError, match="Stack/Etl has no crawler; give it folders to crawl"):
        Crawl(etl)


@pytest.mark.parametrize("folder", ["/things/", "things", "things/{day}/"])
def test_a_source_that_is_no_folder_is_refused(folder: str) -> None:
    with pytest.raises(ValueError, match="folder: "):
        Source(folder=folder)


@pytest.mark.parametrize("statements", [[], ["SELECT 1"] * 41, "SELECT 1"])
def test_statements_that_redshift_does_not_take_are_refused(statements: Any) -> None:
    with pytest.raises(ValueError, match=r"statements: .* are not a list of 1 to 40"):
        LoadWarehouse(
            workgroup_name="w", workgroup_arn=WORKGROUP, database="d", statements=statements
        )

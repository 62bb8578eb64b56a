"""What the Analytics stack promises whoever deploys it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import cfnlint.api
import pytest
from aws_cdk import aws_sqs as sqs
from aws_cdk.assertions import Template
from ml_refarch.foundation import violations
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from stacks.analytics.tables import EVENTS, FLIGHTS, QUARANTINE
from tests.constructs.sagemaker.resolved import resolved
from tests.constructs.sagemaker.test_training_pipeline import judged
from tests.stacks.analytics import PRINCIPAL, new_stack, stack, template
from tests.stacks.snapshots import normalised
from tests.stacks.upgrades import holdings, losses

Document = dict[str, Any]

KINDS = pytest.mark.parametrize(("env", "costly"), [("dev", False), ("prod", True)])

PAID_BY_THE_HOUR = {
    "emr": ("AWS::EMRServerless::", "AWS::EMR::", "AWS::EC2::"),
    "redshift": ("AWS::RedshiftServerless::", "AWS::Redshift::", "Custom::Warehouse"),
    "opensearch": ("AWS::OpenSearchService::", "AWS::OpenSearchServerless::", "AWS::Cognito::"),
    "quicksight": ("AWS::QuickSight::",),
}


def resources(of: Document, kind: str) -> dict[str, Any]:
    return {k: v for k, v in of["Resources"].items() if v["Type"] == kind}


def in_one_order(value: Any) -> Any:
    """Resources of statements in the order of what is left without hashes, by which CDK sorts."""
    if isinstance(value, list):
        return [in_one_order(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: sorted(map(in_one_order, one), key=json.dumps)
        if key == "Resource" and isinstance(one, list)
        else in_one_order(one)
        for key, one in value.items()
    }


def definition(of: Document) -> Document:
    ((_, machine),) = resources(of, "AWS::StepFunctions::StateMachine").items()
    found: Document = json.loads(resolved(machine["Properties"]["DefinitionString"]))
    return found


def test_the_architecture_is_the_one_that_was_reviewed(snapshot: SnapshotAssertion) -> None:
    found = in_one_order(normalised(template(costly=True)))
    assert found == snapshot(extension_class=JSONSnapshotExtension)


@KINDS
def test_no_rule_of_cdk_nag_is_broken(env: str, *, costly: bool) -> None:
    assert violations(stack(env, costly=costly)) == []


def test_what_nobody_acknowledged_still_breaks_the_rules() -> None:
    changed = new_stack("prod")
    sqs.Queue(changed, "Added")
    assert {one.rule for one in violations(changed)} == {"AwsSolutions-SQS3", "AwsSolutions-SQS4"}


@KINDS
def test_cloudformations_own_linter_finds_nothing(env: str, *, costly: bool) -> None:
    body = json.dumps(template(env, costly=costly))
    found = cfnlint.api.lint(body, regions=["us-east-1"])
    # W3005, a DependsOn that a reference implies already: the CDK writes both, to no harm.
    assert [f"{one.rule.id} {one.message}" for one in found if one.rule.id != "W3005"] == []


@KINDS
def test_the_workflow_is_amazon_states_language(env: str, tmp_path: Path, *, costly: bool) -> None:
    found = judged(definition(template(env, costly=costly)), tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr


def test_no_partition_is_written_by_hand() -> None:
    # Whom QuickSight's dashboards are for is brought, with the partition it is in.
    ours = json.dumps(template(costly=True)).replace(PRINCIPAL, "")
    assert "arn:aws:" not in ours


def test_functions_run_on_python_3_13_and_arm64() -> None:
    for function in resources(template(costly=True), "AWS::Lambda::Function").values():
        assert function["Properties"]["Runtime"] == "python3.13"
        assert function["Properties"]["Architectures"] == ["arm64"]


@pytest.mark.parametrize("part", PAID_BY_THE_HOUR)
def test_a_costly_part_that_is_off_has_no_resource(part: str) -> None:
    kinds = {one["Type"] for one in template("prod")["Resources"].values()}
    assert [kind for kind in kinds if kind.startswith(PAID_BY_THE_HOUR[part])] == []
    assert "AWS::S3::Bucket" in kinds


def test_with_emr_the_flights_are_curated_there_by_the_same_script() -> None:
    plain, costly = template(), template(costly=True)
    assert "CurateFlights" in definition(plain)["States"]
    states = definition(costly)["States"]
    assert "CurateFlights" not in states
    submit = states["HeavyFlightsRun"]["Parameters"]["JobDriver"]["SparkSubmit"]
    (job,) = (
        one["Properties"]
        for name, one in resources(costly, "AWS::Glue::Job").items()
        if name.startswith("CurateFlights")
    )
    assert resolved(submit["EntryPoint"]) == resolved(job["Command"]["ScriptLocation"])
    assert states["HeavyFlights"]["Parameters"]["words"][-1] == "--date"
    assert submit["EntryPointArguments.$"].endswith(", $.day.date)")


def test_the_bots_events_are_listened_to() -> None:
    (rule,) = (
        one["Properties"]
        for one in resources(template(), "AWS::Events::Rule").values()
        if "hotel.booking" in json.dumps(one)
    )
    assert rule["EventPattern"] == {"source": ["hotel.booking", "clinic.appointments"]}
    assert "EventBusName" not in rule  # the default bus
    published = [
        line
        for path in (Path(__file__).parents[2] / "lambda").glob("*_notifications/following.py")
        for line in path.read_text().splitlines()
        if line.startswith("EVENT_SOURCE")
    ]
    assert sorted(line.split('"')[1] for line in published) == sorted(
        rule["EventPattern"]["source"]
    )


@pytest.mark.parametrize("table", [EVENTS, FLIGHTS, QUARANTINE], ids=lambda one: one.name)
def test_a_curated_table_has_the_columns_that_its_job_writes(table: Any) -> None:
    (found,) = (
        one["Properties"]["TableInput"]
        for one in resources(template(), "AWS::Glue::Table").values()
        if one["Properties"]["TableInput"]["Name"] == table.name
    )
    columns = found["StorageDescriptor"]["Columns"]
    assert {one["Name"]: one["Type"] for one in columns} == table.columns
    assert {one["Name"]: one["Type"] for one in found["PartitionKeys"]} == table.partitions


def test_rules_name_columns_that_there_are() -> None:
    rulesets = resources(template(), "AWS::Glue::DataQualityRuleset").values()
    assert len(rulesets) == 2
    for ruleset in rulesets:
        rules = ruleset["Properties"]["Ruleset"]
        table = EVENTS if "event_id" in rules else FLIGHTS
        named = [part for part in rules.split('"')[1::2] if " " not in part]
        assert named
        assert set(named) <= set(table.columns)


def test_the_days_work_is_begun_every_night_and_by_nothing_else() -> None:
    ((_, schedule),) = resources(template(), "AWS::Scheduler::Schedule").items()
    assert schedule["Properties"]["ScheduleExpression"] == "cron(0 3 * * ? *)"
    assert schedule["Properties"]["Target"]["Input"] == "{}"


def test_only_the_disposable_environment_lets_go_of_data() -> None:
    for env, policy in (("dev", "Delete"), ("prod", "Retain")):
        found = template(env)
        for kind in (
            "AWS::S3::Bucket",
            "AWS::KMS::Key",
            "AWS::Kinesis::Stream",
            "AWS::Glue::Database",
            "AWS::Glue::Table",
            "AWS::SQS::Queue",
            "AWS::DynamoDB::GlobalTable",
            "AWS::Logs::LogGroup",
        ):
            held = resources(found, kind).values()
            assert held
            assert {one["DeletionPolicy"] for one in held} == {policy}, kind
    assert len(resources(template("dev"), "Custom::EmptiedBucket")) == 4
    assert resources(template("prod"), "Custom::EmptiedBucket") == {}


@pytest.mark.parametrize("env", ["dev", "prod"])
def test_rules_never_outlive_the_stack_for_their_name_would_stop_the_next(env: str) -> None:
    rulesets = resources(template(env), "AWS::Glue::DataQualityRuleset").values()
    assert {one["Properties"]["Name"] for one in rulesets}
    assert {(one["DeletionPolicy"], one["UpdateReplacePolicy"]) for one in rulesets} == {
        ("Delete", "Delete")
    }


def test_what_writes_goes_before_the_buckets_are_emptied() -> None:
    dev = template("dev")
    emptied = set(resources(dev, "Custom::EmptiedBucket"))
    for kind in (
        "AWS::KinesisFirehose::DeliveryStream",
        "AWS::Glue::Job",
        "AWS::StepFunctions::StateMachine",
    ):
        for one in resources(dev, kind).values():
            assert emptied <= set(one["DependsOn"]), kind


def test_an_environments_name_makes_names_that_glue_takes() -> None:
    found = new_stack("eu-West.2", remove_data_on_destroy=True).lake
    assert found.name == "analytics_eu_west_2"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"worker_type": "G1X"}, r"dev\.analytics\.worker_type: 'G1X' is not a worker of Glue"),
        ({"catch_up_days": 0}, r"catch_up_days: 0 is not a whole number from 1 to 100"),
        ({"emr_release": "spark"}, "emr_release: 'spark' is not a release of EMR such as"),
        ({"work": "daily"}, "work: 'daily' is not a schedule such as cron"),
        ({"workers": 2}, r"dev\.analytics\.workers: there is no setting 'workers'"),
    ],
)
def test_a_wrong_option_stops_synth_with_what_is_allowed(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        new_stack("dev", analytics=wrong)


def test_options_are_read_from_the_settings() -> None:
    found = new_stack("dev", analytics={"work": "rate(12 hours)", "catch_up_days": 30})
    document = Template.from_stack(found).to_json()
    ((_, schedule),) = resources(dict(document), "AWS::Scheduler::Schedule").items()
    assert schedule["Properties"]["ScheduleExpression"] == "rate(12 hours)"
    assert '"CATCH_UP_DAYS": "30"' in json.dumps(document)


def test_outputs_say_where_things_are() -> None:
    assert set(template()["Outputs"]) >= {
        *("RawBucket", "CuratedBucket", "ResultsBucket", "RawDatabase", "CuratedDatabase"),
        *("StreamName", "ReplayFunction", "WorkflowArn", "FlightsJob", "StaffTopic"),
    }


def test_an_upgrade_that_would_lose_data_is_seen() -> None:
    before = template()
    assert {one["Type"] for one in holdings(before).values()} >= {
        "AWS::DynamoDB::GlobalTable",
        "AWS::Glue::Database",
        "AWS::Glue::Table",
        "AWS::KMS::Key",
        "AWS::Kinesis::Stream",
        "AWS::S3::Bucket",
    }
    assert losses(holdings(before), before) == []
    changed = copy.deepcopy(before)
    ((name, stream),) = resources(changed, "AWS::Kinesis::Stream").items()
    stream["Properties"]["Name"] = "another"
    assert losses(holdings(before), changed) == [
        f"{name} (AWS::Kinesis::Stream) would be replaced, for its Name changes"
    ]

"""A monitor that follows the model in service, and who hears of what it finds."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from aws_cdk import App, Environment, Stack
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Match, Template
from ml_refarch.foundation import Notifications, violations
from ml_refarch.sagemaker import (
    DataCapture,
    ModelEndpoint,
    ModelMonitor,
    ScriptAlgorithm,
    TrainingPipeline,
)

from tests.constructs.sagemaker.rehearsal import ID, Answer, Fails, Rehearsal, rehearse
from tests.constructs.sagemaker.resolved import resolved
from tests.constructs.sagemaker.test_training_pipeline import judged

PACKAGE = "arn:aws:sagemaker:us-east-1:123456789012:model-package/pricing/7"
MADE_BY = {"CustomerMetadataProperties": {"pipelineExecution": "run-1"}}
ANSWERS: dict[str, Mapping[str, Any] | Fails] = {
    "ReadPackage": {"ModelPackageArn": PACKAGE, **MADE_BY},
    "Baseline": {"ProcessingJobName": "baseline-1"},
    "LookAtSchedule": Fails("SageMaker.ResourceNotFoundException", "Could not find requested job"),
}

Make = Callable[..., ModelMonitor]


@pytest.fixture(scope="module")
def monitor() -> ModelMonitor:
    """A monitor with all that it can have but a network."""
    return made()


def made(**options: Any) -> ModelMonitor:
    stack = Stack(App(), "Stack", env=Environment(region="us-east-1"))
    bucket = s3.Bucket(stack, "Data")
    endpoint = ModelEndpoint(
        stack,
        "Prices",
        bucket=bucket,
        endpoint_name="prices",
        capture=options.pop("capture", DataCapture()),
    )
    return ModelMonitor(
        stack,
        "Monitor",
        endpoint=endpoint,
        bucket=bucket,
        notifications=Notifications(stack, "Notifications"),
        **options,
    )


def definition(monitor: ModelMonitor) -> dict[str, Any]:
    machines = Template.from_stack(Stack.of(monitor)).find_resources(
        "AWS::StepFunctions::StateMachine"
    )
    ((_, machine),) = machines.items()
    found: dict[str, Any] = json.loads(resolved(machine["Properties"]["DefinitionString"]))
    return found


def play(monitor: ModelMonitor, changed: Mapping[str, Answer] | None = None) -> Rehearsal:
    return rehearse(
        definition(monitor), {**ANSWERS, **(changed or {})}, given={"modelPackage": PACKAGE}
    )


def test_the_definition_is_amazon_states_language(monitor: ModelMonitor, tmp_path: Any) -> None:
    found = judged(definition(monitor), tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr


def test_it_learns_from_the_training_data_of_the_model_in_service(monitor: ModelMonitor) -> None:
    run = play(monitor)
    assert run.status == "SUCCEEDED"
    (job,) = run.asked["Baseline"]
    (data,) = job["ProcessingInputs"]
    assert data["S3Input"]["S3Uri"] == "s3://Data666C94C7/runs/run-1/prepared/train/train.csv"
    assert job["AppSpecification"]["ImageUri"].endswith("/sagemaker-model-monitor-analyzer")
    assert json.loads(job["Environment"]["dataset_format"])["csv"]["header"] is True


def test_what_is_captured_is_compared_with_what_was_learnt(monitor: ModelMonitor) -> None:
    run = play(monitor)
    (asked,) = run.asked["DefineJob"]
    assert asked["JobDefinitionName"] == f"prices-{ID}"
    learnt = "s3://Data666C94C7/monitoring/baselines/run-1"
    assert asked["DataQualityBaselineConfig"] == {
        "ConstraintsResource": {"S3Uri": f"{learnt}/constraints.json"},
        "StatisticsResource": {"S3Uri": f"{learnt}/statistics.json"},
    }
    assert asked["DataQualityJobInput"]["EndpointInput"]["EndpointName"] == "prices"


def test_the_first_model_gets_a_schedule_and_later_ones_change_it(monitor: ModelMonitor) -> None:
    first = play(monitor)
    later = play(monitor, {"LookAtSchedule": {"MonitoringScheduleStatus": "Scheduled"}})
    assert ("Schedule" in first.visited, "Reschedule" in first.visited) == (True, False)
    assert ("Schedule" in later.visited, "Reschedule" in later.visited) == (False, True)
    for asked in (*first.asked["Schedule"], *later.asked["Reschedule"]):
        assert asked["MonitoringScheduleName"] == "prices"
        assert asked["MonitoringScheduleConfig"] == {
            "ScheduleConfig": {"ScheduleExpression": "cron(0 0 ? * * *)"},
            "MonitoringJobDefinitionName": f"prices-{ID}",
            "MonitoringType": "DataQuality",
        }


def test_a_schedule_that_cannot_be_looked_at_is_no_missing_one(monitor: ModelMonitor) -> None:
    denied = Fails("SageMaker.SageMakerException", "not authorized")
    run = play(monitor, {"LookAtSchedule": denied})
    assert run.cause == "LookAtSchedule: not authorized"


def test_a_model_that_no_pipeline_made_is_not_watched(monitor: ModelMonitor) -> None:
    run = play(monitor, {"ReadPackage": {"ModelPackageArn": PACKAGE}})
    assert (run.status, run.visited[-1]) == ("SUCCEEDED", "NothingToLearnFrom")


@pytest.mark.parametrize("step", ["ReadPackage", "Baseline", "DefineJob", "Schedule"])
def test_a_step_that_fails_is_told_of(monitor: ModelMonitor, step: str) -> None:
    run = play(monitor, {step: Fails("Some.Error", "broken")})
    assert run.cause == f"{step}: broken"
    assert run.told["reason"] == "broken"


def test_violations_are_an_alarm(monitor: ModelMonitor) -> None:
    template = Template.from_stack(Stack.of(monitor))
    template.has_resource_properties(
        "AWS::Events::Rule",
        {
            "EventPattern": Match.object_like(
                {
                    "detail-type": ["SageMaker Processing Job State Change"],
                    "detail": Match.object_like(
                        {"ExitMessage": [{"prefix": "CompletedWithViolations"}]}
                    ),
                }
            )
        },
    )
    template.has_resource_properties(
        "AWS::CloudWatch::Alarm",
        {
            "Namespace": "AWS/Events",
            "MetricName": "MatchedEvents",
            "AlarmActions": Match.any_value(),
        },
    )


def test_no_rule_of_cdk_nag_is_broken_but_of_the_tests_own_bucket(monitor: ModelMonitor) -> None:
    found = {one.resource for one in violations(Stack.of(monitor))}
    assert found <= {"Stack/Data/Resource"}


def test_it_reads_what_is_captured_and_writes_reports(monitor: ModelMonitor) -> None:
    body = Template.from_stack(Stack.of(monitor)).to_json()["Resources"]
    (policy,) = (v for k, v in body.items() if k.startswith("MonitorData"))
    found = {
        action: [resolved(one) for one in _listed(statement["Resource"])]
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        for action in _listed(statement["Action"])
    }
    bucket = "Data666C94C7.Arn"
    assert found["s3:PutObject"] == [f"{bucket}/monitoring/*"]
    assert set(found["s3:GetObject"]) == {
        f"{bucket}/{folder}/*" for folder in ("runs", "capture", "monitoring")
    }


def test_it_goes_before_its_endpoint(monitor: ModelMonitor) -> None:
    body = Template.from_stack(Stack.of(monitor)).to_json()["Resources"]
    (gone,) = (v for v in body.values() if v["Type"] == "Custom::RemovedMonitor")
    (endpoint,) = (k for k, v in body.items() if v["Type"] == "Custom::RemovedEndpoint")
    assert endpoint in gone["DependsOn"]


def test_drift_of_a_column_is_a_figure(monitor: ModelMonitor) -> None:
    metric = monitor.metric_drift("adults")
    assert metric.metric_name == "feature_baseline_drift_adults"
    assert metric.dimensions == {"Endpoint": "prices", "MonitoringSchedule": "prices"}


def test_an_endpoint_that_captures_nothing_cannot_be_watched() -> None:
    with pytest.raises(ValueError, match="captures no data; give it capture=DataCapture"):
        made(capture=None)


@pytest.mark.parametrize(
    "schedule", ["rate(1 day)", "cron(0 0 * * ? *)", "cron(30 * ? * * *)", "hourly"]
)
def test_a_schedule_that_sagemaker_does_not_take_is_refused(schedule: str) -> None:
    with pytest.raises(ValueError, match=r"schedule: .* is not one that SageMaker takes, such as"):
        made(schedule=schedule)


@pytest.mark.parametrize(
    "schedule", ["cron(0 * ? * * *)", "cron(0 17 ? * * *)", "cron(0 0/6 ? * * *)"]
)
def test_a_schedule_that_sagemaker_takes_is_taken(schedule: str) -> None:
    run = play(made(schedule=schedule))
    (asked,) = run.asked["Schedule"]
    found = asked["MonitoringScheduleConfig"]["ScheduleConfig"]["ScheduleExpression"]
    assert found == schedule


def test_a_pipeline_has_it_follow_the_model(source: Any) -> None:
    monitor = made()
    stack = Stack.of(monitor)
    pipeline = TrainingPipeline(
        stack,
        "Pipeline",
        algorithm=ScriptAlgorithm(source),
        bucket=s3.Bucket(stack, "More"),
        endpoint=monitor._endpoint,
        monitor=monitor,
    )
    body = Template.from_stack(stack).to_json()["Resources"]
    machine = body[stack.get_logical_id(pipeline.machine)]
    states = json.loads(resolved(machine["Properties"]["DefinitionString"]))["States"]
    assert states["Approve"]["Next"] == "StartMonitor"
    started = states["StartMonitor"]["Parameters"]
    assert started["StateMachineArn"] == f"{stack.get_logical_id(monitor.machine)}.Arn"
    assert started["Input.$"] == "States.JsonToString($.candidate)"
    assert "modelPackage.$" in states["NameModel"]["Parameters"]


def test_a_monitor_without_an_endpoint_is_refused(source: Any) -> None:
    monitor = made()
    with pytest.raises(ValueError, match="monitor: it watches an endpoint; give endpoint too"):
        TrainingPipeline(
            Stack.of(monitor),
            "Pipeline",
            algorithm=ScriptAlgorithm(source),
            bucket=s3.Bucket(Stack.of(monitor), "More"),
            monitor=monitor,
        )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]

"""What MachineLearning runs is said in cdk.json, and what makes no sense there is refused."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App
from aws_cdk.assertions import Template
from ml_refarch.foundation import Settings

from stacks.machine_learning import MachineLearningStack, Options

GUIDE = Path(__file__).parents[2] / "docs" / "machine_learning.md"


def options(**values: object) -> Options:
    """Those of an environment as ``cdk.json`` has them."""
    app = App(context={"environments": {"dev": {"machine_learning": values}}})
    return Options.of(Settings.of(app))


def test_an_environment_that_says_nothing_has_the_defaults() -> None:
    assert Options.of(Settings()) == Options() == options()


def test_each_option_can_be_said_in_cdk_json() -> None:
    values: dict[str, Any] = {
        "processing_instance": "ml.t3.large",
        "training_instance": "ml.c6i.2xlarge",
        "spot": True,
        "tuning_jobs": 4,
        "serverless": False,
        "endpoint_instance": "ml.c7g.large",
        "endpoint_instances": 2,
        "endpoint_max_instances": 3,
        "watch_minutes": 0,
        "retrain": "",
        "retrain_on_arrival": False,
        "margin": 0.01,
        "capture_percent": 20,
        "watch_data": True,
        "notebook": True,
        "notebook_instance": "ml.t3.large",
        "notebook_internet": True,
        "studio": True,
    }
    assert set(values) == {each.name for each in fields(Options)}
    made = options(**values)
    assert {name: getattr(made, name) for name in values} == values


def test_the_stack_is_the_one_that_cdk_json_says() -> None:
    chosen = {"machine_learning": {"serverless": True, "studio": True, "retrain": ""}}
    app = App(context={"environments": {"dev": chosen}})
    stack = MachineLearningStack(
        app, "MachineLearning", settings=Settings.of(app), description="Prices"
    )
    template = Template.from_stack(stack)
    assert "ServerlessConfig" in json.dumps(template.to_json())
    template.resource_count_is("AWS::SageMaker::Pipeline", 1)
    template.resource_count_is("AWS::Scheduler::Schedule", 0)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"spott": True}, "spott: there is no setting 'spott' (did you mean 'spot'?); the settin"),
        ({"spot": "yes"}, "spot: 'yes' is not true or false"),
        ({"training_instance": "m5.large"}, "training_instance: 'm5.large' is not a machine of"),
        ({"retrain": "every day"}, "retrain: 'every day' is not a schedule such as cron("),
        ({"margin": 2}, "margin: 2 is not a number from 0 to 1"),
        ({"margin": True}, "margin: True is not a number from 0 to 1"),
        ({"watch_minutes": 61}, "watch_minutes: 61 is not a whole number from 0 to 60"),
        ({"tuning_jobs": -1}, "tuning_jobs: -1 is not a whole number from 0 to 750"),
        ({"capture_percent": 12.5}, "capture_percent: 12.5 is not a whole number from 0 to 100"),
        ({"endpoint_instances": 0}, "endpoint_instances: 0 is not a whole number from 1"),
        ({"endpoint_instances": 3}, "endpoint_max_instances: 2 is less than endpoint_instances, 3"),
        ({"watch_data": True}, "watch_data: nothing is captured that could be watched"),
        (
            {"serverless": True, "capture_percent": 5},
            "capture_percent: 5, and AWS captures nothing of a serverless endpoint",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_what_is_allowed(
    wrong: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(f"dev.machine_learning.{said}")):
        options(**wrong)


def test_options_made_in_code_are_checked_too() -> None:
    with pytest.raises(ValueError, match=r"^watch_minutes: 61 is not a whole number"):
        Options(watch_minutes=61)


def test_the_guide_has_each_setting_and_its_default() -> None:
    rows = [line for line in GUIDE.read_text().splitlines() if line.startswith("| `")]
    told = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert told >= {each.name for each in fields(Options)}
    (example,) = re.findall(r"```json\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    assert Options.of(Settings.parse("prod", json.loads(example)["environments"]["prod"]))

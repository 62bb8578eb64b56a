"""The examples that people copy run as they are."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import ml_refarch.lex
import pytest
from aws_cdk import App, Stack
from ml_refarch.lex import Bot, builtin

from tests.constructs.lex.bots import function, resources, template_of

README = Path(__file__).parents[3] / "constructs" / "README.md"
BLOCK = re.compile(r"^( *)```python\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)


def examples(text: str) -> list[str]:
    blocks = BLOCK.findall(text)
    return [re.sub(rf"^{indent}", "", code, flags=re.MULTILINE) for indent, code in blocks]


def run(code: str, names: dict[str, Any]) -> dict[str, Any]:
    exec(compile(code, "example", "exec"), names)  # noqa: S102 - our own documentation
    return names


def of_name(template: dict[str, Any], kind: str, name: str) -> dict[str, Any]:
    found: dict[str, Any]
    (found,) = (one for key, one in resources(template, kind).items() if key.startswith(name))
    return found


@pytest.fixture(scope="module")
def readme() -> dict[str, Any]:
    """What the examples of the README define, run from the first to the last.

    They are about one app, which is synthesised once: at the end.
    """
    names: dict[str, Any] = {}
    for code in examples(README.read_text()):
        run(code.replace("app.synth()\n", ""), names)
    return names


def test_the_readme_makes_a_bot(readme: dict[str, Any]) -> None:
    assert len(examples(README.read_text())) == 11
    assert isinstance(readme["bot"], Bot)


def test_the_readme_publishes_a_flow_that_reaches_the_bot(readme: dict[str, Any]) -> None:
    (flow,) = resources(template_of(readme["stack"]), "AWS::Connect::ContactFlow").values()
    assert "ConnectParticipantWithLexBot" in str(flow["Properties"]["Content"])


def test_the_readme_keeps_appointments_and_reminds_of_them(readme: dict[str, Any]) -> None:
    template = template_of(readme["stack"])

    (group,) = resources(template, "AWS::Scheduler::ScheduleGroup").values()
    functions = resources(template, "AWS::Lambda::Function").values()
    assert group["Properties"]["Name"] in str([one["Properties"] for one in functions])


def test_the_readme_trains_a_model_and_lets_the_function_ask_it(readme: dict[str, Any]) -> None:
    template = template_of(readme["stack"])

    machine = of_name(template, "AWS::StepFunctions::StateMachine", "Training")
    for step in ("Prepare", "Train", "Evaluate", "CreateEndpoint"):
        assert f'\\"{step}\\"' in json.dumps(machine["Properties"]["DefinitionString"])
    policies = resources(template, "AWS::IAM::Policy").values()
    assert "sagemaker:InvokeEndpoint" in json.dumps([*policies])


def test_the_readme_brings_events_into_a_lake_and_makes_tables_of_them_each_night(
    readme: dict[str, Any],
) -> None:
    template = template_of(readme["stack"])

    delivery = of_name(template, "AWS::KinesisFirehose::DeliveryStream", "Events")
    assert "ParquetSerDe" in json.dumps(delivery)
    machine = of_name(template, "AWS::StepFunctions::StateMachine", "DailyMachine")
    for step in ("CurateEventsCrawl", "CurateEvents", "NoteDone"):
        assert f'\\"{step}\\"' in json.dumps(machine["Properties"]["DefinitionString"])


def test_the_readmes_page_talks_to_the_bot_and_the_dashboard_shows_it(
    readme: dict[str, Any],
) -> None:
    template = template_of(readme["stack"])

    assert of_name(template, "AWS::Cognito::IdentityPool", "Client")
    (dashboard,) = resources(template, "AWS::CloudWatch::Dashboard").values()
    for shown in ("AWS/Lex", "AWS/Connect", "AWS/SageMaker", "AWS/SQS"):
        assert shown in str(dashboard["Properties"]["DashboardBody"])


def test_the_readme_asks_the_lake_in_four_ways(readme: dict[str, Any]) -> None:
    template = template_of(readme["stack"])

    for kind in (
        "AWS::Athena::NamedQuery",
        "AWS::RedshiftServerless::Workgroup",
        "AWS::OpenSearchService::Domain",
        "AWS::QuickSight::Dashboard",
    ):
        assert resources(template, kind)


def test_the_readmes_overrides_reach_the_template(readme: dict[str, Any]) -> None:
    template = template_of(readme["stack"])

    (bot,) = resources(template, "AWS::Lex::Bot").values()
    (alias,) = resources(template, "AWS::Lex::BotAlias").values()
    assert bot["Properties"]["BotLocales"][0]["Description"] == "American English"
    assert alias["Properties"]["SentimentAnalysisSettings"] == {"DetectSentiment": False}


def test_the_readmes_function_answers_what_lex_expects(readme: dict[str, Any]) -> None:
    (made,) = (
        one
        for name, one in resources(template_of(readme["stack"]), "AWS::Lambda::Function").items()
        if name.startswith("Booking")
    )
    handle = run(made["Properties"]["Code"]["ZipFile"], {})["handle"]
    state = {"intent": {"name": "BookHotel", "state": "InProgress", "slots": {}}}

    asked = handle({"invocationSource": "DialogCodeHook", "sessionState": state}, None)
    done = handle({"invocationSource": "FulfillmentCodeHook", "sessionState": state}, None)

    assert asked["sessionState"]["dialogAction"] == {"type": "Delegate"}
    assert done["sessionState"]["intent"]["state"] == "Fulfilled"


@pytest.mark.parametrize("module", [ml_refarch.lex, builtin], ids=["lex", "builtin"])
def test_a_modules_example_runs(module: Any) -> None:
    stack = Stack(App(), "Test")
    (code,) = examples(module.__doc__)

    names = run(code, {"stack": stack, "function": function(stack)})

    assert names["builtin"] is builtin


def test_everything_public_is_explained() -> None:
    unexplained = [
        name
        for name in ml_refarch.lex.__all__
        if isinstance(getattr(ml_refarch.lex, name), type)
        and not (getattr(ml_refarch.lex, name).__doc__ or "").strip()
    ]

    assert unexplained == []


def test_each_public_method_is_explained() -> None:
    unexplained = [
        f"{kind.__name__}.{name}"
        for kind in (getattr(ml_refarch.lex, name) for name in ml_refarch.lex.__all__)
        if isinstance(kind, type)
        for name, member in vars(kind).items()
        if not name.startswith("_") and callable(member) and not member.__doc__
    ]

    assert unexplained == []


def test_the_model_loads_no_cdk() -> None:
    code = "import sys, ml_refarch.lex.cloudformation; print('aws_cdk' in sys.modules)"

    said = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout

    assert said == "False\n"


def test_what_is_not_there_is_said_so() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        getattr(ml_refarch.lex, "Nothing")  # noqa: B009 - mypy would refuse the attribute

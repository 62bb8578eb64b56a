"""A bot's part of a dashboard shows what it did; its alarms go off when they were told to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aws_cdk import App, Duration, Stack
from aws_cdk import aws_sns as sns
from ml_refarch.foundation import Monitoring
from ml_refarch.lex import Bot, BotMonitoring, Intent, Locale

from tests.constructs.lex.bots import KOREAN, one_bot, resources, template_of

ENGLISH = Locale("en_US", intents=[Intent("Hello", utterances=["Hello"])])


def watched(*locales: Locale, **thresholds: Any) -> dict[str, Any]:
    stack = Stack(App(), "Test")
    bot = one_bot(stack, locales=list(locales) or [ENGLISH, KOREAN])
    topic = sns.Topic(stack, "Staff")
    Monitoring(stack, "Monitoring", alarm_topic=topic).watch_bot("Hotel", bot, **thresholds)
    return template_of(stack)


@pytest.fixture(scope="module")
def alarmed() -> dict[str, Any]:
    """A bot in two languages with every alarm."""
    return watched(missed_percent=25, latency=Duration.seconds(2), function_errors=3)


def alarms(template: dict[str, Any]) -> dict[str, Any]:
    return {
        one["Properties"]["AlarmName"]: one["Properties"]
        for one in resources(template, "AWS::CloudWatch::Alarm").values()
    }


def body(template: dict[str, Any]) -> str:
    (dashboard,) = resources(template, "AWS::CloudWatch::Dashboard").values()
    return json.dumps(dashboard["Properties"]["DashboardBody"])


def test_the_dashboard_shows_requests_misses_latency_and_errors(alarmed: dict[str, Any]) -> None:
    shown = body(alarmed)

    for figure in (
        "RuntimeRequestCount",
        "MissedUtteranceCount",
        "RuntimeSuccessfulRequestLatency",
        "RuntimeLambdaErrors",
        "RuntimeInvalidLambdaResponses",
        "RuntimeSystemErrors",
        "RuntimeThrottledEvents",
    ):
        assert figure in shown
    assert "Lex Bot **Hotel**" in shown
    assert "StartConversation" not in shown


def test_no_alarm_is_made_that_nobody_asked_for() -> None:
    template = watched(ENGLISH, speech=True)

    assert alarms(template) == {}
    assert "StartConversation" in body(template)


def test_each_locale_has_an_alarm_of_its_own_for_what_is_missed(alarmed: dict[str, Any]) -> None:
    for locale in ("en_US", "ko_KR"):
        alarm = alarms(alarmed)[f"Test-Bot-Missed-Utterances-{locale}"]
        assert alarm["Threshold"] == 25
        assert alarm["TreatMissingData"] == "notBreaching"
        name = locale.replace("_", "")
        assert alarm["Metrics"][0]["Expression"] == (
            f"IF(requests{name} >= 10, 100 * FILL(missed{name}, 0) / requests{name}, 0)"
        )
        assert locale in alarm["AlarmDescription"]


def test_slow_answers_are_an_alarm_when_they_stay_slow(alarmed: dict[str, Any]) -> None:
    alarm = alarms(alarmed)["Test-Bot-Latency"]

    assert (alarm["Threshold"], alarm["EvaluationPeriods"]) == (2000, 3)
    stats = {one["MetricStat"]["Stat"] for one in alarm["Metrics"] if "MetricStat" in one}
    assert stats == {"p95"}


def test_failing_and_unusable_answers_are_alarms(alarmed: dict[str, Any]) -> None:
    for name in ("Test-Bot-Function-Errors", "Test-Bot-Invalid-Responses"):
        assert alarms(alarmed)[name]["Threshold"] == 3


def test_every_alarm_reaches_the_topic_and_is_on_the_dashboard(alarmed: dict[str, Any]) -> None:
    assert len(alarms(alarmed)) == 5
    for alarm in alarms(alarmed).values():
        assert [one["Ref"][:5] for one in alarm["AlarmActions"]] == ["Staff"]
    for logical_id in resources(alarmed, "AWS::CloudWatch::Alarm"):
        assert logical_id in body(alarmed)


def test_an_alarm_of_many_locales_is_one_for_each_since_it_takes_ten_metrics() -> None:
    many = [
        Locale(name, intents=[Intent("Hello", utterances=["Hello"])])
        for name in (
            "en_US en_GB en_AU en_IN de_DE de_AT es_ES es_419 fr_FR fr_CA it_IT".split()  # noqa: SIM905
        )
    ]

    found = alarms(watched(*many, latency=Duration.seconds(2)))

    assert len(found) == 11
    assert "Test-Bot-Latency-es_419" in found


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"missed_percent": 0}, "missed_percent: 0 is not between 0 and 100"),
        ({"missed_percent": 100}, "missed_percent: 100 is not between 0 and 100"),
        ({"missed_at_least": 0}, "missed_at_least: 0 is not 1 or more"),
        ({"function_errors": 0}, "function_errors: 0 is not 1 or more"),
    ],
)
def test_a_threshold_that_makes_no_sense_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        watched(ENGLISH, **wrong)


def test_it_is_a_part_of_any_facade() -> None:
    from cdk_monitoring_constructs import MonitoringFacade

    stack = Stack(App(), "Test")
    bot: Bot = one_bot(stack, locales=[ENGLISH])
    facade = MonitoringFacade(stack, "Facade")

    facade.add_segment(BotMonitoring(facade, bot=bot, name="Hotel", function_errors=1))

    assert [one.alarm_name for one in facade.created_alarms()] != []

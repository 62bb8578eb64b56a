"""What Lex counts, under the names and dimensions it counts it by."""

from __future__ import annotations

from typing import Any

import pytest
from aws_cdk import App, Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from ml_refarch.lex import Bot, Intent, Locale

from tests.constructs.lex.bots import KOREAN, one_bot

ENGLISH = Locale("en_US", intents=[Intent("Hello", utterances=["Hello"])])


@pytest.fixture(scope="module")
def bot() -> Bot:
    return one_bot(Stack(App(), "Test"), locales=[ENGLISH, KOREAN])


def single(metric: cloudwatch.IMetric) -> cloudwatch.MetricStatConfig:
    config = metric.to_metric_config().metric_stat
    assert config is not None
    return config


def dimensions(bot: Bot, metric: cloudwatch.IMetric) -> dict[str, Any]:
    found = single(metric).dimensions or []
    return {one.name: Stack.of(bot).resolve(one.value) for one in found}


@pytest.mark.parametrize(
    ("method", "name", "statistic"),
    [
        ("metric_requests", "RuntimeRequestCount", "Sum"),
        ("metric_missed_utterances", "MissedUtteranceCount", "Sum"),
        ("metric_latency", "RuntimeSuccessfulRequestLatency", "p95"),
        ("metric_function_errors", "RuntimeLambdaErrors", "Sum"),
        ("metric_invalid_function_responses", "RuntimeInvalidLambdaResponses", "Sum"),
        ("metric_system_errors", "RuntimeSystemErrors", "Sum"),
        ("metric_throttles", "RuntimeThrottledEvents", "Sum"),
    ],
)
def test_each_figure_has_the_name_lex_gives_it(
    bot: Bot, method: str, name: str, statistic: str
) -> None:
    stat = single(getattr(bot, method)(locale_id="ko_KR"))

    assert (stat.namespace, stat.metric_name, stat.statistic) == ("AWS/Lex", name, statistic)
    assert stat.period.to_minutes() == 5


def test_a_figure_is_of_one_alias_locale_and_operation(bot: Bot) -> None:
    stack = Stack.of(bot)

    assert dimensions(bot, bot.metric_requests(locale_id="en_US")) == {
        "BotId": stack.resolve(bot.bot_id),
        "BotAliasId": stack.resolve(bot.alias_id),
        "LocaleId": "en_US",
        "Operation": "RecognizeText",
    }


def test_all_locales_together_are_their_sum(bot: Bot) -> None:
    config = bot.metric_missed_utterances().to_metric_config().math_expression

    assert config is not None
    ids = list(config.using_metrics)
    assert config.expression == f"SUM([FILL({ids[0]}, 0), FILL({ids[1]}, 0)])"
    used = [dimensions(bot, metric)["LocaleId"] for metric in config.using_metrics.values()]
    assert used == ["en_US", "ko_KR"]


def test_figures_of_one_graph_do_not_share_an_id(bot: Bot) -> None:
    expressions = [
        bot.metric_missed_utterances().to_metric_config().math_expression,
        bot.metric_requests().to_metric_config().math_expression,
        bot.metrics.metric("RuntimeRequestCount", operation="PutSession")
        .to_metric_config()
        .math_expression,
    ]

    ids = [key for one in expressions if one is not None for key in one.using_metrics]
    assert len(set(ids)) == 6


def test_the_latency_of_all_locales_is_the_slowest(bot: Bot) -> None:
    config = bot.metric_latency(period=Duration.minutes(1)).to_metric_config().math_expression

    assert config is not None
    assert config.expression.startswith("MAX(")
    assert config.period == 60


def test_speech_is_counted_by_input_mode(bot: Bot) -> None:
    metric = bot.metrics.metric(
        "RuntimeRequestCount",
        locale_id="en_US",
        operation="StartConversation",
        input_mode="Speech",
    )

    assert dimensions(bot, metric)["InputMode"] == "Speech"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"locale_id": "fr_FR"}, "locale_id: 'fr_FR' is none of the bot's: en_US, ko_KR"),
        ({"input_mode": "Text"}, "input_mode: RecognizeText has none"),
        ({"operation": "StartConversation"}, "StartConversation needs one of Text, Speech, DTMF"),
    ],
)
def test_a_figure_lex_does_not_have_is_refused(
    bot: Bot, settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        bot.metrics.metric("RuntimeRequestCount", **settings)

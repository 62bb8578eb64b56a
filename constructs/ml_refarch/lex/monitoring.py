"""A bot's part of a dashboard, with alarms: cdk-monitoring-constructs has none for Lex."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

import cdk_monitoring_constructs as monitoring
import jsii
from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from ml_refarch.lex.bot import Bot

# An alarm takes at most ten metrics, and each locale is one.
_LOCALES_IN_AN_ALARM: Final = 10
_SLOW_PERIODS: Final = 3


class BotMonitoring(monitoring.Monitoring):
    """What people say to a bot, how much of it is not understood, how fast and how well it answers.

    ```python
    facade.add_segment(BotMonitoring(facade, bot=bot, name="Bookings", missed_percent=30))
    ```

    ``Monitoring.watch_bot`` does that. An alarm is made for each threshold that is given.

    Args:
        scope: The facade.
        bot: The bot.
        name: What the dashboard calls it.
        speech: Whether people speak to it, so that ``StartConversation`` is shown as well.
        missed_percent: Alarm when more of the texts in a locale are not understood, of a quarter of
            an hour with at least ``missed_at_least`` of them.
        missed_at_least: How many texts are enough to tell; 10 or more keep one person's typing
            errors from being an alarm.
        latency: Alarm when one answer in twenty takes longer, three times five minutes in a row.
        function_errors: Alarm when as many calls of the function fail, or are answered in a way
            that Lex cannot use, in five minutes.

    Raises:
        ValueError: A threshold is no percentage, or is not positive.

    Source: https://docs.aws.amazon.com/lexv2/latest/dg/monitoring-cloudwatch.html
    """

    def __init__(
        self,
        scope: monitoring.MonitoringFacade,
        *,
        bot: Bot,
        name: str,
        speech: bool = False,
        missed_percent: float | None = None,
        missed_at_least: int = 10,
        latency: Duration | None = None,
        function_errors: int | None = None,
    ) -> None:
        _check(missed_percent, missed_at_least, function_errors)
        super().__init__(scope)
        self._bot = bot
        self._title = name
        self._speech = speech
        self._factory = self.create_alarm_factory(bot.node.id)
        self._rates = {
            locale: _missed_rate(bot, locale, missed_at_least) for locale in bot.locale_ids
        }
        self._missed = self._missed_alarms(missed_percent) if missed_percent is not None else []
        self._slow = self._slow_alarms(latency) if latency is not None else []
        self._failed = self._failed_alarms(function_errors) if function_errors is not None else []

    @jsii.member(jsii_name="createdAlarms")
    def created_alarms(self) -> list[monitoring.AlarmWithAnnotation]:
        """The alarms, for dashboards that list them."""
        return [*self._missed, *self._slow, *self._failed]

    @jsii.member(jsii_name="summaryWidgets")
    def summary_widgets(self) -> list[cloudwatch.IWidget]:
        """The short form, which is the long one."""
        return self.widgets()

    @jsii.member(jsii_name="widgets")
    def widgets(self) -> list[cloudwatch.IWidget]:
        """Requests, misunderstandings, latency and errors, and the state of the alarms."""
        bot = self._bot
        requests = [bot.metric_requests()]
        if self._speech:
            requests.append(
                bot.metrics.metric(
                    "RuntimeRequestCount",
                    operation="StartConversation",
                    input_mode="Speech",
                    label="Spoken",
                )
            )
        return [
            monitoring.MonitoringHeaderWidget(family="Lex Bot", title=self._title),
            _row(
                _graph("Requests and missed utterances", *requests, bot.metric_missed_utterances()),
                _graph(
                    "Not understood, % of requests",
                    *self._rates.values(),
                    annotations=_annotations(self._missed),
                ),
                _graph(
                    "Latency, ms",
                    *(
                        bot.metrics.metric(
                            "RuntimeSuccessfulRequestLatency", statistic=statistic, label=statistic
                        )
                        for statistic in ("p50", "p95", "p99")
                    ),
                    annotations=_annotations(self._slow),
                ),
                _graph(
                    "Errors",
                    bot.metric_function_errors(),
                    bot.metric_invalid_function_responses(),
                    bot.metric_system_errors(),
                    bot.metric_throttles(),
                    annotations=_annotations(self._failed),
                ),
            ),
            *_states(self.created_alarms()),
        ]

    def _missed_alarms(self, percent: float) -> list[monitoring.AlarmWithAnnotation]:
        # Locale by locale: one that understands little must not hide behind another's traffic.
        return [
            self._factory.add_alarm(
                rate,
                alarm_name_suffix="Missed-Utterances",
                disambiguator=locale,
                alarm_description=f"{self._title} does not understand over {percent:g}% of what "
                f"people write in {locale}; the conversation log has what it was.",
                comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
                threshold=percent,
                treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            )
            for locale, rate in self._rates.items()
        ]

    def _slow_alarms(self, latency: Duration) -> list[monitoring.AlarmWithAnnotation]:
        return [
            self._factory.add_alarm(
                self._bot.metric_latency(locale_id=locale),
                alarm_name_suffix="Latency",
                disambiguator=locale,
                alarm_description=f"People wait over {latency.to_seconds():g} s for one answer in "
                f"twenty of {self._title}.",
                comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
                threshold=latency.to_milliseconds(),
                datapoints_to_alarm=_SLOW_PERIODS,
                treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            )
            for locale in self._spans()
        ]

    def _failed_alarms(self, errors: int) -> list[monitoring.AlarmWithAnnotation]:
        bot = self._bot
        return [
            self._factory.add_alarm(
                figure,
                alarm_name_suffix=suffix,
                disambiguator=locale,
                alarm_description=f"{self._title}: {what}",
                comparison_operator=(
                    cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
                ),
                threshold=errors,
                treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            )
            for locale in self._spans()
            for suffix, figure, what in (
                (
                    "Function-Errors",
                    bot.metric_function_errors(locale_id=locale),
                    "the function behind the bot failed, and people were told that it did.",
                ),
                (
                    "Invalid-Responses",
                    bot.metric_invalid_function_responses(locale_id=locale),
                    "the function behind the bot answered in a way that Lex cannot use.",
                ),
            )
        ]

    def _spans(self) -> Sequence[str | None]:
        """All locales at once, where an alarm can; else each."""
        locales = self._bot.locale_ids
        return (None,) if len(locales) <= _LOCALES_IN_AN_ALARM else locales


def _missed_rate(bot: Bot, locale: str, at_least: int) -> cloudwatch.MathExpression:
    period = Duration.minutes(15)
    name = locale.replace("_", "")  # ids are one namespace in a graph
    requests, missed = f"requests{name}", f"missed{name}"
    return cloudwatch.MathExpression(
        expression=f"IF({requests} >= {at_least}, 100 * FILL({missed}, 0) / {requests}, 0)",
        using_metrics={
            requests: bot.metric_requests(locale_id=locale, period=period),
            missed: bot.metric_missed_utterances(locale_id=locale, period=period),
        },
        period=period,
        label=locale,
    )


def _row(*graphs: cloudwatch.GraphWidget) -> cloudwatch.IWidget:
    # Which it is, though the bindings to Python do not say so.
    return cast(cloudwatch.IWidget, cloudwatch.Row(*graphs))


def _states(alarms: Sequence[monitoring.AlarmWithAnnotation]) -> list[cloudwatch.IWidget]:
    if not alarms:
        return []
    return [cloudwatch.AlarmStatusWidget(width=24, alarms=[each.alarm for each in alarms])]


def _graph(
    title: str,
    *metrics: cloudwatch.IMetric,
    annotations: Sequence[cloudwatch.HorizontalAnnotation] = (),
) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(
        title=title,
        left=list(metrics),
        left_annotations=list(annotations),
        left_y_axis=cloudwatch.YAxisProps(min=0),
        width=6,
        height=5,
    )


def _annotations(
    alarms: Sequence[monitoring.AlarmWithAnnotation],
) -> list[cloudwatch.HorizontalAnnotation]:
    return [alarm.annotation for alarm in alarms]


def _check(missed_percent: float | None, at_least: int, function_errors: int | None) -> None:
    if missed_percent is not None and not 0 < missed_percent < 100:
        raise ValueError(f"missed_percent: {missed_percent:g} is not between 0 and 100")
    for name, value in (("missed_at_least", at_least), ("function_errors", function_errors)):
        if value is not None and value < 1:
            raise ValueError(f"{name}: {value} is not 1 or more")

"""What is read out of logs: metric filters, saved queries, the number of conversations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

ERRORS: Final = "ErrorsLogged"
ERRORS_BY_TYPE: Final = "ErrorsLoggedByType"
MISSED: Final = "UtterancesMissed"
_TYPE, _LOCALE = "error", "locale"
_QUARTER: Final = Duration.minutes(15)
_ERRORS_IN_A_QUARTER: Final = 5

# Of what Powertools and Lambda write as JSON; Insights has 1 for true and 0 for false.
_FAILED: Final = 'level = "ERROR" or record.status in ["error", "timeout"]'


class Logged(Construct):
    """Figures and queries over the logs of functions and conversations.

    Functions behind a queue do not fail as a whole when a message does, so that what they log is
    the first to tell: some errors are tried again and come to nothing, more than a few are not.

    Args:
        functions: The functions' log groups, by what a query calls them.
        scheduling: Which of them answers the bot.
        reminding: Which of them sends reminders.
        conversations: The bot's conversation log.
        locales: The bot's locales.
        namespace: Of the metrics.
    """

    errors_alarm: cloudwatch.Alarm
    conversations: cloudwatch.LogQueryWidget
    queries: tuple[logs.QueryDefinition, ...]

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        functions: Mapping[str, logs.ILogGroup],
        scheduling: str,
        reminding: str,
        conversations: logs.ILogGroup,
        locales: tuple[str, ...],
        namespace: str,
    ) -> None:
        super().__init__(scope, construct_id)
        self._namespace = namespace
        self._locales = locales
        for name, group in functions.items():
            self._filter(
                f"{name}Errors",
                ERRORS,
                group,
                logs.FilterPattern.string_value("$.level", "=", "ERROR"),
            )
            for suffix, field in (("Caught", "$.exception_name"), ("Raised", "$.errorType")):
                self._filter(
                    f"{name}{suffix}",
                    ERRORS_BY_TYPE,
                    group,
                    logs.FilterPattern.exists(field),
                    dimensions={_TYPE: field},
                )
        self._filter(
            "Missed",
            MISSED,
            conversations,
            logs.FilterPattern.all(
                logs.FilterPattern.boolean_value("$.missedUtterance", True),
                logs.FilterPattern.exists("$.bot.localeId"),
            ),
            dimensions={_LOCALE: "$.bot.localeId"},
        )
        self.errors_alarm = self._metric(ERRORS, period=_QUARTER).create_alarm(
            self,
            "ErrorsAlarm",
            alarm_description="Functions logged several errors in a quarter of an hour; the saved "
            "query 'Errors' shows them.",
            threshold=_ERRORS_IN_A_QUARTER,
            evaluation_periods=1,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        self.conversations = cloudwatch.LogQueryWidget(
            title="Conversations and turns by day",
            log_group_names=[conversations.log_group_name],
            view=cloudwatch.LogQueryVisualizationType.TABLE,
            query_lines=[
                "stats count_distinct(sessionId) as conversations, count(*) as turns by bin(1d)"
            ],
            width=12,
            height=5,
        )
        self.queries = self._queries(
            functions, functions[scheduling], functions[reminding], conversations
        )

    @property
    def missed_by_locale(self) -> list[cloudwatch.Metric]:
        """Utterances that no intent understood, as the conversation log has them."""
        return [
            self._metric(MISSED, dimensions={_LOCALE: locale}, label=locale)
            for locale in self._locales
        ]

    @property
    def errors_by_type(self) -> cloudwatch.MathExpression:
        """Errors that functions logged, a line for each type of exception."""
        dimensions = f"{{{self._namespace},{_TYPE}}}"
        return cloudwatch.MathExpression(
            expression=f"SEARCH('{dimensions} MetricName=\"{ERRORS_BY_TYPE}\"', 'Sum', 300)",
            using_metrics={},
            label="",
        )

    def _filter(
        self,
        construct_id: str,
        metric: str,
        group: logs.ILogGroup,
        pattern: logs.JsonPattern,
        *,
        dimensions: dict[str, str] | None = None,
    ) -> None:
        """Counts what matches; the fields that are dimensions are part of the pattern."""
        logs.MetricFilter(
            self,
            construct_id,
            log_group=group,
            filter_pattern=pattern,
            metric_namespace=self._namespace,
            metric_name=metric,
            dimensions=dimensions,
        )

    def _metric(
        self,
        name: str,
        *,
        dimensions: dict[str, str] | None = None,
        period: Duration | None = None,
        label: str | None = None,
    ) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace=self._namespace,
            metric_name=name,
            dimensions_map=dimensions,
            statistic=cloudwatch.Stats.SUM,
            period=period or Duration.minutes(5),
            label=label,
        )

    def _queries(
        self,
        functions: Mapping[str, logs.ILogGroup],
        scheduling: logs.ILogGroup,
        reminding: logs.ILogGroup,
        conversations: logs.ILogGroup,
    ) -> tuple[logs.QueryDefinition, ...]:
        return (
            self._query(
                "Errors",
                [*functions.values()],
                fields=[
                    "@timestamp",
                    "service",
                    "message",
                    "coalesce(exception_name, errorType, record.status) as what",
                    "location",
                ],
                filter_statements=[_FAILED],
            ),
            self._query(
                "Slow turns",
                [scheduling],
                fields=["@timestamp", "record.metrics.durationMs", "record.metrics.initDurationMs"],
                filter_statements=['type = "platform.report"'],
                sort="record.metrics.durationMs desc",
            ),
            self._query(
                "Missed utterances",
                [conversations],
                fields=[
                    "@timestamp",
                    "bot.localeId",
                    "inputTranscript",
                    "sessionState.intent.name",
                ],
                filter_statements=["missedUtterance = 1"],
            ),
            self._query(
                "Reminders dropped",
                [reminding],
                fields=["@timestamp", "reference"],
                filter_statements=['message = "Answered a reminder"', "stands = 0"],
            ),
        )

    def _query(
        self,
        title: str,
        groups: list[logs.ILogGroup],
        *,
        fields: list[str],
        filter_statements: list[str],
        sort: str = "@timestamp desc",
    ) -> logs.QueryDefinition:
        return logs.QueryDefinition(
            self,
            title,
            query_definition_name=f"{Stack.of(self).stack_name}/{title}",
            query_string=logs.QueryString(
                fields=fields, filter_statements=filter_statements, sort=sort, limit=100
            ),
            log_groups=groups,
        )

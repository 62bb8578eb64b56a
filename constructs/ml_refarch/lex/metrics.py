"""What Lex tells CloudWatch of a bot: requests, latency, errors, what it did not understand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

Operation = Literal[
    "RecognizeText", "RecognizeUtterance", "StartConversation", "PutSession", "GetSession"
]
InputMode = Literal["Text", "Speech", "DTMF"]
Figure: TypeAlias = cloudwatch.Metric | cloudwatch.MathExpression
"""What can be shown in a graph and can have an alarm."""


@dataclass(frozen=True)
class BotMetrics:
    """The figures of one alias of a bot, in the namespace ``AWS/Lex``.

    Lex counts each locale and operation apart. What is asked for several locales is the sum of
    them, or, for a latency, the slowest. ``RecognizeUtterance`` and ``StartConversation`` are
    counted by input mode as well, so that they need one.

    Source: https://docs.aws.amazon.com/lexv2/latest/dg/monitoring-cloudwatch.html
    """

    bot_id: str
    alias_id: str
    locale_ids: tuple[str, ...]

    def metric(
        self,
        name: str,
        *,
        locale_id: str | None = None,
        operation: Operation = "RecognizeText",
        input_mode: InputMode | None = None,
        statistic: str = "Sum",
        period: Duration | None = None,
        label: str | None = None,
    ) -> Figure:
        """Any metric of Lex by its name.

        Args:
            name: ``MissedUtteranceCount``, ``RuntimeRequestCount``, ...
            locale_id: One locale of the bot; all of them when not given.
            operation: The call that is counted.
            input_mode: How people speak; for the two operations that take speech.
            statistic: ``Sum``, ``Average``, ``p95``, ...
            period: Of one figure; 5 minutes when not given.
            label: What a graph calls it; the metric's name when not given.

        Raises:
            ValueError: The bot has no such locale, or the input mode does not go with the
                operation.
        """
        locales = self._locales(locale_id)
        speech = operation in {"RecognizeUtterance", "StartConversation"}
        if speech != (input_mode is not None):
            wants = "needs one of Text, Speech, DTMF" if speech else "has none"
            raise ValueError(f"input_mode: {operation} {wants}")
        mode = {} if input_mode is None else {"InputMode": input_mode}
        each = [
            cloudwatch.Metric(
                namespace="AWS/Lex",
                metric_name=name,
                dimensions_map={
                    "BotId": self.bot_id,
                    "BotAliasId": self.alias_id,
                    "LocaleId": locale,
                    "Operation": operation,
                    **mode,
                },
                statistic=statistic,
                period=period or Duration.minutes(5),
                label=label or name,
            )
            for locale in locales
        ]
        if len(each) == 1:
            return each[0]
        # Ids are one namespace in a graph, where several of these expressions may meet.
        stem = re.sub(
            r"\W", "", f"{name[0].lower()}{name[1:]}{operation}{input_mode or ''}{statistic}"
        )
        used = {f"{stem}{place}": metric for place, metric in enumerate(each)}
        combine = "SUM" if statistic in {"Sum", "SampleCount"} else "MAX"
        return cloudwatch.MathExpression(
            expression=f"{combine}([{', '.join(f'FILL({one}, 0)' for one in used)}])",
            using_metrics=used,
            period=period or Duration.minutes(5),
            label=label or name,
        )

    def _locales(self, locale_id: str | None) -> Sequence[str]:
        if locale_id is None:
            return self.locale_ids
        if locale_id not in self.locale_ids:
            raise ValueError(
                f"locale_id: {locale_id!r} is none of the bot's: {', '.join(self.locale_ids)}"
            )
        return (locale_id,)

"""What Lex tells CloudWatch of its runtime's calls, in the namespace ``AWS/Lex``.

Source: https://docs.aws.amazon.com/lexv2/latest/dg/monitoring-cloudwatch.html
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from localcloud.cloudwatch.recording import record
from localcloud.errors import ServiceError
from localcloud.lex.runtime import Deployed
from localcloud.lex.turn import Turn

if TYPE_CHECKING:
    from localcloud.interface import Cloud

Shape = dict[str, Any]


class LexMetrics:
    """Counts calls, by alias and by version.

    Args:
        find: The bot that an alias shows; raises ServiceError where there is none.
    """

    def __init__(self, cloud: Cloud, find: Callable[[str, str], Deployed]) -> None:
        self._cloud = cloud
        self._find = find

    def measured(
        self,
        region: str,
        operation: str,
        request: Shape,
        perform: Callable[[Callable[[Turn], None]], Shape],
    ) -> Shape:
        """Performs a call and counts it, whatever comes of it.

        Args:
            perform: The call; it is given what to call with its turn, as soon as there is one.
        """
        at, begun = self._cloud.clock.now(), time.perf_counter()
        turns: list[Turn] = []
        error: ServiceError | None = None
        try:
            return perform(turns.append)
        except ServiceError as caught:
            error = caught
            raise
        finally:
            milliseconds = (time.perf_counter() - begun) * 1000
            figures = _figures(turns[0] if turns else None, error, milliseconds)
            self._record(region, operation, request, figures, at)

    def _record(
        self,
        region: str,
        operation: str,
        request: Shape,
        figures: Mapping[str, tuple[float, str]],
        at: datetime,
    ) -> None:
        try:
            version = self._find(request["botId"], request["botAliasId"]).alias.version
        except ServiceError:
            return  # of no bot: there is nothing to count it for
        common = {
            "BotId": request["botId"],
            "LocaleId": request["localeId"],
            "Operation": operation,
        }
        dimensions = [
            {**common, "BotAliasId": request["botAliasId"]},
            {**common, "BotVersion": version},
        ]
        record(self._cloud, region, "AWS/Lex", figures, dimensions=dimensions, at=at)


def _figures(
    turn: Turn | None, error: ServiceError | None, milliseconds: float
) -> dict[str, tuple[float, str]]:
    counts: dict[str, float] = {"RuntimeRequestCount": 1}
    if turn is not None:
        counts |= {
            "MissedUtteranceCount": int(turn.missed),
            "RuntimeLambdaErrors": turn.hook_failures,
            "RuntimeInvalidLambdaResponses": turn.hook_nonsense,
        }
    if error is not None:
        counts["RuntimeSystemErrors"] = int(error.status >= 500)
        counts["RuntimeUserErrors"] = int(400 <= error.status < 500)
    figures = {
        name: (float(count), "Count")
        for name, count in counts.items()
        if count or name in ("RuntimeRequestCount", "MissedUtteranceCount")
    }
    if error is None:
        figures["RuntimeSuccessfulRequestLatency"] = (milliseconds, "Milliseconds")
    return figures

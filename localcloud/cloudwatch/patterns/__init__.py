"""Filter patterns of CloudWatch Logs: terms, JSON, columns.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

from __future__ import annotations

from functools import lru_cache

from localcloud.cloudwatch.patterns.columns import ColumnPattern
from localcloud.cloudwatch.patterns.fields import Fields, LogPattern, PatternError
from localcloud.cloudwatch.patterns.json_fields import JsonPattern
from localcloud.cloudwatch.patterns.terms import TermPattern

__all__ = ["Fields", "LogPattern", "PatternError", "parse"]


@lru_cache(maxsize=512)
def parse(pattern: str) -> LogPattern:
    """A pattern, ready to be matched.

    Raises:
        PatternError: It is none; the sentence says where.
    """
    text = pattern.strip()
    if text.startswith("{"):
        try:
            return JsonPattern(text)
        except RecursionError as error:
            raise PatternError(f"{text[:20]!r}... is nested too deep") from error
    if text.startswith("["):
        return ColumnPattern(text)
    return TermPattern(text)

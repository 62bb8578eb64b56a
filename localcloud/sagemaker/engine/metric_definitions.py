"""The metrics that SageMaker finds in what a training job prints."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence


class MetricDefinitions:
    """The metrics that SageMaker finds in a log by regular expressions.

    Args:
        definitions: ``Name`` and ``Regex`` of each; the first group is the value.

    Raises:
        re.error: A regular expression is none.
    """

    def __init__(self, definitions: Sequence[Mapping[str, str]]) -> None:
        self._definitions = [(each["Name"], re.compile(each["Regex"])) for each in definitions]

    def found_in(self, line: str) -> list[tuple[str, float]]:
        """The metrics in a line: name and value."""
        found = []
        for name, expression in self._definitions:
            match = expression.search(line)
            if match is None or not match.groups():
                continue
            try:
                found.append((name, float(match[1])))
            except ValueError:
                continue  # SageMaker, too, takes numbers only
        return found

"""SEARCH in metric math: all metrics of a namespace that fit some terms.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from localcloud.cloudwatch.datapoints import MetricId

_SCHEMA = re.compile(r"\s*\{([^}]*)\}\s*")
_NAME = re.compile(r'\s*(?:"([^"]*)"|([^,"]+?))\s*(?:,|$)')
_TERM = re.compile(r'(?:(?P<key>[\w./-]+)\s*=\s*)?(?:"(?P<exact>[^"]*)"|(?P<part>[^\s"()=]+))\s*')
_WORDS = ("AND", "OR", "NOT")


class SearchError(ValueError):
    """The search is none, or more than the local cloud works out."""


@dataclass(frozen=True)
class Search:
    """A namespace and names of dimensions, all of which a metric has, and terms that it fits."""

    namespace: str
    dimensions: frozenset[str]
    terms: tuple[tuple[str | None, str, bool], ...]

    @classmethod
    def of(cls, text: str) -> Search:
        """Reads a search such as ``{Clinic,service} MetricName="Errors" service=book``.

        Raises:
            SearchError: It has no schema in braces, or joins its terms by more than AND.
        """
        schema = _SCHEMA.match(text)
        names = [quoted or plain for quoted, plain in _NAME.findall(schema[1])] if schema else []
        if schema is None or not names:
            raise SearchError(f"SEARCH {text!r} must begin with {{Namespace,Dimension,...}}")
        terms, at = [], schema.end()
        while at < len(text):
            found = _TERM.match(text, at)
            if found is None or found["part"] in _WORDS[1:]:
                raise SearchError(
                    f"SEARCH {text!r} is not worked out in the local cloud from {text[at:]!r} on"
                )
            if found["part"] != "AND":
                exact = found["exact"] is not None
                terms.append((found["key"], found["exact"] if exact else found["part"], exact))
            at = found.end()
        return cls(names[0], frozenset(names[1:]), tuple(terms))

    def among(self, metrics: Iterable[MetricId]) -> list[MetricId]:
        """The metrics that are found."""
        return [metric for metric in metrics if self._finds(metric)]

    def _finds(self, metric: MetricId) -> bool:
        held = dict(metric.dimensions)
        if metric.namespace != self.namespace or held.keys() != self.dimensions:
            return False
        named = {**held, "MetricName": metric.name}
        return all(_fits(named, *term) for term in self.terms)


def _fits(named: dict[str, str], key: str | None, wanted: str, exact: bool) -> bool:
    values = [*named.values(), *named] if key is None else [named.get(key, "")]
    if exact and key is not None:
        return values == [wanted]
    return any(wanted.lower() in value.lower() for value in values)

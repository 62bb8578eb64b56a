"""Whether a model may take the place of the one in use."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evaluation import Evaluation, Figures, InvalidEvaluationError


@dataclass(frozen=True)
class Terms:
    """On which terms a model passes.

    Args:
        metric: The figure that counts.
        smaller_is_better: Which way is better.
        margin: How much better than the model in use it must be, as a share of its figure.
        limit: What the figure must reach whatever else there is; none without.
    """

    metric: str
    smaller_is_better: bool
    margin: float = 0
    limit: float | None = None

    @classmethod
    def parse(cls, value: Mapping[str, Any]) -> Terms:
        """Takes the terms of a question.

        Raises:
            ValueError: the goal is neither Minimize nor Maximize.
        """
        goal = value["goal"]
        if goal not in {"Minimize", "Maximize"}:
            raise ValueError(f"goal: {goal!r} is neither Minimize nor Maximize")
        limit = value.get("limit")
        return cls(
            metric=value["metric"],
            smaller_is_better=goal == "Minimize",
            margin=float(value.get("margin", 0)),
            limit=None if limit is None else float(limit),
        )

    def better(self, figure: float, than: float) -> bool:
        """Whether a figure is better than another; equal ones are not, nor is what is no number."""
        return figure < than if self.smaller_is_better else figure > than


@dataclass(frozen=True)
class Verdict:
    """Whether a model passes, and why: a sentence for the people who hear of it."""

    deploy: bool
    reason: str


def judge(evaluation: Evaluation, terms: Terms) -> Verdict:
    """Whether a model is better than the baseline, and than the model in use by the margin.

    Raises:
        InvalidEvaluationError: the figure that counts is missing.
    """
    figure = _figure(evaluation.model, terms, of="the model")
    if math.isnan(figure):
        return Verdict(deploy=False, reason=f"its {terms.metric} is no number")
    against = list(_against(evaluation, terms))
    for name, other, bar in against:
        if not terms.better(figure, bar):
            needed = f", and must be {_word(terms)} {bar:.4g}" if bar != other else ""
            return Verdict(
                deploy=False,
                reason=(
                    f"its {terms.metric} of {figure:.4g} is not better than "
                    f"that of {name}, {other:.4g}{needed}"
                ),
            )
    beaten = " and ".join(f"{name}, {other:.4g}" for name, other, _ in against)
    return Verdict(
        deploy=True,
        reason=f"its {terms.metric} is {figure:.4g}, better than that of {beaten}"
        if beaten
        else f"its {terms.metric} is {figure:.4g}, and there is nothing to compare it with",
    )


def _against(evaluation: Evaluation, terms: Terms) -> Iterator[tuple[str, float, float]]:
    """What a model must be better than: what it is, its figure, and the bar."""
    if terms.limit is not None:
        yield "the limit", terms.limit, terms.limit
    if evaluation.baseline is not None:
        baseline = _figure(evaluation.baseline, terms, of="the baseline")
        yield "the baseline", baseline, baseline
    if evaluation.in_use is not None:
        used = _figure(evaluation.in_use, terms, of="the model in use")
        if not math.isnan(used):  # one that answers no numbers is beaten by any that does
            share = -terms.margin if terms.smaller_is_better else terms.margin
            yield "the model in use", used, used + abs(used) * share


def _figure(figures: Figures, terms: Terms, *, of: str) -> float:
    if terms.metric not in figures:
        raise InvalidEvaluationError(
            f"the evaluation has no {terms.metric} of {of}; it has {', '.join(figures) or 'none'}"
        )
    return figures[terms.metric]


def _word(terms: Terms) -> str:
    return "under" if terms.smaller_is_better else "over"

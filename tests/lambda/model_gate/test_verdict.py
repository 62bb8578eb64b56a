"""A model passes that is better; whatever is doubtful does not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from function_folder import FunctionFolder
from hypothesis import given
from hypothesis import strategies as st

GATE = FunctionFolder("model_gate")


def verdict(
    rmse: Any, *, baseline: Any = None, in_use: Any = None, **terms: Any
) -> tuple[bool, str]:
    said = {
        "regression_metrics": {"rmse": {"value": rmse, "standard_deviation": 0.1}},
        "baseline": None if baseline is None else {"rmse": {"value": baseline}},
        "in_use": None if in_use is None else {"rmse": {"value": in_use}},
        "rows": 10,
    }
    found = GATE.verdict.judge(
        GATE.evaluation.Evaluation.parse(said),
        GATE.verdict.Terms.parse({"metric": "rmse", "goal": "Minimize", **terms}),
    )
    return found.deploy, found.reason


def test_the_first_model_passes_when_it_beats_the_baseline() -> None:
    assert verdict(20.0, baseline=30.0) == (
        True,
        "its rmse is 20, better than that of the baseline, 30",
    )


def test_a_model_must_beat_the_baseline_and_the_model_in_use() -> None:
    assert verdict(20.0, baseline=30.0, in_use=21.0)[0]
    assert verdict(20.0, baseline=19.0, in_use=21.0) == (
        False,
        "its rmse of 20 is not better than that of the baseline, 19",
    )
    assert verdict(20.0, baseline=30.0, in_use=19.0) == (
        False,
        "its rmse of 20 is not better than that of the model in use, 19",
    )


def test_the_same_figure_is_no_improvement() -> None:
    assert not verdict(20.0, in_use=20.0)[0]


def test_the_margin_is_a_share_of_the_figure_in_use() -> None:
    assert verdict(98.9, in_use=100.0, margin=0.01)[0]
    assert verdict(99.0, in_use=100.0, margin=0.01) == (
        False,
        "its rmse of 99 is not better than that of the model in use, 100, and must be under 99",
    )


def test_larger_is_better_where_it_is() -> None:
    assert verdict(0.9, baseline=0.5, in_use=0.8, goal="Maximize", margin=0.05)[0]
    assert not verdict(0.83, in_use=0.8, goal="Maximize", margin=0.05)[0]


def test_a_margin_also_counts_where_figures_are_negative() -> None:
    assert not verdict(-100.5, in_use=-100.0, margin=0.01)[0]
    assert verdict(-101.5, in_use=-100.0, margin=0.01)[0]


def test_a_limit_holds_for_the_first_model_too() -> None:
    assert verdict(20.0, limit=25.0)[0]
    assert verdict(26.0, limit=25.0) == (
        False,
        "its rmse of 26 is not better than that of the limit, 25",
    )


def test_with_nothing_to_compare_a_model_passes_and_says_so() -> None:
    assert verdict(20.0) == (True, "its rmse is 20, and there is nothing to compare it with")


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_never_passes(wrong: float) -> None:
    assert verdict(wrong, baseline=30.0) == (False, "its rmse is no number")


def test_a_model_in_use_that_answers_no_numbers_is_beaten() -> None:
    assert verdict(20.0, baseline=30.0, in_use=float("nan"))[0]


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(0, 0.99))
def test_no_model_replaces_itself(figure: float, margin: float) -> None:
    assert not verdict(figure, in_use=figure, margin=margin)[0]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ([], r"the evaluation is \[\], not an object"),
        ({"rows": 1}, "has none of regression_metrics, .*; it has rows"),
        ({"regression_metrics": 3}, "the model: 3 is not an object of figures"),
        ({"regression_metrics": {"mae": {"value": 1}}}, "no rmse of the model; it has mae"),
        ({"regression_metrics": {"rmse": {"value": "1"}}}, "no rmse of the model; it has none"),
        ({"regression_metrics": {"rmse": 1}, "baseline": {"mae": 1}}, "no rmse of the baseline"),
        ({"regression_metrics": {"rmse": 1}, "in_use": {}}, "no rmse of the model in use"),
    ],
)
def test_an_evaluation_that_does_not_say_is_an_error_and_no_pass(said: Any, why: str) -> None:
    terms = GATE.verdict.Terms.parse({"metric": "rmse", "goal": "Minimize"})
    with pytest.raises(GATE.evaluation.InvalidEvaluationError, match=why):
        GATE.verdict.judge(GATE.evaluation.Evaluation.parse(said), terms)


def test_a_bare_number_is_a_figure_too() -> None:
    said = json.loads('{"binary_classification_metrics": {"auc": 0.9, "roc": [1, 2]}}')
    assert GATE.evaluation.Evaluation.parse(said).model == {"auc": 0.9}


def test_a_goal_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="goal: 'Less' is neither Minimize nor Maximize"):
        GATE.verdict.Terms.parse({"metric": "rmse", "goal": "Less"})

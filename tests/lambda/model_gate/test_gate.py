"""What the function answers a pipeline, from a registry and a bucket."""

from __future__ import annotations

import json
from typing import Any

import pytest

GOOD = json.dumps(
    {
        "regression_metrics": {"rmse": {"value": 20.5}},
        "baseline": {"rmse": {"value": 30.25}},
        "in_use": None,
        "rows": 100,
    }
)
TERMS = {"metric": "rmse", "goal": "Minimize", "margin": 0.01}


def test_a_good_model_may_be_deployed(pipeline: Any) -> None:
    assert pipeline.ask(ask="deploy", evaluation=pipeline.put(GOOD), terms=TERMS) == {
        "deploy": True,
        "reason": "its rmse is 20.5, better than that of the baseline, 30.25",
    }


def test_a_broken_evaluation_is_said_to_be_one(pipeline: Any) -> None:
    broken = pipeline.put("{")
    with pytest.raises(ValueError, match=r"s3://models/runs/1/evaluation\.json is no JSON"):
        pipeline.ask(ask="deploy", evaluation=broken, terms=TERMS)


def test_no_model_is_in_use_before_one_is_approved(pipeline: Any) -> None:
    pipeline.register("pricing", status="PendingManualApproval", data="s3://models/1/model.tar.gz")
    answer = pipeline.ask(ask="model_in_use", group="pricing")
    assert answer == {"modelData": "none", "package": "none"}


def test_the_newest_approved_model_is_the_one_in_use(pipeline: Any) -> None:
    pipeline.register("pricing", status="Approved", data="s3://models/1/model.tar.gz")
    newest = pipeline.register("pricing", status="Approved", data="s3://models/2/model.tar.gz")
    pipeline.register("pricing", status="Rejected", data="s3://models/3/model.tar.gz")
    assert pipeline.ask(ask="model_in_use", group="pricing") == {
        "modelData": "s3://models/2/model.tar.gz",
        "package": newest,
    }


def test_an_unknown_question_is_refused(pipeline: Any) -> None:
    with pytest.raises(LookupError, match="ask: 'price' is neither model_in_use nor deploy"):
        pipeline.ask(ask="price")

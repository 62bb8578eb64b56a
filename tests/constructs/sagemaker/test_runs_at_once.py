"""Runs of a pipeline that deploy at once: the later one waits for the other, and none fails."""

from __future__ import annotations

import pytest

from tests.constructs.sagemaker.conftest import Synthesised
from tests.constructs.sagemaker.rehearsal import Fails
from tests.constructs.sagemaker.test_pipeline_runs import MISSING, at, play, unscaled

ARN = "arn:aws:sagemaker:us-east-1:123456789012:endpoint/pricing"
BUSY = Fails("SageMaker.SageMakerException", f'Cannot update in-progress endpoint "{ARN}".')
THERE = Fails("SageMaker.SageMakerException", f'Cannot create already existing endpoint "{ARN}".')


def test_an_update_that_another_run_was_quicker_with_is_tried_after_it(
    everything: Synthesised,
) -> None:
    run = play(everything, {"FindScaling": unscaled(), "UpdateEndpoint": [BUSY, {}]})
    assert run.status == "SUCCEEDED"
    assert len(run.asked["UpdateEndpoint"]) == 2
    assert run.visited.count("WaitForQuiet") == 1


def test_an_endpoint_that_another_run_has_just_made_is_updated(everything: Synthesised) -> None:
    looks = [MISSING, at("Creating", "other"), at("InService", "other")]
    run = play(everything, {"LookAtEndpoint": looks, "CreateEndpoint": THERE})
    assert run.status == "SUCCEEDED"
    assert "UpdateEndpoint" in run.visited


def test_scaling_that_another_run_has_stopped_is_stopped_enough(everything: Synthesised) -> None:
    gone = Fails("ApplicationAutoScaling.ObjectNotFoundException", "No scalable target found")
    run = play(everything, {"StopScaling": gone})
    assert run.status == "SUCCEEDED"
    assert "UpdateEndpoint" in run.visited


@pytest.mark.parametrize("step", ["UpdateEndpoint", "CreateEndpoint"])
def test_another_refusal_is_a_failure_that_says_so(everything: Synthesised, step: str) -> None:
    denied = Fails("SageMaker.SageMakerException", f"not authorized to perform {step}")
    looks = MISSING if step == "CreateEndpoint" else at("InService", "other")
    run = play(everything, {"LookAtEndpoint": looks, step: denied})
    assert run.cause == f"{step}: not authorized to perform {step}"
    assert "WaitForQuiet" not in run.visited


def test_a_run_that_another_overtook_before_it_looked_judges_nothing(
    everything: Synthesised,
) -> None:
    seen = [at("Updating", "pricing-old"), at("InService", "pricing-of-another-run")]
    run = play(everything, {"WatchEndpoint": seen})
    assert run.status == "SUCCEEDED"
    assert run.visited[-1] == "Overtaken"
    assert {"Approve", "Reject"}.isdisjoint(run.visited)

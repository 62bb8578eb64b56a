"""The chain on the real data: what the hotel's 15,402 bookings teach."""

from __future__ import annotations

import json
import re

from tests.models.bookings import read
from tests.models.conftest import Chain

METRIC = re.compile(r"validation:rmse=([0-9\.]+)")


def test_the_last_months_are_held_out(chain: Chain) -> None:
    report = json.loads((chain.prepared / "report" / "preparation.json").read_text())
    assert {
        part: (said["first_month"], said["last_month"]) for part, said in report["parts"].items()
    } == {
        "train": ("2016-07", "2017-04"),
        "validation": ("2017-05", "2017-06"),
        "test": ("2017-07", "2017-08"),
    }
    assert report["bookings"] == sum(said["bookings"] for said in report["parts"].values()) == 15401
    assert report["left_out"] == {"adults is not between 1 and 50": 1}


def test_nothing_is_kept_that_is_known_only_after_the_price_was_named(chain: Chain) -> None:
    columns = read(chain.prepared / "train" / "train.csv")[0].keys()
    assert next(iter(columns)) == "avg_price_per_room"
    assert not columns & {
        "assigned_room_type",
        "booking_changes",
        "days_in_waiting_list",
        "country",
        "rownames",
    }


def test_training_ends_with_the_metric_of_its_best_round(chain: Chain) -> None:
    said = [float(value) for value in METRIC.findall(chain.log)]
    assert len(said) > 100
    assert said[-1] == min(said[:-1])
    record = json.loads((chain.job / "model" / "training.json").read_text())
    assert round(record["validation_rmse"], 5) == said[-1]
    assert record["rounds"] == said.index(said[-1]) + 1


def test_the_model_carries_the_code_that_serves_it(chain: Chain) -> None:
    model = chain.job / "model"
    assert sorted(str(path.relative_to(model)) for path in model.rglob("*.*")) == [
        "code/features.py",
        "code/inference.py",
        "features.json",
        "model.ubj",
        "training.json",
    ]
    assert (chain.job / "output" / "success").exists()


def test_the_model_beats_the_linear_one_by_a_clear_margin(chain: Chain) -> None:
    evaluation = chain.evaluation
    model, linear = evaluation["regression_metrics"], evaluation["baseline"]
    assert model["rmse"]["value"] < 0.95 * linear["rmse"]["value"]
    assert model["mae"]["value"] < 0.95 * linear["mae"]["value"]


def test_the_evaluation_has_the_form_of_sagemakers_model_quality(chain: Chain) -> None:
    evaluation = chain.evaluation
    assert evaluation["regression_metrics"].keys() == {"mae", "mse", "rmse", "r2"}
    for metric in evaluation["regression_metrics"].values():
        assert metric.keys() == {"value", "standard_deviation"}
        assert metric["standard_deviation"] > 0
    assert evaluation["in_use"] is None
    assert (evaluation["rows"], evaluation["first_day"]) == (2164, "2017-07-01")

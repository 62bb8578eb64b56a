"""What a built-in algorithm takes, and what it says of what it does not take."""

from __future__ import annotations

import re
from typing import Any

import pytest
from aws_cdk import App, Stack
from ml_refarch.sagemaker import (
    BuiltInAlgorithm,
    Choices,
    Definition,
    Range,
    RealRange,
    WholeRange,
    builtin,
)

SMALLEST: dict[str, dict[str, Any]] = {
    "Linear Learner": {"predictor_type": "regressor"},
    "Factorization Machines": {
        "feature_dim": 100,
        "num_factors": 4,
        "predictor_type": "regressor",
    },
    "XGBoost": {"num_round": 10},
    "Image Classification": {"num_classes": 3, "num_training_samples": 1000},
    "Sequence-to-Sequence": {},
    "K-Means": {"k": 3, "feature_dim": 4},
    "PCA": {"feature_dim": 4, "mini_batch_size": 10, "num_components": 2},
    "LDA": {"feature_dim": 50, "mini_batch_size": 20, "num_topics": 5},
    "Neural Topic Model": {"feature_dim": 50, "num_topics": 5},
    "DeepAR": {"context_length": 7, "epochs": 5, "prediction_length": 7, "time_freq": "D"},
}
"""The fewest hyperparameters of each."""

EVERY = pytest.mark.parametrize("definition", builtin.ALL, ids=lambda one: one.name)


def smallest(definition: Definition) -> BuiltInAlgorithm:
    return BuiltInAlgorithm(definition, hyperparameters=SMALLEST[definition.name])


def test_the_ten_that_sagemaker_had_first_are_there() -> None:
    assert {one.name for one in builtin.ALL} == set(SMALLEST)


@EVERY
def test_the_fewest_hyperparameters_are_enough(definition: Definition) -> None:
    algorithm = smallest(definition)
    algorithm.check_required()
    stack = Stack()
    told = algorithm.bind(stack, isolated=True).hyperparameters
    assert told == {k: str(v) for k, v in SMALLEST[definition.name].items()}


@EVERY
def test_each_missing_hyperparameter_is_named_with_what_it_may_be(definition: Definition) -> None:
    for name in definition.required:
        fewer = {k: v for k, v in SMALLEST[definition.name].items() if k != name}
        algorithm = BuiltInAlgorithm(definition, hyperparameters=fewer)
        allowed = re.escape(definition.hyperparameters[name].allowed)
        with pytest.raises(ValueError, match=f"{definition.name} needs {name}, {allowed}"):
            algorithm.check_required()
        algorithm.check_required(tuned=[name])


@EVERY
def test_each_required_hyperparameter_has_a_rule(definition: Definition) -> None:
    assert set(definition.required) <= set(definition.hyperparameters)


@EVERY
def test_an_unknown_hyperparameter_is_refused_with_those_there_are(definition: Definition) -> None:
    with pytest.raises(ValueError, match=f"{definition.name} has no 'epoch_count'.*it has "):
        BuiltInAlgorithm(
            definition, hyperparameters={**SMALLEST[definition.name], "epoch_count": 1}
        )


@EVERY
def test_what_training_needs_is_enough_and_nothing_less(definition: Definition) -> None:
    algorithm = smallest(definition)
    needed = {one.name: one.content_types[0] for one in definition.channels if one.required}
    algorithm.check_channels(dict(needed))
    for name in needed:
        without = {k: v for k, v in needed.items() if k != name}
        with pytest.raises(ValueError, match=f"{definition.name} needs {name}"):
            algorithm.check_channels(dict(without))
    with pytest.raises(ValueError, match=f"{definition.name} has no channel 'tests'; it has train"):
        algorithm.check_channels({**needed, "tests": None})


@EVERY
def test_a_content_type_that_it_does_not_take_is_refused(definition: Definition) -> None:
    needed: dict[str, str | None] = {one.name: None for one in definition.channels if one.required}
    with pytest.raises(ValueError, match=f"'train' of {definition.name} does not take 'text/html'"):
        smallest(definition).check_channels({**needed, "train": "text/html"})


WRONG: list[tuple[Definition, dict[str, Any], str]] = [
    (builtin.LINEAR_LEARNER, {"predictor_type": "ranker"}, "one of binary_classifier, mult"),
    (builtin.LINEAR_LEARNER, {"mini_batch_size": 0}, "a whole number of at least 1"),
    (builtin.LINEAR_LEARNER, {"quantile": 1}, "a number over 0 and under 1"),
    (builtin.LINEAR_LEARNER, {"l1": "none"}, "a number of at least 0 or auto"),
    (builtin.LINEAR_LEARNER, {"use_bias": "yes"}, "true or false"),
    (builtin.FACTORIZATION_MACHINES, {"bias_lr": -1}, "a number of at least 0"),
    (builtin.XGBOOST, {"num_round": 2.5}, "a whole number of at least 1"),
    (builtin.XGBOOST, {"num_round": True}, "a whole number of at least 1"),
    (builtin.XGBOOST, {"num_round": ""}, "a whole number of at least 1"),
    (builtin.XGBOOST, {"eta": 1.5}, "a number of at least 0 and at most 1"),
    (builtin.XGBOOST, {"eta": float("nan")}, "a number of at least 0 and at most 1"),
    (builtin.XGBOOST, {"subsample": 0}, "a number over 0 and at most 1"),
    (builtin.XGBOOST, {"objective": "reg:linear"}, "one of reg:squarederror"),
    (builtin.XGBOOST, {"monotone_constraints": "[1, 2]"}, "a tuple of -1, 0 and 1"),
    (builtin.IMAGE_CLASSIFICATION, {"num_layers": 51}, "one of 18, 20, 32"),
    (builtin.IMAGE_CLASSIFICATION, {"image_shape": "224x224"}, "channels, height and width"),
    (builtin.SEQ2SEQ, {"encoder_type": "transformer"}, "one of rnn, cnn"),
    (builtin.SEQ2SEQ, {"max_num_batches": -2}, "a whole number of at least -1"),
    (builtin.KMEANS, {"eval_metrics": "msd"}, "a JSON list of msd and ssd"),
    (builtin.PCA, {"algorithm_mode": "exact"}, "one of regular, randomized"),
    (builtin.LDA, {"alpha0": 0}, "a number over 0"),
    (builtin.NTM, {"num_topics": 1001}, "a whole number from 2 to 1,000"),
    (builtin.NTM, {"encoder_layers": "300,0"}, "auto or sizes separated by commas"),
    (builtin.DEEPAR, {"time_freq": "5 minutes"}, "a number and one of M, W, D, H, min"),
    (builtin.DEEPAR, {"likelihood": "poisson"}, "one of gaussian, beta"),
]


@pytest.mark.parametrize(
    ("definition", "wrong", "allowed"),
    WRONG,
    ids=[f"{one.name}-{wrong}" for one, wrong, _ in WRONG],
)
def test_a_value_out_of_range_is_refused_with_parameter_value_and_what_is_allowed(
    definition: Definition, wrong: dict[str, Any], allowed: str
) -> None:
    ((name, value),) = wrong.items()
    said = re.escape(f"{name} of {definition.name} is {value!r}, not {allowed}")
    with pytest.raises(ValueError, match=said):
        BuiltInAlgorithm(definition, hyperparameters={**SMALLEST[definition.name], **wrong})


TOGETHER: list[tuple[Definition, dict[str, Any], str]] = [
    (
        builtin.LINEAR_LEARNER,
        {"predictor_type": "multiclass_classifier"},
        "num_classes is missing, which predictor_type multiclass_classifier needs",
    ),
    (
        builtin.LINEAR_LEARNER,
        {"predictor_type": "binary_classifier", "loss": "squared_loss"},
        "loss 'squared_loss' does not go with binary_classifier: auto, logistic, hinge_loss",
    ),
    (builtin.XGBOOST, {"objective": "multi:softmax"}, "num_class is missing"),
    (
        builtin.IMAGE_CLASSIFICATION,
        {"use_pretrained_model": 1, "num_layers": 20},
        "num_layers 20 has no pretrained model: 18, 34, 50, 101, 152, 200 have one",
    ),
    (builtin.PCA, {"num_components": 9}, "num_components 9 is more than feature_dim, which is 4"),
]


@pytest.mark.parametrize(("definition", "values", "said"), TOGETHER)
def test_values_that_do_not_go_together_are_refused(
    definition: Definition, values: dict[str, Any], said: str
) -> None:
    algorithm = BuiltInAlgorithm(
        definition, hyperparameters={**SMALLEST[definition.name], **values}
    )
    with pytest.raises(ValueError, match=re.escape(said)):
        algorithm.check_required()


def test_values_that_go_together_are_taken() -> None:
    both: tuple[dict[str, str | int | bool], ...] = (
        {"predictor_type": "multiclass_classifier", "num_classes": 3, "loss": "softmax_loss"},
        {"predictor_type": "regressor", "loss": "huber_loss", "l1": "auto", "use_bias": True},
    )
    for values in both:
        BuiltInAlgorithm(builtin.LINEAR_LEARNER, hyperparameters=values).check_required()


def test_a_near_miss_is_answered_with_the_name_that_was_meant() -> None:
    with pytest.raises(ValueError, match=r"no 'num_rounds' \(did you mean 'num_round'\?\)"):
        BuiltInAlgorithm(builtin.XGBOOST, hyperparameters={"num_rounds": 5})


def test_what_aws_added_later_is_passed_on_unchecked() -> None:
    algorithm = BuiltInAlgorithm(
        builtin.XGBOOST,
        hyperparameters={"num_round": 5},
        unchecked_hyperparameters={"multi_strategy": "one_output_per_tree"},
    )
    algorithm.check_required()


def test_a_value_that_deployment_decides_is_taken_as_it_comes() -> None:
    later = Stack().region
    BuiltInAlgorithm(builtin.XGBOOST, hyperparameters={"num_round": later}).check_required()


MACHINES: list[tuple[Definition, str, int, str | None]] = [
    (builtin.XGBOOST, "ml.m5.xlarge", 4, None),
    (builtin.XGBOOST, "ml.g5.2xlarge", 1, None),
    (builtin.XGBOOST, "ml.p5.48xlarge", 1, "CPUs, such as ml.m5.xlarge and GPUs of the families"),
    (builtin.XGBOOST, "ml.trn1.2xlarge", 1, "does not train on ml.trn1.2xlarge"),
    (builtin.IMAGE_CLASSIFICATION, "ml.p3.2xlarge", 2, None),
    (builtin.IMAGE_CLASSIFICATION, "ml.m5.xlarge", 1, "trains on GPUs of the families p2, p3"),
    (builtin.SEQ2SEQ, "ml.g4dn.xlarge", 1, None),
    (builtin.SEQ2SEQ, "ml.c5.xlarge", 1, "trains on GPUs of the families p2, p3, g4dn, g5"),
    (builtin.SEQ2SEQ, "ml.g4dn.xlarge", 2, "trains on 1 machine, not on 2"),
    (builtin.LDA, "ml.c5.2xlarge", 1, None),
    (builtin.LDA, "ml.g4dn.xlarge", 1, "it trains on CPUs, such as ml.m5.xlarge"),
    (builtin.LDA, "ml.c5.2xlarge", 2, "LDA trains on 1 machine, not on 2"),
    (builtin.KMEANS, "m5.xlarge", 1, "'m5.xlarge' is not an instance type of SageMaker"),
    (builtin.KMEANS, "ml.m5.xlarge", 0, "trains on 1 or more machines, not on 0"),
]


@pytest.mark.parametrize(("definition", "kind", "count", "said"), MACHINES)
def test_machines_are_those_that_it_trains_on(
    definition: Definition, kind: str, count: int, said: str | None
) -> None:
    algorithm = smallest(definition)
    if said is None:
        algorithm.check_machines(instance_type=kind, count=count)
    else:
        with pytest.raises(ValueError, match=re.escape(said)):
            algorithm.check_machines(instance_type=kind, count=count)


def test_an_instance_type_that_is_a_token_is_left_to_the_deploy() -> None:
    smallest(builtin.SEQ2SEQ).check_machines(instance_type=Stack(App()).region, count=1)


@pytest.mark.parametrize("definition", [builtin.SEQ2SEQ, builtin.DEEPAR])
def test_an_input_mode_that_it_lacks_is_refused(definition: Definition) -> None:
    with pytest.raises(ValueError, match="does not take 'Pipe'; it takes File"):
        BuiltInAlgorithm(definition, hyperparameters=SMALLEST[definition.name], input_mode="Pipe")


def test_only_xgboost_has_versions_to_choose_from() -> None:
    chosen = BuiltInAlgorithm(builtin.XGBOOST, hyperparameters={"num_round": 1}, version="3.0-5")
    assert chosen.image.version == "3.0-5"
    with pytest.raises(ValueError, match=r"'2' of kmeans is not published; these are: 1"):
        BuiltInAlgorithm(builtin.KMEANS, hyperparameters={"k": 1, "feature_dim": 1}, version="2")


def test_an_objective_goes_the_way_it_is_better() -> None:
    algorithm = smallest(builtin.XGBOOST)
    ranges = {"eta": RealRange(0.01, 0.3)}
    tuned = algorithm.check_tuning
    assert tuned(objective="validation:rmse", goal=None, ranges=ranges) == "Minimize"
    assert tuned(objective="validation:auc", goal="Maximize", ranges=ranges) == "Maximize"
    with pytest.raises(ValueError, match="validation:rmse of XGBoost is one to Minimize"):
        tuned(objective="validation:rmse", goal="Maximize", ranges=ranges)


@pytest.mark.parametrize(
    ("objective", "ranges", "said"),
    [
        ("validation:rmes", {}, r"no 'validation:rmes' \(did you mean 'validation:rmse'\?\)"),
        ("validation:rmse", {"eta": RealRange(0.1, 2)}, "eta of XGBoost, .* is not a number of"),
        ("validation:rmse", {"etta": RealRange(0.1, 0.2)}, "XGBoost has no 'etta'"),
        ("validation:rmse", {"max_depth": WholeRange(-1, 3)}, "is not a whole number of at least"),
        ("validation:rmse", {"booster": WholeRange(1, 3)}, "is not one of gbtree, gblinear, dart"),
        ("validation:rmse", {"booster": Choices("tree")}, "is not one of gbtree, gblinear, dart"),
        ("validation:rmse", {"num_round": WholeRange(5, 9)}, "num_round is set to 10 in hyper"),
    ],
)
def test_what_cannot_be_tuned_is_refused(
    objective: str, ranges: dict[str, Range], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        smallest(builtin.XGBOOST).check_tuning(objective=objective, goal=None, ranges=ranges)


def test_pca_cannot_be_tuned() -> None:
    with pytest.raises(ValueError, match="it has none: it cannot be tuned"):
        smallest(builtin.PCA).check_tuning(objective="x", goal=None, ranges={})


def test_a_range_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="least: 3 is not below most, which is 3"):
        WholeRange(3, 3)
    with pytest.raises(ValueError, match=r"least: 0\.5 is no whole number"):
        WholeRange(0.5, 3)
    with pytest.raises(ValueError, match="Logarithmic needs numbers over 0, and least is 0"):
        RealRange(0, 1, "Logarithmic")
    with pytest.raises(ValueError, match="ReverseLogarithmic needs numbers from 0 to under 1"):
        RealRange(0, 1, "ReverseLogarithmic")
    with pytest.raises(ValueError, match="values: 0 of them; tuning takes 1 to 30"):
        Choices()

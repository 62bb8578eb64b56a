"""Scripts and containers of one's own: what SageMaker is told of them."""

from __future__ import annotations

import io
import os
import re
import tarfile
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Environment, Stack
from aws_cdk import aws_ecr as ecr
from ml_refarch.sagemaker import ContainerAlgorithm, OwnImage, RealRange, ScriptAlgorithm
from ml_refarch.sagemaker.algorithms.source_archive import packed

ARCHIVE = re.compile(r"s3://cdk-hnb659fds-assets-\$\{AWS::AccountId\}-us-east-1/(\w+\.gz)")
METRIC = {"validation:rmse": r"validation:rmse=([0-9\.]+)"}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "pricing"
    (folder / "nested").mkdir(parents=True)
    for name in ("train.py", "inference.py", "nested/more.py"):
        (folder / name).write_text(f"# {name}\n")
    return folder


@pytest.fixture
def stack() -> Stack:
    return Stack(App(), "Stack", env=Environment(region="us-east-1"))


def bound(stack: Stack, algorithm: ContainerAlgorithm, *, isolated: bool = False) -> Any:
    return algorithm.bind(stack, isolated=isolated)


def test_a_script_is_told_as_the_containers_read_it(source: Path, stack: Stack) -> None:
    algorithm = ScriptAlgorithm(
        source, hyperparameters={"num_round": 50, "eta": 0.1, "objective": "reg:gamma"}
    )
    told = dict(bound(stack, algorithm).hyperparameters)
    directory = told.pop("sagemaker_submit_directory")
    region = told.pop("sagemaker_region")
    assert told == {
        "num_round": "50",
        "eta": "0.1",
        "objective": '"reg:gamma"',
        "sagemaker_program": '"train.py"',
        "sagemaker_container_log_level": "20",
    }
    start, address, end = stack.resolve(directory)["Fn::Join"][1]
    assert (start, end) == ('"', '"')
    assert ARCHIVE.fullmatch(address["Fn::Sub"])
    assert stack.resolve(region) == {"Fn::Join": ["", ['"', {"Ref": "AWS::Region"}, '"']]}


def test_without_a_network_the_code_comes_as_a_channel(source: Path, stack: Stack) -> None:
    told = bound(stack, ScriptAlgorithm(source), isolated=True)
    address = ARCHIVE.fullmatch(stack.resolve(told.channels["code"])["Fn::Sub"])
    assert address is not None
    assert told.hyperparameters["sagemaker_submit_directory"] == (
        f'"/opt/ml/input/data/code/{address[1]}"'
    )


def test_a_model_is_served_by_the_code_it_carries(source: Path, stack: Stack) -> None:
    served = bound(stack, ScriptAlgorithm(source)).serving_environment
    assert served["SAGEMAKER_PROGRAM"] == "inference.py"
    assert served["SAGEMAKER_SUBMIT_DIRECTORY"] == "/opt/ml/model/code"


def test_equal_sources_are_packed_alike_whenever_and_whoever_packs_them(source: Path) -> None:
    before = packed(source)
    os.utime(source / "train.py", (1, 1))
    (source / "train.py").chmod(0o755)
    (source / "__pycache__").mkdir()
    (source / "__pycache__" / "train.cpython-311.pyc").write_bytes(b"x")
    (source / "explore.ipynb").write_text("{}")
    (source / ".DS_Store").write_text("")
    assert packed(source) == before
    (source / "train.py").write_text("# changed\n")
    assert packed(source) != before


def test_the_archive_has_the_scripts_at_its_root(source: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(packed(source)), mode="r:gz") as archive:
        assert archive.getnames() == ["inference.py", "nested/more.py", "train.py"]


def test_a_missing_script_is_refused_by_name(source: Path) -> None:
    with pytest.raises(ValueError, match=r"entry_point: .*pricing has no fit\.py"):
        ScriptAlgorithm(source, entry_point="fit.py")
    with pytest.raises(ValueError, match=r"serving_entry_point: .*pricing has no serve\.py"):
        ScriptAlgorithm(source, serving_entry_point="serve.py")


def test_names_that_are_sagemakers_own_are_refused(source: Path) -> None:
    with pytest.raises(ValueError, match="sagemaker_program: names that begin with sagemaker_"):
        ScriptAlgorithm(source, hyperparameters={"sagemaker_program": "x.py"})


@pytest.mark.parametrize(
    ("expression", "said"),
    [("rmse=[0-9", "is no regular expression"), ("rmse=[0-9]+", "has 0 groups")],
)
def test_a_metric_that_reads_no_figure_is_refused(source: Path, expression: str, said: str) -> None:
    with pytest.raises(ValueError, match=f"metrics: rmse: .*{said}"):
        ScriptAlgorithm(source, metrics={"rmse": expression})


def test_what_is_tuned_is_one_of_its_metrics(source: Path) -> None:
    algorithm = ScriptAlgorithm(source, metrics=METRIC, hyperparameters={"eta": 0.1})
    check = algorithm.check_tuning
    assert check(objective="validation:rmse", goal="Minimize", ranges={}) == "Minimize"
    with pytest.raises(ValueError, match="'rmse' is none of the algorithm's metrics, which are v"):
        check(objective="rmse", goal="Minimize", ranges={})
    with pytest.raises(ValueError, match="say whether to Minimize or to Maximize validation:rmse"):
        check(objective="validation:rmse", goal=None, ranges={})
    with pytest.raises(ValueError, match=r"eta is set to 0\.1 in hyperparameters"):
        check(objective="validation:rmse", goal="Minimize", ranges={"eta": RealRange(0.1, 0.3)})


def test_a_container_of_ones_own_is_told_plain_strings(stack: Stack) -> None:
    image = OwnImage(ecr.Repository(stack, "Images"), "v1")
    algorithm = ContainerAlgorithm(image, hyperparameters={"epochs": 3, "fast": True})
    assert bound(stack, algorithm).hyperparameters == {"epochs": "3", "fast": "true"}
    algorithm.check_machines(instance_type="ml.trn1.2xlarge", count=2)
    with pytest.raises(ValueError, match="channels: there are none"):
        algorithm.check_channels({})

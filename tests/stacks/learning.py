"""The MachineLearning stack, made once per process for each set of options."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from aws_cdk import App
from aws_cdk.assertions import Template
from ml_refarch.foundation import Settings

from stacks.machine_learning import MachineLearningStack, Options

ROOT = Path(__file__).parents[2]

EVERYTHING = Options(
    spot=True,
    tuning_jobs=4,
    capture_percent=100,
    watch_data=True,
    notebook=True,
    notebook_internet=True,
    studio=True,
)
"""All that is off by default is on."""


def new_stack(env: str, options: Options | None = None) -> MachineLearningStack:
    """The stack of an environment of ``cdk.json``."""
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    app = App(context={**context, "env": env})
    return MachineLearningStack(
        app,
        "MachineLearning",
        settings=Settings.of(app),
        description="Prices hotel rooms by a model",
        options=options,
    )


@cache
def stack(env: str = "prod", *, everything: bool = False) -> MachineLearningStack:
    """The stack as it is for an environment; with ``everything``, what is off by default is on."""
    return new_stack(env, EVERYTHING if everything else None)


@cache
def template(env: str = "prod", *, everything: bool = False) -> dict[str, Any]:
    """Its template."""
    return dict(Template.from_stack(stack(env, everything=everything)).to_json())

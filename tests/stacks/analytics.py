"""The Analytics stack, made once per process for each environment."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from aws_cdk import App
from aws_cdk.assertions import Template
from ml_refarch.foundation import Settings

from stacks.analytics import AnalyticsStack, Options

ROOT = Path(__file__).parents[2]

PRINCIPAL = "arn:aws:quicksight:us-east-1:123456789012:group/default/managers"
COSTLY: dict[str, Any] = {
    "emr": True,
    "redshift": True,
    "opensearch": True,
    "quicksight": True,
    "quicksight_principal_arn": PRINCIPAL,
}
"""All parts that cost by the hour, or by the job, are on."""


def new_stack(env: str, options: Options | None = None, **settings: Any) -> AnalyticsStack:
    """The stack of an environment of ``cdk.json``, with settings of one's own."""
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    environments = context["environments"]
    context["environments"] = {**environments, env: {**environments.get(env, {}), **settings}}
    app = App(context={**context, "env": env})
    return AnalyticsStack(
        app,
        "Analytics",
        settings=Settings.of(app),
        description="Answers from events and files",
        options=options,
    )


@cache
def stack(env: str = "prod", *, costly: bool = False) -> AnalyticsStack:
    """The stack as it is for an environment; with ``costly``, with all that costs."""
    if costly:
        return new_stack(env, Options(lake_formation=True), **COSTLY)
    return new_stack(env)


@cache
def template(env: str = "prod", *, costly: bool = False) -> dict[str, Any]:
    """Its template."""
    return dict(Template.from_stack(stack(env, costly=costly)).to_json())

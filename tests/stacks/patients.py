"""The PatientScheduling stack, made once per process for each set of settings."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from aws_cdk import App
from aws_cdk.assertions import Template
from ml_refarch.foundation import Settings

from stacks.patient_scheduling import PatientSchedulingStack

ROOT = Path(__file__).parents[2]
NUMBER = "+12065550100"


def new_stack(env: str, **settings: Any) -> PatientSchedulingStack:
    """The stack of an environment of ``cdk.json``, with settings beside those it has."""
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    context["environments"][env] |= settings
    app = App(context={**context, "env": env})
    return PatientSchedulingStack(
        app, "PatientScheduling", settings=Settings.of(app), description="Appointments by message"
    )


@cache
def stack(env: str = "prod", *, everything: bool = False) -> PatientSchedulingStack:
    """The stack as it is for an environment; with ``everything``, what is off by default is on."""
    on = {"two_way_sms": True, "origination_number": NUMBER, "text_budget_usd": 50}
    return new_stack(env, **(on if everything else {}))


@cache
def template(env: str = "prod", *, everything: bool = False) -> dict[str, Any]:
    """Its template."""
    return dict(Template.from_stack(stack(env, everything=everything)).to_json())

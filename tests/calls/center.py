"""The contact centre as it is deployed: flow, bots and hours of the synthesised template."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from aws_cdk import App
from aws_cdk.assertions import Template
from ml_refarch.foundation import Settings

from stacks.call_center import CallCenterStack

ROOT = Path(__file__).parents[2]
ACCOUNT, REGION = "123456789012", "us-east-1"


@dataclass(frozen=True)
class Center:
    """What a call needs of the template.

    Args:
        flow: The flow's content, with every reference an ARN of ours.
        bots: The properties of each ``AWS::Lex::Bot``, by the ARN of its alias.
        hours: The properties of the hours of operation, by their ARN.
    """

    flow: str
    bots: dict[str, dict[str, Any]]
    hours: dict[str, dict[str, Any]]


@cache
def stack(env: str = "dev", instance: str | None = None) -> CallCenterStack:
    """The stack, made once per process; ``instance`` is an existing one."""
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    if instance:
        context["environments"][env]["connect_instance_arn"] = instance
    app = App(context={**context, "env": env})
    return CallCenterStack(
        app, "CallCenter", settings=Settings.of(app), description="Moves appointments"
    )


@cache
def template(env: str = "dev", instance: str | None = None) -> dict[str, Any]:
    """The stack's template."""
    return dict(Template.from_stack(stack(env, instance)).to_json())


@cache
def center() -> Center:
    """The contact centre of the template."""
    resources = template()["Resources"]
    (flow,) = _of(resources, "AWS::Connect::ContactFlow").values()
    bots = {}
    for name, alias in _of(resources, "AWS::Lex::BotAlias").items():
        bot = alias["Properties"]["BotId"]["Fn::GetAtt"][0]
        bots[arn(name)] = resources[bot]["Properties"]
    return Center(
        flow=resolved(flow["Properties"]["Content"]),
        bots=bots,
        hours={
            arn(name): hours["Properties"]
            for name, hours in _of(resources, "AWS::Connect::HoursOfOperation").items()
        },
    )


def resolved(value: Any) -> str:
    """A text of the template with ARNs of ours for its references."""
    if isinstance(value, str):
        return value
    if "Fn::Join" in value:
        separator, parts = value["Fn::Join"]
        return str(separator).join(resolved(part) for part in parts)
    if "Fn::GetAtt" in value:
        return arn(value["Fn::GetAtt"][0])
    raise ValueError(f"{value}: a flow refers to resources by Fn::Join and Fn::GetAtt only")


def arn(logical_id: str) -> str:
    """An ARN for a resource of the template, by its type."""
    kind = template()["Resources"][logical_id]["Type"]
    at = f"{REGION}:{ACCOUNT}"
    instance = f"arn:aws:connect:{at}:instance/00000000-0000-4000-8000-000000000000"
    return {
        "AWS::Connect::HoursOfOperation": f"{instance}/operating-hours/{logical_id}",
        "AWS::Connect::Queue": f"{instance}/queue/{logical_id}",
        "AWS::Lambda::Function": f"arn:aws:lambda:{at}:function:{logical_id}",
        "AWS::Lex::BotAlias": f"arn:aws:lex:{at}:bot-alias/BOT1234567/{logical_id[:10]}",
    }[kind]


def _of(resources: dict[str, Any], kind: str) -> dict[str, Any]:
    return {name: one for name, one in resources.items() if one["Type"] == kind}

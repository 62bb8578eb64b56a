"""The template as a whole, read by a tool that knows AWS's schemas."""

from __future__ import annotations

import json
from typing import Any

from cfnlint.api import lint
from cfnlint.core import get_rules


def findings(template: dict[str, Any]) -> list[str]:
    rules = get_rules([], ["W3005"], [], include_experimental=False)  # see the test below
    return [str(found) for found in lint(json.dumps(template), rules, ["us-east-1"])]


def test_cfn_lint_finds_nothing_wrong(hotel: dict[str, Any]) -> None:
    # W3005, a dependency named twice: the CDK's own function depends on its role in both ways.
    assert findings(hotel) == []


def test_cfn_lint_would_find_a_wrong_property(hotel: dict[str, Any]) -> None:
    broken = json.loads(json.dumps(hotel))
    bot = next(one for one in broken["Resources"].values() if one["Type"] == "AWS::Lex::Bot")
    bot["Properties"]["BotLocales"][0]["Intents"][0]["DialogCodeHook"] = {"IsActive": True}

    assert any("IsActive" in found for found in findings(broken))

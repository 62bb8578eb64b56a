"""cdk-nag at synth, and acknowledgements that cannot miss their rule.

cdk-nag 3 has no ``NagSuppressions``: a rule is acknowledged through the CDK's own
``Validations.of(construct).acknowledge``, which takes any id and silently matches nothing when
the id is mistyped, or when it names a rule whose findings have ids of their own.
:func:`acknowledge` refuses both.

Source: https://github.com/cdklabs/cdk-nag#acknowledging-a-rule
"""

from __future__ import annotations

import enum
import json
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from aws_cdk import Acknowledgment, Stack, Stage, Validations
from constructs import IConstruct

from .nag_rules import RULE_IDS, RULES_WITH_FINDINGS

if TYPE_CHECKING:
    from cdk_nag import NagPack


class RulePack(enum.Enum):
    """A set of cdk-nag's rules."""

    AWS_SOLUTIONS = "AwsSolutions"
    HIPAA_SECURITY = "HIPAA.Security"


AWS_SOLUTIONS: Final = (RulePack.AWS_SOLUTIONS,)


@dataclass(frozen=True)
class Violation:
    """A rule that a resource breaks and nobody acknowledged."""

    rule: str
    resource: str
    description: str


def check(app: Stage, *, packs: tuple[RulePack, ...] = AWS_SOLUTIONS) -> None:
    """Has every stack of ``app`` checked at synth; a violation stops it.

    Args:
        app: The app, or a stage of it. The CDK runs validation for a whole stage, never for
            one stack: what only one stack must satisfy is asserted with :func:`violations`.
        packs: The rules to apply.
    """
    Validations.of(app).add_plugins(*(_pack(pack) for pack in packs))


def violations(
    scope: IConstruct, *, packs: tuple[RulePack, ...] = AWS_SOLUTIONS
) -> list[Violation]:
    """The violations in ``scope``, without a synth: one stack, or a single construct."""
    found: list[Violation] = []
    for pack in packs:
        for violation in _pack(pack).validate_scope(scope).violations:
            found.extend(
                Violation(
                    rule=violation.rule_name,
                    resource=resource.construct_path or "",
                    description=violation.description,
                )
                for resource in violation.violating_resources
            )
    return found


def acknowledge(
    construct: IConstruct, rule: str, *, reason: str, finding: str | None = None
) -> None:
    """Accepts that ``construct``, and what is in it, breaks a rule.

    Acknowledge on the smallest construct that breaks the rule: everything below it is covered.

    Args:
        construct: The construct that breaks the rule.
        rule: The rule's id, such as ``AwsSolutions-IAM5``.
        reason: Why that is right here; for the person who reviews the stack.
        finding: Which finding is meant, for the rules that report several, as cdk-nag prints it
            between brackets: ``Resource::*``. May hold tokens:
            ``f"Resource::{table.table_arn}/index/*"``.

    Raises:
        ValueError: The rule does not exist, needs a finding, has none, or the reason is empty.
    """
    if rule not in RULE_IDS:
        near = get_close_matches(rule, RULE_IDS, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(
            f"rule: cdk-nag has no rule {rule!r} in AwsSolutions or HIPAA.Security{hint}"
        )
    if not reason.strip():
        raise ValueError(f"reason: the acknowledgement of {rule} needs a reason, and it is empty")
    if rule in RULES_WITH_FINDINGS and finding is None:
        raise ValueError(
            f"finding: {rule} reports each finding by itself, so name the one that is meant, "
            "such as 'Resource::*'"
        )
    if rule not in RULES_WITH_FINDINGS and finding is not None:
        raise ValueError(f"finding: {rule} reports no findings, yet {finding!r} was given")
    rule_id = rule
    if finding is not None:
        rule_id = f"{rule}[{_flat(Stack.of(construct).resolve(finding))}]"
    Validations.of(construct).acknowledge(Acknowledgment(id=rule_id, reason=reason))


def _pack(pack: RulePack) -> NagPack:
    # Imported here: loading cdk-nag takes a while, and an app that only defines resources can
    # do without it.
    from cdk_nag import AwsSolutionsChecks, HIPAASecurityChecks

    if pack is RulePack.AWS_SOLUTIONS:
        return AwsSolutionsChecks()
    return HIPAASecurityChecks()


def _flat(value: object) -> str:
    """Writes a resolved value as cdk-nag does in the ids of its findings."""
    if isinstance(value, str):
        return value.replace("${", "<").replace("}", ">")
    match value:
        case {"Fn::Join": [str(delimiter), list(parts)]}:
            return delimiter.join(_flat(part) for part in parts)
        case {"Fn::Sub": inner} | {"Fn::ImportValue": inner}:
            return _flat(inner)
        case {"Fn::GetAtt": [resource, attribute]}:
            return f"<{_flat(resource)}.{_flat(attribute)}>"
        case {"Ref": name}:
            return f"<{_flat(name)}>"
        case _:
            return json.dumps(value, separators=(",", ":"))

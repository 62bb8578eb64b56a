"""What the CallCenter stack promises whoever deploys it."""

from __future__ import annotations

import copy
import json
from typing import Any

import cfnlint.api
import pytest
from aws_cdk import App
from ml_refarch.connect import Flow
from ml_refarch.foundation import Settings, violations
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from stacks.call_center import CallCenterStack
from stacks.call_center.flow import Parties, reschedule
from tests.calls.center import stack, template
from tests.stacks.snapshots import normalised
from tests.stacks.upgrades import DEPLOYED, create_only, holdings, losses

EXISTING = "arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555"

Template = dict[str, Any]


def resources(of: Template, kind: str) -> dict[str, Any]:
    return {k: v for k, v in of["Resources"].items() if v["Type"] == kind}


def test_the_architecture_is_the_one_that_was_reviewed(snapshot: SnapshotAssertion) -> None:
    assert normalised(template()) == snapshot(extension_class=JSONSnapshotExtension)


def test_no_rule_of_cdk_nag_is_broken() -> None:
    assert violations(stack()) == []
    assert violations(stack("prod")) == []


@pytest.mark.parametrize("instance", [None, EXISTING], ids=["created", "existing"])
def test_cloudformations_own_linter_finds_nothing(instance: str | None) -> None:
    found = cfnlint.api.lint(json.dumps(template("dev", instance)), regions=["us-east-1"])
    # W3005, a DependsOn that a reference implies already: the CDK writes both, to no harm.
    assert [f"{one.rule.id} {one.message}" for one in found if one.rule.id != "W3005"] == []


def test_no_partition_is_written_by_hand() -> None:
    assert "arn:aws:" not in json.dumps(template())


def test_functions_run_on_python_3_13_and_arm64() -> None:
    for function in resources(template(), "AWS::Lambda::Function").values():
        assert function["Properties"]["Runtime"] == "python3.13"
        assert function["Properties"]["Architectures"] == ["arm64"]


def test_an_existing_instance_is_used_and_none_made() -> None:
    existing = template("dev", EXISTING)
    assert resources(existing, "AWS::Connect::Instance") == {}
    (flow,) = resources(existing, "AWS::Connect::ContactFlow").values()
    assert flow["Properties"]["InstanceArn"] == EXISTING


def test_a_created_instance_stays_whatever_goes() -> None:
    for env in ("dev", "prod"):
        (instance,) = resources(template(env), "AWS::Connect::Instance").values()
        assert instance["DeletionPolicy"] == "Retain"
        assert instance["UpdateReplacePolicy"] == "Retain"


def test_only_the_disposable_environment_lets_go_of_the_book() -> None:
    for env, policy in (("dev", "Delete"), ("prod", "Retain")):
        (table,) = resources(template(env), "AWS::DynamoDB::GlobalTable").values()
        assert table["DeletionPolicy"] == policy
        assert table["Properties"]["Replicas"][0]["DeletionProtectionEnabled"] is (env == "prod")


def test_no_number_is_claimed_unless_it_is_wished() -> None:
    assert resources(template(), "AWS::Connect::PhoneNumber") == {}
    app = App()
    settings = Settings(environment="dev")
    wished = CallCenterStack(
        app, "Wished", settings=settings, description="With a number", number_country="US"
    )
    numbers = [
        node
        for node in wished.node.find_all()
        if getattr(node, "cfn_resource_type", None) == "AWS::Connect::PhoneNumber"
    ]
    assert len(numbers) == 1


def test_the_flow_is_published_after_all_that_it_calls() -> None:
    (flow,) = resources(template(), "AWS::Connect::ContactFlow").values()
    associations = resources(template(), "AWS::Connect::IntegrationAssociation")
    assert len(associations) == 3
    assert set(flow["DependsOn"]) & set(associations)


def test_associations_come_one_after_another() -> None:
    associations = resources(template(), "AWS::Connect::IntegrationAssociation")
    waiting = [
        name for name, one in associations.items() if set(one["DependsOn"]) & {*associations}
    ]
    assert len(waiting) == len(associations) - 1


def test_the_lookup_may_read_the_book_and_note_wrong_tries_but_change_no_appointment() -> None:
    rights = [
        (sorted(_listed(statement["Action"])), statement.get("Condition"))
        for name, policy in resources(template(), "AWS::IAM::Policy").items()
        if name.startswith("CallersRole")
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if any(action.startswith("dynamodb:") for action in _listed(statement["Action"]))
    ]
    assert rights == [
        (["dynamodb:GetItem", "dynamodb:Query"], None),
        (
            ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
            {
                "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["ATTEMPTS#*", "SESSION#*"]},
                "Null": {"dynamodb:LeadingKeys": "false"},
            },
        ),
    ]


def test_only_changes_of_appointments_are_told() -> None:
    (pipe,) = resources(template(), "AWS::Pipes::Pipe").values()
    (pattern,) = pipe["Properties"]["SourceParameters"]["FilterCriteria"]["Filters"]
    keys = json.loads(pattern["Pattern"])["dynamodb"]["Keys"]
    assert keys == {"sk": {"S": [{"prefix": "APPOINTMENT#"}]}}


def test_the_stack_as_it_is_now_keeps_the_data_of_the_one_deployed() -> None:
    deployed = json.loads((DEPLOYED / "CallCenter.json").read_text())
    assert {one["Type"] for one in deployed.values()} >= {
        "AWS::Connect::Instance",
        "AWS::DynamoDB::GlobalTable",
        "AWS::Lex::Bot",
        "AWS::S3::Bucket",
    }
    assert losses(deployed, template("prod")) == []


@pytest.mark.parametrize("fixed", ["InstanceAlias", "IdentityManagementType"])
def test_what_would_replace_the_whole_contact_centre_is_seen(fixed: str) -> None:
    before = template("prod")
    changed = copy.deepcopy(before)
    ((name, instance),) = resources(changed, "AWS::Connect::Instance").items()
    instance["Properties"][fixed] = "another"
    assert losses(holdings(before), changed) == [
        f"{name} (AWS::Connect::Instance) would be replaced, for its {fixed} changes"
    ]


def test_an_association_never_changes_in_place_so_its_bot_keeps_its_alias() -> None:
    fixed = create_only("AWS::Connect::IntegrationAssociation")
    assert {"InstanceId", "IntegrationArn", "IntegrationType"} <= set(fixed)
    for alias in resources(template(), "AWS::Lex::BotAlias").values():
        assert alias["Properties"]["BotAliasName"] == "live"


PARTIES = Parties(
    callers="arn:aws:lambda:us-east-1:123456789012:function:callers",
    verification="arn:aws:lex:us-east-1:123456789012:bot-alias/BOT1234567/ALIAS00001",
    appointments="arn:aws:lex:us-east-1:123456789012:bot-alias/BOT1234568/ALIAS00002",
    queue=f"{EXISTING}/queue/1",
    hours=f"{EXISTING}/operating-hours/1",
)


def test_every_block_that_can_fail_leads_on() -> None:
    flow = reschedule(PARTIES)
    flow.check()
    for block in flow.blocks.values():
        if block.rules is not None:
            assert set(block.rules.errors) <= set(block.errors), block.name


def test_whatever_fails_before_the_queue_leads_to_it() -> None:
    flow = reschedule(PARTIES)
    for block in flow.blocks.values():
        if block.action in ("InvokeLambdaFunction", "ConnectParticipantWithLexBot"):
            assert block.errors["NoMatchingError"] == f"{block.name[:2]} failed"


def test_the_date_of_birth_stays_out_of_the_flow_logs() -> None:
    flow = reschedule(PARTIES)
    ahead, asked = ["EN discreet"], set()
    while ahead:
        block = flow.blocks[ahead.pop()]
        if block.name in asked or block.parameters.get("FlowLoggingBehavior") == "Enabled":
            continue
        asked.add(block.name)
        ahead += block.targets()
    assert {"EN key birth date", "EN say birth date", "EN check keyed", "EN check said"} <= asked
    assert flow.blocks["EN discreet"].parameters == {"FlowLoggingBehavior": "Disabled"}


def test_a_wrong_flow_is_refused_with_the_blocks_name() -> None:
    flow: Flow = reschedule(PARTIES)
    del flow.blocks["EN look up"].errors["NoMatchingError"]
    with pytest.raises(ValueError, match="block 'EN look up': its error branch NoMatchingError"):
        flow.check()


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]

"""A contact centre deploys, and an upgrade takes nothing that cannot be had again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aws_cdk import Stack
from aws_cdk import aws_lambda as lambda_
from cfnlint.api import lint
from ml_refarch.connect import ContactCenter, Flow, OpeningHours

from .conftest import INSTANCE, NUMBER, Everything, Synthesised
from .written import short_flow

STACKS = ["created", "imported", "numbered", "disposable"]


@pytest.mark.parametrize("name", STACKS)
def test_cdk_nag_finds_nothing(synthesised: dict[str, Synthesised], name: str) -> None:
    assert synthesised[name].violations == []


@pytest.mark.parametrize("name", STACKS)
def test_cloudformations_own_linter_finds_nothing(
    synthesised: dict[str, Synthesised], name: str
) -> None:
    found = lint(synthesised[name].path.read_text(), regions=["us-east-1"])

    # The CDK's function says twice that it waits for its role.
    assert [f"{one.rule.id} {one.message}" for one in found if one.rule.id != "W3005"] == []


def test_the_linter_would_find_something() -> None:
    template = {
        "Resources": {"Flow": {"Type": "AWS::Connect::ContactFlow", "Properties": {"Name": "x"}}}
    }

    found = lint(json.dumps(template), regions=["us-east-1"])
    assert {one.rule.id for one in found} == {"E3003"}


@pytest.mark.parametrize("name", STACKS)
def test_no_partition_is_written_by_hand(synthesised: dict[str, Synthesised], name: str) -> None:
    text = json.dumps(synthesised[name].body)

    # What the user brought is the user's.
    assert "arn:aws:" not in text.replace(INSTANCE, "").replace(NUMBER, "")


def test_a_created_instance_outlives_its_stack_and_its_own_replacement(
    created: Synthesised, disposable: Synthesised
) -> None:
    for synthesised in (created, disposable):
        instance = synthesised.one("AWS::Connect::Instance")
        assert instance["DeletionPolicy"] == "Retain"
        assert instance["UpdateReplacePolicy"] == "Retain"


def test_what_replaces_an_instance_stays_when_other_things_change(
    synthesised: dict[str, Synthesised],
) -> None:
    def fixed(name: str) -> tuple[str, Any, Any]:
        ((logical_id, instance),) = synthesised[name].of_type("AWS::Connect::Instance").items()
        properties = instance["Properties"]
        # Only the stack's own name tells the stacks apart.
        alias = json.dumps(properties["InstanceAlias"]).replace(name, "")[:20]
        return logical_id, alias, properties["IdentityManagementType"]

    assert fixed("created") == fixed("fewer")


def test_its_alias_is_one_that_nobody_else_has(created: Synthesised) -> None:
    alias = created.one("AWS::Connect::Instance")["Properties"]["InstanceAlias"]["Fn::Join"][1]

    assert alias[1] == {"Ref": "AWS::AccountId"}
    assert len(alias[0]) + 12 <= 45
    assert alias[0].endswith("-")


def test_it_takes_and_makes_calls_and_logs_its_flows(created: Synthesised) -> None:
    instance = created.one("AWS::Connect::Instance")
    attributes = instance["Properties"]["Attributes"]
    log_group = next(
        (name, one)
        for name, one in created.of_type("AWS::Logs::LogGroup").items()
        if "LogGroupName" in one["Properties"]
    )

    assert attributes["InboundCalls"] is attributes["OutboundCalls"] is True
    assert attributes["ContactflowLogs"] is True
    assert log_group[1]["Properties"]["LogGroupName"]["Fn::Join"][1][0].startswith("/aws/connect/")
    assert instance["DependsOn"] == [log_group[0]]


def test_an_existing_instance_is_used_and_not_touched(imported: Synthesised) -> None:
    assert imported.of_type("AWS::Connect::Instance") == {}
    assert imported.of_type("AWS::Connect::InstanceStorageConfig") == {}
    for kind in ("HoursOfOperation", "Queue", "RoutingProfile", "ContactFlow"):
        assert imported.one(f"AWS::Connect::{kind}")["Properties"]["InstanceArn"] == INSTANCE


def test_hours_queue_and_routing_belong_together(created: Synthesised) -> None:
    ((hours, _),) = created.of_type("AWS::Connect::HoursOfOperation").items()
    ((queue, served),) = created.of_type("AWS::Connect::Queue").items()
    profile = created.one("AWS::Connect::RoutingProfile")["Properties"]

    assert served["Properties"]["HoursOfOperationArn"] == {
        "Fn::GetAtt": [hours, "HoursOfOperationArn"]
    }
    assert profile["DefaultOutboundQueueArn"] == {"Fn::GetAtt": [queue, "QueueArn"]}
    assert [one["QueueReference"] for one in profile["QueueConfigs"]] == [
        {"Channel": channel, "QueueArn": {"Fn::GetAtt": [queue, "QueueArn"]}}
        for channel in ("VOICE", "CHAT")
    ]
    assert profile["MediaConcurrencies"] == [
        {"Channel": "VOICE", "Concurrency": 1},
        {"Channel": "CHAT", "Concurrency": 2},
    ]


def test_the_queues_agents_serve_queues_added_later() -> None:
    stack = Stack()
    center = ContactCenter(stack, "Center", instance=INSTANCE)
    urgent = center.add_queue("Urgent", name="Urgent", priority=2, delay_seconds=10)

    configs = stack.resolve(center.routing_profile.queue_configs)
    added = [
        one
        for one in configs
        if one["queueReference"]["queueArn"] == stack.resolve(urgent.attr_queue_arn)
    ]
    assert [(one["priority"], one["delay"]) for one in added] == [(2, 10), (2, 10)]


def test_days_that_differ_reach_connect_closed_ones_without_hours(created: Synthesised) -> None:
    hours = created.one("AWS::Connect::HoursOfOperation")["Properties"]

    assert hours["TimeZone"] == "Asia/Seoul"
    assert [
        (one["OverrideName"], len(one["OverrideConfig"]))
        for one in hours["HoursOfOperationOverrides"]
    ] == [("Christmas", 0), ("Christmas Eve", 1)]


def test_connect_may_converse_with_the_bot_from_this_instance_only(created: Synthesised) -> None:
    ((alias, _),) = created.of_type("AWS::Lex::BotAlias").items()
    ((instance, _),) = created.of_type("AWS::Connect::Instance").items()
    policy = created.one("AWS::Lex::ResourcePolicy")["Properties"]
    (statement,) = policy["Policy"]["Statement"]

    assert policy["ResourceArn"] == {"Fn::GetAtt": [alias, "Arn"]}
    assert statement["Principal"] == {"Service": "connect.amazonaws.com"}
    assert statement["Action"] == ["lex:RecognizeText", "lex:StartConversation"]
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
        "ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": [instance, "Arn"]}},
    }


def test_connect_may_invoke_the_functions_from_this_instance_only(created: Synthesised) -> None:
    ((instance, _),) = created.of_type("AWS::Connect::Instance").items()
    permissions = [
        one["Properties"]
        for one in created.of_type("AWS::Lambda::Permission").values()
        if one["Properties"]["Principal"] == "connect.amazonaws.com"
    ]

    assert len(permissions) == 2
    for permission in permissions:
        assert permission["SourceAccount"] == {"Ref": "AWS::AccountId"}
        assert permission["SourceArn"] == {"Fn::GetAtt": [instance, "Arn"]}


def test_bot_and_functions_are_tied_by_their_arns(created: Synthesised) -> None:
    associations = created.of_type("AWS::Connect::IntegrationAssociation").values()
    ((alias, _),) = created.of_type("AWS::Lex::BotAlias").items()

    assert sorted(one["Properties"]["IntegrationType"] for one in associations) == [
        "LAMBDA_FUNCTION",
        "LAMBDA_FUNCTION",
        "LEX_BOT",
    ]
    assert {"Fn::GetAtt": [alias, "Arn"]} in [
        one["Properties"]["IntegrationArn"] for one in associations
    ]


def test_associations_are_made_one_after_another(created: Synthesised) -> None:
    line = {
        *created.of_type("AWS::Connect::InstanceStorageConfig"),
        *created.of_type("AWS::Connect::IntegrationAssociation"),
    }
    before = sorted(len(created.waits_for(name) & line) for name in line)

    assert before == list(range(len(line)))


def test_an_association_comes_after_the_permission_for_it(created: Synthesised) -> None:
    allowed = {
        *created.of_type("AWS::Lex::ResourcePolicy"),
        *(name for name in created.of_type("AWS::Lambda::Permission") if "Center" in name),
    }
    for name in created.of_type("AWS::Connect::IntegrationAssociation"):
        assert created.waits_for(name) & allowed


def test_an_association_stays_when_another_comes_or_goes(
    synthesised: dict[str, Synthesised],
) -> None:
    kind = "AWS::Connect::IntegrationAssociation"
    all_of_them = synthesised["created"].of_type(kind)
    fewer = synthesised["fewer"].of_type(kind)

    assert len(fewer) == 2
    for name, association in fewer.items():
        assert all_of_them[name]["Properties"] == association["Properties"]


def test_what_is_associated_twice_is_associated_once() -> None:
    stack = Stack()
    center = ContactCenter(stack, "Center", instance=INSTANCE)
    function = lambda_.Function.from_function_arn(
        stack, "Mine", "arn:aws:lambda:us-east-1:111122223333:function:mine"
    )
    bot = "arn:aws:lex:us-east-1:111122223333:bot-alias/ABCDEFGHIJ/KLMNOPQRST"

    assert center.associate_function(function) is center.associate_function(function)
    assert center.associate_bot(bot) is center.associate_bot(bot)


def test_a_flow_is_published_after_all_that_it_may_call(created: Synthesised) -> None:
    ((flow, _),) = created.of_type("AWS::Connect::ContactFlow").items()

    assert created.waits_for(flow) >= set(created.of_type("AWS::Connect::IntegrationAssociation"))


def test_a_flows_arns_are_those_of_the_stack(created: Synthesised) -> None:
    properties = created.one("AWS::Connect::ContactFlow")["Properties"]
    delimiter, parts = properties["Content"]["Fn::Join"]
    content = json.loads(delimiter.join(one if isinstance(one, str) else "ARN" for one in parts))

    assert properties["Type"] == "CONTACT_FLOW"
    assert properties["Name"] == "Inbound"
    assert [one["Fn::GetAtt"][1] for one in parts if not isinstance(one, str)] == [
        "QueueArn",
        "Arn",
        "Arn",
    ]
    assert content["Actions"][0]["Parameters"] == {"QueueId": "ARN"}


def test_a_wrong_flow_fails_at_synth_with_the_blocks_name() -> None:
    center = ContactCenter(Stack(), "Center", instance=INSTANCE)
    flow = Flow("Wrong")
    flow.say("Hello", text="Hello.", then="Bye")
    flow.hang_up("Bye")

    with pytest.raises(ValueError, match="flow 'Wrong': block 'Hello': its error branch"):
        center.publish(flow)


def test_a_flow_transfers_to_one_that_is_published_before() -> None:
    stack = Stack()
    center = ContactCenter(stack, "Center", instance=INSTANCE)
    second = center.publish(short_flow())
    first = Flow("First")
    first.transfer_to_flow("On", flow=second.attr_contact_flow_arn, on_error="Bye")
    first.hang_up("Bye")

    content = json.dumps(stack.resolve(center.publish(first).content))
    assert json.dumps(stack.resolve(second.attr_contact_flow_arn)) in content


def test_a_flow_keeps_its_identity_under_another_name() -> None:
    def logical_id(name: str) -> str:
        stack = Stack()
        center = ContactCenter(stack, "Center", instance=INSTANCE)
        flow = center.publish(short_flow(), name, construct_id="Inbound")
        return str(stack.resolve(flow.logical_id))

    assert logical_id("Front door") == logical_id("Back door")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"instance": "01234567"}, "instance: '01234567' is not the ARN of an Amazon Connect"),
        ({"instance": INSTANCE, "alias": "mine"}, "alias: 'mine' is given for an existing"),
        ({"instance": INSTANCE, "identity": "SAML"}, "identity: 'SAML' is given for an existing"),
        ({"alias": "d-mine"}, "alias: 'd-mine' is not 1 to 45"),
        ({"alias": "x" * 46}, "is not 1 to 45"),
        ({"instance": INSTANCE, "chats_at_once": 11}, "chats_at_once: 11 is outside 1 to 10"),
        ({"instance": INSTANCE, "max_contacts": -1}, "max_contacts: -1 is below 0"),
        ({"instance": INSTANCE, "name": "x" * 128}, "does not have 1 to 127 characters"),
    ],
)
def test_what_connect_does_not_take_is_refused(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ContactCenter(Stack(), "Center", **given)


def test_without_a_number_none_is_claimed(created: Synthesised) -> None:
    assert created.of_type("AWS::Connect::PhoneNumber") == {}
    assert created.of_type("Custom::ConnectNumberFlow") == {}


def test_a_claimed_number_is_kept_whatever_happens(
    numbered: Synthesised, disposable: Synthesised
) -> None:
    for synthesised in (numbered, disposable):
        number = synthesised.one("AWS::Connect::PhoneNumber")
        assert number["DeletionPolicy"] == number["UpdateReplacePolicy"] == "Retain"
        assert number["Properties"]["CountryCode"] == "US"
        assert number["Properties"]["Type"] == "DID"


def test_an_existing_number_is_used_by_its_arn(imported: Synthesised) -> None:
    assert imported.of_type("AWS::Connect::PhoneNumber") == {}
    assert imported.one("Custom::ConnectNumberFlow")["Properties"]["PhoneNumberArn"] == NUMBER


def test_a_number_is_tied_to_its_flow_with_rights_for_just_that(numbered: Synthesised) -> None:
    ((flow, _),) = numbered.of_type("AWS::Connect::ContactFlow").items()
    ((number, _),) = numbered.of_type("AWS::Connect::PhoneNumber").items()
    ((instance, _),) = numbered.of_type("AWS::Connect::Instance").items()
    ((tie, resource),) = numbered.of_type("Custom::ConnectNumberFlow").items()
    ((policy, rights),) = (
        (name, one["Properties"]["PolicyDocument"]["Statement"])
        for name, one in numbered.of_type("AWS::IAM::Policy").items()
        if "PhoneNumber" in name
    )

    assert resource["Properties"]["ContactFlowArn"] == {"Fn::GetAtt": [flow, "ContactFlowArn"]}
    assert rights == [
        {
            "Effect": "Allow",
            "Action": [
                "connect:AssociatePhoneNumberContactFlow",
                "connect:DisassociatePhoneNumberContactFlow",
            ],
            "Resource": [
                {"Fn::GetAtt": [instance, "Arn"]},
                {"Fn::GetAtt": [number, "PhoneNumberArn"]},
                {"Fn::GetAtt": [flow, "ContactFlowArn"]},
            ],
        }
    ]
    assert policy in numbered.waits_for(tie)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"arn": "+12065550100"}, "arn: '\\+12065550100' is not the ARN of a phone number"),
        ({"country": "usa"}, "country: 'usa' is not two capital letters"),
        ({"prefix": "206"}, "prefix: '206' is not the start of a number"),
    ],
)
def test_a_number_that_cannot_be_is_refused(given: dict[str, Any], sentence: str) -> None:
    center = ContactCenter(Stack(), "Center", instance=INSTANCE)
    flow = center.publish(short_flow())

    with pytest.raises(ValueError, match=sentence):
        center.phone_number(flow, **given)


@pytest.mark.parametrize("name", STACKS)
def test_nothing_waits_for_itself(synthesised: dict[str, Synthesised], name: str) -> None:
    for resource in synthesised[name].body["Resources"]:
        assert resource not in synthesised[name].waits_for(resource)


def test_its_figures_are_those_of_its_instance(created: Synthesised) -> None:
    stack: Everything = created.stack
    instance_id = stack.resolve(stack.center.instance_id)
    fatal = stack.center.metric_fatal_flow_errors("Inbound")
    waiting = stack.center.metric_waiting()

    assert instance_id["Fn::Select"][0] == 1
    assert (fatal.namespace, fatal.metric_name) == ("AWS/Connect", "ContactFlowFatalErrors")
    assert stack.resolve(fatal.dimensions) == {
        "InstanceId": instance_id,
        "MetricGroup": "ContactFlow",
        "ContactFlowName": "Inbound",
    }
    assert stack.resolve(waiting.dimensions)["QueueName"] == "Center"


def test_hours_are_weekdays_unless_said_otherwise() -> None:
    stack = Stack()
    center = ContactCenter(stack, "Center", instance=INSTANCE)

    assert center.hours.time_zone == "UTC"
    assert stack.resolve(center.hours.config) == OpeningHours("UTC").config()

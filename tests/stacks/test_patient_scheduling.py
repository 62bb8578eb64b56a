"""What the PatientScheduling stack promises whoever deploys it."""

from __future__ import annotations

import copy
import json
from typing import Any

import cfnlint.api
import pytest
from aws_cdk import aws_sqs as sqs
from aws_cdk.assertions import Template
from ml_refarch.foundation import RulePack, violations
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from tests.stacks.patients import NUMBER, new_stack, stack, template
from tests.stacks.snapshots import normalised
from tests.stacks.upgrades import DEPLOYED, holdings, losses

KEY = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012"
PACKS = (RulePack.AWS_SOLUTIONS, RulePack.HIPAA_SECURITY)
ENCRYPTED = {
    "AWS::Backup::BackupVault": "EncryptionKeyArn",
    "AWS::Lambda::Function": "KmsKeyArn",
    "AWS::Logs::LogGroup": "KmsKeyId",
    "AWS::SNS::Topic": "KmsMasterKeyId",
    "AWS::SQS::Queue": "KmsMasterKeyId",
}
"""What takes a key, and the property that names it; tables are looked at apart."""

Document = dict[str, Any]


def resources(of: Document, kind: str) -> dict[str, Any]:
    return {k: v for k, v in of["Resources"].items() if v["Type"] == kind}


def statements(of: Document, role: str = "") -> list[Document]:
    """What a role may do, inline and beside it."""
    found = [
        policy["Properties"]["PolicyDocument"]
        for name, policy in resources(of, "AWS::IAM::Policy").items()
        if name.startswith(role)
    ] + [
        inline["PolicyDocument"]
        for name, one in resources(of, "AWS::IAM::Role").items()
        if name.startswith(role)
        for inline in one["Properties"].get("Policies", [])
    ]
    return [statement for document in found for statement in document["Statement"]]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_the_architecture_is_the_one_that_was_reviewed(snapshot: SnapshotAssertion) -> None:
    assert normalised(template(everything=True)) == snapshot(extension_class=JSONSnapshotExtension)


@pytest.mark.parametrize(("env", "everything"), [("dev", False), ("prod", True)])
def test_no_rule_of_cdk_nag_is_broken_neither_awss_nor_those_for_patient_data(
    env: str, everything: bool
) -> None:
    assert violations(stack(env, everything=everything), packs=PACKS) == []


def test_what_nobody_acknowledged_still_breaks_the_rules_for_patient_data() -> None:
    changed = new_stack("prod")
    added = sqs.Queue(changed, "Added", enforce_ssl=True)
    changed.scheduling.errors_alarm.node.default_child.add_property_deletion_override(  # type: ignore[union-attr]
        "AlarmActions"
    )
    log = changed.scheduling.log_group.node.default_child
    log.kms_key_id = None  # type: ignore[union-attr]

    found = {
        (one.rule, one.resource.rpartition("/Resource")[0])
        for one in violations(changed, packs=PACKS)
    }

    assert ("AwsSolutions-SQS3", added.node.path) in found
    assert (
        "HIPAA.Security-CloudWatchLogGroupEncrypted",
        changed.scheduling.log_group.node.path,
    ) in found


def test_cloudformations_own_linter_finds_nothing() -> None:
    found = cfnlint.api.lint(json.dumps(template(everything=True)), regions=["us-east-1"])
    # W3005, a DependsOn that a reference implies already: the CDK writes both, to no harm.
    assert [f"{one.rule.id} {one.message}" for one in found if one.rule.id != "W3005"] == []


def test_no_partition_is_written_by_hand() -> None:
    assert "arn:aws:" not in json.dumps(template(everything=True))


def test_functions_run_on_python_3_13_and_arm64_with_five_layers_at_most() -> None:
    functions = resources(template(everything=True), "AWS::Lambda::Function")
    assert len(functions) == 4
    for function in functions.values():
        assert function["Properties"]["Runtime"] == "python3.13"
        assert function["Properties"]["Architectures"] == ["arm64"]
        assert len(function["Properties"]["Layers"]) <= 5


def test_one_key_encrypts_all_that_holds_patient_data() -> None:
    of = template(everything=True)
    ((key, one),) = resources(of, "AWS::KMS::Key").items()
    assert one["Properties"]["EnableKeyRotation"] is True
    arn = {"Fn::GetAtt": [key, "Arn"]}
    for kind, attribute in ENCRYPTED.items():
        found = resources(of, kind)
        assert found, kind
        for name, each in found.items():
            assert each["Properties"].get(attribute) in (arn, {"Ref": key}), name
    (book,) = resources(of, "AWS::DynamoDB::GlobalTable").values()
    (replica,) = book["Properties"]["Replicas"]
    assert replica["SSESpecification"] == {"KMSMasterKeyId": arn}
    (told,) = resources(of, "AWS::DynamoDB::Table").values()
    assert told["Properties"]["SSESpecification"]["KMSMasterKeyId"] == arn


def test_reminders_are_encrypted_with_the_key_too() -> None:
    (telling,) = (
        function["Properties"]["Environment"]["Variables"]
        for name, function in resources(template(), "AWS::Lambda::Function").items()
        if name.startswith("BookEffects")
    )
    (key,) = resources(template(), "AWS::KMS::Key")
    assert telling["REMINDER_KEY_ARN"] == {"Fn::GetAtt": [key, "Arn"]}


def test_services_use_the_key_for_this_account_alone() -> None:
    (key,) = resources(template(everything=True), "AWS::KMS::Key").values()
    services = [
        one for one in key["Properties"]["KeyPolicy"]["Statement"] if "Service" in one["Principal"]
    ]
    logs = {"Fn::Join": ["", ["logs.", {"Ref": "AWS::Region"}, ".amazonaws.com"]]}
    named = [service for one in services for service in listed(one["Principal"]["Service"])]
    assert logs in named
    assert {service for service in named if service != logs} == {
        "cloudwatch.amazonaws.com",
        "sms-voice.amazonaws.com",
        "sns.amazonaws.com",
    }
    for one in services:
        assert '{"Ref": "AWS::AccountId"}' in json.dumps(one["Condition"]), one


def test_a_key_that_is_brought_is_used_and_none_made() -> None:
    brought = dict(Template.from_stack(new_stack("prod", encryption_key_arn=KEY)).to_json())
    assert resources(brought, "AWS::KMS::Key") == {}
    for kind, attribute in ENCRYPTED.items():
        assert {
            each["Properties"].get(attribute) for each in resources(brought, kind).values()
        } == {KEY}


def test_the_book_can_be_restored_and_is_backed_up_each_night() -> None:
    (book,) = resources(template(), "AWS::DynamoDB::GlobalTable").values()
    (replica,) = book["Properties"]["Replicas"]
    assert replica["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    (selection,) = resources(template(), "AWS::Backup::BackupSelection").values()
    (table,) = resources(template(), "AWS::DynamoDB::GlobalTable")
    chosen = selection["Properties"]["BackupSelection"]["Resources"]
    assert chosen == [{"Fn::GetAtt": [table, "Arn"]}]
    (plan,) = resources(template(), "AWS::Backup::BackupPlan").values()
    (rule,) = plan["Properties"]["BackupPlan"]["BackupPlanRule"]
    assert rule["Lifecycle"] == {"DeleteAfterDays": 35}
    (vault,) = resources(template(), "AWS::Backup::BackupVault").values()
    assert vault["DeletionPolicy"] == "Retain"


def test_a_disposable_environment_leaves_nothing_behind() -> None:
    assert resources(template("dev"), "AWS::Backup::BackupVault") == {}
    kept = {
        name
        for name, one in template("dev")["Resources"].items()
        if one.get("DeletionPolicy") == "Retain"
    }
    assert kept == set()


def test_data_of_the_other_environment_stays() -> None:
    for kind in (
        "AWS::DynamoDB::GlobalTable",
        "AWS::KMS::Key",
        "AWS::Logs::LogGroup",
        "AWS::SQS::Queue",
    ):
        assert {one["DeletionPolicy"] for one in resources(template(), kind).values()} == {"Retain"}


@pytest.mark.parametrize(("env", "days"), [("dev", 7), ("prod", 365)])
def test_logs_are_kept_as_long_as_the_settings_say(env: str, days: int) -> None:
    groups = resources(template(env, everything=True), "AWS::Logs::LogGroup").values()
    assert {group["Properties"]["RetentionInDays"] for group in groups} == {days}


def test_no_right_is_on_everything_but_traces_and_phones() -> None:
    for statement in statements(template(everything=True)):
        actions = listed(statement["Action"])
        assert not [action for action in actions if "*" in action], statement
        if listed(statement.get("Resource")) == ["*"]:
            assert {action.partition(":")[0] for action in actions} == {"xray"}
        if "NotResource" in statement:
            assert actions == ["sns:Publish"]


def test_a_page_may_write_to_the_one_alias_and_no_more() -> None:
    (alias,) = resources(template(), "AWS::Lex::BotAlias")
    assert statements(template(), "ClientPool") == [
        {
            "Action": ["lex:DeleteSession", "lex:RecognizeText"],
            "Effect": "Allow",
            "Resource": {"Fn::GetAtt": [alias, "Arn"]},
        }
    ]


def test_the_bots_function_writes_the_book_and_texts_nobody() -> None:
    services = {
        action.partition(":")[0]
        for statement in statements(template(), "Scheduling")
        for action in listed(statement["Action"])
    }
    assert services == {"dynamodb", "kms", "logs", "xray"}


def test_the_scheduler_may_send_and_nothing_else() -> None:
    actions = {
        action
        for statement in statements(template(), "RemindersRole")
        for action in listed(statement["Action"])
    }
    assert actions == {"sqs:SendMessage", "kms:Decrypt", "kms:GenerateDataKey"}


def test_what_says_who_somebody_is_stays_out_of_the_conversation_log() -> None:
    (bot,) = resources(template(), "AWS::Lex::Bot").values()
    for locale in bot["Properties"]["BotLocales"]:
        slots = [slot for intent in locale["Intents"] for slot in intent.get("Slots", [])]
        private = [one for one in slots if one["Name"] in ("BirthDate", "PhoneNumber", "Reason")]
        assert {one["Name"] for one in private} == {"BirthDate", "PhoneNumber", "Reason"}
        for slot in private:
            assert slot["ObfuscationSetting"] == {"ObfuscationSettingType": "DefaultObfuscation"}, (
                slot["Name"]
            )


def test_every_alarm_reaches_the_staff() -> None:
    (staff,) = (
        name
        for name in resources(template(everything=True), "AWS::SNS::Topic")
        if name.startswith("NotificationsStaff")
    )
    alarms = resources(template(everything=True), "AWS::CloudWatch::Alarm")
    assert len(alarms) > 15
    for name, alarm in alarms.items():
        assert alarm["Properties"]["AlarmActions"] == [{"Ref": staff}], name


def test_the_dashboard_shows_conversations_business_texts_and_errors() -> None:
    (dashboard,) = resources(template(everything=True), "AWS::CloudWatch::Dashboard").values()
    shown = json.dumps(dashboard["Properties"]["DashboardBody"])
    for figure in (
        "count_distinct(sessionId)",
        "MissedUtteranceCount",
        "RuntimeSuccessfulRequestLatency",
        "RuntimeLambdaErrors",
        "AppointmentsBooked",
        "AppointmentsMoved",
        "AppointmentsCancelled",
        "NothingFree",
        "RemindersSent",
        "RemindersDropped",
        "RepliesCancelled",
        "TextsRefused",
        "NumberOfNotificationsFailed",
        "SMSMonthToDateSpentUSD",
        "DLQ: Message Count",
    ):
        assert figure in shown, figure


def test_queries_are_saved_for_whoever_looks_for_an_error() -> None:
    saved = {
        one["Properties"]["Name"]: one["Properties"]
        for one in resources(template(), "AWS::Logs::QueryDefinition").values()
    }
    assert set(saved) == {
        "PatientScheduling/Errors",
        "PatientScheduling/Missed utterances",
        "PatientScheduling/Reminders dropped",
        "PatientScheduling/Slow turns",
    }
    assert len(saved["PatientScheduling/Errors"]["LogGroupNames"]) == 3


def test_what_was_missed_is_counted_by_locale_from_the_conversation_log() -> None:
    (missed,) = (
        one["Properties"]
        for name, one in resources(template(), "AWS::Logs::MetricFilter").items()
        if name.startswith("LoggedMissed")
    )
    assert missed["LogGroupName"]["Ref"].startswith("BotConversations")
    assert missed["FilterPattern"].startswith("{ ($.missedUtterance IS TRUE)")
    (counted,) = missed["MetricTransformations"]
    assert counted["Dimensions"] == [{"Key": "locale", "Value": "$.bot.localeId"}]


def test_a_budget_for_texts_is_an_alarm_at_four_fifths_of_it() -> None:
    spending = [
        one["Properties"]["Threshold"]
        for one in resources(template(everything=True), "AWS::CloudWatch::Alarm").values()
        if one["Properties"].get("MetricName") == "SMSMonthToDateSpentUSD"
    ]
    assert spending == [40]


def test_answers_to_texts_are_read_only_where_that_is_wished() -> None:
    assert "RepliesTopic" not in template()["Outputs"]
    assert "RepliesTopic" in template(everything=True)["Outputs"]
    with pytest.raises(ValueError, match=r"origination_number: .* has none, and people reply"):
        new_stack("dev", two_way_sms=True)


def test_users_of_a_pool_that_is_brought_talk_to_the_bot_and_guests_do_not() -> None:
    pool = {"user_pool_id": "us-east-1_Ab129faBb", "user_pool_client_id": "3ho4ek12345678909nh3"}
    brought = dict(Template.from_stack(new_stack("dev", **pool)).to_json())
    (identities,) = resources(brought, "AWS::Cognito::IdentityPool").values()
    assert identities["Properties"]["AllowUnauthenticatedIdentities"] is False
    for one, missing in (("user_pool_id", "user_pool_client_id"), tuple(reversed([*pool]))):
        with pytest.raises(ValueError, match=f"dev.{missing}: it is not set, and people sign in"):
            new_stack("dev", **{one: pool[one]})


def test_texts_come_from_the_number_that_is_set() -> None:
    for name, function in resources(template(everything=True), "AWS::Lambda::Function").items():
        variables = function["Properties"]["Environment"]["Variables"]
        if not name.startswith("Scheduling"):
            assert variables["ORIGINATION_NUMBER"] == NUMBER


def test_the_stack_as_it_is_now_keeps_the_data_of_the_one_deployed() -> None:
    deployed = json.loads((DEPLOYED / "PatientScheduling.json").read_text())
    assert {one["Type"] for one in deployed.values()} >= {
        "AWS::Backup::BackupVault",
        "AWS::Cognito::IdentityPool",
        "AWS::DynamoDB::GlobalTable",
        "AWS::KMS::Key",
        "AWS::Lex::Bot",
        "AWS::Scheduler::ScheduleGroup",
    }
    assert losses(deployed, template()) == []


def test_a_renamed_group_is_seen_as_the_loss_of_its_reminders() -> None:
    changed = copy.deepcopy(template())
    ((name, group),) = resources(changed, "AWS::Scheduler::ScheduleGroup").items()
    group["Properties"]["Name"] = "another"
    assert losses(holdings(template()), changed) == [
        f"{name} (AWS::Scheduler::ScheduleGroup) would be replaced, for its Name changes"
    ]

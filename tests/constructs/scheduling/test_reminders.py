"""Each appointment has its schedule, kept by who may do no more; no reminder is lost in silence."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from aws_cdk import App, Duration, Stack
from aws_cdk import aws_kms as kms
from aws_cdk.assertions import Template
from ml_refarch.foundation import Notifications
from ml_refarch.scheduling import AppointmentBook, Reminders, reminders

from .conftest import Synthesised, listed

SETTINGS = Path(__file__).parents[3] / "lambda/layers/reminders/python/reminders/settings.py"
TELLING, REMINDING, ROLE = "BookEffects", "RemindersReminding", "RemindersRole"


def test_the_function_that_tells_of_changes_keeps_the_schedules_of_the_group(
    plain: Synthesised,
) -> None:
    (schedules,) = plain.rights(TELLING, of="scheduler:")

    assert plain.actions(TELLING, of="scheduler:") == {
        "scheduler:CreateSchedule",
        "scheduler:DeleteSchedule",
        "scheduler:UpdateSchedule",
    }
    (group,) = plain.of_type("AWS::Scheduler::ScheduleGroup").values()
    assert schedules["Resource"]["Fn::Join"][1][-1] == f":schedule/{group['Properties']['Name']}/*"


def test_it_may_pass_the_schedulers_role_to_the_scheduler_and_nobody_else(
    plain: Synthesised,
) -> None:
    (passing,) = plain.rights(TELLING, of="iam:")

    assert passing["Action"] == "iam:PassRole"
    assert passing["Resource"]["Fn::GetAtt"][0].startswith(ROLE)
    assert passing["Condition"] == {
        "StringEquals": {"iam:PassedToService": "scheduler.amazonaws.com"}
    }


def test_the_schedulers_role_sends_to_two_queues_and_does_nothing_else(plain: Synthesised) -> None:
    (send,) = plain.rights(ROLE)

    assert send["Action"] == "sqs:SendMessage"
    assert [arn["Fn::GetAtt"][0].rstrip("0123456789ABCDEF") for arn in send["Resource"]] == [
        "RemindersQueue",
        "RemindersUndelivered",
    ]


def test_the_schedulers_role_is_whole_before_a_schedule_can_use_it(keyed: Synthesised) -> None:
    assert [name for name in keyed.of_type("AWS::IAM::Policy") if name.startswith(ROLE)] == []
    assert keyed.actions(ROLE) == {"sqs:SendMessage", "kms:Decrypt", "kms:GenerateDataKey"}


def test_only_schedules_of_this_group_and_account_act_as_the_role(plain: Synthesised) -> None:
    trust = plain.the("AWS::IAM::Role", ROLE)["Properties"]["AssumeRolePolicyDocument"]
    (statement,) = trust["Statement"]

    assert statement["Principal"] == {"Service": "scheduler.amazonaws.com"}
    condition = statement["Condition"]["StringEquals"]
    assert condition["aws:SourceAccount"] == {"Ref": "AWS::AccountId"}
    assert condition["aws:SourceArn"]["Fn::GetAtt"][0].startswith("RemindersSchedules")


def test_what_schedules_say_is_encrypted_by_who_makes_them(keyed: Synthesised) -> None:
    assert {"kms:DescribeKey", "kms:GenerateDataKey", "kms:Decrypt"} <= keyed.actions(
        TELLING, of="kms:"
    )
    assert "Fn::GetAtt" in keyed.environment(TELLING)["REMINDER_KEY_ARN"]


def test_without_a_key_none_is_named(plain: Synthesised) -> None:
    assert "REMINDER_KEY_ARN" not in plain.environment(TELLING)


def test_the_variables_are_those_that_the_code_reads(keyed: Synthesised) -> None:
    read = {
        node.value.value
        for node in ast.parse(SETTINGS.read_text()).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    }

    assert read == {
        reminders.GROUP_VARIABLE,
        reminders.QUEUE_VARIABLE,
        reminders.ROLE_VARIABLE,
        reminders.DEAD_LETTERS_VARIABLE,
        reminders.KEY_VARIABLE,
    }
    assert read | {"TABLE_NAME"} <= set(keyed.environment(TELLING))


def test_the_queue_takes_what_the_scheduler_sends(plain: Synthesised) -> None:
    queue = plain.the("AWS::SQS::Queue", "RemindersQueue")["Properties"]

    assert queue["FifoQueue"] is True
    assert queue["ContentBasedDeduplication"] is True


def test_what_the_scheduler_cannot_send_waits_in_a_standard_queue(plain: Synthesised) -> None:
    undelivered = plain.the("AWS::SQS::Queue", "RemindersUndelivered")["Properties"]
    variable = plain.environment(TELLING)["REMINDER_DEAD_LETTERS_ARN"]

    assert "FifoQueue" not in undelivered
    assert undelivered["MessageRetentionPeriod"] == Duration.days(14).to_seconds()
    assert variable["Fn::GetAtt"][0].startswith("RemindersUndelivered")


def test_a_reminder_that_always_fails_ends_in_the_dead_letter_queue(plain: Synthesised) -> None:
    redrive = plain.the("AWS::SQS::Queue", "RemindersQueue")["Properties"]["RedrivePolicy"]

    assert redrive["maxReceiveCount"] == 5
    assert redrive["deadLetterTargetArn"]["Fn::GetAtt"][0].startswith("RemindersDeadLetters")


def test_the_staff_hear_of_every_reminder_that_is_not_sent(plain: Synthesised) -> None:
    for name in ("RemindersRemindingErrors", "RemindersDeadLetters", "RemindersUndelivered"):
        alarm = plain.the("AWS::CloudWatch::Alarm", name)["Properties"]
        assert [one["Ref"][:18] for one in alarm["AlarmActions"]] == ["NotificationsStaff"]


def test_the_reminding_function_reads_the_book_and_texts_no_more(plain: Synthesised) -> None:
    of_the_book = [
        right
        for right in plain.rights(REMINDING, of="dynamodb:")
        if "BookTable" in str(right["Resource"])
    ]

    assert [sorted(listed(right["Action"])) for right in of_the_book] == [
        ["dynamodb:GetItem", "dynamodb:Query"]
    ]
    (text,) = plain.rights(REMINDING, of="sns:")
    assert "NotResource" in text
    assert "STAFF_TOPIC_ARN" not in plain.environment(REMINDING)
    assert plain.environment(REMINDING)["ORIGINATION_NUMBER"] == "+12065550100"


def test_schedules_go_with_the_stack_and_queues_stay(plain: Synthesised) -> None:
    (group,) = plain.of_type("AWS::Scheduler::ScheduleGroup").values()

    assert group["DeletionPolicy"] == "Delete"
    assert plain.the("AWS::SQS::Queue", "RemindersQueue")["DeletionPolicy"] == "Retain"


def test_a_key_of_their_own_can_be_brought() -> None:
    stack = Stack(App(), "Clinic")
    notifications = Notifications(stack, "Notifications")
    book = AppointmentBook(stack, "Book", notifications=notifications)
    own = kms.Key(stack, "Own", enable_key_rotation=True)
    Reminders(stack, "Reminders", book=book, notifications=notifications, encryption_key=own)

    resources = dict(Template.from_stack(stack).to_json())["Resources"]

    keyed = {
        name for name, one in resources.items() if "KmsMasterKeyId" in one.get("Properties", {})
    }
    assert {name.rstrip("0123456789ABCDEF") for name in keyed} == {
        "RemindersDeadLetters",
        "RemindersQueue",
        "RemindersUndelivered",
    }


def test_a_number_over_its_limit_is_refused() -> None:
    stack = Stack(App(), "Clinic")
    notifications = Notifications(stack, "Notifications")
    book = AppointmentBook(stack, "Book", notifications=notifications)

    with pytest.raises(ValueError, match="max_receive_count: 0 is not between 1 and 1000"):
        Reminders(stack, "Reminders", book=book, notifications=notifications, max_receive_count=0)

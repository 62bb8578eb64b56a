"""An answer to a text reaches the function from the number's service alone, or is noticed."""

from __future__ import annotations

from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Template
from ml_refarch.foundation import Notifications
from ml_refarch.scheduling import AppointmentBook, Reminders, TextReplies

from .conftest import Synthesised, listed

TEXTING = {"Service": "sms-voice.amazonaws.com"}


def published_by(of: Synthesised) -> list[dict[str, Any]]:
    policy = of.the("AWS::SNS::TopicPolicy", "RepliesTopic")["Properties"]["PolicyDocument"]
    return [one for one in policy["Statement"] if one["Effect"] == "Allow"]


def key_rights(of: Synthesised, principal: dict[str, str]) -> list[dict[str, Any]]:
    (key,) = of.of_type("AWS::KMS::Key").values()
    statements = key["Properties"]["KeyPolicy"]["Statement"]
    return [one for one in statements if one["Principal"] == principal]


def test_only_the_texting_service_of_this_account_publishes(plain: Synthesised) -> None:
    (publish,) = published_by(plain)

    assert publish["Principal"] == TEXTING
    assert publish["Action"] == "sns:Publish"
    assert publish["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    assert publish["Condition"]["ArnLike"]["aws:SourceArn"]["Fn::Join"][1][2] == ":sms-voice:"


def test_who_publishes_may_use_the_key_from_this_account_alone(keyed: Synthesised) -> None:
    for principal in (TEXTING, {"Service": "sns.amazonaws.com"}):
        (right,) = key_rights(keyed, principal)
        assert right["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
        assert right["Condition"]["StringEquals"] == {
            "aws:SourceAccount": {"Ref": "AWS::AccountId"}
        }


def test_what_cannot_be_delivered_and_what_fails_wait_in_one_queue(plain: Synthesised) -> None:
    (subscription,) = (
        one
        for one in plain.of_type("AWS::SNS::Subscription").values()
        if one["Properties"]["Protocol"] == "lambda"
    )
    function = plain.the("AWS::Lambda::Function", "RepliesReplying")["Properties"]

    undelivered = subscription["Properties"]["RedrivePolicy"]["deadLetterTargetArn"]
    assert undelivered == function["DeadLetterConfig"]["TargetArn"]
    assert undelivered["Fn::GetAtt"][0].startswith("RepliesDeadLetters")
    alarm = plain.the("AWS::CloudWatch::Alarm", "RepliesDeadLettersAlarm")["Properties"]
    assert [one["Ref"][:18] for one in alarm["AlarmActions"]] == ["NotificationsStaff"]


def test_the_function_may_put_into_an_encrypted_dead_letter_queue(keyed: Synthesised) -> None:
    assert {"kms:Decrypt", "kms:GenerateDataKey"} <= keyed.actions("RepliesReplying", of="kms:")


def test_reminders_say_how_to_cancel_only_where_answers_are_read(plain: Synthesised) -> None:
    assert plain.environment("RemindersReminding")["TEXT_REPLIES"] == "true"
    stack = Stack(App(), "Clinic")
    notifications = Notifications(stack, "Notifications", origination_number="+12065550100")
    book = AppointmentBook(stack, "Book", notifications=notifications)
    Reminders(stack, "Reminders", book=book, notifications=notifications)
    assert "TEXT_REPLIES" not in str(Template.from_stack(stack).to_json())


def test_the_function_cancels_and_texts_and_tells_the_staff_nothing(plain: Synthesised) -> None:
    assert "dynamodb:UpdateItem" in {
        action
        for right in plain.rights("RepliesReplying", of="dynamodb:")
        if "BookTable" in str(right["Resource"])
        for action in listed(right["Action"])
    }
    assert "STAFF_TOPIC_ARN" not in plain.environment("RepliesReplying")


def test_texts_from_no_number_cannot_be_answered() -> None:
    stack = Stack(App(), "Clinic")
    notifications = Notifications(stack, "Notifications")
    book = AppointmentBook(stack, "Book", notifications=notifications)
    reminders = Reminders(stack, "Reminders", book=book, notifications=notifications)

    with pytest.raises(ValueError, match="origination_number: Clinic/Notifications has none"):
        TextReplies(stack, "Replies", reminders=reminders, notifications=notifications)

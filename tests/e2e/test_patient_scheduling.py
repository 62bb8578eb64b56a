"""A deployed PatientScheduling stack, written to through boto3 alone."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from demo.patient_scheduling.clinic import PATIENTS, ZONE, open_day_after
from demo.patient_scheduling.visits import lines_of
from localcloud.cli.running import RunningCloud
from tests.e2e.conftest import Target, control_of

ANA, SEOYEON = PATIENTS


class Patient:
    """Somebody who writes to the bot in one session, through a channel that knows the number."""

    def __init__(self, target: Target, person: Any) -> None:
        self._runtime = target.client("lexv2-runtime")
        self._place = {**target.bot, "localeId": person.locale}
        self.session = f"e2e-{uuid.uuid4().hex}"
        self._attributes: dict[str, str] | None = {"phoneNumber": person.phone}

    def says(self, *lines: str) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        for text in lines:
            state = {"sessionState": {"sessionAttributes": self._attributes}}
            answer = self._runtime.recognize_text(
                **self._place,
                sessionId=self.session,
                text=text,
                **(state if self._attributes else {}),
            )
            self._attributes = None
        return answer


def books(target: Target, person: Any, day: date) -> dict[str, Any]:
    answer = Patient(target, person).says(*lines_of(person.locale, day, person.birth_date))
    assert answer["sessionState"]["intent"]["state"] == "Fulfilled", answer
    return answer


def now_of(cloud: RunningCloud) -> datetime:
    return datetime.fromisoformat(cloud.ask("status")["time"])


def texts_to(cloud: RunningCloud, person: Any) -> list[str]:
    cloud.ask("settle", {"timeout": 60})
    sent = cloud.ask("messages")["messages"]
    return [one["text"] for one in sent if one["number"] == person.phone]


def schedules(target: Target) -> list[dict[str, Any]]:
    scheduler, group = target.client("scheduler"), target.outputs["ReminderGroup"]
    return [
        scheduler.get_schedule(GroupName=group, Name=one["Name"])
        for one in scheduler.list_schedules(GroupName=group)["Schedules"]
    ]


def moves_to(cloud: RunningCloud, moment: datetime) -> None:
    cloud.ask("clock", {"seconds": (moment - now_of(cloud)) / timedelta(seconds=1)})


@pytest.mark.parametrize("person", PATIENTS, ids=lambda person: person.locale)
def test_a_patient_books_is_reminded_once_the_day_before_and_cancels_with_one_letter(
    patients: Target, person: Any
) -> None:
    cloud = control_of(patients)
    day = open_day_after(now_of(cloud), 5)
    books(patients, person, day)
    booked = texts_to(cloud, person)
    (schedule,) = schedules(patients)
    assert schedule["ActionAfterCompletion"] == "DELETE"

    eve = datetime(day.year, day.month, day.day, 18, tzinfo=ZONE) - timedelta(days=1)
    moves_to(cloud, eve)
    reminded = texts_to(cloud, person)[len(booked) :]
    assert len(reminded) == 1
    assert reminded[0].endswith(
        {"en_US": "Reply C to cancel.", "ko_KR": "취소하시려면 C라고 답장해 주세요."}[person.locale]
    )
    assert schedules(patients) == []

    for _ in range(2):  # SNS delivers at least once
        patients.client("sns").publish(
            TopicArn=patients.outputs["RepliesTopic"],
            Message=json.dumps(
                {
                    "originationNumber": person.phone,
                    "destinationNumber": "+12065550111",
                    "messageKeyword": "KEYWORD_12065550111",
                    "messageBody": " c ",
                    "inboundMessageId": f"cancels-{person.id}",
                }
            ),
        )
    after = texts_to(cloud, person)[len(booked) + 1 :]
    assert len(after) == 1
    assert {"en_US": "cancelled", "ko_KR": "취소"}[person.locale] in after[0]


def test_a_moved_appointment_moves_its_reminder_and_a_cancelled_one_has_none(
    patients: Target,
) -> None:
    cloud = control_of(patients)
    first = open_day_after(now_of(cloud), 6)
    second = open_day_after(now_of(cloud), 12)
    books(patients, ANA, first)
    texts_to(cloud, ANA)
    (before,) = schedules(patients)

    patient = Patient(patients, ANA)
    moved = patient.says(
        "I need to change my appointment",
        "September 17, 1984",
        f"{second:%B} {second.day} at 10 AM",
        "yes",
    )
    assert moved["sessionState"]["intent"]["state"] == "Fulfilled", moved
    texts_to(cloud, ANA)
    (after,) = schedules(patients)
    assert after["Name"] == before["Name"]
    assert after["ScheduleExpression"] != before["ScheduleExpression"]
    at = datetime.fromisoformat(after["ScheduleExpression"][3:-1]).replace(tzinfo=UTC)
    assert at.astimezone(ZONE).date() == second - timedelta(days=1)

    cancelled = patient.says("Cancel my appointment", "yes")
    assert cancelled["sessionState"]["intent"]["state"] == "Fulfilled", cancelled
    texts_to(cloud, ANA)
    assert schedules(patients) == []


def test_a_client_with_the_pools_credentials_may_write_to_the_bot(patients: Target) -> None:
    identity = patients.client("cognito-identity")
    pool = patients.outputs["IdentityPoolId"]
    person = identity.get_id(IdentityPoolId=pool)["IdentityId"]
    given = identity.get_credentials_for_identity(IdentityId=person)["Credentials"]
    session: Any = boto3.Session(
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretKey"],
        aws_session_token=given["SessionToken"],
        region_name=patients.client("lexv2-runtime").meta.region_name,
    )
    runtime = session.client(
        "lexv2-runtime", endpoint_url=patients.client("lexv2-runtime").meta.endpoint_url
    )
    answer = runtime.recognize_text(
        **patients.bot, localeId="en_US", sessionId=f"web-{uuid.uuid4().hex}", text="help"
    )
    assert answer["messages"]


def test_a_wrong_date_of_birth_locks_the_number_whoever_asks(patients: Target) -> None:
    refused: list[str] = []
    for attempt in range(1, 9):
        patient = Patient(patients, SEOYEON)
        answer = patient.says("다음 예약이 언제예요", f"19{70 + attempt}년 1월 1일")
        refused.append(answer["messages"][0]["content"])
    assert "너무 많아서" in refused[-1]
    truth = Patient(patients, SEOYEON).says("다음 예약이 언제예요", "1991년 3월 14일")
    assert "너무 많아서" in truth["messages"][0]["content"]
    control_of(patients)  # on AWS an hour has to pass before the number is free again
    moves_to(control_of(patients), now_of(control_of(patients)) + timedelta(hours=1, minutes=1))
    heard = Patient(patients, SEOYEON).says("다음 예약이 언제예요", "1991년 3월 14일")
    assert "예약이 없어요" in heard["messages"][0]["content"]


def test_the_metrics_of_conversations_can_be_read(patients: Target) -> None:
    cloud = control_of(patients)
    Patient(patients, ANA).says("qwerty asdf")
    cloud.ask("settle", {"timeout": 60})
    until = now_of(cloud) + timedelta(minutes=5)
    cloudwatch = patients.client("cloudwatch")

    def total(namespace: str, name: str, **dimensions: str) -> float:
        found = cloudwatch.get_metric_statistics(
            Namespace=namespace,
            MetricName=name,
            Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
            StartTime=until - timedelta(days=60),
            EndTime=until,
            Period=86400 * 30,
            Statistics=["Sum"],
        )
        return float(sum(one["Sum"] for one in found["Datapoints"]))

    assert total("PatientScheduling", "AppointmentsBooked", service="patient_scheduling") >= 3
    assert total("PatientScheduling", "RemindersSent", service="appointment_reminders") == 2
    assert (
        total(
            "AWS/Lex",
            "MissedUtteranceCount",
            BotId=patients.bot["botId"],
            BotAliasId=patients.bot["botAliasId"],
            LocaleId="en_US",
            Operation="RecognizeText",
        )
        >= 1
    )


def test_no_log_says_who_anybody_is(patients: Target) -> None:
    control_of(patients).ask("settle", {"timeout": 60})
    lines = list(log_lines(patients))
    assert any("SchedulingFunction" in line for line in lines)
    assert any('"inputTranscript"' in line for line in lines)
    for person in PATIENTS:
        digits = person.phone.lstrip("+")
        born = person.birth_date
        forbidden = [
            *person.name.split(),
            digits,
            digits[1:],
            born.isoformat(),
            f"{born:%B} {born.day}, {born.year}",
            f"{born.year}년 {born.month}월 {born.day}일",
        ]
        for secret in forbidden:
            assert not [line for line in lines if secret in line], secret
    reasons = [line for line in lines if "check-up" in _said(line) or "감기" in _said(line)]
    assert reasons == []


def test_what_lex_refuses_is_refused(patients: Target) -> None:
    runtime = patients.client("lexv2-runtime")
    with pytest.raises(ClientError) as caught:
        runtime.recognize_text(**patients.bot, localeId="fr_FR", sessionId="e2e", text="bonjour")
    assert caught.value.response["Error"]["Code"] == "ResourceNotFoundException"


def log_lines(target: Target) -> Iterator[str]:
    logs = target.client("logs")
    for page in logs.get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            name = group["logGroupName"]
            for events in logs.get_paginator("filter_log_events").paginate(logGroupName=name):
                for event in events["events"]:
                    yield f"{name} {event['message']}"


def _said(line: str) -> str:
    """What a patient said or a slot holds; the bot lists what there is to choose in a message."""
    _, _, text = line.partition(" ")
    entry = json.loads(text) if text.startswith("{") else {}
    entry.pop("messages", None)
    return json.dumps(entry, ensure_ascii=False)

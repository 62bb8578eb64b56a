"""What a Python function promises, and what it refuses."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Duration, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from aws_cdk.assertions import Match, Template
from ml_refarch.foundation import PythonFunction, PythonLayer

from .conftest import Synthesised


def test_it_runs_python_313_on_arm_with_json_logs_and_traces(plain: Synthesised) -> None:
    plain.template.has_resource_properties(
        "AWS::Lambda::Function",
        {
            "Handler": "handler.handle",
            "Runtime": "python3.13",
            "Architectures": ["arm64"],
            "LoggingConfig": Match.object_like({"LogFormat": "JSON"}),
            "TracingConfig": {"Mode": "Active"},
            "ReservedConcurrentExecutions": 5,
        },
    )


def test_its_logs_are_kept_for_a_month_in_a_group_of_its_own(plain: Synthesised) -> None:
    logs = plain.the("AWS::Logs::LogGroup", "TellLogs")

    assert logs["Properties"]["RetentionInDays"] == 30
    assert "LogGroupName" not in logs["Properties"]


def test_logs_outlive_the_stack_unless_told_otherwise(
    plain: Synthesised, disposable: Synthesised
) -> None:
    assert plain.the("AWS::Logs::LogGroup", "TellLogs")["DeletionPolicy"] == "Retain"
    assert disposable.the("AWS::Logs::LogGroup", "TellLogs")["DeletionPolicy"] == "Delete"


def test_it_may_write_its_own_logs_and_send_traces_and_has_no_managed_policy(
    plain: Synthesised,
) -> None:
    role = plain.the("AWS::IAM::Role", "TellRole")["Properties"]
    policies = {
        policy["PolicyName"]: policy["PolicyDocument"]["Statement"] for policy in role["Policies"]
    }

    assert "ManagedPolicyArns" not in role
    assert set(policies) == {"Logs", "Traces"}
    ((logs,), (traces,)) = policies["Logs"], policies["Traces"]
    assert logs["Resource"]["Fn::GetAtt"][0].startswith("TellLogs")
    assert traces["Action"] == ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]


def test_it_is_created_after_the_policy_of_its_role(plain: Synthesised) -> None:
    depends_on = plain.the("AWS::Lambda::Function", "TellFunction")["DependsOn"]

    assert any(name.startswith("TellRoleDefaultPolicy") for name in depends_on)


def test_one_error_in_five_minutes_tells_the_staff(plain: Synthesised) -> None:
    alarm = plain.the("AWS::CloudWatch::Alarm", "TellErrors")["Properties"]

    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/Lambda", "Errors")
    assert (alarm["Threshold"], alarm["Period"]) == (1, 300)
    assert alarm["TreatMissingData"] == "notBreaching"
    assert alarm["AlarmActions"][0]["Ref"].startswith("NotificationsStaff")


def test_a_key_encrypts_its_environment_and_logs_and_lets_cloudwatch_logs_in(
    keyed: Synthesised,
) -> None:
    key = {"Fn::GetAtt": [next(iter(keyed.of_type("AWS::KMS::Key"))), "Arn"]}
    (policy,) = (
        each["Properties"]["KeyPolicy"]["Statement"]
        for each in keyed.of_type("AWS::KMS::Key").values()
    )
    services = [str(statement["Principal"].get("Service")) for statement in policy]

    assert keyed.the("AWS::Lambda::Function", "TellFunction")["Properties"]["KmsKeyArn"] == key
    assert keyed.the("AWS::Logs::LogGroup", "TellLogs")["Properties"]["KmsKeyId"] == key
    assert any("logs." in service for service in services)


def test_failed_asynchronous_events_go_to_the_queue_that_is_given(source: Path) -> None:
    stack = Stack()
    queue = sqs.Queue(stack, "Failed")
    PythonFunction(stack, "Echo", source=source, dead_letter_queue=queue)

    Template.from_stack(stack).has_resource_properties(
        "AWS::Lambda::Function",
        {"DeadLetterConfig": {"TargetArn": stack.resolve(queue.queue_arn)}},
    )


def test_it_may_use_the_key_of_its_dead_letter_queue(source: Path) -> None:
    stack = Stack()
    key = kms.Key(stack, "Key")
    queue = sqs.Queue(stack, "Queue", encryption=sqs.QueueEncryption.KMS, encryption_master_key=key)
    PythonFunction(stack, "Echo", source=source, dead_letter_queue=queue)

    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::Policy",
        {
            "PolicyDocument": {
                "Statement": Match.array_with(
                    [
                        {
                            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
                            "Effect": "Allow",
                            "Resource": stack.resolve(key.key_arn),
                        }
                    ]
                )
            }
        },
    )


def test_a_layer_of_our_own_comes_before_powertools(plain: Synthesised) -> None:
    ours, powertools = plain.the("AWS::Lambda::Function", "TellFunction")["Properties"]["Layers"]

    assert ours["Ref"].startswith("SharedLayer")
    assert "AWSLambdaPowertoolsPythonV3" in str(powertools)
    plain.template.has_resource_properties(
        "AWS::Lambda::LayerVersion",
        {"CompatibleRuntimes": ["python3.13"], "CompatibleArchitectures": ["arm64"]},
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"timeout": Duration.seconds(901)}, "timeout: 901 s is over Lambda's limit of 900 s"),
        ({"memory_size": 64}, "memory_size: 64 MiB is not between 128 and 10240"),
        ({"memory_size": 10_241}, "memory_size: 10241 MiB is not between"),
    ],
)
def test_a_number_over_lambdas_limit_is_refused(
    source: Path, wrong: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        PythonFunction(Stack(), "Echo", source=source, **wrong)


def test_a_sixth_layer_is_refused(source: Path) -> None:
    stack = Stack()
    layers = [
        lambda_.LayerVersion.from_layer_version_arn(
            stack, f"L{n}", f"arn:aws:lambda:us-east-1:111122223333:layer:l{n}:1"
        )
        for n in range(5)
    ]

    with pytest.raises(ValueError, match="layers: 6, with the one of Powertools, are over"):
        PythonFunction(stack, "Echo", source=source, layers=layers, powertools=True)


def test_a_folder_without_a_handler_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"source: .* has no handler\.py"):
        PythonFunction(Stack(), "Echo", source=tmp_path)


def test_a_layer_without_its_python_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="has no folder 'python'"):
        PythonLayer(Stack(), "Shared", source=tmp_path)


def code_hash(source: Path) -> str:
    stack = Stack(App(), "Stack")
    PythonFunction(stack, "Echo", source=source)
    (function,) = Template.from_stack(stack).find_resources("AWS::Lambda::Function").values()
    return str(function["Properties"]["Code"]["S3Key"])


def test_what_a_test_run_leaves_behind_does_not_change_the_code(
    source: Path, tmp_path: Path
) -> None:
    used = tmp_path / "used"
    shutil.copytree(source, used)
    for folder in (used / "__pycache__", used / "inner" / "__pycache__", used / ".mypy_cache"):
        folder.mkdir(parents=True)
        (folder / "handler.cpython-313.pyc").write_bytes(os.urandom(16))
        (folder / "note.json").write_text("{}")
    os.utime(used / "handler.py", (0, 0))

    assert code_hash(used) == code_hash(source)


def test_a_changed_source_changes_the_code(source: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed"
    shutil.copytree(source, changed)
    (changed / "handler.py").write_text("def handle(event, context): return None\n")

    assert code_hash(changed) != code_hash(source)

"""An effect is noted where Powertools looks for it."""

from __future__ import annotations

from .conftest import Synthesised


def test_the_table_is_what_powertools_expects(plain: Synthesised) -> None:
    table = plain.the("AWS::DynamoDB::Table", "EffectsTable")["Properties"]

    assert table["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expiration", "Enabled": True}
    assert table["BillingMode"] == "PAY_PER_REQUEST"


def test_the_log_outlives_the_stack_unless_told_otherwise(
    plain: Synthesised, disposable: Synthesised
) -> None:
    assert plain.the("AWS::DynamoDB::Table", "EffectsTable")["DeletionPolicy"] == "Retain"
    assert disposable.the("AWS::DynamoDB::Table", "EffectsTable")["DeletionPolicy"] == "Delete"


def test_the_function_may_note_effects_and_not_read_them_all(plain: Synthesised) -> None:
    policy = plain.the("AWS::IAM::Policy", "TellRoleDefaultPolicy")["Properties"]
    (statement,) = (
        each
        for each in policy["PolicyDocument"]["Statement"]
        if "dynamodb:PutItem" in each["Action"]
    )
    function = plain.the("AWS::Lambda::Function", "TellFunction")["Properties"]

    assert statement["Action"] == [
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "dynamodb:DeleteItem",
    ]
    assert "IDEMPOTENCY_TABLE_NAME" in function["Environment"]["Variables"]


def test_with_a_key_the_table_uses_it(keyed: Synthesised) -> None:
    table = keyed.the("AWS::DynamoDB::Table", "EffectsTable")["Properties"]

    assert table["SSESpecification"]["SSEType"] == "KMS"

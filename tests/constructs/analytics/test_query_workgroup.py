"""A workgroup of Athena: what it limits, where answers go, which queries it saves."""

from __future__ import annotations

from pathlib import Path

import pytest
from aws_cdk import RemovalPolicy, Size
from aws_cdk import aws_iam as iam
from ml_refarch.analytics import QueryWorkgroup
from ml_refarch.foundation import violations

from tests.constructs.analytics.asked_lakes import (
    brought_lake,
    lint,
    new_lake,
    new_stack,
    only,
    resources,
)

LATE = """-- Which airlines are late,
-- and by how much?
SELECT carrier, avg(dep_delay) AS delay -- don't count; cancelled ones are NULL
FROM flights WHERE carrier <> ';' GROUP BY 1;
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "late_airlines.sql").write_text(LATE)
    (tmp_path / "bookings_by_day.sql").write_text(
        "-- How many bookings a day?\nSELECT date, count(*) FROM business_events GROUP BY 1\n"
    )
    return tmp_path


def test_its_settings_hold_for_every_query() -> None:
    stack = new_stack()
    QueryWorkgroup(stack, "Queries", lake=new_lake(stack), scan_limit=Size.gibibytes(1))

    group = only(stack, "AWS::Athena::WorkGroup")
    settings = group["WorkGroupConfiguration"]
    assert group["Name"] == "shop"
    assert settings["EnforceWorkGroupConfiguration"] is True
    assert settings["BytesScannedCutoffPerQuery"] == 1024**3
    assert settings["EngineVersion"] == {"SelectedEngineVersion": "Athena engine version 3"}
    encryption = settings["ResultConfiguration"]["EncryptionConfiguration"]
    assert encryption["EncryptionOption"] == "SSE_KMS"
    assert "LakeKey" in str(encryption["KmsKey"])
    assert "LakeResults" in str(settings["ResultConfiguration"]["OutputLocation"])


@pytest.mark.parametrize(
    ("policy", "takes", "deletion"),
    [(RemovalPolicy.DESTROY, True, "Delete"), (RemovalPolicy.RETAIN, False, "Retain")],
)
def test_only_a_workgroup_that_is_to_go_takes_its_queries_with_it(
    policy: RemovalPolicy, takes: bool, deletion: str
) -> None:
    stack = new_stack()
    lake = new_lake(stack, removal_policy=policy)
    QueryWorkgroup(stack, "Queries", lake=lake, removal_policy=policy)

    (group,) = resources(stack, "AWS::Athena::WorkGroup")
    assert group["Properties"]["RecursiveDeleteOption"] is takes
    assert group["DeletionPolicy"] == deletion


def test_each_file_of_the_folder_is_a_saved_query_with_its_question(folder: Path) -> None:
    stack = new_stack()
    workgroup = QueryWorkgroup(stack, "Queries", lake=new_lake(stack), queries=folder)

    assert list(workgroup.saved) == ["bookings_by_day", "late_airlines"]
    saved = {
        one["Properties"]["Name"]: one["Properties"]
        for one in resources(stack, "AWS::Athena::NamedQuery")
    }
    late = saved["late_airlines"]
    assert late["Description"] == "Which airlines are late, and by how much?"
    assert late["QueryString"] == LATE.strip().removesuffix(";")
    assert late["WorkGroup"] == "shop"
    assert "CuratedDatabase" in str(late["Database"]) or late["Database"] == "shop_curated"


def test_who_may_query_may_read_the_layer_and_its_answers_and_no_more(folder: Path) -> None:
    stack = new_stack()
    workgroup = QueryWorkgroup(stack, "Queries", lake=new_lake(stack), queries=folder)
    analyst = iam.Role(stack, "Analyst", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    workgroup.grant_query(analyst)

    allowed = str(
        [
            policy["Properties"]["PolicyDocument"]["Statement"]
            for policy in resources(stack, "AWS::IAM::Policy")
            if "Analyst" in str(policy["Properties"]["Roles"])
        ]
    )
    assert ":workgroup/shop" in allowed
    assert "athena:StartQueryExecution" in allowed
    assert "LakeCurated" in allowed
    assert "LakeRaw" not in allowed
    assert "/athena/shop/*" in allowed
    assert "glue:GetPartitions" in allowed
    assert "glue:CreateTable" not in allowed
    assert violations(stack) == []
    assert lint(stack) == []


def test_a_lake_of_which_all_was_brought_is_asked_too() -> None:
    stack = new_stack()
    workgroup = QueryWorkgroup(stack, "Queries", lake=brought_lake(stack), name="theirs")

    assert workgroup.database_name == "their_curated"
    results = only(stack, "AWS::Athena::WorkGroup")["WorkGroupConfiguration"]["ResultConfiguration"]
    assert results == {
        "EncryptionConfiguration": {"EncryptionOption": "SSE_S3"},
        "OutputLocation": "s3://theirs/athena/theirs/",
    }
    assert violations(stack) == []


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("a.sql", "SELECT 1", "a.sql does not begin with a comment"),
        ("a.sql", "-- Which?", "a.sql has a question and no statement"),
        ("a.sql", "-- Which?\nSELECT 1; DROP TABLE x", "a.sql has more than one statement"),
        ("a.sql", f"-- {'w' * 1025}\nSELECT 1", "has 1,025 characters"),
        ("a.sql", f"-- Which?\nSELECT '{'x' * 262_144}'", "over Athena's limit of 262,144"),
        ("A b.sql", "-- Which?\nSELECT 1", "the name of A b.sql"),
        ("a.txt", "-- Which?\nSELECT 1", r"has no file \*.sql"),
    ],
)
def test_a_file_that_is_no_query_is_refused(
    tmp_path: Path, name: str, text: str, sentence: str
) -> None:
    (tmp_path / name).write_text(text)
    stack = new_stack()

    with pytest.raises(ValueError, match=f"queries: .*{sentence}"):
        QueryWorkgroup(stack, "Queries", lake=brought_lake(stack), queries=tmp_path)


def test_a_semicolon_in_a_comment_or_a_text_ends_no_statement(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("-- What; and why?\nSELECT ';' /* ; */ AS x ; -- that's all;\n")
    stack = new_stack()
    QueryWorkgroup(stack, "Queries", lake=brought_lake(stack), queries=tmp_path)

    saved = only(stack, "AWS::Athena::NamedQuery")
    assert saved["QueryString"] == "-- What; and why?\nSELECT ';' /* ; */ AS x"


def test_a_folder_that_is_not_there_is_refused() -> None:
    stack = new_stack()
    with pytest.raises(ValueError, match="queries: /nowhere is not a folder"):
        QueryWorkgroup(stack, "Queries", lake=brought_lake(stack), queries=Path("/nowhere"))


def test_wrong_names_and_limits_are_refused() -> None:
    stack = new_stack()
    lake = brought_lake(stack)
    with pytest.raises(ValueError, match="name: 'my queries' is not 1 to 128"):
        QueryWorkgroup(stack, "Named", lake=lake, name="my queries")
    with pytest.raises(ValueError, match="scan_limit: 1,048,576 bytes are under Athena's least"):
        QueryWorkgroup(stack, "Limited", lake=lake, scan_limit=Size.mebibytes(1))
    workgroup = QueryWorkgroup(stack, "Queries", lake=lake)
    role = iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    with pytest.raises(ValueError, match="layers: 'results' is not one of raw, curated"):
        workgroup.grant_query(role, "results")

"""Change sets: what would change, before it does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.cloudformation.deployer import Deployer
from tests.localcloud.cloudformation.test_create import GROUP
from tests.localcloud.cloudformation.test_update import note


def change_set(hotel: Deployer, resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    arguments = {"StackName": "Hotel", "ChangeSetName": "deploy", **more}
    hotel.client.create_change_set(TemplateBody=json.dumps({"Resources": resources}), **arguments)
    shown: dict[str, Any] = hotel.client.describe_change_set(
        StackName="Hotel", ChangeSetName="deploy"
    )
    return shown


def summary(shown: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    changes = [change["ResourceChange"] for change in shown["Changes"]]
    return {c["LogicalResourceId"]: (c["Action"], c.get("Replacement")) for c in changes}


def test_a_stack_is_created_by_executing_a_change_set(hotel: Deployer) -> None:
    shown = change_set(hotel, {"Group": GROUP}, ChangeSetType="CREATE")
    assert (shown["Status"], shown["ExecutionStatus"]) == ("CREATE_COMPLETE", "AVAILABLE")
    assert summary(shown) == {"Group": ("Add", None)}
    assert hotel.status == "REVIEW_IN_PROGRESS"

    hotel.client.execute_change_set(StackName="Hotel", ChangeSetName="deploy")

    assert hotel.status == "CREATE_COMPLETE"
    assert hotel.stack["ChangeSetId"] == shown["ChangeSetId"]


def test_a_quick_deploy_is_done_when_the_call_returns(hotel: Deployer) -> None:
    change_set(hotel, {"Group": GROUP}, ChangeSetType="CREATE")

    hotel.client.execute_change_set(StackName="Hotel", ChangeSetName="deploy")

    assert hotel.events[-1] == ("Hotel", "CREATE_COMPLETE")


def test_changes_say_what_is_replaced_and_what_follows_from_that(hotel: Deployer) -> None:
    kept = note("x")
    hotel.create({"Group": GROUP, "Note": note({"Ref": "Group"}), "Kept": kept, "Gone": GROUP})

    named = {**GROUP, "Properties": {"LogGroupName": "bookings"}}
    shown = change_set(hotel, {"Group": named, "Note": note({"Ref": "Group"}), "Kept": kept})

    assert summary(shown) == {
        "Group": ("Modify", "True"),
        "Note": ("Modify", "False"),
        "Gone": ("Remove", None),
    }
    [detail] = shown["Changes"][1]["ResourceChange"]["Details"]
    assert detail["Target"]["Name"] == "Value"
    assert detail["Evaluation"] == "Dynamic"
    assert hotel.status == "CREATE_COMPLETE"


def test_no_change_fails_the_change_set_in_the_words_that_the_cli_knows(hotel: Deployer) -> None:
    hotel.create({"Group": GROUP})

    shown = change_set(hotel, {"Group": GROUP})

    assert (shown["Status"], shown["ExecutionStatus"]) == ("FAILED", "UNAVAILABLE")
    assert shown["StatusReason"].startswith("The submitted information didn't contain changes.")
    with pytest.raises(ClientError, match="InvalidChangeSetStatus"):
        hotel.client.execute_change_set(StackName="Hotel", ChangeSetName="deploy")


def test_names_of_change_sets_are_their_stacks_own(cloud: LocalCloud, hotel: Deployer) -> None:
    other = Deployer(cloud, name="Clinic")
    for stack in (hotel, other):
        stack.client.create_change_set(
            StackName=stack.name,
            ChangeSetName="deploy",
            ChangeSetType="CREATE",
            TemplateBody=json.dumps({"Resources": {"Group": GROUP}}),
        )

    other.client.execute_change_set(StackName="Clinic", ChangeSetName="deploy")

    assert (hotel.status, other.status) == ("REVIEW_IN_PROGRESS", "CREATE_COMPLETE")


def test_a_deleted_change_set_is_gone_and_deleting_it_again_is_no_error(hotel: Deployer) -> None:
    change_set(hotel, {"Group": GROUP}, ChangeSetType="CREATE")

    for _ in range(2):
        hotel.client.delete_change_set(StackName="Hotel", ChangeSetName="deploy")

    assert hotel.client.list_change_sets(StackName="Hotel")["Summaries"] == []
    with pytest.raises(ClientError, match=r"ChangeSet \[deploy\] does not exist"):
        hotel.client.describe_change_set(StackName="Hotel", ChangeSetName="deploy")


def test_a_template_is_read_from_a_bucket(hotel: Deployer, cloud: LocalCloud) -> None:
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket="assets")
    s3.put_object(Bucket="assets", Key="a/b.json", Body=json.dumps({"Resources": {"G": GROUP}}))

    for url in ("http://localhost/assets/a/b.json", "https://assets.s3.amazonaws.com/a/b.json"):
        hotel.client.validate_template(TemplateURL=url)
    hotel.client.create_change_set(
        StackName="Hotel",
        ChangeSetName="deploy",
        ChangeSetType="CREATE",
        TemplateURL="http://localhost/assets/a/b.json",
    )

    assert hotel.client.get_template(StackName="Hotel", ChangeSetName="deploy")["TemplateBody"] == {
        "Resources": {"G": GROUP}
    }


def test_a_template_that_is_not_there_is_refused(hotel: Deployer) -> None:
    with pytest.raises(ClientError, match=r"S3 error: .*nowhere/t\.json"):
        hotel.client.create_change_set(
            StackName="Hotel",
            ChangeSetName="deploy",
            ChangeSetType="CREATE",
            TemplateURL="http://localhost/nowhere/t.json",
        )

    assert hotel.client.list_stacks()["StackSummaries"] == []


def test_a_change_set_for_a_stack_that_is_not_there_is_refused(hotel: Deployer) -> None:
    with pytest.raises(ClientError, match="Stack with id Hotel does not exist"):
        change_set(hotel, {"Group": GROUP}, ChangeSetType="UPDATE")

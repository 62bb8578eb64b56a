"""Deleting a stack: dependents first; what is retained, protected or in use stays."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud.cloud import LocalCloud
from tests.localcloud.cloudformation.deployer import Deployer
from tests.localcloud.cloudformation.test_create import GROUP
from tests.localcloud.cloudformation.test_update import group_names, note

BUCKET: dict[str, Any] = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "guests"}}


def test_what_refers_to_others_goes_first(hotel: Deployer, cloud: LocalCloud) -> None:
    hotel.create({"Group": GROUP, "Note": note({"Ref": "Group"})})
    stack_id = hotel.stack["StackId"]

    hotel.delete()

    assert group_names(cloud) == []
    gone = Deployer(cloud, name=stack_id)
    assert gone.status == "DELETE_COMPLETE"
    deleted = [name for name, status in gone.events if status == "DELETE_COMPLETE"]
    assert deleted == ["Note", "Group", "Hotel"]


def test_a_deleted_stack_is_not_found_by_its_name(hotel: Deployer) -> None:
    hotel.create({"Group": GROUP})
    hotel.delete()

    with pytest.raises(ClientError, match="Stack with id Hotel does not exist"):
        hotel.client.describe_stacks(StackName="Hotel")
    hotel.delete()
    hotel.create({"Group": GROUP})
    assert hotel.status == "CREATE_COMPLETE"


def test_what_is_retained_stays(hotel: Deployer, cloud: LocalCloud) -> None:
    hotel.create({"Group": {**GROUP, "DeletionPolicy": "Retain"}, "Other": GROUP})
    kept = hotel.physical_id("Group")

    hotel.delete()

    assert group_names(cloud) == [kept]


def test_a_bucket_with_objects_stays_and_so_does_its_stack(
    hotel: Deployer, cloud: LocalCloud
) -> None:
    hotel.create({"Bucket": BUCKET, "Group": GROUP})
    s3 = cloud.client("s3")
    s3.put_object(Bucket="guests", Key="a", Body=b"x")

    hotel.delete()

    assert hotel.status == "DELETE_FAILED"
    assert hotel.stack["StackStatusReason"].endswith("failed to delete: [Bucket].")
    assert "BucketNotEmpty" in hotel.failures[0]

    s3.delete_object(Bucket="guests", Key="a")
    hotel.delete()
    assert s3.list_buckets()["Buckets"] == []


def test_a_protected_stack_is_not_deleted(hotel: Deployer) -> None:
    hotel.create({"Group": GROUP}, EnableTerminationProtection=True)

    with pytest.raises(ClientError, match="while TerminationProtection is enabled"):
        hotel.delete()

    hotel.client.update_termination_protection(StackName="Hotel", EnableTerminationProtection=False)
    hotel.delete()
    assert hotel.client.describe_stacks()["Stacks"] == []


def exporting(value: str) -> dict[str, Any]:
    return {"Bus": {"Value": value, "Export": {"Name": "bus"}}}


def test_an_export_in_use_cannot_be_taken_away(hotel: Deployer, cloud: LocalCloud) -> None:
    hotel.create({"Group": GROUP}, Outputs=exporting("one"))
    reader = Deployer(cloud, name="Reader")
    reader.create({"Note": note({"Fn::ImportValue": "bus"})})
    assert hotel.client.list_imports(ExportName="bus")["Imports"] == ["Reader"]
    assert hotel.client.list_exports()["Exports"][0]["Value"] == "one"

    with pytest.raises(ClientError, match=r"Cannot delete export bus as it is in use by Reader"):
        hotel.delete()
    hotel.update({"Group": GROUP}, Outputs=exporting("two"))
    assert hotel.status == "UPDATE_ROLLBACK_COMPLETE"

    reader.delete()
    hotel.update({"Group": GROUP}, Outputs=exporting("two"))
    assert hotel.outputs == {"Bus": "two"}
    hotel.delete()
    assert hotel.client.list_exports()["Exports"] == []


def test_a_name_is_exported_by_one_stack_only(hotel: Deployer, cloud: LocalCloud) -> None:
    hotel.create({"Group": GROUP}, Outputs=exporting("one"))
    second = Deployer(cloud, name="Second")

    second.create({"Group": GROUP}, Outputs=exporting("two"))

    assert second.status == "ROLLBACK_COMPLETE"
    with pytest.raises(ClientError, match="No export named nothing found"):
        Deployer(cloud, name="Third").create({"Note": note({"Fn::ImportValue": "nothing"})})

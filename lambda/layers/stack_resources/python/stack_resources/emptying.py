"""Empties a bucket that is to be deleted: one with objects cannot be."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

import boto3

from .action import Action, on_deletion

logger = logging.getLogger(__name__)


class StillThereError(RuntimeError):
    """It could not be removed, or not in the time there is."""


def remove_objects(bucket: str) -> None:
    """Removes all that is in a bucket, each version of it.

    Raises:
        StillThereError: S3 refused to remove one.
    """
    s3: Any = boto3.client("s3")
    try:
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            objects = [
                {"Key": one["Key"], "VersionId": one["VersionId"]}
                for one in [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
            ]
            if objects:
                done = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
                if done.get("Errors"):
                    raise StillThereError(f"{bucket} is not empty: {done['Errors'][0]}")
    except s3.exceptions.NoSuchBucket:
        logger.info("The bucket is gone already")


EMPTIED_BUCKET: Final[Mapping[str, Action]] = {
    "Custom::EmptiedBucket": on_deletion(remove_objects, "BucketName")
}

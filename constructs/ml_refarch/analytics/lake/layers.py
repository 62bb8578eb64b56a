"""The layers of a lake that are catalogued: each is a bucket and a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aws_cdk import aws_glue as glue
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

RAW: Final = "raw"
"""Events and files as they came."""

CURATED: Final = "curated"
"""What jobs made of them."""

LAYERS: Final = (RAW, CURATED)


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A bucket, and the database in which its folders are tables.

    Args:
        name: ``raw`` or ``curated``.
        bucket: Where the data are.
        database: Where their tables are.
        key: What encrypts the bucket, when that is known.
    """

    name: str
    bucket: s3.IBucket
    database: glue.IDatabase
    key: kms.IKey | None

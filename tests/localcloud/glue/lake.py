"""Files in a bucket, and a crawler over them, for tests."""

from __future__ import annotations

import gzip
import io
import json
import uuid
from dataclasses import dataclass
from typing import Any

import pyarrow
from pyarrow import parquet

from localcloud.cloud import LocalCloud
from localcloud.events import settle

ROLE = "arn:aws:iam::123456789012:role/crawler"
FLIGHTS = "tailnum,dep_delay,distance,origin\nN1,2,1400.5,EWR\nN2,,1416.0,LGA\nN3,-4,1089,JFK\n"


@dataclass(frozen=True)
class Lake:
    """A bucket and a database of its own."""

    cloud: LocalCloud
    bucket: str
    database: str
    region: str = "us-east-1"

    @property
    def glue(self) -> Any:
        """A client of Glue."""
        return self.cloud.client("glue", self.region)

    def put(self, key: str, body: str | bytes) -> None:
        """Writes an object."""
        data = body.encode() if isinstance(body, str) else body
        self.cloud.client("s3").put_object(Bucket=self.bucket, Key=key, Body=data)

    def remove(self, key: str) -> None:
        """Removes an object."""
        self.cloud.client("s3").delete_object(Bucket=self.bucket, Key=key)

    def crawler(self, *folders: str, **settings: Any) -> str:
        """Makes a crawler over folders."""
        name = f"crawler-{uuid.uuid4().hex[:12]}"
        paths = [{"Path": f"s3://{self.bucket}/{folder}"} for folder in folders]
        given = {"Targets": {"S3Targets": paths}, "DatabaseName": self.database, **settings}
        self.glue.create_crawler(Name=name, Role=ROLE, **given)
        return name

    def crawl(self, name: str) -> dict[str, Any]:
        """Crawls, and tells how it ended."""
        self.glue.start_crawler(Name=name)
        assert settle(self.cloud, timeout=30)
        crawler: dict[str, Any] = self.glue.get_crawler(Name=name)["Crawler"]
        assert crawler["State"] == "READY"
        last: dict[str, Any] = crawler["LastCrawl"]
        return last

    def crawled(self, *folders: str, **settings: Any) -> str:
        """Makes a crawler and crawls with success."""
        name = self.crawler(*folders, **settings)
        assert self.crawl(name)["Status"] == "SUCCEEDED"
        return name

    def tables(self) -> list[str]:
        """The names of the tables."""
        found = self.glue.get_tables(DatabaseName=self.database)["TableList"]
        return sorted(each["Name"] for each in found)

    def table(self, name: str) -> dict[str, Any]:
        """A table."""
        table: dict[str, Any] = self.glue.get_table(DatabaseName=self.database, Name=name)["Table"]
        return table

    def columns(self, name: str) -> dict[str, str]:
        """A table's columns and their types."""
        return columns(self.table(name))

    def keys(self, name: str) -> dict[str, str]:
        """The keys of its partitions."""
        return {each["Name"]: each["Type"] for each in self.table(name).get("PartitionKeys", ())}

    def partitions(self, name: str) -> dict[tuple[str, ...], dict[str, Any]]:
        """Its partitions, by their values."""
        found = self.glue.get_partitions(DatabaseName=self.database, TableName=name)["Partitions"]
        return {tuple(each["Values"]): each for each in found}


def columns(shape: dict[str, Any]) -> dict[str, str]:
    """The columns of a table or a partition."""
    return {each["Name"]: each["Type"] for each in shape["StorageDescriptor"]["Columns"]}


def lake(cloud: LocalCloud, region: str = "us-east-1") -> Lake:
    """A new bucket and the name of a database, which the crawler makes."""
    name = uuid.uuid4().hex[:12]
    cloud.client("s3").create_bucket(Bucket=f"lake-{name}")
    return Lake(cloud, f"lake-{name}", f"lake_{name}", region)


def packed(text: str) -> bytes:
    """A text with gzip."""
    return gzip.compress(text.encode())


def lines(*documents: dict[str, Any]) -> str:
    """Documents, one a line."""
    return "".join(json.dumps(each) + "\n" for each in documents)


def parquet_file(**values: list[Any]) -> bytes:
    """A Parquet file of columns."""
    written = io.BytesIO()
    parquet.write_table(pyarrow.table(values), written)
    return written.getvalue()

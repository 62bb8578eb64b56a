"""Where a job run's logs go: to CloudWatch and to S3, as its configuration says.

Source: https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/logging.html
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from localcloud.processes.logs import Log

if TYPE_CHECKING:
    from localcloud.interface import Cloud

DEFAULT_GROUP = "/aws/emr-serverless"
STREAMS = ("stdout", "stderr")
DRIVER = "SPARK_DRIVER"


class Monitoring:
    """The logs of one job run.

    Args:
        configuration: Its MonitoringConfiguration, or its application's.
        path: Of its logs, such as ``applications/00f1/jobs/00f2``.
    """

    def __init__(
        self, cloud: Cloud, region: str, configuration: Mapping[str, Any], *, path: str
    ) -> None:
        self._configuration = configuration
        self._path = path
        self._s3 = cloud.client("s3", region)
        watch = configuration.get("cloudWatchLoggingConfiguration") or {}
        kinds = (watch.get("logTypes") or {}).get(DRIVER) or [kind.upper() for kind in STREAMS]
        prefix = watch.get("logStreamNamePrefix", "")
        self.logs: list[Log | None] = [
            Log(
                cloud,
                region,
                group=watch.get("logGroupName", DEFAULT_GROUP),
                stream=f"{prefix}/{path}/{DRIVER}/{stream}",
            )
            if watch.get("enabled") and stream.upper() in kinds
            else None
            for stream in STREAMS
        ]

    def upload(self, files: Mapping[str, Path]) -> None:
        """Writes whole logs to S3, where they are to be there."""
        uri = (self._configuration.get("s3MonitoringConfiguration") or {}).get("logUri")
        if uri:
            upload_logs(self._s3, uri, f"{self._path}/{DRIVER}", files)


def upload_logs(client: Any, uri: str, path: str, files: Mapping[str, Path]) -> None:
    """Writes whole logs, compressed, below a location of S3.

    Args:
        files: The files by the name of their stream; one that is not there is empty.
    """
    split = urlsplit(uri)
    for stream, file in files.items():
        parts = [split.path.strip("/"), path, f"{stream}.gz"]
        client.put_object(
            Bucket=split.netloc,
            Key="/".join(part for part in parts if part),
            Body=gzip.compress(file.read_bytes() if file.exists() else b""),
        )

"""The channels of a training job: their data, and what the container is told of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from localcloud.sagemaker.engine.environment import Place
from localcloud.sagemaker.engine.objects import Objects
from localcloud.sagemaker.images import RecordedOnlyError

HOST = "localhost"
"""The name of the one host of a job. AWS's toolkit looks it up before it runs a script."""


def download_channels(
    channels: Sequence[Mapping[str, Any]], place: Place, objects: Objects
) -> list[str]:
    """Fills ``input/data`` with a folder for each channel.

    Returns:
        What was downloaded, for the log.

    Raises:
        DataError: There is nothing where a channel looks.
        RecordedOnlyError: A channel is of a kind that is not had here.
    """
    lines = []
    for channel in channels:
        source = _source(channel)
        folder = place.make("input", "data", channel["ChannelName"])
        unzip = channel.get("CompressionType") == "Gzip"
        count = objects.download(source, folder, unzip=unzip)
        lines.append(f"Channel {channel['ChannelName']}: {count} files from {source['S3Uri']}")
    return lines


def _source(channel: Mapping[str, Any]) -> dict[str, Any]:
    name, data = channel["ChannelName"], channel["DataSource"]
    source: dict[str, Any] | None = data.get("S3DataSource")
    if source is None:
        kind = ", ".join(data)
        raise RecordedOnlyError(f"Channel {name}: the local cloud reads S3, not {kind}")
    if source["S3DataType"] not in ("S3Prefix", "ManifestFile"):
        raise RecordedOnlyError(
            f"Channel {name}: the local cloud reads an S3Prefix or a ManifestFile, not "
            f"{source['S3DataType']}"
        )
    if channel.get("InputMode") == "Pipe":
        raise RecordedOnlyError(f"Channel {name}: the local cloud has no Pipe mode; use File")
    return source


def input_config(request: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """``inputdataconfig.json``.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo-running-container.html
    """
    mode = (request.get("AlgorithmSpecification") or {}).get("TrainingInputMode", "File")
    told = {}
    for channel in request.get("InputDataConfig") or ():
        source = channel["DataSource"].get("S3DataSource") or {}
        config = {
            "TrainingInputMode": channel.get("InputMode") or mode,
            "S3DistributionType": source.get("S3DataDistributionType", "FullyReplicated"),
            "RecordWrapperType": channel.get("RecordWrapperType", "None"),
        }
        if channel.get("ContentType"):
            config["ContentType"] = channel["ContentType"]
        told[channel["ChannelName"]] = config
    return told


def resource_config(instance_type: str) -> dict[str, Any]:
    """``resourceconfig.json``: one host, however many are asked for."""
    group = "homogeneousCluster"
    return {
        "current_host": HOST,
        "current_instance_type": instance_type,
        "current_group_name": group,
        "hosts": [HOST],
        "instance_groups": [
            {
                "instance_group_name": group,
                "instance_type": instance_type,
                "hosts": [HOST],
            }
        ],
        "network_interface_name": "lo",
    }

"""The operations on tags: those of what runs here; moto has those of what it keeps."""

from __future__ import annotations

from typing import Any

from localcloud.sagemaker.parts import SageMakerParts
from localcloud.sagemaker.records import Shape
from localcloud.service import Call


class TagOperations(SageMakerParts):
    """AddTags, ListTags and DeleteTags."""

    def add_tags(self, call: Call, request: Shape) -> Shape:
        """Gives tags."""
        record = self.records.by_arn(request["ResourceArn"])
        if record is None:
            return self._moto(call).add_tags(**request)  # type: ignore[no-any-return]
        record.tags.update({tag["Key"]: tag["Value"] for tag in request["Tags"]})
        return {"Tags": _listed(record.tags)}

    def list_tags(self, call: Call, request: Shape) -> Shape:
        """The tags of one thing."""
        record = self.records.by_arn(request["ResourceArn"])
        if record is None:
            return self._moto(call).list_tags(**request)  # type: ignore[no-any-return]
        return {"Tags": _listed(record.tags)}

    def delete_tags(self, call: Call, request: Shape) -> Shape:
        """Takes tags away."""
        record = self.records.by_arn(request["ResourceArn"])
        if record is None:
            return self._moto(call).delete_tags(**request)  # type: ignore[no-any-return]
        for key in request["TagKeys"]:
            record.tags.pop(key, None)
        return {}

    def _moto(self, call: Call) -> Any:
        return self.cloud.moto("sagemaker", call.region)


def _listed(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]

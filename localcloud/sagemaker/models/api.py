"""The operations on models."""

from __future__ import annotations

from localcloud.sagemaker.engine.objects import Objects
from localcloud.sagemaker.kinds import MODEL, invalid
from localcloud.sagemaker.models.containers import check_data, packaged
from localcloud.sagemaker.parts import SageMakerParts
from localcloud.sagemaker.records import Shape
from localcloud.service import Call


class ModelOperations(SageMakerParts):
    """Models."""

    def create_model(self, call: Call, request: Shape) -> Shape:
        """Records a model whose artifacts are there."""
        primary, several = request.get("PrimaryContainer"), request.get("Containers")
        if bool(primary) == bool(several):
            raise invalid("Exactly one of PrimaryContainer and Containers must be specified.")
        if not request.get("ExecutionRoleArn"):
            raise invalid("ExecutionRoleArn is required for a model whose containers are in ECR")
        objects = Objects(self.cloud, call.region, role=request["ExecutionRoleArn"])
        for definition in [primary] if primary else several or ():
            package = definition.get("ModelPackageName")
            if package:
                check_data(packaged(package, self.records, call.region), objects)
            elif definition.get("Image"):
                check_data(definition, objects)
            else:
                raise invalid("A container definition must name an Image or a ModelPackageName")
        record = self.records.add(MODEL, request["ModelName"], call.region, request)
        return {"ModelArn": record.arn}

    def describe_model(self, call: Call, request: Shape) -> Shape:
        """A model."""
        return self.records.read(self.records.get(MODEL, request["ModelName"], call.region))

    def list_models(self, call: Call, request: Shape) -> Shape:
        """The models of the region."""
        return self.page(call, request, MODEL, "Models")

    def delete_model(self, call: Call, request: Shape) -> None:
        """Forgets a model; endpoints that serve it go on."""
        self.records.remove(MODEL, request["ModelName"], call.region)

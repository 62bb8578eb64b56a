"""The steps of a pipeline in SageMaker Studio."""

from __future__ import annotations

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct

from ml_refarch.sagemaker.steps import Plan, studio


class StudioPipeline(Construct):
    """The same steps as a SageMaker Pipeline, which Studio shows and starts.

    It ends with a model that is registered and awaits approval; to put it into service, start
    the state machine with ``{"modelPackage": "<arn>"}``.

    Args:
        plan: What it does.
        name: The pipeline's name.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/pipelines.html
    """

    role: iam.Role
    pipeline: sagemaker.CfnPipeline

    def __init__(self, scope: Construct, construct_id: str, *, plan: Plan, name: str) -> None:
        super().__init__(scope, construct_id)
        self.role = iam.Role(
            self,
            "Role",
            description=f"What runs the steps of {name} in Studio",
            assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"),
        )
        self.pipeline = sagemaker.CfnPipeline(
            self,
            "Resource",
            pipeline_name=name,
            pipeline_display_name=name,
            role_arn=self.role.role_arn,
            pipeline_definition={
                "PipelineDefinitionBody": Stack.of(self).to_json_string(studio.definition(plan))
            },
        )
        # The role's policies are resources of their own; without them the creation fails.
        self.pipeline.node.add_dependency(self.role)

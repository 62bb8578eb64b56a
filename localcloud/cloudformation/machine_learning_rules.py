"""Where the types of SageMaker, and of the scaling of its endpoints, differ from their APIs."""

from __future__ import annotations

from localcloud.cloudformation.rule import Rule, Step, Tagging

TAGS = Tagging(add="AddTags", remove="DeleteTags")

MACHINE_LEARNING_RULES: dict[str, Rule] = {
    "AWS::ApplicationAutoScaling::ScalableTarget": Rule(
        service="application-autoscaling",
        create="RegisterScalableTarget",
        read="",
        update="RegisterScalableTarget",
        delete="DeregisterScalableTarget",
        name="",
        derived={"Id": "{ResourceId}|{ScalableDimension}|{ServiceNamespace}"},
    ),
    "AWS::SageMaker::DataQualityJobDefinition": Rule(name="JobDefinitionName", tagging=TAGS),
    "AWS::SageMaker::EndpointConfig": Rule(tagging=TAGS),
    "AWS::SageMaker::Model": Rule(tagging=TAGS),
    "AWS::SageMaker::ModelPackageGroup": Rule(
        update="",
        tagging=TAGS,
        steps=(
            Step(
                operation="PutModelPackageGroupPolicy",
                properties=("ModelPackageGroupPolicy",),
                renamed={"ModelPackageGroupPolicy": "ResourcePolicy"},
                undo="DeleteModelPackageGroupPolicy",
            ),
        ),
    ),
    "AWS::SageMaker::ModelQualityJobDefinition": Rule(name="JobDefinitionName", tagging=TAGS),
    "AWS::SageMaker::MonitoringSchedule": Rule(tagging=TAGS),
    "AWS::SageMaker::NotebookInstance": Rule(tagging=TAGS),
    "AWS::SageMaker::NotebookInstanceLifecycleConfig": Rule(tagging=TAGS),
    "AWS::SageMaker::Pipeline": Rule(tagging=TAGS, read=""),
}

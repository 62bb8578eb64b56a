"""An endpoint: its name, its alarms and rights; a pipeline puts the model there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from aws_cdk import CustomResource, Duration, RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from constructs import Construct

from ml_refarch.sagemaker.execution_role import execution_role
from ml_refarch.sagemaker.flow import ComponentDeployment, Deployment
from ml_refarch.sagemaker.images import ContainerImage
from ml_refarch.sagemaker.layout import CAPTURE, RUNS, Layout
from ml_refarch.sagemaker.machines import has_own_disk
from ml_refarch.sagemaker.names import check_name, name_for
from ml_refarch.sagemaker.network import Network
from ml_refarch.sagemaker.removal import Removal
from ml_refarch.sagemaker.steps import Request
from ml_refarch.sagemaker.storage_rights import grant_folders

from .alarms import error_alarm, latency_alarm
from .capacity import InstanceCapacity, ServerlessCapacity
from .component_capacity import ComponentCapacity
from .data_capture import DataCapture
from .limits import Capacity, check_capacity
from .metrics import EndpointMetrics
from .rollout import Rollout, check_alarms

# The names of its models and configurations are longer, and may have 63 characters.
_NAME_LENGTH: Final = 50


class ModelEndpoint(Construct):
    """Answers requests with the model that a pipeline deployed last.

    There is no endpoint before there is a model: the first run of a
    :class:`~ml_refarch.sagemaker.TrainingPipeline` creates it, each later one updates it
    blue/green, so that it answers throughout, and an alarm takes a bad model back. What is here
    from the start is all around it: the name, the alarms, the rights. When the stack goes, so
    does the endpoint.

    Args:
        bucket: Where the pipeline keeps its models, and where captured data go.
        endpoint_name: 1 to 50 lower-case letters, digits and hyphens, unique in account and
            region; made from the construct's path when left out.
        capacity: What it runs on.
        rollout: How a new model takes over.
        capture: Keeps requests and answers in the bucket; nothing is kept when left out.
        network_isolation: Whether the model's container has no network: it needs none to
            answer. Off where AWS has no such thing, which is with serverless capacity.
        max_error_rate: The share of requests in a minute that may fail, over 0 to 1: more is
            an alarm, and takes a new model back.
        max_latency: How long the model may take for all but one request in a hundred: longer in
            three minutes of three is an alarm, and takes a new model back.
        rollback_alarms: More alarms that take a new model back; at most eight.
        encryption_key: The key for captured data and disks; the bucket's own when left out.
        role: What the model acts as; one is made that reads models and writes captured data.
        vpc: A VPC for its machines.
        vpc_subnets: Which subnets of it; private ones with a way out when left out.
        security_groups: Existing ones; one is made when left out.
        alarm_topic: Who hears of an alarm.
        log_retention: How long the log of what removes the endpoint is kept.
        removal_policy: What happens to that log when the stack goes.

    Attributes:
        removal: What removes the endpoint when the stack goes.
        error_alarm: Too many requests fail.
        latency_alarm: The model is too slow.

    Raises:
        ValueError: A name or a threshold is not one that AWS takes, or something is asked for
            that AWS does not have with the capacity.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints.html
    """

    role: iam.IRole
    removal: CustomResource
    error_alarm: cloudwatch.Alarm
    latency_alarm: cloudwatch.Alarm
    metrics: EndpointMetrics

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        bucket: s3.IBucket,
        endpoint_name: str | None = None,
        capacity: Capacity | None = None,
        rollout: Rollout | None = None,
        capture: DataCapture | None = None,
        network_isolation: bool | None = None,
        max_error_rate: float = 0.05,
        max_latency: Duration | None = None,
        rollback_alarms: Sequence[cloudwatch.IAlarm] = (),
        encryption_key: kms.IKey | None = None,
        role: iam.IRole | None = None,
        vpc: ec2.IVpc | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] = (),
        alarm_topic: sns.ITopic | None = None,
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        self.capacity = capacity or InstanceCapacity()
        serverless = isinstance(self.capacity, ServerlessCapacity)
        components = isinstance(self.capacity, ComponentCapacity)
        check_capacity(
            self.capacity, capture=capture, isolation=network_isolation, vpc=vpc, rollout=rollout
        )
        if not 0 < max_error_rate <= 1:
            raise ValueError(f"max_error_rate: {max_error_rate} is not over 0 and at most 1")
        if endpoint_name is None:
            endpoint_name = name_for(self, length=_NAME_LENGTH)
        check_name("endpoint_name", endpoint_name, length=_NAME_LENGTH)
        self.endpoint_name = endpoint_name
        self.capture = capture
        self._layout = Layout(bucket.bucket_name)
        self._key = encryption_key or bucket.encryption_key
        self._isolated = not serverless if network_isolation is None else network_isolation
        self._rollout = rollout or Rollout()
        self._network = (
            Network(self, "Network", vpc=vpc, subnets=vpc_subnets, security_groups=security_groups)
            if vpc
            else None
        )
        self.role = role or execution_role(
            self, "Role", description=f"What the models of endpoint {self.endpoint_name} act as"
        )
        grant_folders(
            self,
            "Data",
            role=self.role,
            bucket=bucket,
            read=[RUNS],
            write=[CAPTURE] if capture else [],
            key=encryption_key,
        )
        if self._network is not None:
            self._network.grant_join(self.role)
        self.metrics = EndpointMetrics(self.endpoint_name, component=components)
        self.error_alarm = error_alarm(self, self.metrics, rate=max_error_rate)
        self.latency_alarm = latency_alarm(
            self, self.metrics, longest=max_latency or Duration.seconds(1)
        )
        self._rollback_alarms = [self.error_alarm, self.latency_alarm, *rollback_alarms]
        check_alarms(self._rollback_alarms)
        if alarm_topic is not None:
            for alarm in self.alarms:
                alarm.add_alarm_action(actions.SnsAction(alarm_topic))
        removal = Removal.of(self, log_retention=log_retention, removal_policy=removal_policy)
        self.removal = removal.of_endpoint(self, "Removal", endpoint_name=self.endpoint_name)
        # The endpoint needs its role for as long as it is there.
        self.removal.node.add_dependency(self.role)
        if self.component_name is not None:
            component = removal.of_component(self, "Component", name=self.component_name)
            # An endpoint goes after what it hosts.
            component.node.add_dependency(self.removal)

    @property
    def alarms(self) -> tuple[cloudwatch.Alarm, ...]:
        """All that goes off when it does not answer well."""
        return (self.error_alarm, self.latency_alarm)

    @property
    def endpoint_arn(self) -> str:
        """The endpoint's ARN."""
        return Stack.of(self).format_arn(
            service="sagemaker", resource="endpoint", resource_name=self.endpoint_name
        )

    @property
    def component_name(self) -> str | None:
        """What a request to it must name with :class:`ComponentCapacity`; nothing without."""
        return self.endpoint_name if isinstance(self.capacity, ComponentCapacity) else None

    @property
    def component_arn(self) -> str:
        """The ARN of that component."""
        return Stack.of(self).format_arn(
            service="sagemaker",
            resource="inference-component",
            resource_name=self.endpoint_name,
        )

    @property
    def instance_types(self) -> tuple[str, ...]:
        """The types of machine that its models are registered for."""
        if isinstance(self.capacity, ServerlessCapacity):
            return ()
        return (self.capacity.instance_type,)

    def grant_invoke(self, grantee: iam.IGrantable) -> iam.Grant:
        """Lets ``grantee`` ask the model, and do nothing else."""
        return iam.Grant.add_to_principal(
            grantee=grantee,
            actions=["sagemaker:InvokeEndpoint"],
            resource_arns=[
                self.endpoint_arn,
                *([self.component_arn] if self.component_name else ()),
            ],
        )

    def deployment(self, *, image: ContainerImage, environment: Mapping[str, str]) -> Deployment:
        """How a pipeline puts a model there: as requests to SageMaker.

        Args:
            image: The container that serves the model; the endpoint's role may pull it then.
            environment: Its variables.
        """
        image.grant_pull(self.role)
        key_arn = self._key.key_arn if self._key else None
        model: Request = {"PrimaryContainer": {"Environment": dict(environment)}}
        config: Request = {}
        # What holds for a model holds for all machines that host components.
        hosting = config if isinstance(self.capacity, ComponentCapacity) else model
        hosting["EnableNetworkIsolation"] = self._isolated
        if self._network is not None:
            hosting["VpcConfig"] = self._network.vpc_config
        if self.capture is not None:
            config["DataCaptureConfig"] = self.capture.request(self._layout.capture, key_arn)
        if key_arn is not None and not all(map(has_own_disk, self.instance_types)):
            config["KmsKeyId"] = key_arn
        if isinstance(self.capacity, ComponentCapacity):
            return ComponentDeployment(
                endpoint=self.endpoint_name,
                model=model,
                variant=self.capacity.variant,
                config={**config, "ExecutionRoleArn": self.role.role_arn},
                update={"DeploymentConfig": self._rollout.rolling(self._rollback_alarms)},
                scaling=self.capacity.scaling,
                role_arn=self.role.role_arn,
                requirements=self.capacity.requirements,
            )
        return Deployment(
            endpoint=self.endpoint_name,
            model=model,
            variant=self.capacity.variant,
            config=config,
            update={
                # Not the number that a configuration begins with, but that to which it scaled.
                "RetainAllVariantProperties": bool(self._scaling),
                "DeploymentConfig": self._rollout.request(self._rollback_alarms),
            },
            scaling=self._scaling,
            role_arn=self.role.role_arn,
        )

    def metric_invocations(self, *, period: Duration | None = None) -> cloudwatch.Metric:
        """Requests."""
        return self.metrics.metric("Invocations", period=period)

    def metric_errors(self, *, period: Duration | None = None) -> cloudwatch.Metric:
        """Requests that the model answered with an error of its own (5XX)."""
        return self.metrics.metric("Invocation5XXErrors", period=period)

    def metric_refusals(self, *, period: Duration | None = None) -> cloudwatch.Metric:
        """Requests that were refused as wrong (4XX)."""
        return self.metrics.metric("Invocation4XXErrors", period=period)

    def metric_latency(
        self, *, statistic: str = "p99", period: Duration | None = None
    ) -> cloudwatch.Metric:
        """Microseconds that the model took."""
        return self.metrics.metric("ModelLatency", statistic=statistic, period=period)

    def metric_invocations_per_instance(
        self, *, period: Duration | None = None
    ) -> cloudwatch.Metric:
        """Requests to one machine: what the number of machines follows."""
        return self.metrics.metric("InvocationsPerInstance", period=period)

    @property
    def _scaling(self) -> dict[str, dict[str, object]]:
        return self.capacity.scaling if isinstance(self.capacity, InstanceCapacity) else {}

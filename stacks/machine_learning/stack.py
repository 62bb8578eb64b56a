"""The MachineLearning architecture: data, a pipeline that makes models, an endpoint, a notebook."""

from __future__ import annotations

from aws_cdk import CfnOutput, Duration, Environment, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct
from ml_refarch.foundation import Monitoring, Notifications, Settings
from ml_refarch.sagemaker import (
    DataBucket,
    DataCapture,
    Gate,
    InstanceCapacity,
    ModelEndpoint,
    ModelMonitor,
    Notebook,
    Rollout,
    ServerlessCapacity,
    TrainingMachines,
    TrainingPipeline,
)

from stacks.machine_learning.model import (
    ERROR,
    NOTEBOOK,
    evaluation,
    preparation,
    pricing,
    tuning,
)
from stacks.machine_learning.options import Options


class MachineLearningStack(Stack):
    """Learns the price of a room from bookings, and answers what a booking should cost.

    Bookings are put below ``raw/`` of the bucket. A run makes a model of them and puts it into
    service if its prices are nearer to those paid than the ones of the model in use; the endpoint
    answers throughout, and an alarm takes a bad model back.

    Args:
        settings: What differs between environments; ``vpc_id`` brings the VPC for machines, which
            needs a stack that knows its account and region.
        options: Machines, and what costs; those of the settings when left out.
        env: Account and region; those of the deploy when left out.
    """

    data: DataBucket
    endpoint: ModelEndpoint
    pipeline: TrainingPipeline
    monitor: ModelMonitor | None
    notebook: Notebook | None

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        description: str,
        options: Options | None = None,
        env: Environment | None = None,
    ) -> None:
        super().__init__(
            scope,
            construct_id,
            description=description,
            env=env,
            termination_protection=not settings.remove_data_on_destroy,
        )
        self._settings = settings
        self._options = options or Options.of(settings)
        self._vpc = (
            ec2.Vpc.from_lookup(self, "Vpc", vpc_id=settings.vpc_id) if settings.vpc_id else None
        )
        self._notifications = Notifications(self, "Notifications", alarm_email=settings.alarm_email)
        self.data = DataBucket(
            self,
            "Data",
            encryption_key=self._key(),
            log_retention=settings.log_retention,
            removal_policy=settings.removal_policy,
        )
        self.endpoint = self._endpoint()
        self.monitor = self._monitor() if self._options.watch_data else None
        self.pipeline = self._pipeline()
        self.notebook = self._notebook() if self._options.notebook else None
        for writer in (self.endpoint, self.pipeline):
            writer.node.add_dependency(*self.data.emptied)
        self._dashboard()
        self._outputs()

    def _key(self) -> kms.IKey | None:
        arn = self._settings.encryption_key_arn
        return kms.Key.from_key_arn(self, "Key", arn) if arn else None

    def _endpoint(self) -> ModelEndpoint:
        options, settings = self._options, self._settings
        return ModelEndpoint(
            self,
            "Prices",
            bucket=self.data.bucket,
            capacity=ServerlessCapacity()
            if options.serverless
            else InstanceCapacity(
                instance_type=options.endpoint_instance,
                count=options.endpoint_instances,
                max_count=options.endpoint_max_instances,
            ),
            rollout=Rollout(
                watch=Duration.minutes(options.watch_minutes), keep_old=Duration.minutes(0)
            ),
            capture=DataCapture(percent=options.capture_percent)
            if options.capture_percent
            else None,
            vpc=None if options.serverless else self._vpc,
            alarm_topic=self._notifications.staff_topic,
            log_retention=settings.log_retention,
            removal_policy=settings.removal_policy,
        )

    def _monitor(self) -> ModelMonitor:
        return ModelMonitor(
            self,
            "DataMonitor",
            endpoint=self.endpoint,
            bucket=self.data.bucket,
            instance_type=self._options.processing_instance,
            notifications=self._notifications,
            vpc=self._vpc,
            log_retention=self._settings.log_retention,
            removal_policy=self._settings.removal_policy,
        )

    def _pipeline(self) -> TrainingPipeline:
        options, settings = self._options, self._settings
        return TrainingPipeline(
            self,
            "Training",
            algorithm=pricing(),
            bucket=self.data.bucket,
            machines=TrainingMachines(instance_type=options.training_instance, spot=options.spot),
            prepare=preparation(options.processing_instance),
            tuning=tuning(options.tuning_jobs),
            evaluate=evaluation(options.processing_instance),
            gate=Gate(metric=ERROR, margin=options.margin),
            endpoint=self.endpoint,
            monitor=self.monitor,
            notifications=self._notifications,
            schedule=scheduler.ScheduleExpression.expression(options.retrain)
            if options.retrain
            else None,
            on_data_arrival=options.retrain_on_arrival,
            studio=options.studio,
            vpc=self._vpc,
            log_retention=settings.log_retention,
            removal_policy=settings.removal_policy,
        )

    def _notebook(self) -> Notebook:
        return Notebook(
            self,
            "Notebook",
            bucket=self.data.bucket,
            files=[NOTEBOOK],
            environment={"TRAINING_DATA": self.data.bucket.s3_url_for_object("raw/")},
            endpoint=self.endpoint,
            vpc=self._vpc,
            instance_type=self._options.notebook_instance,
            direct_internet=self._options.notebook_internet,
            removal_policy=self._settings.removal_policy,
        )

    def _dashboard(self) -> None:
        monitoring = Monitoring(
            self,
            "Monitoring",
            alarms=[
                *self.endpoint.alarms,
                *self.pipeline.alarms,
                *(self.monitor.alarms if self.monitor else ()),
            ],
            alarm_topic=self._notifications.staff_topic,
        )
        monitoring.watch_endpoint("Prices", self.endpoint)
        monitoring.graph("Runs", self.pipeline.metric_succeeded(), self.pipeline.metric_failed())
        if self.pipeline.gate_function is not None:
            monitoring.watch_function("Gate", self.pipeline.gate_function)

    def _outputs(self) -> None:
        outputs = {
            "DataBucket": (self.data.bucket.bucket_name, "Bookings go below raw/ of it"),
            "PipelineArn": (self.pipeline.machine.attr_arn, "Makes a model and deploys it"),
            "EndpointName": (self.endpoint.endpoint_name, "Answers what a booking should cost"),
            "ModelPackageGroup": (self.pipeline.group_name, "The models that were good enough"),
            "StaffTopic": (self._notifications.staff_topic.topic_arn, "What the staff hears"),
        }
        if self.notebook is not None:
            outputs["NotebookName"] = (self.notebook.notebook_name, "Where to look at the data")
        for name, (value, what) in outputs.items():
            CfnOutput(self, name, value=value, description=what)

"""Trains, judges, registers and deploys a model, as a state machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_s3_assets as s3_assets
from aws_cdk import aws_sagemaker as sagemaker
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from ml_refarch.foundation import Notifications, PythonFunction
from ml_refarch.sagemaker.algorithms import Algorithm
from ml_refarch.sagemaker.endpoint import ModelEndpoint
from ml_refarch.sagemaker.execution_role import execution_role
from ml_refarch.sagemaker.flow import definition
from ml_refarch.sagemaker.gate import Gate
from ml_refarch.sagemaker.layout import RAW, RUNS, Layout
from ml_refarch.sagemaker.machines import ProcessingScript, TrainingMachines
from ml_refarch.sagemaker.monitor import ModelMonitor
from ml_refarch.sagemaker.names import check_name, name_for
from ml_refarch.sagemaker.network import Network
from ml_refarch.sagemaker.removal import Removal
from ml_refarch.sagemaker.requests import Surroundings
from ml_refarch.sagemaker.steps import Plan
from ml_refarch.sagemaker.storage_rights import grant_assets, grant_folders
from ml_refarch.sagemaker.tuning import Tuning

from . import rights
from .gate_function import gate_function
from .plan import Wishes, plan
from .state_machine import PipelineMachine
from .studio_pipeline import StudioPipeline

CSV: Final = "text/csv"
_NAME_LENGTH: Final = 63


class TrainingPipeline(Construct):
    """Makes a model of data, and puts it into service if it is good enough.

    A run prepares the data, tunes if asked to, trains, measures the model beside the baseline
    and the model in use, registers it if it is better, and puts it into service. It ends with a
    message to the staff that says what came of it; a failure names the step and the reason, and
    leaves the endpoint as it was. A run is started by hand (``aws stepfunctions start-execution``),
    by a schedule, or by files that arrive below ``raw/``. Started with the input
    ``{"modelPackage": "<arn>"}`` it deploys that registered model and does nothing else.

    In the bucket are ``raw/``, the data as they came, and ``runs/<run>/`` with ``prepared/``,
    ``model/`` and ``evaluation/``.

    The scripts:

    - ``prepare`` is told ``--input`` and ``--output`` and writes a folder for each channel,
      ``test/`` and ``report/``.
    - ``evaluate`` is told ``--model``, ``--test``, ``--train``, ``--output`` and ``--in-use``
      (an address, or ``none``), and writes ``evaluation.json`` in SageMaker's model-quality
      format, with ``baseline`` and ``in_use`` beside it.

    Args:
        algorithm: What is trained.
        bucket: Where the data are; with ``on_data_arrival`` it sends its events to EventBridge.
        channels: The inputs of the training and their content types.
        machines: What training runs on.
        prepare: The step that makes of raw data what is trained on. Left out, the data of each
            channel are below ``raw/`` in a folder of its name.
        tuning: A search for better hyperparameters before the training.
        evaluate: The step that measures the model; without it every model passes.
        gate: Which models pass.
        endpoint: Where the model is put into service; it is only registered when left out.
        monitor: What watches the data of that endpoint; it follows the model.
        group_name: The model package group that is made: 1 to 63 lower-case letters, digits and
            hyphens, unique in account and region; made from the construct's path when left out.
        notifications: Who hears what came of a run.
        schedule: When runs start by themselves.
        on_data_arrival: Whether files that arrive below ``raw/`` start a run.
        settle: How long such a run waits for more files; many files then make one run.
        studio: Whether the same steps are a SageMaker Pipeline too, for those who work in
            Studio; it ends with a registered model that awaits approval.
        timeout: How long a run may take, waits for machines included.
        network_isolation: Whether the training's container has no network.
        encryption_key: The key for what jobs write and for their disks; the bucket's own when
            left out.
        role: What the jobs act as; one is made that reads ``raw/`` and writes ``runs/``.
        vpc: A VPC for the machines.
        vpc_subnets: Which subnets of it; private ones with a way out when left out.
        security_groups: Existing ones; one is made when left out.
        log_retention: How long logs are kept.
        removal_policy: What happens to the registered models and logs when the stack goes.

    Attributes:
        group: The registry of its models.
        machine: The state machine.
        studio: The SageMaker Pipeline, if there is one.
        failure_alarm: A run failed.

    Raises:
        ValueError: The algorithm does not take what it is given; the message says what it takes.

    Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sagemaker.html
    """

    group: sagemaker.CfnModelPackageGroup
    role: iam.IRole
    machine: sfn.CfnStateMachine
    gate_function: PythonFunction | None
    studio: StudioPipeline | None
    failure_alarm: cloudwatch.Alarm

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        algorithm: Algorithm,
        bucket: s3.IBucket,
        channels: Mapping[str, str | None] | None = None,
        machines: TrainingMachines | None = None,
        prepare: ProcessingScript | None = None,
        tuning: Tuning | None = None,
        evaluate: ProcessingScript | None = None,
        gate: Gate | None = None,
        endpoint: ModelEndpoint | None = None,
        monitor: ModelMonitor | None = None,
        group_name: str | None = None,
        notifications: Notifications | None = None,
        schedule: scheduler.ScheduleExpression | None = None,
        on_data_arrival: bool = False,
        settle: Duration | None = None,
        studio: bool = False,
        timeout: Duration | None = None,
        network_isolation: bool = False,
        encryption_key: kms.IKey | None = None,
        role: iam.IRole | None = None,
        vpc: ec2.IVpc | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] = (),
        log_retention: logs.RetentionDays = logs.RetentionDays.ONE_MONTH,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        _check_sense(
            {
                "gate": ("nothing measures the model; give evaluate", gate, evaluate),
                "monitor": ("it watches an endpoint; give endpoint", monitor, endpoint),
                "settle": (
                    "only runs that files start wait for more of them; give on_data_arrival",
                    settle,
                    on_data_arrival or None,
                ),
            }
        )
        if group_name is None:
            group_name = name_for(self, length=_NAME_LENGTH)
        check_name("group_name", group_name, length=_NAME_LENGTH)
        self.group_name = group_name
        wishes = Wishes(
            algorithm=algorithm,
            channels=channels or {"train": CSV, "validation": CSV},
            machines=machines or TrainingMachines(),
            prepare=prepare,
            tuning=tuning,
            evaluate=evaluate,
            gate=gate or Gate(),
            group=self.group_name,
            instance_types=endpoint.instance_types if endpoint else (),
        )
        wishes.check()
        self._bucket = bucket
        self._key = encryption_key or bucket.encryption_key
        self._log_retention = log_retention
        self._removal_policy = removal_policy
        self._network = (
            Network(self, "Network", vpc=vpc, subnets=vpc_subnets, security_groups=security_groups)
            if vpc
            else None
        )
        self.group = self._group()
        self.role = self._job_role(role, wishes, encryption_key)
        self.gate_function = (
            gate_function(
                self,
                bucket=bucket,
                key=self._key,
                group=self.group_name,
                alarm_topic=notifications.staff_topic if notifications else None,
                log_retention=log_retention,
                removal_policy=removal_policy,
            )
            if evaluate
            else None
        )
        bound = algorithm.bind(self, isolated=network_isolation)
        steps = plan(
            self,
            wishes,
            Surroundings(
                layout=Layout(bucket.bucket_name),
                role_arn=self.role.role_arn,
                key_arn=self._key.key_arn if self._key else None,
                network=self._network,
                isolated=network_isolation,
                encrypt_between=wishes.machines.count > 1,
            ),
            bound,
            gate_function=self.gate_function.function if self.gate_function else None,
        )
        assets = [one for one in self.node.children if isinstance(one, s3_assets.Asset)]
        if assets:
            grant_assets(self, "Code", role=self.role, assets=assets)
        deploy = (
            endpoint.deployment(image=algorithm.image, environment=bound.serving_environment)
            if endpoint
            else None
        )
        title = self.node.path.replace("/", " ")
        machine = PipelineMachine(
            self,
            "Machine",
            title=title,
            definition=definition(
                steps,
                pipeline=title,
                image_uri=algorithm.image.uri(self),
                topic_arn=notifications.staff_topic.topic_arn if notifications else None,
                deploy=deploy,
                monitor_arn=monitor.machine.attr_arn if monitor else None,
                settle=(settle or Duration.minutes(5)) if on_data_arrival else None,
                timeout=timeout or Duration.days(2),
            ),
            notifications=notifications,
            log_retention=log_retention,
            removal_policy=removal_policy,
        )
        rights.let_run(
            machine.role, steps, job_role=self.role, group=self.group_name, waits_by_rule=True
        )
        if endpoint is not None:
            rights.let_deploy(machine.role, endpoint, group=self.group_name)
        if monitor is not None:
            rights.let_start(machine.role, monitor.machine.attr_arn)
        if self.gate_function is not None:
            rights.let_ask(machine.role, self.gate_function.function)
        self.machine = machine.machine
        self.state_machine = machine.state_machine
        self.failure_alarm = machine.failure_alarm
        if schedule is not None:
            machine.start_by(schedule)
        if on_data_arrival:
            machine.start_on_arrival(bucket, folder=RAW)
        self.studio = self._studio_pipeline(steps) if studio else None

    @property
    def alarms(self) -> tuple[cloudwatch.Alarm, ...]:
        """All that goes off when no model comes of a run."""
        gate = () if self.gate_function is None else (self.gate_function.errors_alarm,)
        return (self.failure_alarm, *gate)

    def grant_start(self, grantee: iam.IGrantable) -> iam.Grant:
        """Lets ``grantee`` start a run and see what becomes of it."""
        self.state_machine.grant_read(grantee)
        return self.state_machine.grant_start_execution(grantee)

    def metric_failed(self, *, period: Duration | None = None) -> cloudwatch.Metric:
        """Runs that failed."""
        return self.state_machine.metric_failed(period=period or Duration.minutes(5))

    def metric_succeeded(self, *, period: Duration | None = None) -> cloudwatch.Metric:
        """Runs that came to an end, with a new model or without one."""
        return self.state_machine.metric_succeeded(period=period or Duration.minutes(5))

    def _group(self) -> sagemaker.CfnModelPackageGroup:
        group = sagemaker.CfnModelPackageGroup(
            self,
            "Group",
            model_package_group_name=self.group_name,
            model_package_group_description=f"Models of {self.node.path}",
        )
        group.apply_removal_policy(self._removal_policy)
        if self._removal_policy is RemovalPolicy.DESTROY:
            # A group that has models cannot be deleted.
            removal = Removal.of(
                self, log_retention=self._log_retention, removal_policy=self._removal_policy
            )
            emptied = removal.of_packages(self, "EmptiedGroup", group=self.group_name)
            emptied.node.add_dependency(group)
        return group

    def _job_role(self, role: iam.IRole | None, wishes: Wishes, key: kms.IKey | None) -> iam.IRole:
        job_role = role or execution_role(
            self, "JobRole", description=f"What the jobs of {self.node.path} act as"
        )
        grant_folders(
            self, "Data", role=job_role, bucket=self._bucket, read=[RAW], write=[RUNS], key=key
        )
        scripts = [one for one in (wishes.prepare, wishes.evaluate) if one is not None]
        for image in [wishes.algorithm.image, *(wishes.image_of(one) for one in scripts)]:
            image.grant_pull(job_role)
        if self._network is not None:
            self._network.grant_join(job_role)
        return job_role

    def _studio_pipeline(self, steps: Plan) -> StudioPipeline:
        studio = StudioPipeline(self, "Studio", plan=steps, name=self.group_name)
        rights.let_run(
            studio.role,
            steps,
            job_role=self.role,
            group=self.group_name,
            named=["pipelines"],
            waits_by_rule=False,
        )
        if self.gate_function is not None:
            rights.let_ask(studio.role, self.gate_function.function)
        return studio


def _check_sense(wishes: Mapping[str, tuple[str, object, object]]) -> None:
    """Refuses what makes no sense without something else: why, what was given, what it needs."""
    for name, (why, given, needed) in wishes.items():
        if given is not None and needed is None:
            raise ValueError(f"{name}: {why} too")

"""The services that a local cloud has beside moto."""

from __future__ import annotations

from localcloud.athena.service import AthenaService
from localcloud.cloudformation.cloudtrail import CloudTrail
from localcloud.cloudformation.service import CloudFormation
from localcloud.cloudwatch import LogService
from localcloud.cloudwatch.alarms.service import AlarmService
from localcloud.cognito import IdentityService
from localcloud.connect.participant import ConnectParticipantService
from localcloud.connect.service import ConnectService
from localcloud.emr.clusters.service import EmrService
from localcloud.emr.service import EmrServerlessService
from localcloud.events import (
    EventBusService,
    PipeService,
    QueueService,
    SchedulerService,
    TopicService,
)
from localcloud.firehose import FirehoseService
from localcloud.glue.service import GlueService
from localcloud.kinesis import KinesisService
from localcloud.lambda_service import LambdaService
from localcloud.lex.models.service import LexModels
from localcloud.lex.service import LexRuntimeService
from localcloud.opensearch.service import OpenSearchService
from localcloud.quicksight.service import QuickSightService
from localcloud.redshift.data import RedshiftDataService
from localcloud.redshift.serverless import RedshiftServerlessService
from localcloud.sagemaker.runtime import SageMakerRuntimeService
from localcloud.sagemaker.service import SageMakerService
from localcloud.scaling import ScalingService
from localcloud.service import Service
from localcloud.states.service import StatesService

SERVICES: tuple[type[Service], ...] = (
    CloudFormation,
    CloudTrail,
    LogService,
    AlarmService,
    IdentityService,
    LambdaService,
    QueueService,
    TopicService,
    EventBusService,
    PipeService,
    SchedulerService,
    KinesisService,
    FirehoseService,
    GlueService,
    LexModels,
    LexRuntimeService,
    ConnectService,
    ConnectParticipantService,
    EmrServerlessService,
    EmrService,
    StatesService,
    SageMakerService,
    SageMakerRuntimeService,
    ScalingService,
    AthenaService,
    RedshiftServerlessService,
    RedshiftDataService,
    OpenSearchService,
    QuickSightService,
)

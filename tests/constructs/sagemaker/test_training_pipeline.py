"""What a training pipeline promises whoever deploys it, and what it refuses."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cfnlint.api
import pytest
from aws_cdk import App, Duration, Environment, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk.assertions import Match, Template
from ml_refarch.foundation import violations
from ml_refarch.sagemaker import (
    BuiltInAlgorithm,
    Definition,
    Gate,
    ProcessingScript,
    RealRange,
    ScriptAlgorithm,
    TrainingMachines,
    TrainingPipeline,
    Tuning,
    WholeRange,
    builtin,
)

from tests.constructs.sagemaker.conftest import METRICS, Synthesised
from tests.constructs.sagemaker.test_built_in_algorithms import SMALLEST

VALIDATOR = Path(__file__).parents[3] / "node_modules" / ".bin" / "asl-validator"
ROLE = "PipelineMachineRole"
ANY = "arn:aws:sagemaker:us-east-1:123456789012"

Make = Callable[..., TrainingPipeline]


@pytest.fixture
def make(source: Path) -> Make:
    """Makes a pipeline in a stack of its own."""

    def make(*, region: str | None = "us-east-1", **options: Any) -> TrainingPipeline:
        stack = Stack(App(), "Stack", env=Environment(region=region))
        given = {
            "algorithm": ScriptAlgorithm(source, metrics=METRICS),
            "bucket": s3.Bucket(stack, "Data"),
            **{k: v(stack) if callable(v) else v for k, v in options.items()},
        }
        return TrainingPipeline(stack, "Pipeline", **given)

    return make


def template(pipeline: TrainingPipeline) -> Template:
    return Template.from_stack(Stack.of(pipeline))


def step(pipeline: TrainingPipeline, name: str) -> dict[str, Any]:
    found = Synthesised(Stack.of(pipeline), pipeline, None, dict(template(pipeline).to_json()))
    parameters: dict[str, Any] = found.definition["States"][name]["Parameters"]
    return parameters


@pytest.mark.parametrize("which", ["full", "bare"])
def test_the_definition_is_amazon_states_language(
    synthesised: dict[str, Synthesised], tmp_path: Path, which: str
) -> None:
    found = judged(synthesised[which].definition, tmp_path)
    assert found.returncode == 0, found.stdout + found.stderr


def test_the_validator_finds_what_is_wrong(everything: Synthesised, tmp_path: Path) -> None:
    broken = everything.definition
    broken["States"]["Train"]["Next"] = "Nowhere"
    found = judged(broken, tmp_path)
    assert found.returncode == 1
    assert "Nowhere" in found.stdout + found.stderr


def judged(definition: dict[str, Any], folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "definition.json").write_text(json.dumps(definition))
    return subprocess.run(
        [VALIDATOR, "--json-path", folder / "definition.json"],
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("which", ["full", "bare"])
def test_cloudformations_own_linter_finds_nothing(
    synthesised: dict[str, Synthesised], which: str
) -> None:
    body = json.dumps(synthesised[which].template)
    found = cfnlint.api.lint(body, regions=["us-east-1"])
    # W3005, a DependsOn that a reference implies already: the CDK writes both, to no harm.
    assert [f"{one.rule.id} {one.message}" for one in found if one.rule.id != "W3005"] == []


@pytest.mark.parametrize("which", ["full", "bare"])
def test_no_rule_of_cdk_nag_is_broken_but_of_the_tests_own_bucket(
    synthesised: dict[str, Synthesised], which: str
) -> None:
    found = {one.rule for one in violations(synthesised[which].stack)}
    assert found <= {"AwsSolutions-S1"}


def test_no_partition_is_written_by_hand(everything: Synthesised) -> None:
    assert "arn:aws:" not in json.dumps(everything.template)


def test_the_machine_is_made_after_every_right_of_its_role(everything: Synthesised) -> None:
    """The role exists before its policies do, and without them the creation fails."""
    policies = {
        name
        for name, policy in everything.of_type("AWS::IAM::Policy").items()
        if policy["Properties"]["Roles"][0]["Ref"].startswith(ROLE)
    }
    machine = everything.the("AWS::StepFunctions::StateMachine")
    # It cannot wait for the right to see its own runs, which names it.
    assert policies - set(machine["DependsOn"]) == {name for name in policies if "ListRuns" in name}
    assert len(policies) == 5


def test_the_studio_pipeline_is_made_after_every_right_of_its_role(
    everything: Synthesised,
) -> None:
    policies = {
        name
        for name, policy in everything.of_type("AWS::IAM::Policy").items()
        if policy["Properties"]["Roles"][0]["Ref"].startswith("PipelineStudioRole")
    }
    pipeline = everything.the("AWS::SageMaker::Pipeline")
    assert policies
    assert policies <= set(pipeline["DependsOn"])


def test_models_and_configurations_are_no_resources_of_the_stack(everything: Synthesised) -> None:
    """They cannot change once they are made, so that each deployment makes new ones."""
    for kind in ("Model", "EndpointConfig", "Endpoint"):
        assert everything.of_type(f"AWS::SageMaker::{kind}") == {}


def machine_of(everything: Synthesised) -> str:
    (name,) = everything.of_type("AWS::StepFunctions::StateMachine")
    return name


def test_the_machine_may_start_its_own_jobs_and_no_others(everything: Synthesised) -> None:
    may = everything.actions_of(ROLE)
    assert may["sagemaker:CreateTrainingJob"] == [f"{ANY}:training-job/train-*"]
    assert may["sagemaker:CreateProcessingJob"] == [
        f"{ANY}:processing-job/prepare-*",
        f"{ANY}:processing-job/evaluate-*",
    ]
    assert may["sagemaker:CreateHyperParameterTuningJob"] == [
        f"{ANY}:hyper-parameter-tuning-job/tune-*"
    ]
    assert set(may["events:PutRule"]) == {
        f"arn:aws:events:us-east-1:123456789012:rule/StepFunctionsGetEventsForSageMaker{kind}Rule"
        for kind in ("ProcessingJobs", "TrainingJobs", "TuningJobs")
    }


def test_the_machine_may_change_its_own_endpoint_and_no_other(everything: Synthesised) -> None:
    may = everything.actions_of(ROLE)
    for action in ("CreateEndpoint", "UpdateEndpoint", "DeleteEndpoint", "CreateModel"):
        assert set(may[f"sagemaker:{action}"]) == {
            f"{ANY}:endpoint/pricing",
            f"{ANY}:endpoint-config/pricing-*",
            f"{ANY}:model/pricing-*",
        }
    assert may["sagemaker:UpdateModelPackage"] == [f"{ANY}:model-package/pricing/*"]
    assert may["states:ListExecutions"] == [f"{machine_of(everything)}.Arn"]


def test_roles_are_passed_to_sagemaker_only(everything: Synthesised) -> None:
    passed = [
        statement
        for policy in everything.of_type("AWS::IAM::Policy").values()
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        if statement["Action"] == "iam:PassRole"
    ]
    assert len(passed) == 3
    for statement in passed:
        condition = {"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}}
        assert statement["Condition"] == condition
        assert statement["Resource"] != "*"


def test_jobs_read_raw_data_and_write_runs_and_nothing_else(everything: Synthesised) -> None:
    may = everything.actions_of("PipelineJobRole")
    bucket = "Data666C94C7.Arn"
    read = {one for one in may["s3:GetObject"] if "cdk-" not in one}
    assert read == {f"{bucket}/raw/*", f"{bucket}/runs/*"}
    assert may["s3:PutObject"] == [f"{bucket}/runs/*"]
    code = [one for one in may["s3:GetObject"] if "cdk-" in one]
    assert len(code) == 3
    assert not any(one.endswith("*") for one in code)


def test_jobs_may_pull_the_image_from_awss_account(everything: Synthesised) -> None:
    may = everything.actions_of("PipelineJobRole")
    assert may["ecr:BatchGetImage"] == [
        "arn:aws:ecr:us-east-1:account-of-SagemakerXgboostImages:repository/sagemaker-xgboost"
    ]


def test_the_gate_reads_evaluations_and_the_registry_only(everything: Synthesised) -> None:
    may = everything.actions_of("PipelineModelGateRole")
    assert may["s3:GetObject"] == ["Data666C94C7.Arn/runs/*"]
    assert may["sagemaker:DescribeModelPackage"] == [f"{ANY}:model-package/pricing/*"]
    assert not any("Put" in action for action in may if action.startswith("s3:"))


def test_limits_are_waited_out_longer_and_longer_and_not_all_at_once(
    everything: Synthesised,
) -> None:
    for name in ("Prepare", "Tune", "Train", "Evaluate", "CreateModel", "UpdateEndpoint"):
        quota, throttled = everything.definition["States"][name]["Retry"]
        assert "SageMaker.ResourceLimitExceededException" in quota["ErrorEquals"]
        assert {"SageMaker.AmazonSageMakerException", "ThrottlingException"} <= set(
            throttled["ErrorEquals"]
        )
        for retry in (quota, throttled):
            assert retry["BackoffRate"] > 1
            assert retry["JitterStrategy"] == "FULL"


def test_a_job_that_failed_by_itself_is_not_tried_again(everything: Synthesised) -> None:
    for state in everything.definition["States"].values():
        for retry in state.get("Retry", ()):
            assert not {"States.ALL", "States.TaskFailed"} & set(retry["ErrorEquals"])


def test_spot_machines_are_waited_for_and_training_goes_on_from_a_checkpoint(
    everything: Synthesised,
) -> None:
    train = everything.definition["States"]["Train"]["Parameters"]
    assert train["EnableManagedSpotTraining"] is True
    assert train["StoppingCondition"] == {
        "MaxRuntimeInSeconds": 1800,
        "MaxWaitTimeInSeconds": 3600,
    }
    assert train["CheckpointConfig"]["LocalPath"] == "/opt/ml/checkpoints"
    assert "/checkpoints/model'" in train["CheckpointConfig"]["S3Uri.$"]


def test_without_spot_nothing_waits_and_nothing_is_checkpointed(little: Synthesised) -> None:
    train = little.definition["States"]["Train"]["Parameters"]
    assert "EnableManagedSpotTraining" not in train
    assert "CheckpointConfig" not in train
    assert train["StoppingCondition"] == {"MaxRuntimeInSeconds": 3600}


def test_what_jobs_write_and_their_disks_are_encrypted_with_the_buckets_key(
    everything: Synthesised,
) -> None:
    states = everything.definition["States"]
    key = "Key961B73FD.Arn"
    train = states["Train"]["Parameters"]
    assert train["OutputDataConfig"]["KmsKeyId"] == key
    assert train["ResourceConfig"]["VolumeKmsKeyId"] == key
    prepare = states["Prepare"]["Parameters"]
    assert prepare["ProcessingOutputConfig"]["KmsKeyId"] == key
    assert prepare["ProcessingResources"]["ClusterConfig"]["VolumeKmsKeyId"] == key


def test_a_machine_with_a_disk_of_its_own_is_given_no_key_for_it(make: Make) -> None:
    pipeline = make(
        bucket=lambda stack: s3.Bucket(stack, "Keyed", encryption=s3.BucketEncryption.KMS),
        machines=TrainingMachines(instance_type="ml.g5.xlarge"),
    )
    assert "VolumeKmsKeyId" not in step(pipeline, "Train")["ResourceConfig"]
    assert "KmsKeyId" in step(pipeline, "Train")["OutputDataConfig"]


def test_a_schedule_starts_runs(everything: Synthesised) -> None:
    schedule = everything.the("AWS::Scheduler::Schedule")["Properties"]
    assert schedule["ScheduleExpression"] == "rate(7 days)"
    assert schedule["Target"]["Arn"] == {"Fn::GetAtt": [machine_of(everything), "Arn"]}


def test_files_below_raw_start_runs(everything: Synthesised) -> None:
    rule = everything.the("AWS::Events::Rule")["Properties"]
    assert rule["EventPattern"] == {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {
            "bucket": {"name": [{"Ref": "Data666C94C7"}]},
            "object": {"key": [{"prefix": "raw/"}]},
        },
    }
    (target,) = rule["Targets"]
    assert target["Input"] == '{"arrival":true}'
    bucket = everything.the("AWS::S3::Bucket", "Data")["Properties"]
    assert bucket["NotificationConfiguration"] == {
        "EventBridgeConfiguration": {"EventBridgeEnabled": True}
    }


def test_nothing_starts_runs_unless_it_is_asked_for(little: Synthesised) -> None:
    assert little.of_type("AWS::Scheduler::Schedule") == {}
    assert little.of_type("AWS::Events::Rule") == {}
    assert "NotificationConfiguration" not in little.the("AWS::S3::Bucket").get("Properties", {})


def test_runs_are_logged_and_traced_and_failures_told_of(everything: Synthesised) -> None:
    machine = everything.the("AWS::StepFunctions::StateMachine")["Properties"]
    assert machine["LoggingConfiguration"]["Level"] == "ALL"
    assert machine["TracingConfiguration"] == {"Enabled": True}
    alarm = everything.the("AWS::CloudWatch::Alarm", "PipelineMachineFailures")["Properties"]
    assert alarm["MetricName"] == "ExecutionsFailed"
    assert alarm["AlarmActions"]


def test_registered_models_stay_unless_they_are_disposable(
    everything: Synthesised, little: Synthesised
) -> None:
    kept = everything.the("AWS::SageMaker::ModelPackageGroup")
    assert (kept["DeletionPolicy"], kept["UpdateReplacePolicy"]) == ("Retain", "Retain")
    assert everything.of_type("Custom::RemovedModelPackages") == {}
    gone = little.the("AWS::SageMaker::ModelPackageGroup")
    assert gone["DeletionPolicy"] == "Delete"
    emptied = little.the("Custom::RemovedModelPackages")
    assert (
        emptied["Properties"]["ModelPackageGroupName"]
        == (gone["Properties"]["ModelPackageGroupName"])
    )
    (group,) = little.of_type("AWS::SageMaker::ModelPackageGroup")
    assert group in emptied["DependsOn"]


def test_studio_has_the_same_steps_in_the_same_order(everything: Synthesised) -> None:
    steps = everything.studio["Steps"]
    assert [(one["Name"], one["Type"]) for one in steps] == [
        ("Prepare", "Processing"),
        ("Tune", "Tuning"),
        ("Train", "Training"),
        ("FindModelInUse", "Lambda"),
        ("Evaluate", "Processing"),
        ("Gate", "Lambda"),
        ("IsBetter", "Condition"),
    ]
    assert [one.get("DependsOn") for one in steps[1:]] == [[one["Name"]] for one in steps[:-1]]
    (register,) = steps[-1]["Arguments"]["IfSteps"]
    assert register["Type"] == "RegisterModel"
    assert register["Arguments"]["ModelApprovalStatus"] == "PendingManualApproval"


def test_a_step_says_the_same_in_both_languages(everything: Synthesised) -> None:
    """All that is plain in one is plain and equal in the other; references differ in writing."""
    studio = {one["Name"]: one["Arguments"] for one in everything.studio["Steps"]}
    for name in ("Prepare", "Tune", "Train", "Evaluate"):
        asl = everything.definition["States"][name]["Parameters"]
        for machine_only in ("Tags", *(key for key in asl if key.endswith("JobName.$"))):
            asl.pop(machine_only)
        assert plain(asl) == plain(studio[name])


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) & {"Get", "Std:Join"}:
            return "..."
        return {
            key.removesuffix(".$"): "..." if key.endswith(".$") else plain(item)
            for key, item in value.items()
        }
    if isinstance(value, list):
        items = [plain(item) for item in value]
        return "..." if "..." in items else items
    return value


def test_studio_reads_results_as_pipelines_write_them(everything: Synthesised) -> None:
    studio = {one["Name"]: one for one in everything.studio["Steps"]}
    train = studio["Train"]["Arguments"]
    found = {"Get": "Steps.Tune.BestTrainingJob.TunedHyperParameters['eta']"}
    assert train["HyperParameters"]["eta"] == found
    assert {"Get": "Execution.PipelineExecutionId"} in (
        train["OutputDataConfig"]["S3OutputPath"]["Std:Join"]["Values"]
    )
    told = studio["Evaluate"]["Arguments"]["AppSpecification"]["ContainerArguments"]
    assert told[-1] == {"Get": "Steps.FindModelInUse.OutputParameters['modelData']"}
    (condition,) = studio["IsBetter"]["Arguments"]["Conditions"]
    assert condition == {
        "Type": "Equals",
        "LeftValue": {"Get": "Steps.Gate.OutputParameters['deploy']"},
        "RightValue": True,
    }


def test_studio_waits_for_machines_too(everything: Synthesised) -> None:
    train = next(one for one in everything.studio["Steps"] if one["Name"] == "Train")
    kinds = {kind for policy in train["RetryPolicies"] for kind in policy["ExceptionType"]}
    assert {"Step.THROTTLING", "SageMaker.RESOURCE_LIMIT", "SageMaker.CAPACITY_ERROR"} <= kinds


def test_a_built_in_algorithm_is_a_pipeline_too(make: Make, source: Path) -> None:
    pipeline = make(
        algorithm=BuiltInAlgorithm(
            builtin.KMEANS, hyperparameters={"k": 3, "feature_dim": 4, "mini_batch_size": 100}
        ),
        channels={"train": "text/csv;label_size=0"},
        prepare=ProcessingScript(script=source / "prepare.py"),
    )
    train = step(pipeline, "Train")
    image = "382416733822.dkr.ecr.us-east-1.amazonaws.com/kmeans:1"
    assert train["AlgorithmSpecification"] == {"TrainingImage": image, "TrainingInputMode": "File"}
    assert train["HyperParameters"] == {"k": "3", "feature_dim": "4", "mini_batch_size": "100"}
    prepared = step(pipeline, "Prepare")["AppSpecification"]["ImageUri"]
    assert prepared.endswith("/sagemaker-xgboost:3.2-0")


@pytest.mark.parametrize("definition", builtin.ALL, ids=lambda one: one.name)
def test_every_built_in_algorithm_can_be_a_pipeline(make: Make, definition: Definition) -> None:
    gpu = not definition.instances.cpu
    pipeline = make(
        algorithm=BuiltInAlgorithm(definition, hyperparameters=SMALLEST[definition.name]),
        channels={one.name: one.content_types[0] for one in definition.channels if one.required},
        machines=TrainingMachines(instance_type="ml.g5.xlarge" if gpu else "ml.m5.xlarge"),
    )
    specification = step(pipeline, "Train")["AlgorithmSpecification"]
    assert f"/{definition.repository}:" in specification["TrainingImage"]


def test_what_the_algorithm_does_not_take_is_refused_at_synth(make: Make) -> None:
    seq2seq = BuiltInAlgorithm(builtin.SEQ2SEQ, hyperparameters={})
    with pytest.raises(ValueError, match=r"does not train on ml\.m5\.xlarge"):
        make(algorithm=seq2seq)
    with pytest.raises(ValueError, match="needs vocab, and has train, validation"):
        make(
            algorithm=seq2seq,
            machines=TrainingMachines(instance_type="ml.g5.xlarge"),
            channels={"train": None, "validation": None},
        )
    with pytest.raises(ValueError, match="XGBoost needs num_round, a whole number"):
        make(algorithm=BuiltInAlgorithm(builtin.XGBOOST, hyperparameters={}))
    with pytest.raises(ValueError, match="no image lda in eu-north-1; these regions have it"):
        make(
            region="eu-north-1",
            algorithm=BuiltInAlgorithm(
                builtin.LDA,
                hyperparameters={"feature_dim": 9, "mini_batch_size": 9, "num_topics": 2},
            ),
            channels={"train": "text/csv"},
        )


def test_what_tuning_finds_need_not_be_set(make: Make) -> None:
    pipeline = make(
        algorithm=BuiltInAlgorithm(builtin.XGBOOST, hyperparameters={}),
        tuning=Tuning(objective="validation:rmse", ranges={"num_round": WholeRange(10, 100)}),
    )
    search = step(pipeline, "Tune")["HyperParameterTuningJobConfig"]
    assert search["HyperParameterTuningJobObjective"]["Type"] == "Minimize"
    assert search["ParameterRanges"] == {
        "IntegerParameterRanges": [
            {"Name": "num_round", "MinValue": "10", "MaxValue": "100", "ScalingType": "Auto"}
        ]
    }


def test_its_models_are_registered_under_a_name_that_arns_can_hold(make: Make) -> None:
    assert make().group_name.startswith("stack-pipeline-")
    with pytest.raises(ValueError, match="group_name: 'Pricing' is not 1 to 63 lower-case"):
        make(group_name="Pricing")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"gate": Gate()}, "gate: nothing measures the model; give evaluate too"),
        (
            {"settle": Duration.minutes(1)},
            "settle: only runs that files start wait for more of them; give on_data",
        ),
        (
            {"tuning": Tuning(objective="rmse", ranges={"eta": RealRange(0.1, 0.2)})},
            "'rmse' is none of the algorithm's metrics",
        ),
    ],
)
def test_wishes_that_make_no_sense_are_refused(
    make: Make, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        make(**options)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda _: TrainingMachines(instance_type="m5"), "'m5' is not an instance type"),
        (lambda _: TrainingMachines(count=0), "count: 0 is not 1 or more"),
        (lambda _: TrainingMachines(volume_gib=0), "volume_gib: 0 is not between 1 and 16384"),
        (lambda _: TrainingMachines(max_runtime=Duration.days(29)), "max_runtime: 2505600 s"),
        (lambda _: TrainingMachines(max_wait=Duration.hours(2)), "max_wait: only training with"),
        (
            lambda _: TrainingMachines(spot=True, max_wait=Duration.minutes(5)),
            "max_wait: 300 s include the run, which may take 3600 s",
        ),
        (lambda at: ProcessingScript(script=at / "no.py"), r"script: there is no file .*no\.py"),
        (
            lambda at: ProcessingScript(script=at / "train.py", max_runtime=Duration.days(6)),
            "max_runtime: 518400 s is not between 1 and 432000",
        ),
        (lambda _: Gate(margin=1), "margin: 1 is not from 0 to under 1"),
        (lambda _: Tuning(objective="x", ranges={}), "ranges: 0 of them"),
        (
            lambda _: Tuning(objective="x", ranges={"a": RealRange(0, 1)}, max_jobs=751),
            "max_jobs: 751 is not between 1 and 750",
        ),
        (
            lambda _: Tuning(
                objective="x", ranges={"a": RealRange(0, 1)}, max_jobs=1, max_parallel_jobs=2
            ),
            "max_parallel_jobs: 2 is more than max_jobs, which is 1",
        ),
    ],
)
def test_numbers_over_sagemakers_limits_are_refused(
    source: Path, wrong: Callable[[Path], object], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        wrong(source)


def test_a_vpc_a_role_a_bucket_and_a_key_can_be_brought(make: Make) -> None:
    def vpc(stack: Stack) -> ec2.IVpc:
        return ec2.Vpc.from_vpc_attributes(
            stack,
            "Vpc",
            vpc_id="vpc-1",
            availability_zones=["us-east-1a", "us-east-1b"],
            private_subnet_ids=["subnet-1", "subnet-2"],
        )

    def role(stack: Stack) -> iam.IRole:
        return iam.Role.from_role_arn(stack, "Theirs", "arn:aws:iam::123456789012:role/jobs")

    pipeline = make(
        vpc=vpc,
        role=role,
        bucket=lambda stack: s3.Bucket.from_bucket_name(stack, "Lake", "their-lake"),
        encryption_key=lambda stack: kms.Key.from_key_arn(
            stack, "TheirKey", "arn:aws:kms:us-east-1:123456789012:key/1"
        ),
    )
    train = step(pipeline, "Train")
    assert train["VpcConfig"]["Subnets"] == ["subnet-1", "subnet-2"]
    (group,) = train["VpcConfig"]["SecurityGroupIds"]
    assert group.startswith("PipelineNetworkSecurityGroup")
    assert train["RoleArn"] == "arn:aws:iam::123456789012:role/jobs"
    assert train["OutputDataConfig"]["KmsKeyId"].endswith(":key/1")
    assert "s3://their-lake/runs/" in train["OutputDataConfig"]["S3OutputPath.$"]
    template(pipeline).has_resource_properties(
        "AWS::IAM::Policy",
        {
            "Roles": ["jobs"],
            "PolicyDocument": Match.object_like(
                {
                    "Statement": Match.array_with(
                        [Match.object_like({"Resource": Match.any_value()})]
                    )
                }
            ),
        },
    )


def test_machines_that_train_together_speak_in_secret(make: Make) -> None:
    alone, together = make(), make(machines=TrainingMachines(count=2))
    assert step(alone, "Train")["EnableInterContainerTrafficEncryption"] is False
    assert step(together, "Train")["EnableInterContainerTrafficEncryption"] is True


def test_an_isolated_training_gets_its_code_as_a_channel(make: Make) -> None:
    train = step(make(network_isolation=True), "Train")
    assert train["EnableNetworkIsolation"] is True
    assert [one["ChannelName"] for one in train["InputDataConfig"]] == [
        *("train", "validation", "code")
    ]
    assert train["InputDataConfig"][-1]["InputMode"] == "File"


def test_somebody_may_be_let_start_runs_and_nothing_else(make: Make) -> None:
    pipeline = make()
    user = iam.User(Stack.of(pipeline), "User")
    pipeline.grant_start(user)
    policy = next(
        iter(
            template(pipeline)
            .find_resources("AWS::IAM::Policy", {"Properties": {"Users": Match.any_value()}})
            .values()
        )
    )
    actions = {
        action
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        for action in (
            [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]
        )
    }
    assert "states:StartExecution" in actions
    assert all(action.startswith("states:") for action in actions)

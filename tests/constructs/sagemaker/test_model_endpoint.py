"""What is around an endpoint before there is one, and how a model gets there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from aws_cdk import App, Duration, Environment, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns
from aws_cdk.assertions import Match, Template
from ml_refarch.foundation import violations
from ml_refarch.sagemaker import (
    DataCapture,
    InstanceCapacity,
    ModelEndpoint,
    PublishedImage,
    Rollout,
    ServerlessCapacity,
)

Make = Callable[..., ModelEndpoint]


@pytest.fixture
def make() -> Make:
    """Makes an endpoint in a stack of its own."""

    def make(**options: Any) -> ModelEndpoint:
        stack = Stack(App(), "Stack", env=Environment(region="us-east-1"))
        given = {
            "bucket": s3.Bucket(stack, "Models"),
            **{k: v(stack) if callable(v) else v for k, v in options.items()},
        }
        return ModelEndpoint(stack, "Prices", **given)

    return make


def template(endpoint: ModelEndpoint) -> Template:
    return Template.from_stack(Stack.of(endpoint))


def deployment(endpoint: ModelEndpoint) -> Any:
    return endpoint.deployment(
        image=PublishedImage("sagemaker-xgboost"), environment={"SAGEMAKER_PROGRAM": "inference.py"}
    )


def test_there_is_a_name_and_no_endpoint_before_there_is_a_model(make: Make) -> None:
    endpoint = make()
    assert endpoint.endpoint_name.startswith("stack-prices-")
    assert endpoint.endpoint_name == endpoint.endpoint_name.lower()
    template(endpoint).resource_count_is("AWS::SageMaker::Endpoint", 0)


def test_its_container_has_no_network(make: Make) -> None:
    assert deployment(make()).model["EnableNetworkIsolation"] is True
    assert deployment(make(network_isolation=False)).model["EnableNetworkIsolation"] is False


def test_a_request_that_fails_too_often_is_an_alarm(make: Make) -> None:
    template(make(max_error_rate=0.1)).has_resource_properties(
        "AWS::CloudWatch::Alarm",
        {
            "Namespace": "AWS/SageMaker",
            "MetricName": "Invocation5XXErrors",
            "Statistic": "Average",
            "Period": 60,
            "Threshold": 0.1,
            "TreatMissingData": "notBreaching",
            "Dimensions": Match.array_with([{"Name": "VariantName", "Value": "AllTraffic"}]),
        },
    )


def test_latency_is_measured_in_microseconds(make: Make) -> None:
    template(make(max_latency=Duration.millis(250))).has_resource_properties(
        "AWS::CloudWatch::Alarm",
        {
            "MetricName": "ModelLatency",
            "ExtendedStatistic": "p99",
            "Threshold": 250_000,
            "EvaluationPeriods": 3,
        },
    )


def test_alarms_are_told_of(make: Make) -> None:
    found = template(make(alarm_topic=lambda stack: sns.Topic(stack, "Staff")))
    (topic,) = found.find_resources("AWS::SNS::Topic")
    told = {
        name[:12]
        for name, alarm in found.find_resources("AWS::CloudWatch::Alarm").items()
        if alarm["Properties"].get("AlarmActions") == [{"Ref": topic}]
    }
    assert told == {"PricesErrors", "PricesLatenc"}


def test_a_bad_model_is_taken_back_by_its_alarms(make: Make) -> None:
    def more(stack: Stack) -> list[cloudwatch.Alarm]:
        metric = cloudwatch.Metric(namespace="Shop", metric_name="Complaints")
        return [metric.create_alarm(stack, "More", threshold=1, evaluation_periods=1)]

    config = deployment(make(rollback_alarms=more)).update["DeploymentConfig"]
    assert len(config["AutoRollbackConfiguration"]["Alarms"]) == 3


def test_more_alarms_than_sagemaker_takes_are_refused(make: Make) -> None:
    def many(stack: Stack) -> list[cloudwatch.Alarm]:
        metric = cloudwatch.Metric(namespace="Shop", metric_name="Complaints")
        return [
            metric.create_alarm(stack, f"More{number}", threshold=1, evaluation_periods=1)
            for number in range(9)
        ]

    with pytest.raises(ValueError, match="rollback_alarms: 11, with the endpoint's own, are over"):
        make(rollback_alarms=many)


def test_traffic_goes_over_all_at_once_or_by_a_canary(make: Make) -> None:
    def routing(endpoint: ModelEndpoint) -> Any:
        policy = deployment(endpoint).update["DeploymentConfig"]["BlueGreenUpdatePolicy"]
        return policy["TrafficRoutingConfiguration"]

    assert routing(make()) == {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 300}
    assert routing(make(rollout=Rollout(canary_percent=10, watch=Duration.minutes(2)))) == {
        "Type": "CANARY",
        "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 10},
        "WaitIntervalInSeconds": 120,
    }


def test_a_fixed_number_of_machines_is_that_of_the_settings(make: Make) -> None:
    fixed = deployment(make(capacity=InstanceCapacity(count=2)))
    assert fixed.variant["InitialInstanceCount"] == 2
    assert fixed.update["RetainAllVariantProperties"] is False
    assert fixed.scaling == {}


def test_a_number_that_scales_is_kept_over_an_update(make: Make) -> None:
    scaled = deployment(make(capacity=InstanceCapacity(max_count=4, invocations_per_instance=500)))
    assert scaled.update["RetainAllVariantProperties"] is True
    assert scaled.scaling["target"] == {"MinCapacity": 1, "MaxCapacity": 4}
    policy = scaled.scaling["policy"]["TargetTrackingScalingPolicyConfiguration"]
    assert policy["TargetValue"] == 500
    assert policy["PredefinedMetricSpecification"] == {
        "PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"
    }


def test_serverless_costs_nothing_while_nobody_asks(make: Make) -> None:
    serverless = deployment(make(capacity=ServerlessCapacity(memory_mib=3072, max_concurrency=7)))
    assert serverless.variant == {
        "ServerlessConfig": {"MemorySizeInMB": 3072, "MaxConcurrency": 7},
        "InitialVariantWeight": 1,
    }
    assert serverless.model["EnableNetworkIsolation"] is False
    assert serverless.scaling == {}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"capture": DataCapture()}, "capture: AWS does not have it with serverless"),
        ({"network_isolation": True}, "network_isolation: AWS does not have it"),
        ({"vpc": lambda stack: ec2.Vpc(stack, "Vpc")}, "vpc: AWS does not have it"),
    ],
)
def test_what_serverless_lacks_is_refused(make: Make, options: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make(capacity=ServerlessCapacity(), **options)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda: InstanceCapacity(count=0), "count: 0 is not 1 or more; ServerlessCapacity"),
        (lambda: InstanceCapacity(count=3, max_count=2), "max_count: 2 is less than count, 3"),
        (lambda: InstanceCapacity(instance_type="large"), "'large' is not an instance type"),
        (lambda: InstanceCapacity(invocations_per_instance=0), "0 is not 1 or more"),
        (lambda: ServerlessCapacity(memory_mib=1500), "1500 is not one of 1024, 2048, 3072"),
        (lambda: ServerlessCapacity(max_concurrency=201), "201 is not between 1 and 200"),
        (lambda: DataCapture(percent=0), "percent: 0 is not between 1 and 100"),
        (lambda: Rollout(canary_percent=51), "canary_percent: 51 % is not between 1 and 50 %"),
        (lambda: Rollout(watch=Duration.hours(2)), "watch: 7200 s is not between 0 and 3600 s"),
        (lambda: Rollout(at_most=Duration.minutes(1)), "at_most: 60 s is not between 600"),
    ],
)
def test_numbers_over_sagemakers_limits_are_refused(wrong: Callable[[], object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        wrong()


@pytest.mark.parametrize("name", ["Prices", "my_prices", "-prices", "p" * 51, ""])
def test_a_name_that_no_endpoint_can_have_is_refused(make: Make, name: str) -> None:
    with pytest.raises(ValueError, match=r"endpoint_name: .* is not 1 to 50 lower-case letters"):
        make(endpoint_name=name)


@pytest.mark.parametrize("rate", [0, 1.1])
def test_an_error_rate_that_is_no_share_is_refused(make: Make, rate: float) -> None:
    with pytest.raises(ValueError, match=f"max_error_rate: {rate} is not over 0 and at most 1"):
        make(max_error_rate=rate)


def keyed(stack: Stack) -> s3.Bucket:
    return s3.Bucket(stack, "Keyed", encryption_key=kms.Key(stack, "Key"))


def test_what_is_captured_is_written_below_capture_and_encrypted(make: Make) -> None:
    endpoint = make(bucket=keyed, capture=DataCapture(percent=20))
    found = deployment(endpoint).config
    capture = Stack.of(endpoint).resolve(found["DataCaptureConfig"])
    assert capture["InitialSamplingPercentage"] == 20
    assert capture["DestinationS3Uri"]["Fn::Join"][1][-1] == "/capture/"
    assert capture["KmsKeyId"] == Stack.of(endpoint).resolve(found["KmsKeyId"])


def test_nothing_is_captured_unless_it_is_asked_for(make: Make) -> None:
    assert "DataCaptureConfig" not in deployment(make()).config


def test_a_machine_with_a_disk_of_its_own_is_given_no_key_for_it(make: Make) -> None:
    capacity = InstanceCapacity(instance_type="ml.g5.xlarge")
    assert "KmsKeyId" not in deployment(make(bucket=keyed, capacity=capacity)).config


def test_its_role_reads_models_and_writes_captured_data(make: Make) -> None:
    endpoint = make(capture=DataCapture())
    deployment(endpoint)
    statements = [
        statement
        for policy in template(endpoint).find_resources("AWS::IAM::Policy").values()
        if "PricesRole" in str(policy["Properties"]["Roles"])
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
    ]
    written = [one for one in statements if "s3:PutObject" in one["Action"]]
    assert len(written) == 1
    assert written[0]["Resource"]["Fn::Join"][1][-1] == "/capture/*"
    assert any("ecr:BatchGetImage" in one["Action"] for one in statements)


def test_somebody_may_be_let_ask_and_nothing_else(make: Make) -> None:
    endpoint = make(endpoint_name="prices")
    endpoint.grant_invoke(iam.User(Stack.of(endpoint), "User"))
    template(endpoint).has_resource_properties(
        "AWS::IAM::Policy",
        {
            "PolicyDocument": {
                "Statement": [
                    {
                        "Action": "sagemaker:InvokeEndpoint",
                        "Effect": "Allow",
                        "Resource": {
                            "Fn::Join": [
                                "",
                                [
                                    "arn:",
                                    {"Ref": "AWS::Partition"},
                                    ":sagemaker:us-east-1:",
                                    {"Ref": "AWS::AccountId"},
                                    ":endpoint/prices",
                                ],
                            ]
                        },
                    }
                ]
            },
            "Users": Match.any_value(),
        },
    )


def test_it_goes_when_its_stack_does_and_its_role_after_it(make: Make) -> None:
    found = template(make(endpoint_name="prices"))
    ((_, removal),) = found.find_resources("Custom::RemovedEndpoint").items()
    assert removal["Properties"]["EndpointName"] == "prices"
    assert {name[:10] for name in removal["DependsOn"]} >= {"PricesRole", "PricesRemo"}


def test_two_endpoints_are_removed_by_one_function(make: Make) -> None:
    stack = Stack.of(make(endpoint_name="prices"))
    ModelEndpoint(stack, "More", bucket=s3.Bucket(stack, "Other"), endpoint_name="more")
    Template.from_stack(stack).resource_count_is("AWS::Lambda::Function", 1)


def test_no_rule_of_cdk_nag_is_broken_but_of_the_tests_own_bucket(make: Make) -> None:
    endpoint = make(capture=DataCapture())
    deployment(endpoint)
    found = {one.resource for one in violations(Stack.of(endpoint))}
    assert found == {"Stack/Models/Resource"}


def test_its_figures_are_those_of_its_one_variant(make: Make) -> None:
    endpoint = make(endpoint_name="prices")
    dimensions = {"EndpointName": "prices", "VariantName": "AllTraffic"}
    for metric in (
        endpoint.metric_invocations(),
        endpoint.metric_errors(),
        endpoint.metric_refusals(),
        endpoint.metric_latency(),
        endpoint.metric_invocations_per_instance(),
    ):
        assert metric.namespace == "AWS/SageMaker"
        assert metric.dimensions == dimensions
    assert endpoint.metrics.machine_metric("CPUUtilization").namespace == (
        "/aws/sagemaker/Endpoints"
    )

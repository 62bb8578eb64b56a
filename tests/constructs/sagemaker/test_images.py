"""Where an image is, in every region and partition, and who may pull it."""

from __future__ import annotations

import importlib
from typing import Any

import botocore.session
import pytest
from aws_cdk import App, CfnOutput, Environment, Stack
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_iam as iam
from aws_cdk.assertions import Match, Template
from ml_refarch.foundation import violations
from ml_refarch.sagemaker import OwnImage, PublishedImage

from tests.constructs.sagemaker import published_images

accounts = importlib.import_module("ml_refarch.sagemaker.images.accounts")


def stack(region: str | None = None) -> Stack:
    return Stack(App(), "Stack", env=Environment(region=region))


def role(scope: Stack) -> iam.Role:
    return iam.Role(scope, "Role", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))


def test_the_table_is_what_aws_publishes() -> None:
    assert published_images.TABLE.read_text() == published_images.module()


@pytest.mark.parametrize("repository", published_images.FILES)
def test_each_image_has_the_accounts_and_versions_that_aws_publishes(repository: str) -> None:
    versions, by_region = accounts.IMAGES[repository]
    assert by_region == published_images.accounts(repository)
    assert list(versions) == list(published_images.versions(repository))


@pytest.mark.parametrize(
    ("region", "repository", "address"),
    [
        ("eu-west-3", "sagemaker-xgboost", "659782779980.dkr.ecr.eu-west-3.amazonaws.com"),
        ("us-east-1", "sagemaker-xgboost", "683313688378.dkr.ecr.us-east-1.amazonaws.com"),
        ("us-east-1", "kmeans", "382416733822.dkr.ecr.us-east-1.amazonaws.com"),
        ("us-east-1", "forecasting-deepar", "522234722520.dkr.ecr.us-east-1.amazonaws.com"),
        ("us-east-1", "seq2seq", "811284229777.dkr.ecr.us-east-1.amazonaws.com"),
        ("us-east-1", "lda", "766337827248.dkr.ecr.us-east-1.amazonaws.com"),
        ("cn-north-1", "pca", "390948362332.dkr.ecr.cn-north-1.amazonaws.com.cn"),
        ("us-iso-east-1", "pca", "490574956308.dkr.ecr.us-iso-east-1.c2s.ic.gov"),
        ("us-isob-east-1", "pca", "765400339828.dkr.ecr.us-isob-east-1.sc2s.sgov.gov"),
    ],
)
def test_an_image_is_in_its_regions_account_and_domain(
    region: str, repository: str, address: str
) -> None:
    assert PublishedImage(repository).uri(stack(region)).startswith(f"{address}/{repository}:")


def test_the_domain_of_every_region_is_the_one_that_awss_sdk_uses() -> None:
    session = botocore.session.get_session()
    session.set_credentials("testing", "testing")
    image = PublishedImage("linear-learner")
    for region in image.regions:
        address = session.create_client("ecr", region_name=region).meta.endpoint_url
        domain = address.partition(f"{region}.")[2]
        assert f".dkr.ecr.{region}.{domain}/linear-learner:1" in image.uri(stack(region))


def test_the_newest_version_is_taken_unless_one_is_named() -> None:
    assert PublishedImage("sagemaker-xgboost").uri(stack("us-east-1")).endswith(":3.2-0")
    assert PublishedImage("sagemaker-xgboost", "1.7-1").uri(stack("us-east-1")).endswith(":1.7-1")


def test_an_image_without_versions_has_no_tag() -> None:
    image = PublishedImage("sagemaker-model-monitor-analyzer")
    assert image.uri(stack("us-east-1")) == (
        "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer"
    )


def test_a_region_without_the_image_is_refused_with_those_that_have_it() -> None:
    with pytest.raises(ValueError, match=r"no image lda in eu-west-3; .* ap-northeast-1, .*") as no:
        PublishedImage("lda").uri(stack("eu-west-3"))
    assert all(region in str(no.value) for region in PublishedImage("lda").regions)
    assert len(PublishedImage("lda").regions) == 16


def test_an_unknown_image_or_version_is_refused() -> None:
    with pytest.raises(ValueError, match=r"'xgb' is not known; .*sagemaker-xgboost"):
        PublishedImage("xgb")
    with pytest.raises(ValueError, match=r"'9\.9' of sagemaker-xgboost .* 3\.0-5, 3\.2-0"):
        PublishedImage("sagemaker-xgboost", "9.9")


@pytest.fixture(scope="module")
def agnostic() -> dict[str, Any]:
    """A stack that does not know its region."""
    unknown = stack()
    image = PublishedImage("lda")
    CfnOutput(unknown, "Uri", value=image.uri(unknown))
    CfnOutput(unknown, "Again", value=PublishedImage("lda").uri(unknown))
    image.grant_pull(role(unknown))
    return dict(Template.from_stack(unknown).to_json())


def test_a_stack_without_a_region_looks_the_account_up_on_deploy(agnostic: dict[str, Any]) -> None:
    assert agnostic["Mappings"]["LdaImages"]["us-east-1"] == {"Account": "766337827248"}
    found = {"Fn::FindInMap": ["LdaImages", {"Ref": "AWS::Region"}, "Account"]}
    assert agnostic["Outputs"]["Uri"]["Value"] == {
        "Fn::Join": [
            "",
            [
                found,
                ".dkr.ecr.",
                {"Ref": "AWS::Region"},
                ".",
                {"Ref": "AWS::URLSuffix"},
                "/lda:1",
            ],
        ]
    }
    assert agnostic["Outputs"]["Again"] == agnostic["Outputs"]["Uri"]


def test_a_deploy_to_a_region_without_the_image_says_which_have_it(
    agnostic: dict[str, Any],
) -> None:
    (assertion,) = agnostic["Rules"]["LdaRegions"]["Assertions"]
    assert assertion["Assert"]["Fn::Contains"][0] == PublishedImage("lda").regions
    assert "these regions have it: ap-northeast-1" in assertion["AssertDescription"]


def test_a_role_may_pull_the_image_from_awss_account_and_no_other() -> None:
    known = stack("us-east-1")
    puller = role(known)
    PublishedImage("kmeans").grant_pull(puller)
    PublishedImage("pca").grant_pull(puller)
    template = Template.from_stack(known)
    template.has_resource_properties(
        "AWS::IAM::Policy",
        {
            "PolicyDocument": {
                "Statement": Match.array_with(
                    [
                        {
                            "Effect": "Allow",
                            "Action": [
                                "ecr:BatchCheckLayerAvailability",
                                "ecr:BatchGetImage",
                                "ecr:GetDownloadUrlForLayer",
                            ],
                            "Resource": {
                                "Fn::Join": [
                                    "",
                                    [
                                        "arn:",
                                        {"Ref": "AWS::Partition"},
                                        ":ecr:us-east-1:382416733822:repository/kmeans",
                                    ],
                                ]
                            },
                        }
                    ]
                )
            }
        },
    )
    assert violations(known) == []


def test_the_acknowledged_wildcard_covers_no_other_right_of_the_role() -> None:
    known = stack("us-east-1")
    puller = role(known)
    PublishedImage("kmeans").grant_pull(puller)
    puller.add_to_policy(iam.PolicyStatement(actions=["s3:GetObject"], resources=["*"]))
    assert [one.rule for one in violations(known)] == ["AwsSolutions-IAM5[Resource::*]"]


def test_an_image_of_ones_own_is_taken_by_tag_or_digest() -> None:
    known = stack("us-east-1")
    repository = ecr.Repository.from_repository_arn(
        known, "Theirs", "arn:aws:ecr:us-east-1:111122223333:repository/models/pricing"
    )
    assert "/models/pricing:v1" in OwnImage(repository, "v1").uri(known)
    assert "/models/pricing@sha256:abc" in OwnImage(repository, "sha256:abc").uri(known)
    assert OwnImage(repository).repository_arn(known).endswith("repository/models/pricing")

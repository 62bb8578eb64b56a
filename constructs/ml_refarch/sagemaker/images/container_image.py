"""Container images: what SageMaker runs, where it is and who may pull it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Final

from aws_cdk import Aws, CfnMapping, CfnRule, CfnRuleAssertion, Fn, Stack, Token
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_iam as iam
from aws_cdk.region_info import RegionInfo
from constructs import Construct, IConstruct

from ml_refarch.foundation import acknowledge

from .accounts import IMAGES

_PULL: Final = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
)
_ACCOUNT: Final = "Account"
_SIGN_IN: Final = "RegistrySignIn"


class ContainerImage(ABC):
    """An image that SageMaker can run."""

    @abstractmethod
    def uri(self, scope: IConstruct) -> str:
        """Where it is, as seen from the stack of ``scope``."""

    @abstractmethod
    def repository_arn(self, scope: IConstruct) -> str:
        """The repository it is in, as seen from the stack of ``scope``."""

    def grant_pull(self, role: iam.IRole) -> None:
        """Lets ``role`` pull the image, also from another account."""
        role.add_to_principal_policy(
            iam.PolicyStatement(actions=list(_PULL), resources=[self.repository_arn(role)])
        )
        _let_sign_in(role)


class PublishedImage(ContainerImage):
    """An image that AWS publishes, from an account that depends on image and region.

    In a stack that knows its region the address is plain text; in one that does not,
    CloudFormation looks the account up on deploy.

    Args:
        repository: Its repository, such as ``sagemaker-xgboost``.
        version: Its version; the newest when left out.

    Raises:
        ValueError: There is no such repository or version.

    Source: https://docs.aws.amazon.com/sagemaker/latest/dg-ecr-paths/sagemaker-algo-docker-registry-paths.html
    """

    def __init__(self, repository: str, version: str | None = None) -> None:
        if repository not in IMAGES:
            raise ValueError(
                f"repository: {repository!r} is not known; these are: {', '.join(sorted(IMAGES))}"
            )
        versions, accounts = IMAGES[repository]
        if version is not None and version not in versions:
            raise ValueError(
                f"version: {version!r} of {repository} is not published; "
                f"these are: {', '.join(versions)}"
            )
        self.repository = repository
        self.version = versions[-1] if version is None else version
        self._accounts: Mapping[str, str] = accounts

    @property
    def regions(self) -> Sequence[str]:
        """The regions that have the image."""
        return sorted(self._accounts)

    def uri(self, scope: IConstruct) -> str:
        """The image's address.

        Raises:
            ValueError: The stack's region does not have the image.
        """
        stack = Stack.of(scope)
        tag = f":{self.version}" if self.version else ""
        return (
            f"{self._account(stack)}.dkr.ecr.{stack.region}.{_domain(stack)}/{self.repository}{tag}"
        )

    def repository_arn(self, scope: IConstruct) -> str:
        """The repository's ARN, in AWS's account.

        Raises:
            ValueError: The stack's region does not have the image.
        """
        stack = Stack.of(scope)
        return (
            f"arn:{stack.partition}:ecr:{stack.region}:{self._account(stack)}"
            f":repository/{self.repository}"
        )

    def _account(self, stack: Stack) -> str:
        if Token.is_unresolved(stack.region):
            return self._looked_up(stack)
        if stack.region not in self._accounts:
            raise ValueError(
                f"region: AWS publishes no image {self.repository} in {stack.region}; "
                f"these regions have it: {', '.join(self.regions)}"
            )
        return self._accounts[stack.region]

    def _looked_up(self, stack: Stack) -> str:
        title = "".join(word.capitalize() for word in self.repository.split("-"))
        name = f"{title}Images"
        mapping = stack.node.try_find_child(name)
        if not isinstance(mapping, CfnMapping):
            mapping = CfnMapping(
                stack,
                name,
                mapping={region: {_ACCOUNT: self._accounts[region]} for region in self.regions},
            )
            # Without it the deploy fails too, but says only that a mapping has no such key.
            CfnRule(
                stack,
                f"{title}Regions",
                assertions=[
                    CfnRuleAssertion(
                        assert_=Fn.condition_contains(list(self.regions), Aws.REGION),
                        assert_description=(
                            f"AWS publishes no image {self.repository} in this region; "
                            f"these regions have it: {', '.join(self.regions)}"
                        ),
                    )
                ],
            )
        return mapping.find_in_map(Aws.REGION, _ACCOUNT)


class OwnImage(ContainerImage):
    """An image of one's own, in ECR.

    Args:
        repository: Its repository. Of another account: ``Repository.from_repository_arn``, and
            the repository's own policy must let this account pull.
        tag: The image's tag, or its digest, which begins with ``sha256:``.
    """

    def __init__(self, repository: ecr.IRepository, tag: str = "latest") -> None:
        self.repository = repository
        self.tag = tag

    def uri(self, scope: IConstruct) -> str:  # noqa: ARG002 - an image of one's own is where it is
        """The image's address."""
        return self.repository.repository_uri_for_tag_or_digest(self.tag)

    def repository_arn(self, scope: IConstruct) -> str:  # noqa: ARG002 - as above
        """The repository's ARN."""
        return self.repository.repository_arn


def _let_sign_in(role: iam.IRole) -> None:
    """Lets ``role`` ask for a token of ECR, which has no resource to name.

    In a policy of its own, so that the acknowledgement covers no other right of the role.
    """
    # A role of another app is no construct of this one, and has no parts.
    home: Construct = role if isinstance(role, Construct) else Stack.of(role)
    name = _SIGN_IN if isinstance(role, Construct) else f"{_SIGN_IN}{role.node.addr[-8:]}"
    if home.node.try_find_child(name) is not None:
        return
    policy = iam.Policy(
        home,
        name,
        roles=[role],
        statements=[iam.PolicyStatement(actions=["ecr:GetAuthorizationToken"], resources=["*"])],
    )
    acknowledge(
        policy,
        "AwsSolutions-IAM5",
        finding="Resource::*",
        reason="A token for ECR has no resource to name.",
    )


def _domain(stack: Stack) -> str:
    if Token.is_unresolved(stack.region):
        return Aws.URL_SUFFIX
    return RegionInfo.get(stack.region).domain_suffix or Aws.URL_SUFFIX

"""Who signs in to Dashboards: users of a pool, whom the staff enters, as one role."""

from __future__ import annotations

from typing import Final

from aws_cdk import Aws, RemovalPolicy, Stack
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from constructs import Construct

from ml_refarch.foundation import acknowledge

_POOL: Final = (
    "cognito-idp:AdminInitiateAuth",
    "cognito-idp:AdminUserGlobalSignOut",
    "cognito-idp:CreateUserPoolClient",
    "cognito-idp:DeleteUserPoolClient",
    "cognito-idp:DescribeUserPool",
    "cognito-idp:DescribeUserPoolClient",
    "cognito-idp:ListUserPoolClients",
    "cognito-idp:UpdateUserPoolClient",
)
_IDENTITIES: Final = (
    "cognito-identity:DescribeIdentityPool",
    "cognito-identity:GetIdentityPoolRoles",
    "cognito-identity:SetIdentityPoolRoles",
    "cognito-identity:UpdateIdentityPool",
)


class SearchPeople(Construct):
    """A user pool with multi-factor sign-in, and the role that its users have in the domain.

    OpenSearch Service adds a client of its own to the pool.

    Args:
        prefix: Of the address where they sign in, unique in the region.
        user_pool: An existing pool, which has such an address already; one is made when left out.
        removal_policy: What happens to the pool when the stack goes.

    Source: https://docs.aws.amazon.com/opensearch-service/latest/developerguide/cognito-auth.html
    """

    user_pool: cognito.IUserPool
    identity_pool: cognito.CfnIdentityPool
    role: iam.Role
    service_role: iam.Role

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        prefix: str,
        user_pool: cognito.IUserPool | None,
        removal_policy: RemovalPolicy,
    ) -> None:
        super().__init__(scope, construct_id)
        self.user_pool = user_pool or self._pool(prefix, removal_policy)
        self.identity_pool = cognito.CfnIdentityPool(
            self, "Identities", allow_unauthenticated_identities=False
        )
        self.role = iam.Role(
            self,
            "Role",
            description="Whoever signed in to Dashboards",
            assumed_by=iam.WebIdentityPrincipal(
                "cognito-identity.amazonaws.com",
                conditions={
                    "StringEquals": {"cognito-identity.amazonaws.com:aud": self.identity_pool.ref},
                    "ForAnyValue:StringLike": {
                        "cognito-identity.amazonaws.com:amr": "authenticated"
                    },
                },
            ),
        )
        cognito.CfnIdentityPoolRoleAttachment(
            self,
            "Roles",
            identity_pool_id=self.identity_pool.ref,
            roles={"authenticated": self.role.role_arn},
        )
        self.service_role = self._service_role()

    def _pool(self, prefix: str, removal_policy: RemovalPolicy) -> cognito.UserPool:
        pool = cognito.UserPool(
            self,
            "Pool",
            self_sign_up_enabled=False,
            sign_in_aliases=cognito.SignInAliases(email=True),
            mfa=cognito.Mfa.REQUIRED,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_digits=True,
                require_lowercase=True,
                require_symbols=True,
                require_uppercase=True,
            ),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            removal_policy=removal_policy,
        )
        pool.add_domain(
            "Address", cognito_domain=cognito.CognitoDomainOptions(domain_prefix=prefix)
        )
        acknowledge(
            pool,
            "AwsSolutions-COG8",
            reason="The plan with threat protection has its own price, for a pool the staff fills.",
        )
        return pool

    def _service_role(self) -> iam.Role:
        """What OpenSearch Service enters its client in the pools as."""
        stack = Stack.of(self)
        identities = stack.format_arn(
            service="cognito-identity",
            resource="identitypool",
            resource_name=self.identity_pool.ref,
        )
        role = iam.Role(
            self,
            "ServiceRole",
            assumed_by=iam.ServicePrincipal(
                "opensearchservice.amazonaws.com",
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            ),
        )
        iam.Policy(
            role,
            "Pools",
            roles=[role],
            statements=[
                iam.PolicyStatement(actions=list(_POOL), resources=[self.user_pool.user_pool_arn]),
                iam.PolicyStatement(actions=list(_IDENTITIES), resources=[identities]),
                iam.PolicyStatement(
                    actions=["iam:PassRole"],
                    resources=[self.role.role_arn],
                    conditions={
                        "StringEquals": {"iam:PassedToService": "cognito-identity.amazonaws.com"}
                    },
                ),
            ],
        )
        return role

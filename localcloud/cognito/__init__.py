"""Amazon Cognito: identity pools, which give people without an account of AWS's credentials."""

from localcloud.cognito.identities import IdentityService

__all__ = ["IdentityService"]

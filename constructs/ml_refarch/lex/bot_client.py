"""Who may talk to a bot from a web page or a phone, with credentials that can do nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from aws_cdk import aws_iam as iam
from constructs import Construct

from ml_refarch.foundation import acknowledge
from ml_refarch.lex.bot import Bot

if TYPE_CHECKING:
    from aws_cdk import aws_cognito_identitypool as identitypool

# To write, and to have the conversation forgotten. Not GetSession, by which one client could read
# what another said, nor PutSession, which a page needs only to put words into the bot's mouth.
_WRITE: Final = ("lex:RecognizeText", "lex:DeleteSession")
_SPEAK: Final = ("lex:RecognizeUtterance", "lex:StartConversation")


class BotClient(Construct):
    """Lets a web or mobile client talk to one alias of a bot, through a Cognito identity pool.

    ```python
    signed_in = UserPoolAuthenticationProvider(user_pool=people, user_pool_client=page)
    client = BotClient(self, "Client", bot=bot, user_pools=[signed_in])
    CfnOutput(self, "IdentityPoolId", value=client.pool.identity_pool_id)
    ```

    The client has the pool give it an identity and credentials for an hour (the enhanced flow; the
    basic one, in which a client chooses its role, is off), and calls Lex itself.

    Lex tells conversations apart by the session id that the client sends, and takes the word of
    whoever sends it: the id must be one that nobody guesses, such as a random UUID.

    Args:
        bot: The bot.
        allow_guests: Whether people may talk to it without signing in. Whoever knows the pool's id,
            which is no secret, then may: the bot must find out who somebody is, and somebody may
            run up its costs.
        user_pools: Cognito user pools whose users may talk to it, with the app clients through
            which they sign in.
        speech: Whether clients may speak to it as well as write.

    Attributes:
        pool: The identity pool.
        guests: The role of those who did not sign in; it may do nothing unless they are allowed.
        users: The role of those who did.

    Raises:
        ValueError: Neither guests nor users may talk to the bot.

    Source: https://docs.aws.amazon.com/cognito/latest/developerguide/iam-roles.html, which has
        Lex among the services that guests may use.
    """

    pool: identitypool.IdentityPool
    guests: iam.IRole
    users: iam.IRole

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        bot: Bot,
        allow_guests: bool = False,
        user_pools: Sequence[identitypool.IUserPoolAuthenticationProvider] = (),
        speech: bool = False,
    ) -> None:
        super().__init__(scope, construct_id)
        if not allow_guests and not user_pools:
            raise ValueError(
                "allow_guests: guests may not talk to the bot, and no user pool has users who may; "
                "allow guests, or give user_pools"
            )
        # Imported here: an app without clients need not wait for it to load.
        from aws_cdk import aws_cognito_identitypool as identitypool

        self.pool = identitypool.IdentityPool(
            self,
            "Pool",
            allow_unauthenticated_identities=allow_guests,
            allow_classic_flow=False,
            authentication_providers=identitypool.IdentityPoolAuthenticationProviders(
                user_pools=list(user_pools)
            ),
        )
        self.guests = self.pool.unauthenticated_role
        self.users = self.pool.authenticated_role
        actions = [*_WRITE, *(_SPEAK if speech else ())]
        for role, may in ((self.guests, allow_guests), (self.users, bool(user_pools))):
            if may:
                role.add_to_principal_policy(
                    iam.PolicyStatement(actions=actions, resources=[bot.alias_arn])
                )
        if allow_guests:
            acknowledge(
                self.pool,
                "AwsSolutions-COG7",
                reason="Guests are allowed on purpose; their role may talk to one bot, no more.",
            )

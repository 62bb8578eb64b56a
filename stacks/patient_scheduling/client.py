"""Who may talk to the patients' bot from a page or an app."""

from __future__ import annotations

from constructs import Construct
from ml_refarch.foundation import Settings
from ml_refarch.lex import Bot, BotClient


def patients_client(scope: Construct, settings: Settings, bot: Bot) -> BotClient:
    """The users of the user pool that the settings bring; without one, guests.

    A guest is told nothing of a person before the date of birth is right, which may be tried five
    times an hour.

    Raises:
        ValueError: A user pool is given without an app client, or an app client without the pool.
    """
    pool_id, client_id = settings.user_pool_id, settings.user_pool_client_id
    if (pool_id is None) != (client_id is None):
        missing = "user_pool_client_id" if client_id is None else "user_pool_id"
        raise ValueError(
            f"{settings.environment}.{missing}: it is not set, and people sign in through an app "
            "client of a user pool; set both, or neither to let guests talk to the bot"
        )
    if pool_id is None or client_id is None:
        return BotClient(scope, "Client", bot=bot, allow_guests=True)
    # Imported here: with guests alone it need not load.
    from aws_cdk import aws_cognito as cognito
    from aws_cdk import aws_cognito_identitypool as identitypool

    signed_in = identitypool.UserPoolAuthenticationProvider(
        user_pool=cognito.UserPool.from_user_pool_id(scope, "UserPool", pool_id),
        user_pool_client=cognito.UserPoolClient.from_user_pool_client_id(
            scope, "UserPoolClient", client_id
        ),
    )
    return BotClient(scope, "Client", bot=bot, user_pools=[signed_in])

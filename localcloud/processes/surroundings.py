"""The environment of what runs: an AWS that is this cloud, a network that ends at this machine."""

from __future__ import annotations

from localcloud.clients import CREDENTIALS

PROXIES = {
    "http_proxy": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "no_proxy": "127.0.0.1,localhost",
}
"""A proxy that nobody serves (the port is "discard"): whoever is sent there fails at once."""


def client_environment(*, region: str, endpoint: str) -> dict[str, str]:
    """What keeps a process inside: its AWS clients reach the local cloud and nothing else.

    The credentials open the local cloud alone. Other addresses go to a proxy that is not there.

    Args:
        region: Where its clients call.
        endpoint: The URL of the local cloud.
    """
    return {
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ACCESS_KEY_ID": CREDENTIALS["aws_access_key_id"],
        "AWS_SECRET_ACCESS_KEY": CREDENTIALS["aws_secret_access_key"],
        "AWS_SESSION_TOKEN": "testing",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        **{case(name): value for name, value in PROXIES.items() for case in (str.upper, str.lower)},
    }

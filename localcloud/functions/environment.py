"""The environment variables of a worker: Lambda's own and the deployed ones, nothing else's.

Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

from __future__ import annotations

import os
from pathlib import Path

from localcloud.functions.revision import Revision


def worker_environment(
    revision: Revision, *, stream: str, runtime_api: str, endpoint: str, home: Path
) -> dict[str, str]:
    """The whole environment that a worker starts with.

    The credentials open the local cloud and nothing else, and ``home`` holds no profile, so that
    a function cannot reach the AWS account of the person who runs it.

    Args:
        stream: The worker's log stream.
        runtime_api: Address of its Runtime API.
        endpoint: URL of the local cloud.
        home: A folder that is the worker's alone.
    """
    search = [str(layer / "bin") for layer in reversed(revision.layers)]
    libraries = [str(layer / "lib") for layer in reversed(revision.layers)]
    environment = {
        "TZ": ":UTC",
        "LANG": "en_US.UTF-8",
        "PYTHONIOENCODING": "utf-8",
        **dict(revision.environment),
        "PATH": os.pathsep.join([*search, "/usr/local/bin", "/usr/bin", "/bin"]),
        "LD_LIBRARY_PATH": os.pathsep.join([*libraries, str(revision.code / "lib")]),
        "HOME": str(home),
        "TMPDIR": str(home),
        "LAMBDA_TASK_ROOT": str(revision.code),
        "LAMBDA_RUNTIME_DIR": str(revision.code),
        "_HANDLER": revision.handler,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{revision.runtime}",
        "AWS_LAMBDA_FUNCTION_NAME": revision.name,
        "AWS_LAMBDA_FUNCTION_VERSION": revision.version,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(revision.memory),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": revision.logs.group,
        "AWS_LAMBDA_LOG_STREAM_NAME": stream,
        "AWS_LAMBDA_LOG_FORMAT": "JSON" if revision.logs.json else "Text",
        "AWS_LAMBDA_RUNTIME_API": runtime_api,
        "AWS_REGION": revision.region,
        "AWS_DEFAULT_REGION": revision.region,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_SESSION_TOKEN": "testing",
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000",
        # Not Lambda's: they keep the AWS SDK inside the local cloud.
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1,localhost",
    }
    if revision.logs.application_level is not None:
        environment["AWS_LAMBDA_LOG_LEVEL"] = revision.logs.application_level
    return environment


def import_path(revision: Revision) -> list[str]:
    """What the layers put on Python's path: the last layer first, as it wins on Lambda."""
    packages = f"lib/{revision.runtime}/site-packages"
    return [
        str(layer / "python" / below)
        for below in (packages, "")
        for layer in reversed(revision.layers)
    ]

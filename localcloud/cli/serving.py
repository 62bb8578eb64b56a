"""The process that is the local cloud: listens until it is told to stop."""

from __future__ import annotations

import gc
import logging
import os
import signal
import threading
from pathlib import Path

from localcloud.cli.running import CommandError, hold

LOG = logging.getLogger(__name__)


def serve(port: int, folder: Path, ready_fd: int | None) -> None:
    """Runs the cloud in this process until it gets SIGTERM, SIGINT or a request to shut down.

    Raises:
        CommandError: The port is taken, or another cloud runs from the folder.
    """
    # Imported here: it loads moto, which other commands do not need.
    from localcloud.cloud import LocalCloud
    from localcloud.control import PREFIX, Control
    from localcloud.mounted import SERVICES

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("botocore").setLevel(logging.WARNING)
    stopped = threading.Event()
    with LocalCloud(SERVICES) as cloud:
        cloud.gateway.route(PREFIX, Control(cloud, shutdown=stopped.set))
        try:
            cloud.start(port)
        except OSError as error:
            raise CommandError(
                f"port: {port} cannot be listened on ({error.strerror}); choose another with --port"
            ) from error
        mark = hold(int(cloud.port or 0), folder)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        if ready_fd is not None:
            with os.fdopen(ready_fd, "w") as ready:
                ready.write(f"{cloud.port}\n")
        # What is there by now stays: it need not be looked through again and again.
        gc.collect()
        gc.freeze()
        stopped.wait()
    LOG.info("Stopped; %s is free when this process has ended", mark.name)

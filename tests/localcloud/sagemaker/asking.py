"""Clients that ask an endpoint without a pause."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError

from localcloud.clients import over_network
from localcloud.cloud import LocalCloud
from tests.localcloud.sagemaker.toys import ask

VERSIONS = itertools.count(1)
"""A version for each model that is made."""


class Asking:
    """Threads that ask an endpoint without a pause, each through a client of its own."""

    def __init__(self, cloud: LocalCloud, name: str) -> None:
        self.errors: list[ClientError] = []
        self.answers: set[int] = set()
        self._cloud = cloud
        self._name = name
        self._enough = threading.Event()

    def ask(self) -> None:
        client = over_network(self._cloud.endpoint, "sagemaker-runtime", "us-east-1")
        while not self._enough.is_set():
            try:
                self.answers.add(ask(client, self._name, 0)["version"])
            except ClientError as error:
                self.errors.append(error)

    def stop(self) -> None:
        self._enough.set()


@contextmanager
def asking(cloud: LocalCloud, name: str, threads: int) -> Iterator[Asking]:
    """Asks an endpoint for as long as the block lasts."""
    asker = Asking(cloud, name)
    started = [threading.Thread(target=asker.ask) for _ in range(threads)]
    for thread in started:
        thread.start()
    try:
        yield asker
    finally:
        asker.stop()
        for thread in started:
            thread.join()

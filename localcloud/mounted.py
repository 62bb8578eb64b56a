"""The services that a local cloud has beside moto."""

from __future__ import annotations

from localcloud.service import Service

SERVICES: tuple[type[Service], ...] = ()

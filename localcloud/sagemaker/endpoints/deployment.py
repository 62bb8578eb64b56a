"""Brings an endpoint to a configuration: blue/green, watched by alarms, back where they say so."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from localcloud.errors import ServiceError
from localcloud.sagemaker import gaps
from localcloud.sagemaker.endpoints.fleet import Fleet
from localcloud.sagemaker.endpoints.hosted import HostedEndpoint
from localcloud.sagemaker.endpoints.policy import Policy
from localcloud.sagemaker.engine.objects import DataError
from localcloud.sagemaker.engine.python import NoEnvironmentError
from localcloud.sagemaker.engine.room import Room
from localcloud.sagemaker.images import RecordedOnlyError
from localcloud.sagemaker.records import Record, Records

LOG = logging.getLogger(__name__)

WATCH = timedelta(seconds=0.5)
"""Between two looks at the alarms."""


class DeploymentFailedError(Exception):
    """The new fleet does not serve; the message is the endpoint's FailureReason."""


class _CancelledError(Exception):
    """The endpoint was deleted meanwhile, or the cloud ends."""


class Deployment:
    """One creation or update of an endpoint.

    Args:
        make_fleet: Makes the new fleet; not started yet.
        config: The DeploymentConfig, to be told as the last one.
    """

    def __init__(
        self,
        room: Room,
        records: Records,
        record: Record,
        hosted: HostedEndpoint,
        *,
        make_fleet: Callable[[], Fleet],
        policy: Policy,
        config: dict[str, Any] | None,
    ) -> None:
        self._clock = room.cloud.clock
        self._cloudwatch = room.cloud.client("cloudwatch", record.region)
        self._records = records
        self._record = record
        self._hosted = hosted
        self._make_fleet = make_fleet
        self._policy = policy
        self._config = config
        self._begun = self._clock.now()

    def run(self) -> None:
        """Deploys; the record tells how it went."""
        old = next(iter(self._hosted.fleets), None)
        new: Fleet | None = None
        try:
            new = self._make_fleet()
            self._hosted.hold(new)
            self._start(new)
            self._shift(old, new)
        except _CancelledError:
            return
        except DeploymentFailedError as failure:
            self._go_back(old, new, str(failure))
        except (DataError, NoEnvironmentError, RecordedOnlyError, ServiceError) as failure:
            said = failure.message if isinstance(failure, ServiceError) else str(failure)
            self._go_back(old, new, said)
        except Exception as defect:
            LOG.exception("The deployment of endpoint %s failed", self._record.name)
            self._go_back(old, new, f"InternalServerError: {type(defect).__name__}: {defect}")
        else:
            self._succeed(old, new)

    def _start(self, new: Fleet) -> None:
        new.start()
        silent = new.first_not_ready(self._hosted.cancelled)
        if self._hosted.cancelled.is_set():
            raise _CancelledError
        if silent is not None:
            raise DeploymentFailedError(gaps.ping_reason(silent))

    def _shift(self, old: Fleet | None, new: Fleet) -> None:
        if old is None:
            self._hosted.share((new, 1.0))
            return
        self._check_alarms()
        for share in self._policy.shares:
            self._hosted.share((old, 1.0 - share), (new, share))
            self._bake(self._policy.bake)

    def _bake(self, wait: timedelta) -> None:
        """Watches the alarms for a while; at least once."""
        until = self._clock.now() + wait
        while True:
            self._check_alarms()
            self._check_limit()
            if self._hosted.cancelled.is_set():
                raise _CancelledError
            now = self._clock.now()
            if now >= until:
                return
            self._clock.wait_until(min(until, now + WATCH), self._hosted.cancelled)

    def _check_alarms(self) -> None:
        if not self._policy.alarms:
            return
        answer = self._cloudwatch.describe_alarms(
            AlarmNames=list(self._policy.alarms), AlarmTypes=["MetricAlarm", "CompositeAlarm"]
        )
        alarms = [*answer.get("MetricAlarms", ()), *answer.get("CompositeAlarms", ())]
        ringing = [each["AlarmName"] for each in alarms if each["StateValue"] == "ALARM"]
        if ringing:
            raise DeploymentFailedError(gaps.rollback_reason(ringing))

    def _check_limit(self) -> None:
        limit = self._policy.limit
        if limit is not None and self._clock.now() - self._begun > limit:
            raise DeploymentFailedError(
                f"The deployment took longer than its limit of {limit.total_seconds():.0f} seconds"
            )

    def _succeed(self, old: Fleet | None, new: Fleet) -> None:
        self._records.update(
            self._record,
            EndpointConfigName=new.name,
            EndpointStatus="InService",
            FailureReason=None,
            PendingDeploymentSummary=None,
            LastDeploymentConfig=self._config,
        )
        if old is not None:
            self._keep(self._policy.keep_old)
            self._hosted.put_away(old)

    def _keep(self, wait: timedelta) -> None:
        moment: datetime = self._clock.now() + wait
        self._clock.wait_until(moment, self._hosted.cancelled)

    def _go_back(self, old: Fleet | None, new: Fleet | None, reason: str) -> None:
        """All traffic to the old fleet; without one the endpoint has failed."""
        if old is not None:
            self._records.update(self._record, EndpointStatus="RollingBack")
            self._hosted.share((old, 1.0))
        if new is not None:
            self._hosted.put_away(new)
        self._records.update(
            self._record,
            EndpointStatus="Failed" if old is None else "InService",
            FailureReason=reason[: gaps.REASON_LIMIT],
            PendingDeploymentSummary=None,
            LastDeploymentConfig=self._config,
        )

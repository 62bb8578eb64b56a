"""What moto's interpreter of the Amazon States Language lacks, put into it.

All that is changed in moto is changed here, in ``install``, by replacing five names that its
modules look up; the reasons stand beside them. moto's state is one for each process, and so is
this: the interpreter works for the cloud that was made last.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from moto.stepfunctions.parser.asl.component.common.error_name.error_name import ErrorName
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.program.program import Program
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.resource import (
    ServiceResource,
)
from moto.stepfunctions.parser.asl.component.state.fail import state_fail
from moto.stepfunctions.parser.asl.parse import asl_parser, preprocessor
from moto.stepfunctions.parser.asl.utils import boto_client

from localcloud.functions.parts import functions_of
from localcloud.states.choices import ComparisonWithContext, reads_context
from localcloud.states.jobs import services
from localcloud.states.tasks import SDK, ApiTask
from localcloud.states.waiting import WaitSeconds, WaitSecondsPath, WaitUntil, WaitUntilPath

if TYPE_CHECKING:
    from localcloud.clock import Clock
    from localcloud.interface import Cloud

Observer = Callable[[str, Any], None]
"""Is told of an execution that begins or has ended: its ARN, and its environment in moto."""

_moto_task_for = preprocessor.state_task_for


@dataclass
class _Installed:
    """The cloud that the interpreter works for, and who is told of its executions."""

    cloud: Cloud
    begun: Observer
    ended: Observer


_INSTALLED: list[_Installed] = []
"""The one that was installed last."""


def _cloud() -> Cloud:
    return _INSTALLED[0].cloud


def _clock() -> Clock:
    return _cloud().clock


def install(cloud: Cloud, *, begun: Observer, ended: Observer) -> None:
    """Makes moto's interpreter work for a cloud.

    Args:
        begun: Called when an execution begins.
        ended: Called when one has ended.
    """
    _INSTALLED[:] = [_Installed(cloud, begun, ended)]
    # Tasks of SageMaker, and jobs to wait for, which moto only forwards; errors and parameters of
    # aws-sdk tasks under the names that AWS gives them.
    preprocessor.state_task_for = _task_for
    # Waits by the cloud's clock; choices by the context object; a word when an execution begins
    # and ends.
    asl_parser.Preprocessor = _Preprocessor
    # moto makes a client for each task, over a socket, in a session that threads must not share.
    boto_client.boto3 = _Clients
    # A Fail state may pass on the error that it was caught with; moto takes no States.TaskFailed.
    state_fail.CustomErrorName = ErrorName
    # Retries sleep in moto, however long they are asked to.
    retrier_decl.time = _Pauses
    # moto reports each failure of a state, at length, as if it were its own; the history has them.
    logging.getLogger("moto.stepfunctions.parser.asl").setLevel(logging.CRITICAL)


def _task_for(resource: Any) -> Any:
    if isinstance(resource, ServiceResource) and resource.service_name in {SDK, *services()}:
        return ApiTask(_cloud)
    return _moto_task_for(resource)


class _Clients:
    """Stands where moto looks for boto3."""

    @staticmethod
    def client(*, service_name: str, region_name: str, **_: Any) -> Any:
        """A client of the cloud."""
        return _cloud().client(service_name, region_name)


class _Pauses:
    """Stands where moto looks for ``time``, to pause before it tries a task again."""

    @staticmethod
    def sleep(seconds: float) -> None:
        """Waits as all retries of this cloud do: see ``functions.background``."""
        longest = functions_of(_cloud()).background.longest_wait
        wait = min(timedelta(seconds=seconds), longest)
        until = _clock().now() + wait
        while _clock().now() < until:
            time.sleep(min(0.05, wait.total_seconds()))


class _ObservedProgram(Program):  # type: ignore[misc]  # moto's class is untyped
    """A whole state machine, as one execution runs it."""

    def eval(self, env: Any) -> None:
        execution = env.states.context_object.context_object_data["Execution"]
        started = execution["StartTime"]
        # moto holds a moment there, which is no JSON and reads differently in each function.
        execution["StartTime"] = started.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        _INSTALLED[0].begun(execution["Id"], env)
        try:
            super().eval(env)
        finally:
            _INSTALLED[0].ended(execution["Id"], env)


class _Preprocessor(preprocessor.Preprocessor):  # type: ignore[misc]  # moto's class is untyped
    """Builds a state machine out of its definition, with the parts that work here."""

    def visitState_machine(self, ctx: Any) -> Any:  # noqa: N802 - the parser's name
        program = super().visitState_machine(ctx)
        return _ObservedProgram(
            query_language=program.query_language,
            start_at=program.start_at,
            states=program.states,
            timeout_seconds=program.timeout_seconds,
            comment=program.comment,
            version=program.version,
        )

    def visitComparison_func_value(self, ctx: Any) -> Any:  # noqa: N802
        comparison = super().visitComparison_func_value(ctx)
        if not reads_context(comparison):
            return comparison
        return ComparisonWithContext(
            operator_type=comparison.operator_type, value=comparison.value[1:]
        )

    def visitSeconds_int(self, ctx: Any) -> Any:  # noqa: N802
        return _with_clock(WaitSeconds(seconds=super().visitSeconds_int(ctx).seconds))

    def visitSeconds_path(self, ctx: Any) -> Any:  # noqa: N802
        sampler = super().visitSeconds_path(ctx).string_sampler
        return _with_clock(WaitSecondsPath(string_sampler=sampler))

    def visitTimestamp(self, ctx: Any) -> Any:  # noqa: N802
        return _with_clock(WaitUntil(string=super().visitTimestamp(ctx).string))

    def visitTimestamp_path(self, ctx: Any) -> Any:  # noqa: N802
        return _with_clock(WaitUntilPath(string=super().visitTimestamp_path(ctx).string))


def _with_clock(wait: Any) -> Any:
    wait.clock = _clock
    return wait

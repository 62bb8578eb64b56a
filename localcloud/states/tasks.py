"""Tasks that call an API of this cloud: ``aws-sdk:`` ones, and those that run a job to its end."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from botocore import xform_name
from botocore.exceptions import ClientError, ParamValidationError
from moto.stepfunctions.parser.api import HistoryEventType, TaskFailedEventDetails
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import (
    CustomErrorName,
)
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
    FailureEvent,
    FailureEventException,
)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import (
    StatesErrorName,
)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import (
    StatesErrorNameType,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.resource import (
    ResourceCondition,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_callback import (  # noqa: E501 - moto's path
    StateTaskServiceCallback,
)
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str

from localcloud.states import apis
from localcloud.states.job import Job
from localcloud.states.jobs import JOBS, unlisted_error
from localcloud.states.wrapped import Wrapped, wrapped

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)

POLL_SECONDS = 0.1
"""Between two looks at a job. AWS is told by events, and looks every five minutes beside them."""

SDK = "aws-sdk"


@dataclass(frozen=True)
class _Running:
    """A job that a task waits for: how to look at it, and how to end it."""

    look: Callable[[], Any]
    stop: Callable[[], None]


class ApiTask(StateTaskServiceCallback):  # type: ignore[misc]  # moto's class is untyped
    """A task that calls an operation of an API, as botocore's model describes it.

    Args:
        cloud: Tells the cloud whose API it is.
    """

    def __init__(self, cloud: Callable[[], Cloud]) -> None:
        # A token to wait for is part of moto's base class; it must be offered to be left alone.
        patterns = {
            ResourceCondition.Sync,
            ResourceCondition.Sync2,
            ResourceCondition.WaitForTaskToken,
        }
        super().__init__(supported_integration_patterns=patterns)
        self._cloud = cloud

    @property
    def _service(self) -> str:
        service: str = self.resource.api_name
        return service

    @property
    def _wrapped(self) -> Wrapped:
        action: str = self.resource.api_action
        if self.resource.service_name == SDK:
            return Wrapped(operation=action)
        return wrapped(self._service, action)

    @property
    def _job(self) -> Job | None:
        if not self.resource.condition or self.resource.service_name == SDK:
            return None
        return JOBS.get((self.resource.service_name, self.resource.api_action.lower()))

    def _get_sfn_resource_type(self) -> str:
        if self.resource.service_name == SDK:
            return f"{SDK}:{self.resource.api_name}"
        return str(self.resource.service_name)

    def _validate_service_integration_is_supported(self) -> None:
        """Whether there is such an integration was looked at with the definition."""

    def _eval_service_task(
        self,
        env: Any,
        resource_runtime_part: Any,
        normalised_parameters: dict[str, Any],
        state_credentials: Any,
    ) -> None:
        del state_credentials
        called = self._wrapped
        operation = apis.operation_of(self._service, called.operation)
        request = apis.request_of(operation.input_shape, called.request(normalised_parameters))
        answer = self._call(env, resource_runtime_part.region, operation, request)
        env.stack.append(called.answer(apis.answer_of(operation.output_shape, answer)))

    def _eval_integration_pattern(
        self,
        env: Any,
        resource_runtime_part: Any,
        normalised_parameters: dict[str, Any],
        state_credentials: Any,
    ) -> None:
        """Waits for the job; where the execution, or its patience, ends before, ends the job.

        moto's own way looks at a time limit first, and forgets a job whose execution was stopped
        while it began.
        """
        job = self._job
        if job is None:
            super()._eval_integration_pattern(
                env, resource_runtime_part, normalised_parameters, state_credentials
            )
            return
        answer = env.stack.pop()
        running = self._running(
            env, job, normalised_parameters, answer, resource_runtime_part.region
        )
        while env.is_running():
            result = running.look()
            if result is not None:
                env.stack.append(result)
                return
            time.sleep(POLL_SECONDS)
        running.stop()
        raise _EndedError

    def _running(
        self,
        env: Any,
        job: Job,
        request: Mapping[str, Any],
        answer: Mapping[str, Any],
        region: str,
    ) -> _Running:
        identity = job.identity(request, answer)
        reading = apis.operation_of(job.service, job.read[:1].lower() + job.read[1:])

        def look() -> Any:
            read = self._call(env, region, reading, identity)
            status = job.status_of(read)
            if status not in job.succeeded | job.failed:
                return None
            result = job.result_of(apis.answer_of(reading.output_shape, read))
            if job.tells_name:
                result = {**identity, **result}
            if status in job.failed:
                name = StatesErrorName(typ=StatesErrorNameType.StatesTaskFailed)
                self._fail(env, name, to_json_str(result, separators=(",", ":")))
            return result

        def stop() -> None:
            if not job.stop:
                return
            client = self._cloud().client(job.service, region)
            try:
                getattr(client, xform_name(job.stop))(**job.identity_to_stop(request, answer))
            except ClientError as error:
                LOG.debug("%s has just ended by itself: %s", identity, error)

        return _Running(look, stop)

    def _evaluate_with_timeout(self, env: Any) -> None:
        try:
            super()._evaluate_with_timeout(env)
        except Exception:
            if env.is_running():
                raise
            # The execution was stopped: the task has not failed, it is over.
            env.stack.append(None)

    def _call(
        self, env: Any, region: str, operation: Any, request: Mapping[str, Any]
    ) -> dict[str, Any]:
        client = self._cloud().client(operation.service_model.service_name, region)
        try:
            answer: dict[str, Any] = getattr(client, xform_name(operation.name))(**request)
        except ClientError as error:
            self._fail(
                env, CustomErrorName(self._error_name(error)), apis.cause_of(self._service, error)
            )
        except (ParamValidationError, TypeError) as error:
            # botocore looks at some parameters, such as a bucket's name, before it checks types.
            name = StatesErrorName(typ=StatesErrorNameType.StatesRuntime)
            self._fail(env, name, f"The Parameters could not be used to start the Task: {error}")
        except NotImplementedError:
            name = StatesErrorName(typ=StatesErrorNameType.StatesRuntime)
            api = f"{operation.service_model.service_name} {operation.name}"
            self._fail(env, name, f"The local cloud has no {api}")
        return answer

    def _error_name(self, error: ClientError) -> str:
        if self.resource.service_name == SDK:
            return apis.error_of(self._service, error)
        unlisted = unlisted_error(self.resource.service_name)
        if unlisted is None:
            return apis.error_of(self._service, error)
        listed = apis.listed_error(self._service, error)
        return f"{unlisted.split('.')[0]}.{listed}" if listed else unlisted

    def _fail(self, env: Any, name: Any, cause: str) -> NoReturn:
        details = TaskFailedEventDetails(
            resource=self._get_sfn_resource(),
            resourceType=self._get_sfn_resource_type(),
            error=name.error_name,
            cause=cause,
        )
        raise FailureEventException(
            FailureEvent(
                env=env,
                error_name=name,
                event_type=HistoryEventType.TaskFailed,
                event_details=EventDetails(taskFailedEventDetails=details),
            )
        )


class _EndedError(Exception):
    """The execution has ended while a job of it ran."""

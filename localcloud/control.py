"""The local cloud's own small API, for its command line: JSON below ``/_localcloud/``."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from werkzeug.wrappers import Request, Response

from localcloud.cloudformation.inventory import bootstrapped_regions, inventory
from localcloud.connect.calls import Calls
from localcloud.events import settle, texts_sent
from localcloud.interface import Cloud
from localcloud.sagemaker.overview import overview

LOG = logging.getLogger(__name__)

PREFIX = "/_localcloud/"
DELIVERY_SECONDS = 10.0
"""How long a look at the texts, or a move of the clock, waits for what is on its way."""


class Control:
    """Answers what AWS has no API for: what runs here, the texts sent, the clock, the end.

    Args:
        cloud: The cloud to tell of.
        shutdown: Called when a client asks the cloud to stop.
    """

    def __init__(self, cloud: Cloud, *, shutdown: Callable[[], None]) -> None:
        self._cloud = cloud
        self._shutdown = shutdown
        self._calls = Calls(cloud)
        self._answers: dict[str, Callable[[dict[str, Any]], Any]] = {
            "status": self._status,
            "messages": self._messages,
            "settle": self._settle,
            "clock": self._clock,
            "call": self._call,
            "shutdown": self._stop,
        }

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        name = request.path.removeprefix(PREFIX)
        answer = self._answers.get(name)
        if answer is None:
            known = ", ".join(self._answers)
            response = _json({"message": f"{name!r} is not one of {known}"}, 404)
        else:
            body = request.get_data()
            try:
                response = _json(answer(json.loads(body) if body else {}))
            except ValueError as error:
                response = _json({"message": str(error)}, 400)
            except Exception as error:
                LOG.exception("%s failed", name)
                response = _json({"message": f"{type(error).__name__}: {error}"}, 500)
        return response(environ, start_response)

    def _status(self, _: dict[str, Any]) -> dict[str, Any]:
        return {
            "time": self._cloud.clock.now().isoformat(),
            "bootstrapped": bootstrapped_regions(self._cloud),
            "stacks": inventory(self._cloud),
            "models": overview(self._cloud),
        }

    def _messages(self, _: dict[str, Any]) -> dict[str, Any]:
        settle(self._cloud, timeout=DELIVERY_SECONDS)
        return {"messages": texts_sent(self._cloud)}

    def _settle(self, request: dict[str, Any]) -> dict[str, Any]:
        return {"settled": settle(self._cloud, timeout=float(request.get("timeout", 30)))}

    def _clock(self, request: dict[str, Any]) -> dict[str, Any]:
        """Moves the clock, once what is going on has ended: a day is time enough for it."""
        settle(self._cloud, timeout=DELIVERY_SECONDS)
        try:
            by = timedelta(seconds=float(request.get("seconds", 0)))
        except OverflowError as error:
            raise ValueError(f"seconds: {request['seconds']} is too far") from error
        return {"time": self._cloud.clock.move(by).isoformat()}

    def _call(self, request: dict[str, Any]) -> dict[str, Any]:
        """Goes on with a call, or places one: the answer is the call as it is then."""
        steps: dict[str, Callable[..., dict[str, Any]]] = {
            "start": self._calls.start,
            "speak": self._calls.speak,
            "press": self._calls.press,
            "wait": self._calls.wait,
            "hang_up": self._calls.hang_up,
        }
        name = request.get("step")
        if name not in steps:
            raise ValueError(f"step: {name!r} is not one of {', '.join(steps)}")
        return steps[name](*request.get("with", []), **request.get("named", {}))

    def _stop(self, _: dict[str, Any]) -> dict[str, Any]:
        self._shutdown()
        return {"stopping": True}


def _json(value: Any, status: int = 200) -> Response:
    return Response(json.dumps(value), status=status, content_type="application/json")

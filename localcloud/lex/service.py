"""The lexv2-runtime API over the deployed bots.

Source: https://docs.aws.amazon.com/lexv2/latest/APIReference/API_Operations_Amazon_Lex_Runtime_V2.html
"""

from __future__ import annotations

import base64
import gzip
import json
import logging
import threading
from typing import TYPE_CHECKING, Any, cast

from localcloud.errors import ServiceError
from localcloud.functions.invoke import InvokeOperations
from localcloud.lex.conversation_log import ConversationLog
from localcloud.lex.hooks import HookFailed, HookThrottled, HookTimedOut
from localcloud.lex.metrics import LexMetrics
from localcloud.lex.models.documents import bot_document
from localcloud.lex.models.service import LexModels
from localcloud.lex.models.store import DRAFT, missing
from localcloud.lex.reading import read_alias, read_bot
from localcloud.lex.resources import HANDLERS
from localcloud.lex.runtime import Deployed, Runtime
from localcloud.service import Call, Service

if TYPE_CHECKING:
    from localcloud.interface import Cloud

LOG = logging.getLogger(__name__)

Shape = dict[str, Any]


class LexRuntimeService(Service):
    """RecognizeText, PutSession, GetSession and DeleteSession over every deployed bot.

    Attributes:
        log: The conversation logs.
    """

    api = "lexv2-runtime"
    resource_handlers = HANDLERS

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self._deployed: dict[tuple[str, str], Deployed] = {}
        self._lock = threading.Lock()
        self.log = ConversationLog(cloud)
        self._metrics = LexMetrics(cloud, self.find)
        self._runtime = Runtime(
            directory=self, hook=self._call_function, clock=cloud.clock, after_turn=self.log.write
        )

    def start(self) -> None:
        """Looks at the bots again whenever one changes; reads a new alias's bot in advance."""
        self._models.on_change(self._changed)

    def flush(self) -> None:
        """Writes the conversation logs of the turns that have been answered."""
        self.log.flush()

    def close(self) -> None:
        """Writes what is left of the conversation logs."""
        self.log.close()

    def recognize_text(self, call: Call, request: Shape) -> Shape:
        """One turn of a conversation."""
        return self._metrics.measured(
            call.region,
            "RecognizeText",
            self._here(call, request),
            lambda begun: self._runtime.recognize_text(request, begun=begun),
        )

    def put_session(self, call: Call, request: Shape) -> Shape:
        """Sets a session's state; the answer is in headers, as base64 of gzipped JSON."""
        answer = self._metrics.measured(
            call.region,
            "PutSession",
            self._here(call, request),
            lambda begun: self._runtime.put_session(request, begun=begun),
        )
        encoded = {
            name: encode(answer[name])
            for name in ("messages", "sessionState", "requestAttributes")
            if answer.get(name)
        }
        return {
            **encoded,
            "sessionId": answer["sessionId"],
            "contentType": "text/plain; charset=utf-8",
            "audioStream": b"",
        }

    def get_session(self, call: Call, request: Shape) -> Shape:
        """A session as its last turn left it."""
        here = self._here(call, request)
        return self._metrics.measured(
            call.region, "GetSession", here, lambda _: self._runtime.get_session(here)
        )

    def delete_session(self, call: Call, request: Shape) -> Shape:
        """Ends a session."""
        here = self._here(call, request)
        return self._metrics.measured(
            call.region, "DeleteSession", here, lambda _: self._runtime.delete_session(here)
        )

    def _here(self, call: Call, request: Shape) -> Shape:
        """The request, where its bot is in the region that was asked."""
        bot_id = request["botId"]
        if self._models.store.regions.get(bot_id) != call.region:
            raise missing(f"Bot {bot_id} in {call.region}")
        return request

    def find(self, bot_id: str, alias_id: str) -> Deployed:
        """The bot that an alias shows; see ``runtime.Directory``."""
        with self._lock:
            if (bot_id, alias_id) in self._deployed:
                return self._deployed[bot_id, alias_id]
        store = self._models.store
        with store.lock:
            alias = store.documents.get(("BotAlias", bot_id, alias_id))
            if alias is None:
                raise missing(f"Bot {bot_id} or its alias {alias_id}")
            document = bot_document(store, bot_id, alias.get("botVersion", DRAFT))
            deployed = Deployed(read_bot(document), read_alias(alias))
        with self._lock:
            self._deployed[bot_id, alias_id] = deployed
        return deployed

    @property
    def _models(self) -> LexModels:
        return cast("LexModels", self.cloud.services["lexv2-models"])

    @property
    def _functions(self) -> InvokeOperations:
        return cast("InvokeOperations", self.cloud.services["lambda"])

    def _changed(self, noun: str, bot_id: str, alias_id: str | None) -> None:
        with self._lock:
            for key in [key for key in self._deployed if key[0] == bot_id]:
                del self._deployed[key]
        # Only a cloud that listens has someone who would wait for a first turn.
        if noun == "BotAlias" and alias_id is not None and self.cloud.port is not None:
            self._functions.background.run(lambda: self._warm(bot_id, alias_id))

    def _warm(self, bot_id: str, alias_id: str) -> None:
        try:
            self._runtime.warm(self.find(bot_id, alias_id))
        except ServiceError as error:
            LOG.debug("%s is gone before it was read: %s", alias_id, error)

    def _call_function(self, function: str, event: Shape, seconds: float) -> Any:
        payload = json.dumps(event, ensure_ascii=False).encode()
        try:
            outcome = self._functions.call_function(function, payload, timeout=seconds)
        except TimeoutError as error:
            raise HookTimedOut(function) from error
        except ServiceError as error:
            if error.code == "TooManyRequestsException":
                raise HookThrottled(error.message) from error
            raise HookFailed(error.message) from error
        answer = json.loads(outcome.payload or b"null")
        if outcome.failed:
            raise HookFailed(_reported(answer))
        return answer


def encode(value: Any) -> str:
    """JSON, gzipped, in base64: how the runtime API puts structures into headers."""
    document = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(gzip.compress(document.encode(), mtime=0)).decode()


def _reported(error: Any) -> str:
    if isinstance(error, dict):
        return f"{error.get('errorType', 'Unhandled')}: {error.get('errorMessage', '')}"
    return str(error)

"""The lexv2-models API.

Operations on one resource (Create, Describe, Update, Delete, List) are all alike and made from
``kinds``; what differs is a method.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from localcloud.errors import ServiceError
from localcloud.lex.definition import TEST_ALIAS_ID
from localcloud.lex.models import building
from localcloud.lex.models.kinds import Kind, kind, parsed, path
from localcloud.lex.models.listing import page, summaries
from localcloud.lex.models.policies import PolicyOperations
from localcloud.lex.models.store import DRAFT, Store, missing
from localcloud.service import Call, Operation, Service, partition_of

if TYPE_CHECKING:
    from localcloud.interface import Cloud

Shape = dict[str, Any]
Listener = Callable[[str, str, str | None], None]
"""Called with the noun of what changed, the bot's id, and the alias's id where it has one and was
not deleted."""
DEFAULT_PAGE = 100


class LexModels(PolicyOperations, Service):
    """Bots and their parts, versions, aliases, policies and tags.

    Attributes:
        store: Every document; the runtime reads from it.
    """

    api = "lexv2-models"

    def __init__(self, cloud: Cloud) -> None:
        super().__init__(cloud)
        self.store = Store()
        self._changed: list[Listener] = []

    def on_change(self, listener: Listener) -> None:
        """Calls ``listener`` whenever something of a bot has changed."""
        self._changed.append(listener)

    def operation(self, name: str) -> Operation | None:
        """A method named for the operation, or the general one for its verb and kind."""
        special = super().operation(name)
        known = parsed(name)
        if special is not None or known is None:
            return special
        verb, of = known
        general: Callable[[Kind, Call, Shape], Shape | None] = getattr(self, f"_{verb.lower()}")
        return partial(general, of)

    def build_bot_locale(self, _: Call, request: Shape) -> Shape:
        """Builds a locale at once; DescribeBotLocale tells whether it worked."""
        with self.store.lock:
            answer = building.build(self.store, request, self.cloud.clock.now())
        self._notify("BotLocale", request)
        return answer

    def create_bot_version(self, _: Call, request: Shape) -> Shape:
        """Freezes built locales as the next version."""
        with self.store.lock:
            record = building.make_version(self.store, request, self.cloud.clock.now())
            return self.store.copied(record)

    def _create(self, of: Kind, call: Call, request: Shape) -> Shape:
        now = self.cloud.clock.now()
        document = {**request, "creationDateTime": now, "lastUpdatedDateTime": now}
        with self.store.lock:
            self._parent(of, request)
            if of.noun != "BotLocale":
                document[of.id] = self.store.new_id()
            if of.status:
                document[of.status] = "NotBuilt" if of.noun == "BotLocale" else "Available"
            self._tag(of, call, document)
            if of.noun == "BotAlias":
                building.check_alias(self.store, document)
            self._refuse_existing_locale(of, document)
            self.store.put(of, document, region=call.region if of.noun == "Bot" else None)
            if of.noun == "Bot":
                document.setdefault("botType", "Bot")
                building.begin_bot(self.store, document, now)
            elif of.noun == "BotLocale":
                building.begin_locale(self.store, document, now)
            answer = self.store.copied(document)
        self._notify(of.noun, document)
        return answer

    def _describe(self, of: Kind, _: Call, request: Shape) -> Shape:
        with self.store.lock:
            if of.noun == "BotVersion" and request["botVersion"] == DRAFT:
                bot = self.store.get(kind("Bot"), request)
                return {**self.store.copied(bot), "botVersion": DRAFT}
            document = self.store.copied(self.store.get(of, request))
            if of.noun == "BotLocale":
                where = (request["botId"], request["botVersion"], request["localeId"])
                document["intentsCount"] = len(self.store.children(kind("Intent"), where))
                document["slotTypesCount"] = len(self.store.children(kind("SlotType"), where))
        return document

    def _update(self, of: Kind, call: Call, request: Shape) -> Shape:
        with self.store.lock:
            old = self.store.get(of, request)
            kept = ("creationDateTime", "_lastVersion", "botType", of.status)
            document = {name: old[name] for name in kept if name and name in old} | request
            document["lastUpdatedDateTime"] = self.cloud.clock.now()
            if of.noun == "BotAlias":
                building.check_alias(self.store, document)
            self._tag(of, call, document)
            self.store.put(of, document)
            answer = self.store.copied(document)
        self._notify(of.noun, request)
        return answer

    def _delete(self, of: Kind, _: Call, request: Shape) -> Shape | None:
        with self.store.lock:
            self.store.get(of, request)
            own = request[of.id]
            if of.noun == "BotAlias" and own == TEST_ALIAS_ID:
                raise ServiceError(
                    "PreconditionFailedException", "The test alias cannot be deleted.", 412
                )
            if of.noun == "BotVersion" and not request.get("skipResourceInUseCheck"):
                building.check_unused(self.store, request["botId"], own)
            self.store.remove((*path(of, request), own))
            if of.noun == "Bot":
                self.store.regions.pop(own, None)
        self._notify(of.noun, {"botId": request["botId"]})
        if of.status is None:
            return None
        ids = {name: request[name] for name in (*of.parents, of.id)}
        return {**ids, of.status: "Deleting"}

    def _list(self, of: Kind, call: Call, request: Shape) -> Shape:
        with self.store.lock:
            self._parent(of, request)
            found = self.store.children(of, path(of, request))
            if of.noun == "Bot":
                found = [b for b in found if self.store.regions[b["botId"]] == call.region]
            entries = summaries(of, [self.store.copied(d) for d in found], request)
        answer = page(entries, request, field=of.summaries, default=DEFAULT_PAGE)
        return answer | {name: request[name] for name in of.parents}

    def _parent(self, of: Kind, request: Shape) -> None:
        """Raises ResourceNotFoundException where a resource's parent is not there."""
        if "botId" in of.parents and ("Bot", request["botId"]) not in self.store.documents:
            raise missing(f"Bot {request['botId']}")
        if "localeId" in of.parents:
            self.store.get(kind("BotLocale"), request)
        if "intentId" in of.parents:
            self.store.get(kind("Intent"), request)

    def _refuse_existing_locale(self, of: Kind, document: Shape) -> None:
        key = (of.noun, *path(of, document), document[of.id])
        if of.noun == "BotLocale" and key in self.store.documents:
            raise ServiceError(
                "ConflictException", f"The bot has the locale {document['localeId']} already.", 409
            )

    def _tag(self, of: Kind, call: Call, document: Shape) -> None:
        tags = document.pop("botTags", None) or document.pop("tags", None)
        document.pop("testBotAliasTags", None)
        if tags:
            self.store.tags[arn_of(of, call, document)] = dict(tags)

    def _notify(self, noun: str, document: Shape) -> None:
        for listener in self._changed:
            listener(noun, document["botId"], document.get("botAliasId"))


def arn_of(of: Kind, call: Call, document: Shape) -> str:
    """The ARN of a bot or an alias."""
    partition = partition_of(call.region)
    base = f"arn:{partition}:lex:{call.region}:{call.account}"
    if of.noun == "BotAlias":
        return f"{base}:bot-alias/{document['botId']}/{document['botAliasId']}"
    return f"{base}:bot/{document['botId']}"

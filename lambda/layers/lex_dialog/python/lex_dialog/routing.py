"""Which function answers for which intent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, Generic, TypeVar

from .answer import Answer
from .event import InvocationSource, LexEvent

Context = TypeVar("Context")
Route = Callable[[LexEvent, Context], Answer]


class NoRouteError(LookupError):
    """The bot has an intent, or a code hook, for which the function has no answer."""


class UnknownLocaleError(LookupError):
    """The bot speaks a language in which the function has no texts."""


class Router(Generic[Context]):
    """Finds the function of an intent and of the reason for which Lex calls.

    ``Context`` is whatever those functions work with: a store, a clock.

    Example::

        router = Router[Store]()

        @router.dialog("BookHotel")
        def check(event: LexEvent, store: Store) -> Answer: ...

        router.answer(event, store)
    """

    def __init__(self) -> None:
        self._routes: dict[tuple[str, InvocationSource], Route[Context]] = {}

    def dialog(self, *intents: str) -> Callable[[Route[Context]], Route[Context]]:
        """The function checks the dialog of these intents."""
        return self._register(intents, (InvocationSource.DIALOG,))

    def fulfillment(self, *intents: str) -> Callable[[Route[Context]], Route[Context]]:
        """The function carries out these intents."""
        return self._register(intents, (InvocationSource.FULFILLMENT,))

    def always(self, *intents: str) -> Callable[[Route[Context]], Route[Context]]:
        """The function answers for these intents whatever Lex calls for."""
        return self._register(intents, tuple(InvocationSource))

    def answer(self, event: LexEvent, context: Context) -> Answer:
        """Calls the function that answers for the event.

        Raises:
            NoRouteError: there is none; the message lists those that there are.
        """
        route = self._routes.get((event.intent.name, event.source))
        if route is None:
            known = ", ".join(f"{name} ({source})" for name, source in sorted(self._routes))
            raise NoRouteError(
                f"no function answers for {event.intent.name} ({event.source}): there are {known}"
            )
        return route(event, context)

    def _register(
        self, intents: Sequence[str], sources: Sequence[InvocationSource]
    ) -> Callable[[Route[Context]], Route[Context]]:
        def register(route: Route[Context]) -> Route[Context]:
            for intent in intents:
                for source in sources:
                    if (intent, source) in self._routes:
                        raise ValueError(f"{intent} ({source}) already has a function")
                    self._routes[intent, source] = route
            return route

        return register


def check_locale(event: LexEvent, texts: Collection[str]) -> None:
    """Makes sure that the function speaks the bot's language.

    Args:
        texts: The locales in which it does.

    Raises:
        UnknownLocaleError: it does not; the message lists those that it speaks.
    """
    if event.locale not in texts:
        raise UnknownLocaleError(
            f"no texts in {event.locale}: there are texts in {', '.join(texts)}"
        )


def outline(event: LexEvent, answer: Answer) -> dict[str, Any]:
    """What may be logged of a turn: what it was about, and nothing that anybody has said."""
    action = answer["sessionState"]["dialogAction"]
    return {
        "intent": event.intent.name,
        "source": event.source,
        "locale": event.locale,
        "action": action["type"],
        "slot": action.get("slotToElicit"),
    }

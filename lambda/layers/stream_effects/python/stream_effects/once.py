"""Effects that are done once for a change, however often its record comes.

What is done is noted, by Powertools' idempotency, for as long as a message can come back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Generic, TypeVar

from aws_lambda_powertools.utilities.idempotency import (
    BasePersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

KEPT = timedelta(days=20)
"""4 days in the queue, 14 in the dead-letter queue, and some to spare."""

Told = TypeVar("Told")
Effect = Callable[[str, Told], str]
"""Does something about a change, after its event id; answers with the id of what was sent."""


class Effects(Generic[Told]):
    """What follows a change.

    Args:
        name: Of the function; it is in the notes, as the effects' names are: a new name would
            repeat what was done under the old one.
        effects: By name, in the order in which they are done.
        log: Where Powertools notes what is done.
    """

    def __init__(
        self, name: str, effects: Mapping[str, Effect[Told]], *, log: BasePersistenceLayer
    ) -> None:
        self._config = IdempotencyConfig(expires_after_seconds=int(KEPT.total_seconds()))
        self._effects = [
            self._once(f"{name}.{each}", effect, log) for each, effect in effects.items()
        ]

    def begin(self, context: LambdaContext) -> None:
        """Says how long this invocation may take: an effect cut off in it may be tried again."""
        self._config.register_lambda_context(context)

    def follow(self, event_id: str, change: Told, *, called: str) -> None:
        """Does each effect that is not done yet; one that fails keeps none of the others.

        Args:
            called: What an error may call the change.

        Raises:
            ExceptionGroup: the effects that failed; those that did not are not repeated.
        """
        failures: list[Exception] = []
        for effect in self._effects:
            try:
                effect(event_id=event_id, change=change)
            except Exception as error:  # it is raised with the others, once each had its turn
                failures.append(error)
        if failures:
            raise ExceptionGroup(
                f"{len(failures)} of {len(self._effects)} effects of {called} failed", failures
            )

    def _once(
        self, prefix: str, effect: Effect[Told], log: BasePersistenceLayer
    ) -> Callable[..., str]:
        def named(*, event_id: str, change: Told) -> str:
            return effect(event_id, change)

        once: Callable[..., str] = idempotent_function(
            named,
            data_keyword_argument="event_id",
            persistence_store=log,
            config=self._config,
            key_prefix=prefix,
        )
        return once

"""Things that people choose by name, in whatever language and with whatever word for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar


@dataclass(frozen=True)
class Choice:
    """Something that is chosen by name: ``names`` and ``synonyms`` are by locale."""

    id: str
    names: Mapping[str, str]
    synonyms: Mapping[str, Sequence[str]]

    def name(self, locale: str) -> str:
        """Its name in the locale."""
        return self.names[locale]

    @property
    def spoken(self) -> list[str]:
        """All that people say for it, in any locale, as ``plain`` makes it."""
        synonyms = [word for words in self.synonyms.values() for word in words]
        return [plain(word) for word in (self.id, *self.names.values(), *synonyms)]


AnyChoice = TypeVar("AnyChoice", bound=Choice)


def by_words(choices: Iterable[AnyChoice]) -> Mapping[str, AnyChoice]:
    """Each choice under all that people say for it; look up what ``plain`` makes of a word."""
    return {word: choice for choice in choices for word in choice.spoken}


def plain(said: str) -> str:
    """What was said without differences of case and spacing."""
    return " ".join(said.casefold().split())

"""Which intent an utterance means when its words are no sample's: TF-IDF and logistic regression.

scikit-learn is imported when the first such utterance comes.
"""

from __future__ import annotations

import math
import re
import threading
from collections import Counter
from collections.abc import Iterable
from typing import Any

from localcloud.lex.definition import Intent, SlotType
from localcloud.lex.surface import composed

_STAND_INS = {
    "AMAZON.Date": (("tomorrow", "next Friday"), ("내일", "다음 주 금요일")),
    "AMAZON.Time": (("3 pm", "10 o'clock"), ("오후 3시", "10시")),
    "AMAZON.Number": (("two", "3"), ("3", "두")),
    "AMAZON.Duration": (("two hours", "a week"), ("두 시간", "일주일")),
    "AMAZON.PhoneNumber": (("206 555 0100",), ("010 1234 5678",)),
    "AMAZON.City": (("Seattle", "Paris"), ("서울", "부산")),
    "AMAZON.AlphaNumeric": (("AB12345",), ("AB12345",)),
}
_VALUES_PER_SLOT = 2
_WORD = 0.1
"""What the commonest word weighs."""


class Classifier:
    """Ranks the intents of one locale by how an utterance sounds; trained at first use.

    A score is the geometric mean of the model's probability, the similarity to the nearest sample
    and the share of words that the samples know, so that what is unlike every sample scores low.
    """

    def __init__(self, intents: Iterable[Intent], *, korean: bool) -> None:
        self._intents = [intent for intent in intents if intent.utterances]
        self._korean = korean
        self._lock = threading.Lock()
        self._trained: _Model | None = None

    def scores(self, text: str) -> dict[str, float]:
        """The score of each intent that has samples, from 0 to 1."""
        if not self._intents:
            return {}
        with self._lock:
            if self._trained is None:
                self._trained = _Model(self._samples(), self._values())
        return self._trained.scores(normal(text))

    def _samples(self) -> list[tuple[str, str]]:
        return [
            (normal(example), intent.name)
            for intent in self._intents
            for utterance in intent.utterances
            for example in self._examples(utterance, intent)
        ]

    def _values(self) -> list[str]:
        return [
            normal(said)
            for intent in self._intents
            for slot in intent.slots
            for value, synonyms in slot.type.values.items()
            for said in (value, *synonyms)
        ]

    def _examples(self, utterance: str, intent: Intent) -> list[str]:
        def value(match: re.Match[str], turn: int) -> str:
            slot = intent.slot(match[1].split(".")[0])
            values = _stand_ins(slot.type, korean=self._korean) if slot else ()
            return values[turn % len(values)] if values else " "

        turns = _VALUES_PER_SLOT if "{" in utterance else 1
        return [
            re.sub(r"\{([^{}]+)\}", lambda m, turn=turn: value(m, turn), utterance)  # type: ignore[misc]
            for turn in range(turns)
        ]


class _Model:
    def __init__(self, samples: list[tuple[str, str]], values: list[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        texts = [text for text, _ in samples]
        self._labels = [label for _, label in samples]
        self._vectorizer: Any = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4))
        self._samples: Any = self._vectorizer.fit_transform(texts)
        self._regression: Any = None
        self._words = _Words(texts, values)
        if len(set(self._labels)) > 1:
            self._regression = LogisticRegression(C=20.0, class_weight="balanced", max_iter=300)
            self._regression.fit(self._samples, self._labels)

    def scores(self, text: str) -> dict[str, float]:
        vector = self._vectorizer.transform([text])
        similarity: dict[str, float] = dict.fromkeys(self._labels, 0.0)
        alike = self._samples.dot(vector.T).tocoo()
        for row, value in zip(alike.coords[0], alike.data, strict=True):
            label = self._labels[row]
            similarity[label] = max(similarity[label], float(value))
        if self._regression is None:
            return similarity
        chances = self._regression.predict_proba(vector)[0]
        known = self._words.known(text)
        return {
            str(label): (float(chance) * similarity[str(label)] * known) ** (1 / 3)
            for label, chance in zip(self._regression.classes_, chances, strict=True)
        }


class _Words:
    """The words of the samples, and how rare each is."""

    def __init__(self, texts: list[str], values: list[str]) -> None:
        used = Counter(stem for text in texts for stem in {_stem(word) for word in text.split()})
        self._weights = {
            stem: _WORD + math.log((1 + len(texts)) / (1 + n)) for stem, n in used.items()
        }
        self._unknown = _WORD + math.log(1 + len(texts))
        # What fills a slot says nothing about the intent, for or against.
        for value in values:
            for word in value.split():
                self._weights.setdefault(_stem(word), 0.0)

    def known(self, text: str) -> float:
        """How much of an utterance is made of words the samples have, rare ones counting most."""
        words = [word for word in text.split() if len(word) > 1 or not word.isascii()]
        weights = [self._weights.get(_stem(word)) for word in words]
        total = sum(self._unknown if weight is None else weight for weight in weights)
        return sum(weight for weight in weights if weight is not None) / total if total else 0.0


def _stem(word: str) -> str:
    """A word without its endings, roughly: five letters, or two syllables of Hangul."""
    return word[:2] if "가" <= word[:1] <= "힣" else word[:5]


def normal(text: str) -> str:
    """An utterance as the model reads it: lower case, no punctuation, single spaces."""
    return " ".join(re.sub(r"[^\w\s]", " ", composed(text).casefold()).split())


def _stand_ins(slot_type: SlotType, *, korean: bool) -> tuple[str, ...]:
    if slot_type.values:
        return tuple(slot_type.values)[:_VALUES_PER_SLOT]
    return _STAND_INS.get(slot_type.parent or "", ((), ()))[korean]

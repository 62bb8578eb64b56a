"""The words of a statement, read from left to right."""

from __future__ import annotations

import re
from dataclasses import dataclass

from localcloud.athena.failure import syntax_error

_WORD = re.compile(
    r"""(?P<space>\s+|--[^\n]*|/\*.*?\*/)
    |(?P<string>'(?:[^']|'')*')
    |(?P<quoted>`[^`]*`|"(?:[^"]|"")*")
    |(?P<word>[A-Za-z_][\w$-]*|\d[\w.]*)
    |(?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Word:
    """One word: its text as written, what it is, and where it stands."""

    text: str
    kind: str
    at: int

    @property
    def value(self) -> str:
        """What it means: without its quotes."""
        if self.kind == "string":
            return self.text[1:-1].replace("''", "'")
        return self.text[1:-1].replace('""', '"') if self.kind == "quoted" else self.text


class Words:
    """A statement's words, with the place reached in them.

    Args:
        text: The statement.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._words = [
            Word(found.group(), str(found.lastgroup), found.start())
            for found in _WORD.finditer(text)
            if found.lastgroup != "space"
        ]
        while self._words and self._words[-1].text == ";":
            self._words.pop()
        self._next = 0

    @property
    def all(self) -> list[Word]:
        """All words, whatever was read of them."""
        return list(self._words)

    @property
    def at(self) -> int:
        """Where the next word stands; the text's end where there is none."""
        word = self._peek()
        return word.at if word else len(self.text.rstrip().rstrip(";"))

    def _peek(self, ahead: int = 0) -> Word | None:
        index = self._next + ahead
        return self._words[index] if index < len(self._words) else None

    def sees(self, *keywords: str) -> bool:
        """Whether these keywords come next."""
        return all(
            (word := self._peek(index)) is not None
            and word.kind in ("word", "sign")
            and word.text.upper() == keyword
            for index, keyword in enumerate(keywords)
        )

    def take(self, *keywords: str) -> bool:
        """Passes these keywords, if they come next."""
        if not self.sees(*keywords):
            return False
        self._next += len(keywords)
        return True

    def take_one_of(self, *keywords: str) -> str | None:
        """Passes the one of these that comes next, and tells which."""
        return next((each for each in keywords if self.take(each)), None)

    def expect(self, *keywords: str) -> None:
        """Passes these keywords.

        Raises:
            QueryFailure: Something else comes next.
        """
        if not self.take(*keywords):
            raise self.failure(" ".join(keywords))

    def name(self) -> str:
        """The next name, in small letters.

        Raises:
            QueryFailure: Something else comes next.
        """
        word = self._peek()
        if word is None or word.kind not in ("word", "quoted"):
            raise self.failure("<identifier>")
        self._next += 1
        return word.value.lower()

    def qualified(self) -> tuple[str | None, str]:
        """A table's name, with its database where that is said."""
        first = self.name()
        return (first, self.name()) if self.take(".") else (None, first)

    def string(self) -> str:
        """The next text in quotes.

        Raises:
            QueryFailure: Something else comes next.
        """
        word = self._peek()
        if word is None or word.kind != "string":
            raise self.failure("<string>")
        self._next += 1
        return word.value

    def value(self) -> str:
        """The next text or number.

        Raises:
            QueryFailure: Something else comes next.
        """
        word = self._peek()
        if word is None or word.kind == "sign":
            raise self.failure("<value>")
        self._next += 1
        return word.value

    def inside(self) -> str:
        """The text in the brackets that come next, which are passed.

        Raises:
            QueryFailure: No brackets come next, or they are not closed.
        """
        self.expect("(")
        begin, depth = self.at, 1
        while True:
            word = self._peek()
            if word is None:
                raise self.failure("')'")
            self._next += 1
            depth += {"(": 1, ")": -1}.get(word.text if word.kind == "sign" else "", 0)
            if depth == 0:
                return self.text[begin : word.at]

    def until(self, stops: tuple[str, ...], openers: str = "<(", closers: str = ">)") -> str:
        """The text up to one of some signs or keywords that stands outside brackets."""
        begin, depth, end = self.at, 0, self.at
        while (word := self._peek()) is not None:
            sign = word.text if word.kind == "sign" else ""
            if depth == 0 and (word.text.upper() in stops and word.kind != "string"):
                break
            depth += bool(sign and sign in openers) - bool(sign and sign in closers)
            end = word.at + len(word.text)
            self._next += 1
        return self.text[begin:end]

    def rest(self) -> str:
        """The text that has not been read."""
        rest = self.text[self.at :].rstrip().rstrip(";").rstrip()
        self._next = len(self._words)
        return rest

    def masked(self, begin: int, end: int | None = None) -> str:
        """A part of the statement, where it stands: all before it is blank.

        So what is wrong in a query inside a statement is told by its place in the whole.
        """
        before = "".join("\n" if each == "\n" else " " for each in self.text[:begin])
        return before + self.text[begin:end]

    def end(self) -> None:
        """Makes sure that nothing is left.

        Raises:
            QueryFailure: Something is.
        """
        if self._peek() is not None:
            raise self.failure("<EOF>")

    def failure(self, expected: str) -> Exception:
        """The error of a statement that goes on otherwise than it may."""
        word = self._peek()
        said = word.text if word else "<EOF>"
        return syntax_error(self.text, self.at, f"mismatched input '{said}'. Expecting: {expected}")

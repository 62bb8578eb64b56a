"""The blocks that speak, write and listen."""

from __future__ import annotations

from collections.abc import Mapping

from ml_refarch.connect import parameters
from ml_refarch.connect.block_set import BlockSet
from ml_refarch.connect.blocks import Collect, Question, Step, Target


class Talking(BlockSet):
    """Says and asks; a flow has these methods."""

    def say(
        self,
        name: str,
        *,
        text: str | None = None,
        ssml: str | None = None,
        prompt: str | None = None,
        media: str | None = None,
        then: Target | None = None,
        on_error: Target | None = None,
    ) -> Step:
        """Says or writes a text, SSML, a recorded prompt (its ARN) or a sound in S3 (its URI)."""
        said = parameters.spoken(name, text=text, ssml=ssml, prompt=prompt, media=media)
        return self._step(Step, name, "MessageParticipant", said, then, on_error)

    def menu(
        self,
        name: str,
        *,
        text: str | None = None,
        ssml: str | None = None,
        prompt: str | None = None,
        media: str | None = None,
        seconds: int = 5,
        keys: Mapping[str, Target] | None = None,
        on_timeout: Target | None = None,
        otherwise: Target | None = None,
        on_error: Target | None = None,
    ) -> Question:
        """Asks for one key of a phone: 0 to 9, * or #. Other channels take the error branch.

        Args:
            seconds: How long it waits for the key: 1 to 180.
            keys: Where each key leads.
        """
        said = parameters.spoken(name, text=text, ssml=ssml, prompt=prompt, media=media)
        asked = parameters.menu(name, said, seconds=seconds)
        block = self._add(Question, name, "GetParticipantInput", asked)
        return self._question(block, keys, on_timeout, otherwise, on_error)

    def collect(
        self,
        name: str,
        *,
        text: str | None = None,
        ssml: str | None = None,
        prompt: str | None = None,
        media: str | None = None,
        digits: int = 20,
        phone_number: str | None = None,
        seconds: int = 5,
        end: str | None = None,
        cancel_key: bool = True,
        then: Target | None = None,
        on_invalid_number: Target | None = None,
        on_error: Target | None = None,
    ) -> Collect:
        """Takes down digits, which ``attr.stored_input()`` then holds. Voice only.

        Args:
            digits: The most digits, 1 to 20.
            phone_number: ``"E164"``, or the country whose local numbers are taken, such as "US".
            seconds: How long it waits for the first digit: 1 to 180.
            end: Up to five digits, * or # that end the input; # when not given.
            cancel_key: Whether * starts over.
        """
        said = parameters.spoken(name, text=text, ssml=ssml, prompt=prompt, media=media)
        asked = parameters.collect(
            name,
            said,
            digits=digits,
            phone_number=phone_number,
            seconds=seconds,
            end=end,
            cancel_key=cancel_key,
        )
        block = self._step(Collect, name, "GetParticipantInput", asked, then, on_error)
        return block if on_invalid_number is None else block.on_invalid_number(on_invalid_number)

    def ask_lex(
        self,
        name: str,
        *,
        bot: str,
        text: str | None = None,
        ssml: str | None = None,
        prompt: str | None = None,
        media: str | None = None,
        session: Mapping[str, str] | None = None,
        chat_timeout_seconds: int | None = None,
        intents: Mapping[str, Target] | None = None,
        on_timeout: Target | None = None,
        otherwise: Target | None = None,
        on_error: Target | None = None,
    ) -> Question:
        """Hands the conversation to a Lex bot until an intent is fulfilled or failed.

        The bot answers in the contact's language: set it before, see ``set_language``.

        Args:
            bot: The ARN of the bot's alias.
            session: Session attributes for the bot.
            chat_timeout_seconds: How long a silent chat waits. Voice has its own, set by session
                attributes of Lex.
            intents: Where each intent leads.
        """
        said = parameters.spoken(name, text=text, ssml=ssml, prompt=prompt, media=media)
        asked = parameters.lex(
            name, said, bot=bot, session=session, chat_timeout_seconds=chat_timeout_seconds
        )
        block = self._add(Question, name, "ConnectParticipantWithLexBot", asked)
        return self._question(block, intents, on_timeout, otherwise, on_error)

    def _question(
        self,
        block: Question,
        answers: Mapping[str, Target] | None,
        on_timeout: Target | None,
        otherwise: Target | None,
        on_error: Target | None,
    ) -> Question:
        for value, target in (answers or {}).items():
            block.when(value, target)
        for wire, branch in (
            (block.on_timeout, on_timeout),
            (block.otherwise, otherwise),
            (block.on_error, on_error),
        ):
            if branch is not None:
                wire(branch)
        return block

"""What a bot may say, and what it may not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ml_refarch.lex import Button, Card, CustomPayload, PlainText, Prompt, Response, Ssml
from ml_refarch.lex.messages import MessageGroup


def test_a_text_is_a_plain_message() -> None:
    assert Response(say="Hello").groups == (MessageGroup(PlainText("Hello")),)


def test_several_wordings_are_variations_of_one_message() -> None:
    group = MessageGroup(PlainText("Hi"), (PlainText("Hello"), PlainText("Hey")))

    assert Prompt(say=["Hi", "Hello", "Hey"]).groups == (group,)


def test_a_card_goes_along_with_the_text() -> None:
    card = Card("Rooms", buttons=[Button("Queen", "queen")])

    text, shown = Prompt(say="Which room?", also=[card]).groups

    assert text.message == PlainText("Which room?")
    assert shown.message == card


def test_retry_wordings_follow_the_question() -> None:
    (group,) = Prompt(say="Which city?", retry=["Seattle or Busan?", "Say a city."]).groups

    assert [message.text for message in group.messages if isinstance(message, PlainText)] == [
        "Which city?",
        "Seattle or Busan?",
        "Say a city.",
    ]


def test_retry_wordings_beside_variations_are_refused() -> None:
    with pytest.raises(ValueError, match="one list of wordings"):
        Prompt(say=["Which city?", "Where to?"], retry=["Seattle or Busan?"])


def test_more_retry_wordings_than_retries_are_refused() -> None:
    with pytest.raises(ValueError, match="2 wordings for 1 retries"):
        Prompt(say="Which city?", retry=["a", "b"], retries=1)


@pytest.mark.parametrize("retries", [-1, 6])
def test_retries_out_of_range_are_refused(retries: int) -> None:
    with pytest.raises(ValueError, match=f"retries: {retries} is outside 0 to 5"):
        Prompt(say="Which city?", retries=retries)


def test_a_fourth_wording_is_refused() -> None:
    with pytest.raises(ValueError, match="wordings of a message: 4 given; Lex takes 1 to 3"):
        Prompt(say=["a", "b", "c", "d"])


def test_a_sixth_message_at_once_is_refused() -> None:
    with pytest.raises(ValueError, match="messages sent together: 6 given"):
        Response(say="1", also=["2", "3", "4", "5", "6"])


def test_no_wording_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="no wording given"):
        Response(say=[])


@pytest.mark.parametrize("kind", [PlainText, CustomPayload])
def test_a_text_of_1000_characters_is_taken_and_one_more_refused(
    kind: type[PlainText] | type[CustomPayload],
) -> None:
    assert kind("x" * 1000).text

    with pytest.raises(ValueError, match="has 1001 characters; Lex takes 1000"):
        kind("x" * 1001)


def test_characters_are_counted_as_lex_counts_them() -> None:
    with pytest.raises(ValueError, match="has 1002 characters"):
        PlainText("🏨" * 501)


def test_a_blank_text_is_refused() -> None:
    with pytest.raises(ValueError, match="the text is empty"):
        PlainText("  ")


def test_ssml_without_its_speak_element_is_refused() -> None:
    with pytest.raises(ValueError, match="not inside <speak>"):
        Ssml("Hello")


@pytest.mark.parametrize(
    ("card", "message"),
    [
        (lambda: Card("t" * 251), "card title"),
        (lambda: Card("t", subtitle=""), "card subtitle: the text is empty"),
        (lambda: Card("t", image_url="u" * 251), "card image_url"),
        (lambda: Card("t", buttons=[Button("a", "b")] * 6), "buttons: 6 given"),
        (lambda: Button("t" * 51, "v"), "button text"),
        (lambda: Button("t", "v" * 51), "button value"),
    ],
)
def test_a_card_over_a_limit_is_refused(card: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        card()

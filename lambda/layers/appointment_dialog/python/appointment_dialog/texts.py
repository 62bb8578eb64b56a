"""What is said about days and times, in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lex_dialog import LexEvent


@dataclass(frozen=True)
class WishTexts:
    """What is said in one language. In braces is what is put in when it is said."""

    date_unclear: str
    date_span: str
    date_past: str
    date_too_far: str
    time_unclear: str
    time_past: str

    closed_that_day: str
    closed_then: str
    full_that_day: str
    none_that_day: str
    none_then: str
    all_full_that_day: str
    over_for_today: str
    taken: str
    just_taken: str
    with_whom: str
    offers: str
    which_offer: str
    nothing_free: str

    same_time: str
    confirm_move: str
    moved: str
    busy: str


ENGLISH = WishTexts(
    date_unclear="Sorry, I did not get that day. Which day would suit you, say, {day}?",
    date_span="Which day would that be? A weekday or a date will do, like Monday or the 9th.",
    date_past="That day is over; today is {day}. Which day would suit you?",
    date_too_far="We make appointments up to {day}. Which day would suit you?",
    time_unclear="In the morning or in the afternoon: {times}?",
    time_past="{when} is over already.",
    closed_that_day="We are closed on {day}.",
    closed_then="{provider} has no appointments at that time.",
    full_that_day="{provider} is fully booked on {day}.",
    none_that_day="{provider} has no appointments on {day}.",
    none_then="We have no appointments at that time.",
    all_full_that_day="We are fully booked on {day}.",
    over_for_today="There are no more appointments today.",
    taken="{when} is taken.",
    just_taken="I am sorry, someone has just taken that time.",
    with_whom="{when} with {provider}",
    offers="I have {offers}. Which would you like?",
    which_offer="Please say the first, the second or the third, or another day and time.",
    nothing_free="There is nothing free around that time. Which other day would suit you?",
    same_time="That is when your appointment is now. Which day and time would you like instead?",
    confirm_move=(
        "I would move your appointment with {provider} from {old} to {new}. Shall I do that?"
    ),
    moved=(
        "Your appointment with {provider} is now on {new}. We will text you the new day and time."
    ),
    busy=(
        "Many people are making appointments at this moment and I could not finish. "
        "Shall I try again?"
    ),
)

KOREAN = WishTexts(
    date_unclear="죄송해요, 날짜를 알아듣지 못했어요. 언제가 좋으세요? 예를 들면 {day}요.",
    date_span="그중 며칠이 좋으세요? 월요일이나 9일처럼 요일이나 날짜로 말씀해 주세요.",
    date_past="이미 지난 날짜예요. 오늘은 {day}이에요. 언제가 좋으세요?",
    date_too_far="예약은 {day}까지 받고 있어요. 언제가 좋으세요?",
    time_unclear="오전인가요, 오후인가요? {times} 중에서 말씀해 주세요.",
    time_past="{when}는 이미 지났어요.",
    closed_that_day="{day}에는 진료를 쉬어요.",
    closed_then="그 시간에는 {provider} 진료가 없어요.",
    full_that_day="{day}에는 {provider} 예약이 모두 찼어요.",
    none_that_day="{day}에는 {provider} 진료가 없어요.",
    none_then="그 시간에는 진료가 없어요.",
    all_full_that_day="{day}에는 예약이 모두 찼어요.",
    over_for_today="오늘은 진료가 끝났어요.",
    taken="{when}에는 이미 예약이 있어요.",
    just_taken="죄송해요, 방금 다른 분이 그 시간을 예약하셨어요.",
    with_whom="{when} {provider}",
    offers="{offers}에 가능해요. 언제로 하시겠어요?",
    which_offer="첫 번째, 두 번째, 세 번째 중에서 고르시거나 다른 날짜와 시간을 말씀해 주세요.",
    nothing_free="그 무렵에는 빈 시간이 없어요. 다른 날은 언제가 좋으세요?",
    same_time="지금 예약되어 있는 시간이에요. 며칠 몇 시로 바꿔 드릴까요?",
    confirm_move="{provider} 예약을 {old}에서 {new} 바꿔 드릴까요?",
    moved="{provider} 예약을 {new} 바꿔 드렸어요. 바뀐 날짜와 시간을 문자로 보내 드릴게요.",
    busy="지금 예약하시는 분이 많아 마치지 못했어요. 다시 해 볼까요?",
)

WISH_TEXTS: Mapping[str, WishTexts] = {"en_US": ENGLISH, "ko_KR": KOREAN}


def wish_texts(event: LexEvent) -> WishTexts:
    """What is said in the language of the conversation."""
    return WISH_TEXTS[event.locale]

"""All that the bot's function says, in each language that it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Texts:
    """What is said in one language. In braces is what is put in when it is said."""

    date_unclear: str
    date_past: str
    date_too_far: str
    time_unclear: str
    same_time: str

    closed_then: str
    closed_that_day: str
    full_that_day: str
    taken: str
    just_taken: str
    offers: str
    which_offer: str
    nothing_free: str

    confirm: str
    moved: str
    busy: str

    appointment: str
    what_else: str
    help_birth_date: str
    help_new_time: str
    not_understood: str
    not_understood_birth_date: str
    hand_over: str


ENGLISH = Texts(
    date_unclear="Sorry, I did not get that day. Which day would suit you, say, {day}?",
    date_past="That day is over; today is {day}. Which day would suit you?",
    date_too_far="We make appointments up to {day}. Which day would suit you?",
    time_unclear="Do you mean {times}?",
    same_time="That is when your appointment is now. Which day and time would you like instead?",
    closed_then="{provider} has no appointments at that time.",
    closed_that_day="{provider} has no appointments on {day}.",
    full_that_day="{provider} is fully booked on {day}.",
    taken="{when} is taken.",
    just_taken="I am sorry, someone has just taken that time.",
    offers="I have {offers}. Which would you like?",
    which_offer="Please say the first, the second or the third, or another day and time.",
    nothing_free="There is nothing free around that time. Which other day would suit you?",
    confirm=("I would move your appointment with {provider} from {old} to {new}. Shall I do that?"),
    moved=(
        "Your appointment with {provider} is now on {new}. We will text you the new day and time."
    ),
    busy="Many people are calling at this moment and I could not finish. Shall I try again?",
    appointment="Your appointment with {provider} is on {when}.",
    what_else="Which day and time would you like instead?",
    help_birth_date=(
        "I ask for your date of birth so that nobody else can change your appointment. "
        "Say the month, the day and the year, like June 5th 1980, or say agent. "
        "What is your date of birth?"
    ),
    help_new_time=(
        "I can move your appointment. Say a day and a time, like next Tuesday at 3 PM. "
        "Say repeat to hear your appointment again, or agent to speak with a person. "
        "What would you like?"
    ),
    not_understood=(
        "Sorry, I did not get that. Tell me the day and time you would like, or say agent."
    ),
    not_understood_birth_date=(
        "Sorry, I did not get that. What is your date of birth, with month, day and year?"
    ),
    hand_over="I am sorry, I cannot help with this myself.",
)

KOREAN = Texts(
    date_unclear="죄송해요, 날짜를 알아듣지 못했어요. 언제가 좋으세요? 예를 들면 {day}요.",
    date_past="이미 지난 날짜예요. 오늘은 {day}이에요. 언제가 좋으세요?",
    date_too_far="예약은 {day}까지 받고 있어요. 언제가 좋으세요?",
    time_unclear="{times} 중 언제 말씀이세요?",
    same_time="지금 예약되어 있는 시간이에요. 며칠 몇 시로 바꿔 드릴까요?",
    closed_then="그 시간에는 {provider} 진료가 없어요.",
    closed_that_day="{day}에는 {provider} 진료가 없어요.",
    full_that_day="{day}에는 {provider} 예약이 모두 찼어요.",
    taken="{when}에는 이미 예약이 있어요.",
    just_taken="죄송해요, 방금 다른 분이 그 시간을 예약하셨어요.",
    offers="{offers}에 가능해요. 언제로 하시겠어요?",
    which_offer="첫 번째, 두 번째, 세 번째 중에서 고르시거나 다른 날짜와 시간을 말씀해 주세요.",
    nothing_free="그 무렵에는 빈 시간이 없어요. 다른 날은 언제가 좋으세요?",
    confirm="{provider} 예약을 {old}에서 {new} 바꿔 드릴까요?",
    moved="{provider} 예약을 {new} 바꿔 드렸어요. 바뀐 날짜와 시간을 문자로 보내 드릴게요.",
    busy="지금 전화하시는 분이 많아 마치지 못했어요. 다시 해 볼까요?",
    appointment="{provider} 예약은 {when}에 있어요.",
    what_else="며칠 몇 시로 바꿔 드릴까요?",
    help_birth_date=(
        "다른 분이 예약을 바꾸지 못하도록 생년월일을 여쭤보고 있어요. "
        "1980년 6월 5일처럼 말씀해 주시거나, 상담원이라고 말씀해 주세요. 생년월일이 언제세요?"
    ),
    help_new_time=(
        "예약을 다른 시간으로 바꿔 드려요. "
        "다음 주 화요일 오후 3시처럼 날짜와 시간을 말씀해 주세요. "
        "예약을 다시 들으시려면 다시, 직원과 통화하시려면 상담원이라고 말씀해 주세요. "
        "무엇을 도와드릴까요?"
    ),
    not_understood=(
        "죄송해요, 알아듣지 못했어요. 원하시는 날짜와 시간을 말씀해 주시거나 "
        "상담원이라고 말씀해 주세요."
    ),
    not_understood_birth_date=(
        "죄송해요, 알아듣지 못했어요. 생년월일을 몇 년 몇 월 며칠인지 말씀해 주세요."
    ),
    hand_over="죄송해요, 제가 도와드리기 어려운 일이에요.",
)

TEXTS: Mapping[str, Texts] = {"en_US": ENGLISH, "ko_KR": KOREAN}

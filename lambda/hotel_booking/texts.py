"""All that the bot's function says, in each language that it speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

_EN_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EN_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_KO_DAYS = "월화수목금토일"


@dataclass(frozen=True)
class Texts:
    """What is said in one language. In braces is what is put in when it is said."""

    city_not_served: str
    date_unclear: str
    date_past: str
    date_too_far: str
    nights_wrong: str
    room_type_unknown: str
    phone_wrong: str

    sold_out_other_rooms: str
    sold_out_other_dates: str
    sold_out: str
    other_room: str
    just_taken: str

    quote: str
    price_changed: str
    booked: str
    dropped: str
    busy: str

    reference_unknown: str
    found_confirmed: str
    found_cancelled: str
    confirm_cancel: str
    cancelled: str
    already_cancelled: str
    too_late_to_cancel: str

    help: str
    not_understood: str
    hand_over: str


ENGLISH = Texts(
    city_not_served="Sorry, we have no hotel there. We are in {cities}. Which city would you like?",
    date_unclear="Sorry, I did not get that day. What day do you check in, say, {day}?",
    date_past="That day is over; today is {day}. What day do you check in?",
    date_too_far="We take bookings up to {day}. What day do you check in?",
    nights_wrong="A stay is {fewest} to {most} nights. How many nights will you stay?",
    room_type_unknown="We have no such room. Would you like {room_types}?",
    phone_wrong=(
        "That does not look like a phone number we can text. "
        "What is your number, with the area code?"
    ),
    sold_out_other_rooms=(
        "The {room_type} rooms in {city} are all taken for {nights} from {check_in}. "
        "We have {others}. Which room would you like?"
    ),
    sold_out_other_dates=(
        "{city} is fully booked for {nights} from {check_in}. "
        "A {room_type} room is free from {others}. What day would you like to check in?"
    ),
    sold_out=(
        "{city} is fully booked around {check_in}. What other day would you like to check in?"
    ),
    other_room="a {room_type} room for {price}",
    just_taken="I am sorry, someone has just taken the last one.",
    quote=(
        "{nights} in {city}, from {check_in} to {check_out}, in a {room_type} room: "
        "{price} in all, {rate} a night. Shall I book it?"
    ),
    price_changed="The price has just changed.",
    booked=(
        "It is booked: {nights} in {city} from {check_in}, a {room_type} room, {price}. "
        "Your reference is {reference}. We will text you the confirmation."
    ),
    dropped=(
        "All right, that one is not booked. "
        "To cancel a booking that you have, say cancel and its reference."
    ),
    busy="Many guests are booking at this moment and I could not finish. Shall I try again?",
    reference_unknown=(
        "I find no booking with that reference. It has 8 letters and digits. "
        "What is your booking reference?"
    ),
    found_confirmed=(
        "Booking {reference} is confirmed: {nights} in {city} from {check_in}, "
        "a {room_type} room, {price}."
    ),
    found_cancelled=(
        "Booking {reference} was cancelled: {nights} in {city} from {check_in}, a {room_type} room."
    ),
    confirm_cancel=(
        "Booking {reference}: {nights} in {city} from {check_in}, a {room_type} room, {price}. "
        "Shall I cancel it?"
    ),
    cancelled="Booking {reference} is cancelled. We hope to see you another time.",
    already_cancelled="Booking {reference} is already cancelled. There is nothing more to do.",
    too_late_to_cancel=(
        "The stay of booking {reference} began on {check_in}, so I cannot cancel it any more. "
        "Please call us and we will see what we can do."
    ),
    help=(
        "I can book a room in {cities}, find a booking or cancel one. "
        "Say, for example: a king room in {example} for two nights. What would you like?"
    ),
    not_understood=(
        "Sorry, I did not get that. I can book a room, find a booking or cancel one. "
        "What would you like?"
    ),
    hand_over="I am sorry, I cannot help with this. Please call us, and a person will.",
)

KOREAN = Texts(
    city_not_served=(
        "죄송하지만 그곳에는 저희 호텔이 없어요. {cities}에 있어요. 어느 도시로 하시겠어요?"
    ),
    date_unclear=(
        "죄송하지만 날짜를 알아듣지 못했어요. 언제 체크인하세요? {day}처럼 말씀해 주세요."
    ),
    date_past="이미 지난 날짜예요. 오늘은 {day}이에요. 언제 체크인하세요?",
    date_too_far="예약은 {day}까지 받아요. 언제 체크인하세요?",
    nights_wrong="{fewest}박부터 {most}박까지 묵으실 수 있어요. 몇 박 하시겠어요?",
    room_type_unknown="그런 객실은 없어요. {room_types} 중에서 어떤 객실로 하시겠어요?",
    phone_wrong="문자를 받으실 수 있는 전화번호가 아닌 것 같아요. 전화번호가 어떻게 되세요?",
    sold_out_other_rooms=(
        "{check_in}부터 {nights} 동안 {city}의 {room_type} 객실은 모두 찼어요. "
        "{others}이 있어요. 어떤 객실로 하시겠어요?"
    ),
    sold_out_other_dates=(
        "{check_in}부터 {nights} 동안 {city}의 객실은 모두 찼어요. "
        "{room_type} 객실은 {others}에 체크인하실 수 있어요. 언제 체크인하시겠어요?"
    ),
    sold_out="{check_in} 무렵에는 {city}의 객실이 모두 찼어요. 다른 날짜로 언제 체크인하시겠어요?",
    other_room="{price}에 {room_type} 객실",
    just_taken="죄송해요. 방금 다른 손님께서 마지막 객실을 예약하셨어요.",
    quote=(
        "{city}, {check_in}부터 {check_out}까지 {nights}, {room_type} 객실, "
        "1박에 {rate}, 모두 {price}예요. 예약해 드릴까요?"
    ),
    price_changed="방금 가격이 바뀌었어요.",
    booked=(
        "예약됐어요. {city}, {check_in}부터 {nights}, {room_type} 객실, {price}예요. "
        "예약 번호는 {reference}, 확인 문자로도 보내 드릴게요."
    ),
    dropped=(
        "알겠어요, 이번 예약은 하지 않았어요. "
        "이미 하신 예약을 취소하시려면 예약 번호와 함께 말씀해 주세요."
    ),
    busy="지금 예약하시는 분이 많아서 마치지 못했어요. 다시 해 볼까요?",
    reference_unknown=(
        "그 번호로 된 예약을 찾지 못했어요. 예약 번호는 영문자와 숫자 여덟 자리예요. "
        "예약 번호가 어떻게 되세요?"
    ),
    found_confirmed=(
        "{reference} 예약은 확정됐어요. "
        "{city}, {check_in}부터 {nights}, {room_type} 객실, {price}예요."
    ),
    found_cancelled=(
        "{reference} 예약은 취소됐어요. {city}, {check_in}부터 {nights}, {room_type} 객실이었어요."
    ),
    confirm_cancel=(
        "{reference} 예약은 {city}, {check_in}부터 {nights}, {room_type} 객실, {price}예요. "
        "취소할까요?"
    ),
    cancelled="{reference} 예약을 취소했어요. 다음에 또 뵐게요.",
    already_cancelled="{reference} 예약은 이미 취소됐어요. 더 하실 일은 없어요.",
    too_late_to_cancel=(
        "{reference} 예약은 숙박이 {check_in}에 시작돼서 이제 취소해 드릴 수 없어요. "
        "전화 주시면 도와드릴게요."
    ),
    help=(
        "{cities}의 객실을 예약하거나, 예약을 확인하거나, 취소해 드려요. "
        "예를 들어 {example}에 킹 객실 2박이라고 말씀해 주세요. 무엇을 도와드릴까요?"
    ),
    not_understood=(
        "죄송하지만 알아듣지 못했어요. 객실 예약, 예약 확인, 예약 취소를 도와드려요. "
        "무엇을 도와드릴까요?"
    ),
    hand_over="죄송하지만 제가 도와드리기 어려워요. 전화 주시면 직원이 도와드릴게요.",
)

TEXTS: Mapping[str, Texts] = {"en_US": ENGLISH, "ko_KR": KOREAN}


def say_date(day: date, *, locale: str) -> str:
    """ "Friday, November 27, 2026" or "2026년 11월 27일 금요일"."""
    if locale == "ko_KR":
        return f"{day.year}년 {day.month}월 {day.day}일 {_KO_DAYS[day.weekday()]}요일"
    return f"{_EN_DAYS[day.weekday()]}, {_EN_MONTHS[day.month - 1]} {day.day}, {day.year}"


def say_nights(nights: int, *, locale: str) -> str:
    """ "1 night", "3 nights" or "3박"."""
    if locale == "ko_KR":
        return f"{nights}박"
    return "1 night" if nights == 1 else f"{nights} nights"


def say_dollars(amount: int, *, locale: str) -> str:
    """ "$1,240" or "1,240달러"."""
    return f"{amount:,}달러" if locale == "ko_KR" else f"${amount:,}"


def say_choice(items: list[str], *, locale: str) -> str:
    """ "a, b or c" or "a, b, c"."""
    if locale == "ko_KR" or len(items) < 2:
        return ", ".join(items)
    return f"{', '.join(items[:-1])} or {items[-1]}"


def say_all(items: list[str], *, locale: str) -> str:
    """ "a, b and c" or "a, b, c"."""
    if locale == "ko_KR" or len(items) < 2:
        return ", ".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"

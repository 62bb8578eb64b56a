"""The hotel bot in Korean, in polite 해요체."""

from __future__ import annotations

from ml_refarch.lex import Intent, Locale, Slot, builtin

from stacks.catalog import in_words, slot_type
from stacks.hotel_booking.conversation import catalog
from stacks.hotel_booking.conversation.reference import BOOKING_REFERENCE

LOCALE_ID = "ko_KR"

CITIES = catalog.cities(LOCALE_ID)
ROOM_TYPES = catalog.room_types(LOCALE_ID)
CITY = slot_type("City", CITIES)
ROOM_TYPE = slot_type("RoomType", ROOM_TYPES)
ALL_CITIES = in_words(CITIES, last=", ")
ALL_ROOMS = in_words(ROOM_TYPES, last=", ")

BOOK_HOTEL = Intent(
    "BookHotel",
    utterances=[
        "호텔 예약",
        "예약",
        "예약이요",
        "예약할게요",
        "호텔 예약해 줘",
        "호텔 예약해 주세요",
        "호텔을 예약하려고 하는데요",
        "방 예약",
        "방 하나 잡아 줘",
        "방 하나 예약할게요",
        "방 있어요",
        "빈방 있나요",
        "빈 객실 있나요",
        "객실 예약 부탁드려요",
        "숙소 예약하려고요",
        "숙소를 찾고 있어요",
        "묵을 곳이 필요해요",
        "예약하고 싶은데요",
        "{City} 호텔 예약하고 싶어요",
        "{City}에 호텔 예약해 줘",
        "{City}에 방 잡아 줘",
        "{City}에 {CheckInDate}에 묵을 방 있어요",
        "{City}에서 {Nights}박 하고 싶어요",
        "{City} {CheckInDate}에 {Nights}박 하고 싶어요",
        "{City} {Nights}박",
        "{City} {Nights}박 예약해 줘",
        "{City}에 {Nights}박 예약하고 싶어요",
        "{CheckInDate}부터 {Nights}박 예약해 주세요",
        "{CheckInDate}부터 {City}에 방이 필요해요",
        "{CheckInDate} {City} 호텔 예약하고 싶어요",
        "{CheckInDate}부터 {City}에서 {Nights}박 예약해 주세요",
        "{CheckInDate}부터 {City}에서 {Nights}박 예약하고 싶어요",
        "{City}에 {CheckInDate}부터 {Nights}박 예약해 줘",
        "{City} {CheckInDate}부터 {Nights}박이요",
        "{RoomType} 객실 예약하고 싶어요",
        "{City}에 {RoomType} 객실 {Nights}박",
        "{City}에 {RoomType} 객실 {Nights}박이요",
        "{City}에 {RoomType} 룸 있어요",
        "{City} {RoomType} 객실로 {Nights}박 예약해 주세요",
        "{City}에 {CheckInDate}부터 {Nights}박 {RoomType} 룸으로 예약해 주세요",
        "{CheckInDate}부터 {Nights}박 {City} {RoomType} 룸 예약해 줘",
        "{CheckInDate}부터 {City}에서 {Nights}박 {RoomType} 객실로 예약할게요",
        # What people say when they change their mind half way.
        "{City}로 바꿔 주세요",
        "{City}으로 바꿔 주세요",
        "{City} 말이에요",
        "{Nights}박으로 바꿔 주세요",
        "{Nights}박으로 할게요",
        "날짜를 {CheckInDate}로 바꿔 주세요",
        "날짜를 {CheckInDate}으로 바꿔 주세요",
        "{CheckInDate}부터로 바꿔 주세요",
        "{RoomType} 룸으로 바꿔 주세요",
        "{RoomType} 객실로 바꿔 주세요",
    ],
    opening=["객실을 찾아 드릴게요.", "네, 객실을 알아볼게요."],
    slots=[
        Slot(
            "City",
            CITY,
            ask="어느 도시로 가세요?",
            retry_ask=[
                f"죄송해요, 어느 도시라고 하셨나요? {ALL_CITIES}에 호텔이 있어요.",
                f"한 번만 더 말씀해 주세요. {ALL_CITIES} 중 어느 도시로 갈까요?",
            ],
            utterances=[
                "{City}로",
                "{City}으로",
                "{City}요",
                "{City}이요",
                "{City}에요",
                "{City}로 가요",
                "{City}에 갈 거예요",
                "{City}에서 묵을 거예요",
            ],
        ),
        Slot(
            "CheckInDate",
            builtin.DATE,
            ask="언제 체크인하세요?",
            retry_ask=[
                "죄송해요, 언제 도착하세요? 5월 3일이나 다음 주 금요일처럼 말씀해 주세요.",
                "체크인 날짜가 필요해요. 5월 3일처럼 몇 월 며칠인지 말씀해 주세요.",
            ],
            utterances=[
                "{CheckInDate}부터",
                "{CheckInDate}부터요",
                "{CheckInDate}에",
                "{CheckInDate}에요",
                "{CheckInDate}이요",
                "{CheckInDate}에 도착해요",
                "{CheckInDate}에 체크인할게요",
            ],
        ),
        Slot(
            "Nights",
            builtin.NUMBER,
            ask="몇 박 묵으실 건가요?",
            retry_ask=[
                "죄송해요, 몇 박이라고 하셨나요? 1박부터 30박까지 예약하실 수 있어요.",
                "몇 박인지 알려 주세요. 3박처럼 숫자로 말씀하시면 돼요.",
            ],
            utterances=[
                "{Nights}박",
                "{Nights}박이요",
                "{Nights}박 할게요",
                "{Nights}박 묵을 거예요",
                "{Nights}박만이요",
            ],
        ),
        Slot(
            "RoomType",
            ROOM_TYPE,
            ask=f"{ALL_ROOMS} 중 어떤 객실로 할까요?",
            retry_ask=[
                f"죄송해요, 어떤 객실이라고 하셨나요? {ALL_ROOMS} 객실이 있어요.",
                f"객실을 골라 주세요. {ALL_ROOMS} 중 하나를 말씀해 주세요.",
            ],
            utterances=[
                "{RoomType} 룸",
                "{RoomType} 룸이요",
                "{RoomType} 객실이요",
                "{RoomType}로",
                "{RoomType}으로",
                "{RoomType}이요",
                "{RoomType}요",
                "{RoomType}로 해 주세요",
                "{RoomType}으로 할게요",
            ],
        ),
        Slot(
            "PhoneNumber",
            builtin.PHONE_NUMBER,
            ask="휴대폰 번호를 알려 주세요. 예약 확인 문자를 보내 드릴게요.",
            retry_ask=[
                "죄송해요, 몇 번이라고 하셨나요? 010 1234 5678처럼 처음부터 말씀해 주세요.",
                "문자를 받으실 전화번호가 필요해요. 숫자만 차례대로 말씀하셔도 돼요.",
            ],
            default="[phoneNumber]",
            obfuscate=True,
            utterances=[
                "{PhoneNumber}이요",
                "{PhoneNumber}요",
                "{PhoneNumber}으로 보내 주세요",
                "{PhoneNumber}로 보내 주세요",
                "제 번호는 {PhoneNumber}이에요",
                "제 번호는 {PhoneNumber}예요",
                "번호는 {PhoneNumber}입니다",
            ],
        ),
    ],
    confirm=("{CheckInDate}부터 {Nights}박, {City}의 {RoomType} 객실이에요. 예약해 드릴까요?"),
    decline="알겠어요, 예약하지 않았어요.",
)


def booking_reference(ask: str) -> Slot:
    """The reference of a booking; the one just made or found, unless another is said."""
    return Slot(
        "BookingReference",
        BOOKING_REFERENCE,
        ask=ask,
        retry_ask=[
            "죄송해요, 예약 번호를 알아듣지 못했어요. 보내 드린 문자에서 찾으실 수 있어요.",
            "예약 번호가 필요해요. 문자에 적힌 그대로 한 글자씩 말씀해 주세요.",
        ],
        default="[bookingReference]",
        utterances=[
            "{BookingReference}이요",
            "{BookingReference}요",
            "{BookingReference}예요",
            "{BookingReference}입니다",
            "예약 번호는 {BookingReference}예요",
            "예약 번호는 {BookingReference}이에요",
            "예약 번호 {BookingReference}",
        ],
    )


FIND_BOOKING = Intent(
    "FindBooking",
    utterances=[
        "예약 확인",
        "예약 확인해 주세요",
        "예약 확인하고 싶어요",
        "예약 조회해 주세요",
        "내 예약 보여 줘",
        "내 예약 찾아 줘",
        "제 예약 좀 봐 주세요",
        "제 예약이 어떻게 되어 있나요",
        "예약이 잘 됐는지 궁금해요",
        "예약 잘 됐나요",
        "예약이 확정됐나요",
        "체크인이 언제예요",
        "예약한 거 확인할게요",
        "전에 예약한 게 있는데요",
        "예약 번호로 조회할게요",
        "예약 변경하고 싶어요",
        "예약을 바꾸고 싶은데요",
        "예약 {BookingReference} 확인해 줘",
        "예약 {BookingReference} 조회해 주세요",
        "예약 번호 {BookingReference} 조회해 주세요",
        "예약 번호 {BookingReference} 찾아 줘",
        "{BookingReference} 예약 확인해 주세요",
        "{BookingReference} 확인해 주세요",
        "{BookingReference} 조회",
        "예약 번호는 {BookingReference}예요",
    ],
    slots=[
        booking_reference("예약 번호를 알려 주세요."),
    ],
)

CANCEL_BOOKING = Intent(
    "CancelBooking",
    utterances=[
        "예약 취소",
        "예약 취소해 주세요",
        "예약 취소하고 싶어요",
        "예약 취소할게요",
        "예약을 취소하려고요",
        "예약한 거 취소해 줘",
        "호텔 예약 취소해 주세요",
        "호텔 취소하고 싶어요",
        "방 취소해 줘",
        "객실 취소해 주세요",
        "취소하고 싶은데요",
        "못 가게 됐어요",
        "못 가게 돼서 취소하려고요",
        "여행이 취소됐어요",
        "일정이 바뀌어서 취소해야 해요",
        "이제 방이 필요 없어요",
        "예약 {BookingReference} 취소해 줘",
        "예약 {BookingReference} 취소해 주세요",
        "예약 번호 {BookingReference} 취소해 주세요",
        "{BookingReference} 예약 취소해 주세요",
        "{BookingReference} 취소",
        "{BookingReference} 취소해 주세요",
    ],
    slots=[
        booking_reference("취소하실 예약 번호를 알려 주세요."),
    ],
    confirm="예약 {BookingReference}, 취소하면 되돌릴 수 없어요. 취소할까요?",
    decline="알겠어요, 예약은 그대로 두었어요.",
)

HELP = Intent(
    "Help",
    utterances=[
        "도움말",
        "도와줘",
        "도와주세요",
        "좀 도와주실래요",
        "뭐 할 수 있어",
        "여기서 뭘 할 수 있어요",
        "어떻게 하는 거예요",
        "사용법 알려 주세요",
        "뭐라고 말하면 돼요",
        "어떻게 말해야 해요",
        "무슨 말을 해야 할지 모르겠어요",
        "잘 모르겠어요",
        "처음부터 다시 할게요",
        "그만할게요",
        "그만",
        "됐어요",
        "메뉴 보여 줘",
        "안내해 주세요",
        "안녕하세요",
        "안녕",
    ],
)

KO_KR = Locale(
    LOCALE_ID,
    intents=[BOOK_HOTEL, FIND_BOOKING, CANCEL_BOOKING, HELP],
)

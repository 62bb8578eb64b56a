"""The hotel bot in American English."""

from __future__ import annotations

from ml_refarch.lex import Intent, Locale, Slot, builtin

from stacks.catalog import in_words, slot_type
from stacks.hotel_booking.conversation import catalog
from stacks.hotel_booking.conversation.reference import BOOKING_REFERENCE

LOCALE_ID = "en_US"

CITIES = catalog.cities(LOCALE_ID)
ROOM_TYPES = catalog.room_types(LOCALE_ID)
CITY = slot_type("City", CITIES)
ROOM_TYPE = slot_type("RoomType", ROOM_TYPES)
ALL_CITIES = in_words(CITIES, last=" and ")
ANY_CITY = in_words(CITIES, last=" or ")
ANY_ROOM = in_words(ROOM_TYPES, last=" or ")
A_ROOM = in_words(ROOM_TYPES, last=" or ", article="a ").capitalize()

BOOK_HOTEL = Intent(
    "BookHotel",
    utterances=[
        "Book a hotel",
        "Book a room",
        "Book",
        "Booking",
        "I'd like to book a room",
        "I would like to make a reservation",
        "I need a hotel",
        "I need a room",
        "Reserve a room",
        "Make a hotel reservation",
        "Can you book a hotel for me",
        "Can I get a room",
        "Do you have any rooms",
        "I'm looking for a hotel room",
        "Book a hotel in {City}",
        "Book a room in {City}",
        "I need a room in {City}",
        "I need a hotel in {City}",
        "Do you have anything in {City}",
        "Do you have anything in {City} {CheckInDate}",
        "I'm going to {City} and need a hotel",
        "I'm looking for a room in {City} for {Nights} nights",
        "{Nights} nights in {City}",
        "{Nights} nights in {City} please",
        "{Nights} nights in {City} from {CheckInDate}",
        "I need a room from {CheckInDate}",
        "I need a room for {Nights} nights",
        "I need a room in {City} for {Nights} nights",
        "I need a room in {City} from {CheckInDate}",
        "I need a room in {City} on {CheckInDate}",
        "I need a {RoomType} room in {City}",
        "A {RoomType} room in {City} for {Nights} nights",
        "Book a {RoomType} room in {City}",
        "Book a {RoomType} room in {City} for {Nights} nights",
        "Book a {RoomType} room in {City} for {Nights} nights from {CheckInDate}",
        "Book a {RoomType} room in {City} for {Nights} night from {CheckInDate}",
        "Book a {RoomType} room in {City} from {CheckInDate} for {Nights} nights",
        "Book a room in {City} for {Nights} nights",
        "Book a room in {City} for {Nights} nights from {CheckInDate}",
        "Book a room in {City} from {CheckInDate} for {Nights} nights",
        "Book a hotel in {City} for {CheckInDate}",
        "Book a room in {City} on {CheckInDate}",
        "Can I get a {RoomType} room in {City} for {CheckInDate}",
        "Do you have a {RoomType} room in {City} on {CheckInDate}",
        "I'd like a {RoomType} room in {City} for {Nights} nights starting {CheckInDate}",
        "I'd like to stay in {City} for {Nights} nights",
        "I'd like to stay in {City} from {CheckInDate}",
        "I'll be in {City} from {CheckInDate} for {Nights} nights",
        "I arrive in {City} on {CheckInDate} and stay {Nights} nights",
        # What people say when they change their mind half way.
        "Make it {City}",
        "I meant {City}",
        "In {City} instead",
        "Make it {Nights} nights",
        "{Nights} nights instead",
        "From {CheckInDate} instead",
        "Change the date to {CheckInDate}",
        "Make it a {RoomType} room",
        "A {RoomType} room instead",
    ],
    opening=["Let's find you a room.", "Happy to help you find a room."],
    slots=[
        Slot(
            "City",
            CITY,
            ask="Which city are you going to?",
            retry_ask=[
                f"Sorry, which city was that? We have hotels in {ALL_CITIES}.",
                f"Let's try once more. Please say just the city: {ANY_CITY}.",
            ],
            utterances=[
                "in {City}",
                "to {City}",
                "I'm going to {City}",
                "I want to stay in {City}",
                "the one in {City}",
                "{City} please",
            ],
        ),
        Slot(
            "CheckInDate",
            builtin.DATE,
            ask="What day do you check in?",
            retry_ask=[
                "Sorry, which day do you arrive? May 3rd, tomorrow or next Friday, say.",
                "I still need the day you check in. A month and a day will do, like May 3rd.",
            ],
            utterances=[
                "on {CheckInDate}",
                "from {CheckInDate}",
                "I arrive {CheckInDate}",
                "I arrive on {CheckInDate}",
                "we check in on {CheckInDate}",
                "starting {CheckInDate}",
            ],
        ),
        Slot(
            "Nights",
            builtin.NUMBER,
            ask="How many nights will you stay?",
            retry_ask=[
                "Sorry, how many nights is that? Any number from 1 to 30.",
                "I still need the number of nights. Just a number is fine, like 3.",
            ],
            utterances=[
                "{Nights} nights",
                "{Nights} night",
                "for {Nights} nights",
                "just {Nights} night",
                "I'm staying {Nights} nights",
                "we stay for {Nights} nights",
            ],
        ),
        Slot(
            "RoomType",
            ROOM_TYPE,
            ask=f"{A_ROOM} room?",
            retry_ask=[
                f"Sorry, which room would you like: {ANY_ROOM}?",
                f"I still need the type of room. Please say {ANY_ROOM}.",
            ],
            utterances=[
                "a {RoomType} room",
                "a {RoomType}",
                "the {RoomType} one",
                "{RoomType} please",
                "I'd like a {RoomType} room",
                "make it a {RoomType}",
            ],
        ),
        Slot(
            "PhoneNumber",
            builtin.PHONE_NUMBER,
            ask="What is your mobile number? We will text you the confirmation.",
            retry_ask=[
                "Sorry, which number is it? With the area code, like 206 555 0100.",
                "I still need a phone number. Just the digits, the area code first.",
            ],
            default="[phoneNumber]",
            obfuscate=True,
            utterances=[
                "my number is {PhoneNumber}",
                "it's {PhoneNumber}",
                "text me at {PhoneNumber}",
                "you can reach me at {PhoneNumber}",
                "send it to {PhoneNumber}",
            ],
        ),
    ],
    confirm=("{Nights} nights in {City} from {CheckInDate}, a {RoomType} room. Shall I book it?"),
    decline="All right, nothing is booked.",
)


def booking_reference(ask: str) -> Slot:
    """The reference of a booking; the one just made or found, unless another is said."""
    return Slot(
        "BookingReference",
        BOOKING_REFERENCE,
        ask=ask,
        retry_ask=[
            "Sorry, I did not get the reference. It is in the text message we sent you.",
            "I still need the reference. You can read it to me letter by letter.",
        ],
        default="[bookingReference]",
        utterances=[
            "it's {BookingReference}",
            "it is {BookingReference}",
            "my reference is {BookingReference}",
            "the reference is {BookingReference}",
            "booking {BookingReference}",
            "number {BookingReference}",
        ],
    )


FIND_BOOKING = Intent(
    "FindBooking",
    utterances=[
        "Find my booking",
        "Find my reservation",
        "Show me my booking",
        "Check my booking",
        "Can you check my reservation",
        "Can you pull up my booking",
        "What did I book",
        "When do I check in",
        "What is the status of my booking",
        "Is my booking confirmed",
        "Is my room confirmed",
        "I have a question about my booking",
        "I want to change my booking",
        "Can I change my booking",
        "I want to see my reservation",
        "I already have a booking",
        "I already have a reservation",
        "Find booking {BookingReference}",
        "Look up booking {BookingReference}",
        "Look up {BookingReference}",
        "Show me booking {BookingReference}",
        "Check booking {BookingReference}",
        "Find my reservation {BookingReference}",
        "What is the status of {BookingReference}",
        "Is booking {BookingReference} confirmed",
        "My booking reference is {BookingReference}",
    ],
    slots=[
        booking_reference("What is your booking reference?"),
    ],
)

CANCEL_BOOKING = Intent(
    "CancelBooking",
    utterances=[
        "Cancel my booking",
        "Cancel my reservation",
        "Cancel my room",
        "Cancel my hotel",
        "I want to cancel my booking",
        "I need to cancel my reservation",
        "I'd like to cancel my stay",
        "I have to cancel",
        "Can you cancel my reservation",
        "How do I cancel my booking",
        "I can't make it anymore",
        "I don't need the room anymore",
        "I don't need my reservation anymore",
        "My trip is off",
        "My plans have changed and I have to cancel",
        "Cancel booking {BookingReference}",
        "Cancel reservation {BookingReference}",
        "Cancel {BookingReference}",
        "Please cancel {BookingReference}",
        "I want to cancel booking {BookingReference}",
        "Can you cancel booking {BookingReference}",
        "I need to cancel {BookingReference}",
    ],
    slots=[
        booking_reference("Which booking shall I cancel? Tell me its reference."),
    ],
    confirm="Cancelling {BookingReference} gives the room back. Shall I cancel it?",
    decline="All right, your booking stays as it is.",
)

HELP = Intent(
    "Help",
    utterances=[
        "Help",
        "Help me",
        "Help please",
        "I need help",
        "Can you help me",
        "What can you do",
        "What can I do here",
        "What can I say",
        "How does this work",
        "What are my options",
        "I don't know what to say",
        "I'm lost",
        "I'm confused",
        "Start over",
        "Never mind",
        "Forget it",
        "Hello",
        "Hi there",
        "Menu",
    ],
)

EN_US = Locale(
    LOCALE_ID,
    intents=[BOOK_HOTEL, FIND_BOOKING, CANCEL_BOOKING, HELP],
)

"""The call centre's bots in American English."""

from __future__ import annotations

from ml_refarch.lex import Intent, Locale, Slot, Voice, builtin

from stacks.wishes.en_us import DATE, TIME, offered
from stacks.wishes.offers import offer
from stacks.wishes.read_back import another_day

LOCALE_ID = "en_US"
VOICE = Voice("Joanna")

OFFER = offer(LOCALE_ID)

AGENT = Intent(
    "Agent",
    utterances=[
        "0",
        "Zero",
        "Agent",
        "Operator",
        "Representative",
        "Receptionist",
        "Human",
        "A person",
        "A real person",
        "A human please",
        "Agent please",
        "Speak to an agent",
        "I want to speak with somebody",
        "Let me talk to a person",
        "Can I talk to a human",
        "Connect me to the front desk",
        "Get me someone",
        "I'd rather talk to someone",
        "I need to speak to a representative",
        "Transfer me",
    ],
    dialog_hook=False,
    fulfillment_hook=False,
)

HELP = Intent(
    "Help",
    utterances=[
        "Help",
        "Help me",
        "Help please",
        "I need help",
        "What can you do",
        "What can I do here",
        "What can I say",
        "What are my options",
        "What do you mean",
        "How does this work",
        "I don't know what to say",
        "I don't understand",
        "I'm lost",
        "I'm confused",
        "Why do you ask",
        "Why do you need that",
    ],
)

TELL_BIRTH_DATE = Intent(
    "TellBirthDate",
    utterances=[
        "{BirthDate}",
        "It's {BirthDate}",
        "It is {BirthDate}",
        "I was born {BirthDate}",
        "I was born on {BirthDate}",
        "Born {BirthDate}",
        "Born on {BirthDate}",
        "My birthday is {BirthDate}",
        "My birth date is {BirthDate}",
        "My date of birth is {BirthDate}",
        "My date of birth is the {BirthDate}",
        "The date of birth is {BirthDate}",
        "Date of birth {BirthDate}",
        "Sure it's {BirthDate}",
        "Yes {BirthDate}",
        "I'll tell you my date of birth",
    ],
    slots=[
        Slot(
            "BirthDate",
            builtin.DATE,
            ask="What is your date of birth?",
            retry_ask=[
                "Sorry, which date is it? Month, day and year, like June 5th 1980.",
                "I still need your date of birth, like June 5th 1980.",
            ],
            obfuscate=True,
            utterances=["it's {BirthDate}", "I was born on {BirthDate}"],
        )
    ],
    dialog_hook=False,
    fulfillment_hook=False,
)

MOVE_APPOINTMENT = Intent(
    "MoveAppointment",
    utterances=[
        "Move my appointment",
        "Move it",
        "Move it please",
        "Reschedule",
        "Reschedule my appointment",
        "I'd like to reschedule",
        "I need another time",
        "I need to change my appointment",
        "Change my appointment",
        "Change it",
        "Can I come another day",
        "I can't make it",
        "Something came up",
        "Yes",
        "Yes please",
        "Yes I would",
        "Sure",
        "{Date}",
        "{Date} please",
        "{Date} at {Time}",
        "{Date} at {Time} please",
        "{Date} {Time}",
        "{Time} on {Date}",
        "At {Time}",
        "{Time}",
        "On {Date}",
        "On {Date} at {Time}",
        "Move it to {Date}",
        "Move it to {Date} at {Time}",
        "Make it {Date}",
        "Make it {Date} at {Time}",
        "Make it {Time}",
        "How about {Date}",
        "How about {Date} at {Time}",
        "What about {Date} at {Time}",
        "Can I come {Date}",
        "Can I come {Date} at {Time}",
        "Can I come on {Date} at {Time}",
        "Could we do {Date} at {Time}",
        "Do you have anything {Date}",
        "Do you have anything on {Date}",
        "Do you have {Date} at {Time}",
        "I'd like {Date} at {Time}",
        "I'd prefer {Date}",
        "I'd prefer {Date} at {Time}",
        "Is {Date} at {Time} free",
        "Move my appointment to {Date}",
        "Move my appointment to {Date} at {Time}",
        "Reschedule to {Date}",
        "Reschedule my appointment to {Date} at {Time}",
        "Reschedule it for {Date} at {Time}",
        "Yes move it to {Date}",
        "Yes move it to {Date} at {Time}",
        "Yes {Date} at {Time}",
        "Yes to {Date} at {Time}",
        # What people say when they change their mind half way.
        "{Date} instead",
        "{Time} instead",
        "No {Date} at {Time}",
        "Rather {Date} at {Time}",
        "The {Offer} one",
        "{Offer} please",
    ],
    slots=[DATE, TIME, offered(OFFER)],
    confirm="{Date} at {Time}. Shall I move your appointment?",
    decline=another_day("All right, I have changed nothing. Which other day would suit you?"),
)

REPEAT_APPOINTMENT = Intent(
    "RepeatAppointment",
    utterances=[
        "Repeat",
        "Repeat that",
        "Repeat please",
        "Repeat my appointment",
        "Say that again",
        "Say it again",
        "Can you say that again",
        "Once more",
        "Once more please",
        "Pardon",
        "Pardon me",
        "Sorry",
        "What was that",
        "When is it",
        "When is my appointment",
        "What time is my appointment",
        "Who is my appointment with",
    ],
)

DONE = Intent(
    "Done",
    utterances=[
        "No",
        "Nope",
        "No thanks",
        "No thank you",
        "Nothing",
        "Nothing else",
        "Nothing more",
        "That's all",
        "That is all",
        "That's it",
        "That's everything",
        "I'm good",
        "I'm done",
        "We're done",
        "Goodbye",
        "Bye",
        "Thanks bye",
        "Thank you goodbye",
        "Keep it",
        "Keep it as it is",
        "Leave it as it is",
        "Leave it",
        "Never mind",
        "Forget it",
        "Don't move it",
    ],
    dialog_hook=False,
    fulfillment_hook=False,
)

VERIFICATION = Locale(LOCALE_ID, intents=[TELL_BIRTH_DATE, AGENT, HELP], voice=VOICE)

APPOINTMENTS = Locale(
    LOCALE_ID, intents=[MOVE_APPOINTMENT, REPEAT_APPOINTMENT, DONE, AGENT, HELP], voice=VOICE
)

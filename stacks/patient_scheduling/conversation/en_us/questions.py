"""Who, and with whom: the slots that several intents ask for, in American English."""

from __future__ import annotations

from ml_refarch.lex import Slot, builtin

from stacks.patient_scheduling.conversation.catalog import spoken
from stacks.wishes.offers import ordinal

LOCALE_ID = "en_US"

ORDINAL = ordinal(LOCALE_ID)
SPOKEN = spoken(LOCALE_ID, last=" or ")

PROVIDER = Slot(
    "Provider",
    SPOKEN.provider,
    ask=f"Whom would you like to see: {SPOKEN.providers}?",
    retry_ask=[
        f"Sorry, whom would you like to see? There are {SPOKEN.providers}, or say anyone.",
        f"Please tell me the doctor: {SPOKEN.providers}. Anyone will do, too.",
    ],
    required=False,
    utterances=[
        "with {Provider}",
        "{Provider} please",
        "I'd like to see {Provider}",
        "the one with {Provider}",
        "the appointment with {Provider}",
    ],
)

PHONE_NUMBER = Slot(
    "PhoneNumber",
    builtin.PHONE_NUMBER,
    ask="Which phone number does the clinic have for the patient?",
    retry_ask=[
        "Sorry, which number is it? With the area code, like 206 555 0100.",
        "I need the number to find the patient. Just the digits, the area code first.",
    ],
    required=False,
    obfuscate=True,
    utterances=[
        "my number is {PhoneNumber}",
        "it's {PhoneNumber}",
        "the number is {PhoneNumber}",
        "it should be {PhoneNumber}",
        "you have {PhoneNumber}",
    ],
)

BIRTH_DATE = Slot(
    "BirthDate",
    builtin.DATE,
    ask="And what is the patient's date of birth?",
    retry_ask=[
        (
            "I ask so that nobody else can see or change the patient's appointments. "
            "What is the date of birth, like June 5th 1980?"
        ),
        "I still need the date of birth: month, day and year, like June 5th 1980.",
    ],
    required=False,
    obfuscate=True,
    utterances=[
        "it's {BirthDate}",
        "born {BirthDate}",
        "born on {BirthDate}",
        "I was born {BirthDate}",
        "I was born on {BirthDate}",
        "my date of birth is {BirthDate}",
        "my birthday is {BirthDate}",
        "dob {BirthDate}",
        "she was born on {BirthDate}",
        "he was born on {BirthDate}",
    ],
)


def which_appointment(ask: str) -> Slot:
    """One of several appointments that were read out, by its number."""
    return Slot(
        "Appointment",
        ORDINAL,
        ask=ask,
        retry_ask=[
            "Sorry, which appointment? The first, the second or the third.",
            "Please tell me which appointment: the first, the second or the third, or the doctor.",
        ],
        required=False,
        utterances=["{Appointment}", "the {Appointment} one", "number {Appointment}"],
    )

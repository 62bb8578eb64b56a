"""Help and Goodbye in American English."""

from __future__ import annotations

from ml_refarch.lex import Intent

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
        "I have a question",
        "Can I ask you something",
        "How much does it cost",
        "I'm lost",
        "I'm confused",
        "Start over",
        "Hello",
        "Hi",
        "Hi there",
        "Good morning",
        "Menu",
        "Who are you",
    ],
)

GOODBYE = Intent(
    "Goodbye",
    utterances=[
        "Bye",
        "Goodbye",
        "Bye bye",
        "Thanks bye",
        "Thanks",
        "Thank you",
        "Thank you very much",
        "Thanks a lot",
        "That's all",
        "That is all",
        "That's it",
        "That's everything",
        "Nothing else",
        "No thanks",
        "No thank you",
        "Never mind",
        "Forget it",
        "Stop",
        "I'm done",
        "Not today",
    ],
)

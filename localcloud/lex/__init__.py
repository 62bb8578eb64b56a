"""Amazon Lex V2: bots as deployed, conversations as AWS would hold them.

In a test, without deploying::

    bot = LexRuntime(bot_from_template(template), hook=call_handler, clock=clock)
    bot.recognize_text(localeId="en_US", sessionId="guest", text="Book a hotel")

Requests and responses are those of the ``lexv2-runtime`` API; errors are ``ServiceError``.
What AWS leaves undocumented is decided in ``gaps``.
"""

from localcloud.lex.hooks import Hook, HookFailed, HookThrottled, HookTimedOut
from localcloud.lex.in_process import LexRuntime
from localcloud.lex.template import bot_from_properties, bot_from_template

__all__ = [
    "Hook",
    "HookFailed",
    "HookThrottled",
    "HookTimedOut",
    "LexRuntime",
    "bot_from_properties",
    "bot_from_template",
]

"""Lex's model-building API (lexv2-models): bots, locales, intents, slots, versions, aliases."""

"""How bots ask when an appointment shall be: the slots of a day, a time and an offer, by language.

What becomes of the answers is up to ``lambda/layers/appointment_dialog``, whose slots these are.
"""

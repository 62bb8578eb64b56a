"""A Lex bot that makes, changes and cancels patients' appointments, in English and Korean."""

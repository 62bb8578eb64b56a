"""AWS CDK constructs for conversational bots, machine learning and analytics.

Each domain is a package of its own: ``ml_refarch.foundation``, ``ml_refarch.lex``,
``ml_refarch.connect``.
"""

"""What runs in the jobs' own Python: the model server, XGBoost's algorithm mode, and stand-ins.

A module here imports nothing of the local cloud but its neighbours.
"""

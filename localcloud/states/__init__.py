"""AWS Step Functions: state machines that run, with the jobs and APIs of this cloud as their tasks.

moto interprets the Amazon States Language (JSONPath); what it lacks is added in ``interpreter``
alone. Jobs that a task waits for (``.sync``) are listed in ``jobs``: another service's is one
entry there.
"""

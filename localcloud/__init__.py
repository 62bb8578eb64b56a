"""A local cloud: deploys any cloud assembly with the real CDK CLI and runs what it can of it.

One process on one loopback port. ``moto`` is the AWS underneath; what it lacks is a package each
here, named for its service.
"""

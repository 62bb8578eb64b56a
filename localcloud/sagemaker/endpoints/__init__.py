"""Endpoints: serving processes, traffic between them, and how a new model replaces an old one."""

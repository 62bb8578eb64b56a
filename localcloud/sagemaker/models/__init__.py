"""Models, model packages and their groups: what an endpoint can serve."""

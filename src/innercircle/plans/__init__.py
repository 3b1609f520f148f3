"""Relationship plans: what we do for a client, the three tests, the linter, and the reading of words."""

"""Accounts, contacts, colleagues, teams: whom we deal with, and who may see it."""

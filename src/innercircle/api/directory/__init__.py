"""Accounts, contacts and colleagues over the API."""

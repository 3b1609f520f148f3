"""Stored: facts, figures per account and month, closes, amendments, statements."""

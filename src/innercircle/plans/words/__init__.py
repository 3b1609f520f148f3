"""Reads what an account manager typed: signals from a lexicon, grammar around them, and one label with its reasons."""

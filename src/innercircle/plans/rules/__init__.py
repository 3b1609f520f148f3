"""Decides: the three tests, what an activity is, what a plan is, and every finding of the linter. Pure values only."""

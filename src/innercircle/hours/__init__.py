"""Client hours and the month test."""

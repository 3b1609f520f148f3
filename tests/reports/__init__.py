"""Documents and pictures out of values."""

"""Small tools that know neither client nor Django."""

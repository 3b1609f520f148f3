"""The relationship map."""

"""Decisions of the map: pure functions and values; in plain words docs/rules/map.md and docs/rules/six-steps.md."""

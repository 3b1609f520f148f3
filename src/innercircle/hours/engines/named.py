"""Which engines there are; needs none of them, so that the command can offer them all."""

from __future__ import annotations

from enum import StrEnum


class Engine(StrEnum):
    """Who computes the measure instead of this program's own pass."""

    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    SPARK = "spark"

    @property
    def in_words(self) -> str:
        """Its name as it writes itself."""
        return {Engine.DUCKDB: "DuckDB", Engine.POSTGRES: "PostgreSQL", Engine.SPARK: "Spark"}[self]

    @property
    def extra(self) -> str:
        """The extra of this package that brings what it needs."""
        return "spark" if self is Engine.SPARK else "engines"

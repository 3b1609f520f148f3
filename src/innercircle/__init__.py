"""Innercircle: strategic account relationships, measured by what clients really invest."""

__version__ = "0.1.0"

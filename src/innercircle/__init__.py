"""Innercircle: strategic account relationships, measured by what clients really invest."""

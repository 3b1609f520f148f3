"""Relationship plans over the API."""

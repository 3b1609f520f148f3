"""Relationship maps, findings, who knows whom and the help catalogue over the API."""

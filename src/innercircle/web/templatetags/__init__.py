"""Filters and tags that every template of this product has at hand."""

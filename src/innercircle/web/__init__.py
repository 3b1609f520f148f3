"""Door: HTML pages."""

"""Changes of the stored tables, in order."""

"""SQLite as a database for several processes: one fair queue for writers."""

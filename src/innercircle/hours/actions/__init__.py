"""Changes of client hours: figures computed anew, corrections, closes, statements, work."""

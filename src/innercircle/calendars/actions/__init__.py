"""Changes of calendars and meetings."""

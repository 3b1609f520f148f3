"""What happened and who was there: calendar entries and attendance."""

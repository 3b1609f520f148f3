"""The demo firm: a believable industrial supplier whose calendars pass through the same import as anybody's."""

"""Hours, meetings, month tests and closes over the API."""

"""Door: background work with lease, retry and progress."""

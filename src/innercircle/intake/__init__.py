"""Files and exports of other systems: preview, one transaction, undo."""

"""Client hours from attendance files, for data that comes from a lake or a warehouse: Parquet or CSV in, figures out.

What an attendance file is, in plain words: `docs/bulk.md`. Needs the extra `parquet`; nothing else imports this package
but the command, and that only when such a file is named. `recognising` alone needs no extra.
"""

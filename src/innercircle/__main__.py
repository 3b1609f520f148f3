"""`python -m innercircle` is the command `innercircle`."""

from __future__ import annotations

from innercircle.cli.main import main

if __name__ == "__main__":
    main()

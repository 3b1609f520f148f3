"""Build a firm of any size into an installation's empty database, for the benches of the pages.

INNERCIRCLE_HOME=FOLDER python -m bench.build_firm --accounts 5000 --attendances 1000000
"""

from __future__ import annotations

import argparse
import time
from datetime import UTC, datetime
from importlib import import_module

from innercircle.cli.ready import django_ready

SIZES = {"accounts": 500, "contacts": 10, "attendances": 100_000, "months": 36, "colleagues": 60, "seed": 7}


def main() -> None:
    """Parse, build, say who may log in."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in SIZES.items():
        parser.add_argument(f"--{name}", type=int, default=usual)
    chosen = vars(parser.parse_args())
    django_ready()
    firm = import_module("bench.firm")  # needs Django set up
    import_module("bench.pages").refuse_filled()
    began = time.perf_counter()
    built = firm.build(firm.Size(**chosen), datetime.now(UTC))
    print(f"{built} in {time.perf_counter() - began:.1f} s; password: {firm.PASSWORD}")


if __name__ == "__main__":
    main()

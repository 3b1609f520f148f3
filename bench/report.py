"""How long an account plan of many pages takes, and what it needs: `python -m bench.report`.

Each format is written as the job does it, in a process of its own; printed are pages or slides, seconds, and the most
memory that process ever held. The ratio is against the one-page version, taken in the same run. `--json` prints the
ratios for `python -m bench`.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import sys
import time
from dataclasses import asdict
from importlib import import_module

import django
from pptx import Presentation
from pypdf import PdfReader

from bench.clearing import cleared
from bench.ratios import Ratio
from bench.written import Taken, measured
from innercircle.kit.child import Limits, run
from innercircle.reports.blocks import Document, Format

STEPS = 220  # activities: some sixty pages of PDF


def taken(document: Document, kind: Format) -> Taken:
    """One document, written in a process of its own."""
    limits = Limits(cpu=240, memory=4 << 30, wall=300)
    return next(Taken(*chunk[0]) for chunk in run(measured, document, kind, limits=limits))


def size(data: bytes, kind: Format) -> str:
    """Pages, slides or sheets; a Word file knows its pages only when it is shown."""
    if kind is Format.PDF:
        return f"{len(PdfReader(io.BytesIO(data)).pages)} pages"
    if kind is Format.PPTX:
        return f"{len(Presentation(io.BytesIO(data)).slides)} slides"
    return f"{len(data) / 1e6:.1f} MB"


def main() -> int:
    """Print a line for each format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=STEPS, help="activities of the plan")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    compose = import_module("innercircle.reports.composing").compose  # not before Django is set up
    plan = import_module("tests.reports.plans").large(people=500, count=chosen.steps)
    began = time.perf_counter()
    whole, short = (compose(plan, language="en", short=short) for short in (False, True))
    worded = f"worded in {time.perf_counter() - began:.2f} s: 500 people, {chosen.steps} steps"
    rows, lines = [], [worded]
    for kind in Format:
        long, one = taken(whole, kind), taken(short, kind)
        ratio = long.seconds / one.seconds
        whole_plan = f"an account plan of {chosen.steps} steps, {size(long.data, kind)}"
        rows.append(Ratio(f"report as {kind}", "the one-page version", whole_plan, "time", ratio, ratio, ratio))
        lines.append(
            f"{kind:5} {size(long.data, kind):>10}  {long.seconds:6.2f} s  {long.megabytes:5.0f} MB"
            f"   {ratio:5.1f} times the one-page version ({one.seconds:.2f} s)"
        )
    shutil.rmtree(os.environ["INNERCIRCLE_HOME"], ignore_errors=True)
    print(json.dumps([asdict(row) for row in rows]) if chosen.json else "\n".join(lines))
    return 0


if __name__ == "__main__":
    with cleared():
        sys.exit(main())

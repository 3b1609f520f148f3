"""Nothing of a bench stays behind: not after its end, not after Ctrl-C, not after SIGTERM, not after a SIGKILL."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.clearing import PREFIX, cleared, sweep
from bench.ratios import DisagreementError, spent

BENCH = """
import sys, tempfile
from bench.clearing import cleared
from bench.ratios import spent
with cleared():
    tempfile.mkdtemp()
    spent([sys.executable, "-c", "import os, pathlib, tempfile, time; "
           "pathlib.Path(tempfile.mkdtemp(), 'pid').write_text(str(os.getpid())); time.sleep(300)"])
"""


@pytest.fixture(autouse=True)
def _around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def test_children_have_their_folders_in_ours_and_all_goes(tmp_path: Path) -> None:
    with cleared() as place:
        inside = spent([sys.executable, "-c", "import tempfile; print(tempfile.mkdtemp())"]).printed.strip()
        assert Path(inside).parent == place
        for _turn in range(2):  # a bench that another one starts twice finds nothing of its first turn
            with cleared() as within:
                (within / "home").mkdir()
            assert within.parent == place
        assert place.exists()
    assert list(tmp_path.iterdir()) == []
    assert os.environ["TMPDIR"] == tempfile.gettempdir() == str(tmp_path)


@pytest.mark.parametrize(("end", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["ctrl-c", "terminate"])
def test_an_interrupted_bench_leaves_neither_folder_nor_process(
    tmp_path: Path, end: signal.Signals, status: int
) -> None:
    bench = subprocess.Popen([sys.executable, "-c", BENCH], stderr=subprocess.PIPE, text=True)
    until = time.monotonic() + 60
    while not (found := [each for each in tmp_path.glob("*/*/pid") if each.read_text()]):
        assert time.monotonic() < until
        time.sleep(0.05)
    child = int(found[0].read_text())
    bench.send_signal(end)
    _nothing, said = bench.communicate(timeout=60)
    assert (bench.returncode, "Traceback" in said) == (status, False)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_what_a_killed_bench_left_goes_with_the_next(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for owner in (gone.pid, os.getpid()):
        (tmp_path / f"{PREFIX}{owner}-x").mkdir()
    (tmp_path / f"{PREFIX}notes").mkdir()
    sweep(tmp_path)
    assert {each.name for each in tmp_path.iterdir()} == {f"{PREFIX}{os.getpid()}-x", f"{PREFIX}notes"}


def test_what_fails_says_its_words() -> None:
    with pytest.raises(DisagreementError, match="out of room"):
        spent([sys.executable, "-c", "import sys; sys.exit('out of room')"])

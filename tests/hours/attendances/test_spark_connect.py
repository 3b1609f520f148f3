"""The command against a Spark Connect server in a process of its own: the figures of the embedded pass, in a sentence
what is wrong. Needs what `test_spark.py` needs, and what speaks to such a server (requirements-spark.lock).
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from innercircle.hours.engines import connecting
from innercircle.hours.engines.connecting import EngineError, measured_by
from innercircle.hours.engines.named import Engine
from innercircle.hours.rules import Policy
from tests import machine
from tests.hours.attendances.rows import damaged, parquet
from tests.hours.attendances.test_files import ROWS

pytestmark = pytest.mark.spark
_PATIENCE = 300  # seconds in which Java has to be up, on a machine that others use too
_NO_GRPC = "grpcio is not installed (.ci/run brings it, so does: .venv/bin/python -m pip install 'pyspark[connect]')"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def refuse_what_is_missing() -> None:
    """Fail where everything has to be tried, else skip."""
    missing = machine.no_spark() or ("" if find_spec("grpc_status") else _NO_GRPC)
    if missing and os.environ.get("INNERCIRCLE_TEST_ALL"):
        pytest.fail(f"Spark Connect cannot be tried: {missing}")
    if missing:
        pytest.skip(f"SPARK CONNECT WAS NOT TRIED: {missing}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Spark's own start script, in a folder of its own; its address."""
    refuse_what_is_missing()
    found = find_spec("pyspark")
    assert found is not None
    assert found.origin is not None
    folder, port = tmp_path_factory.mktemp("connect"), free_port()
    conf = {
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": port,
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
    }
    words = [word for name, value in conf.items() for word in ("--conf", f"{name}={value}")]
    script = Path(found.origin).parent / "sbin" / "start-connect-server.sh"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SPARK_", "PYSPARK_"))}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            ["bash", script, "--master", "local[1]", *words],
            cwd=folder,
            env=kept | {"SPARK_NO_DAEMONIZE": "1", "SPARK_LOG_DIR": str(folder), "SPARK_PID_DIR": str(folder)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _wait_for(port, process, folder / "log")
        yield f"sc://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(60)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"Spark's Connect server did not start:\n{log.read_text()[-2000:]}")


def test_a_server_that_says_nothing_is_told_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_what_is_missing()
    monkeypatch.setattr(connecting, "_PATIENCE", 1.0)
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        address = f"sc://127.0.0.1:{mute.getsockname()[1]}"
        with pytest.raises(EngineError, match=f"{address}: somebody took the connection, but no Spark Connect server"):
            measured_by(Engine.SPARK, ["attendances"], Policy.SEEN, address)


def asked(*words: str | Path) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "innercircle", "hours", *words, "--as-of", "2026-05-01", "--format", "csv"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE)
    return done.returncode, done.stdout, done.stderr


def test_a_server_elsewhere_gives_what_the_embedded_pass_gives(server: str, tmp_path: Path) -> None:
    file = parquet(tmp_path / "a.parquet", damaged(list(ROWS) * 8, 2, words=False))
    status, figures, said = asked(file, "--engine", "spark", "--engine-url", server)
    alone = asked(file)
    assert (status, figures) == (0, alone[1])
    assert "Computed by Spark: " in said
    left_out = alone[2].partition(" left out")[0].rpartition(" ")[2]
    assert int(left_out) > 0
    assert f"{left_out} left out." in said


def test_what_the_server_does_not_have_is_told_in_a_sentence(server: str, tmp_path: Path) -> None:
    status, figures, said = asked(tmp_path / "none.parquet", "--engine", "spark", "--engine-url", server)
    assert (status, figures) == (2, "")
    assert "none.parquet" in said
    assert "Traceback" not in said

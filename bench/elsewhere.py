"""The product's measure on engines that compute in a process of their own: PostgreSQL and Spark, where they are.

Each gives the work to do on a file, and a clock that counts the CPU seconds of the engine's processes as well as ours.
Starting the engine, and for PostgreSQL bringing the rows in and indexing them in the measure's order, is not counted.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from bench.ratios import DisagreementError

Work = Callable[[Path], Any]  # a table of figures
Clock = Callable[[], float]
_ORDER = "account, month, side, person, start"
_PATIENCE = 30.0  # seconds until a server has cleared up after a connection
_TICKS = os.sysconf("SC_CLK_TCK")


def missing(name: str) -> str:
    """Why the engine cannot be measured here; "" where it can."""
    machine = import_module("tests.machine")
    if not Path("/proc/self/stat").exists():
        return "the CPU of other processes can be read on Linux only"
    if name == "spark":
        return str(machine.no_spark())
    return "" if machine.postgres() is not None else str(machine.NO_POSTGRES)


@contextmanager
def postgres() -> Iterator[tuple[Work, Clock]]:
    """A server of our own; the rows of a file are brought in when they are first asked for."""
    server, machine = import_module("tests.postgres").server, import_module("tests.machine")
    with server(machine.postgres()) as url:
        keeper = _pid_of(url)
        tables: dict[Path, str] = {}

        def work(file: Path) -> Any:
            if file not in tables:
                tables[file] = f"attendances_{len(tables)}"
                _bring_in(url, tables[file], file)
                _wait_until_alone(keeper)
            connecting = import_module("innercircle.hours.engines.connecting")
            named, rules = import_module("innercircle.hours.engines.named"), import_module("innercircle.hours.rules")
            return connecting.measured_by(named.Engine.POSTGRES, [tables[file]], rules.Policy.SEEN, url)

        def clock() -> float:
            _wait_until_alone(keeper)
            return time.process_time() + _of_ended_children(keeper)

        yield work, clock


@contextmanager
def spark() -> Iterator[tuple[Work, Clock]]:
    """One session on this machine, as the product opens it."""
    ibis, expression = import_module("ibis"), import_module("innercircle.hours.engines.expression")
    policy = import_module("innercircle.hours.rules").Policy.SEEN
    builder = import_module("pyspark.sql").SparkSession.builder.master("local[2]")
    quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.sql.shuffle.partitions": "4"}
    for name, value in (quiet | {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}).items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    backend = ibis.pyspark.connect(session=session)
    machine = session.sparkContext._gateway.proc.pid  # noqa: SLF001 -- Spark tells its process nowhere else
    try:
        yield (
            lambda file: expression.measure_on(backend.read_parquet(str(file)), policy).to_pyarrow(),
            lambda: time.process_time() + _of_process(machine),
        )
    finally:
        session.stop()


PLACES = {"postgres": postgres, "spark": spark}


def _bring_in(url: str, table: str, file: Path) -> None:
    csv, parquet = import_module("pyarrow.csv"), import_module("pyarrow.parquet")
    columns = (
        'account int, month int, side smallint, person bigint, start bigint, "end" bigint, meeting bigint, '
        "confirmed boolean, mode smallint"
    )
    with import_module("psycopg").connect(url, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE UNLOGGED TABLE {table} ({columns})")
        with cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
            for batch in parquet.ParquetFile(file).iter_batches():
                sink = import_module("pyarrow").BufferOutputStream()
                csv.write_csv(batch, sink, csv.WriteOptions(include_header=False))
                copy.write(sink.getvalue().to_pybytes())
        cursor.execute(f"CREATE INDEX ON {table} ({_ORDER})")
        cursor.execute(f"VACUUM ANALYZE {table}")


def _pid_of(url: str) -> int:
    folder = Path(unquote(url.rpartition("host=")[2]))
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def _stat(pid: int) -> list[str]:
    """The numbers of a process behind its name; user and system time are 11 and 12, those of ended children 13, 14."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _of_process(pid: int) -> float:
    return sum(map(int, _stat(pid)[11:13])) / _TICKS


def _of_ended_children(pid: int) -> float:
    return sum(map(int, _stat(pid)[13:15])) / _TICKS


def _wait_until_alone(keeper: int) -> None:
    """Until no process of a connection is left: only then is its time counted."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        children = Path(f"/proc/{keeper}/task/{keeper}/children").read_text().split()
        names = [Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children if Path(f"/proc/{pid}").exists()]
        if not any(not name or b"[local]" in name or b"parallel worker" in name for name in names):  # "" while it ends
            return
        time.sleep(0.05)
    raise DisagreementError("PostgreSQL keeps a connection that nobody uses")

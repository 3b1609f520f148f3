"""Opening an engine, asking it for the measure, and a sentence for everything that can go wrong on the way.

table = measured_by(Engine.DUCKDB, ["attendances/*.parquet"], Policy.SEEN)
"""

from __future__ import annotations

import logging
import os
import re
import socket
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlsplit

import ibis
import pyarrow as pa

from innercircle.hours.attendances.schema import (
    EMPTY,
    LATE,
    SHOWN,
    Layout,
    UnusableAttendancesError,
    further,
    is_no,
)
from innercircle.hours.engines.expression import counts_on, measure_on
from innercircle.hours.engines.named import Engine
from innercircle.hours.engines.understanding import NAMES, Expression
from innercircle.hours.engines.watching import Step, watched, watcher_of
from innercircle.hours.rules import Policy

T = TypeVar("T")
Tell: TypeAlias = Callable[[str, Step], None]
_PATIENCE = 10.0  # seconds in which somebody must answer
_PORTS = {"sc": 15002, "spark": 7077}
_ON_THIS_MACHINE = "local[*]"
_MASTERS = ("local", "yarn", "k8s://", "spark://", "sc://")
_SUBMITTED = "PYSPARK_GATEWAY_PORT"  # what spark-submit gives a Python program
_SHORT = 300
_GRPC = re.compile(r'details = "([^"]+)"')
_NO_JAVA = ("JAVA_GATEWAY", "JAVA_HOME", "UnsupportedClassVersion")
_QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
_HERE = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}


class EngineError(ValueError):
    """The engine cannot be used; the text is the sentence for the user."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The figures, and what of the rows was left out and why; an engine knows no numbers of rows."""

    table: pa.Table
    rows: int
    lost: int
    sentences: tuple[str, ...]


def answered_by(
    engine: Engine, sources: Sequence[str], policy: Policy, url: str = "", *, tell: Tell = lambda _words, _step: None
) -> Answer:
    """The measure, and the rows left out, counted as the embedded pass counts them. Raises as `measured_by`.

    `tell` is told what the engine is at and how far; what it raises, Ctrl-C too, ends the engine's work.
    """
    with _quietly(), _opened(engine, url) as backend, _in_words(engine):

        def asked(words: str, work: Callable[[], T]) -> T:
            tell(words, Step())
            return watched(work, watcher_of(engine, backend), partial(tell, words))

        table, written = asked("looking at the table", lambda: _table(backend, engine, sources))
        (found,) = asked("counting", lambda: counts_on(table, written=written).to_pyarrow().to_pylist())
        words = f"computing {found['rows']:,} attendances"
        figures = asked(words, lambda: measure_on(table, policy, written=written).to_pyarrow())
    return Answer(_bare(figures), found["rows"], found["lost"], tuple(_sentences(found)))


def measured_by(engine: Engine, sources: Sequence[str], policy: Policy, url: str = "") -> pa.Table:
    """The measure over `sources` (files for DuckDB and Spark, a table for any), computed by the engine.

    The columns of `attendances.streaming.COLUMNS`, by account and month. Raises `EngineError` or
    `UnusableAttendancesError`.
    """
    with _quietly(), _opened(engine, url) as backend, _in_words(engine):
        table, written = _table(backend, engine, sources)
        return _bare(measure_on(table, policy, written=written).to_pyarrow())


def _bare(figures: pa.Table) -> pa.Table:
    return figures.replace_schema_metadata(None)


@contextmanager
def _quietly() -> Iterator[None]:
    """Without what the engines' packages say to each other, and the trace that Spark's logs of an interrupt."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            for kind in (DeprecationWarning, FutureWarning):
                warnings.simplefilter("ignore", kind)
            yield
    finally:
        logging.disable(before)


def _sentences(found: dict[str, Any]) -> Iterator[str]:
    """One for each kind of fault, as `schema.Faults` says it without the row."""
    for name in NAMES:
        for wrong, count, shown in (
            (EMPTY, found.get(f"{name}_empty"), ""),
            (is_no(name), found.get(f"{name}_wrong"), (found.get(f"{name}_shown") or "")[:SHOWN]),
        ):
            if count:
                yield f"column {name}: {wrong.format(shown)}{further(count)}. Left out."
    if found["late"]:
        yield f"column end: {LATE}{further(found['late'])}. Left out."


@contextmanager
def _in_words(engine: Engine) -> Iterator[None]:
    """Whatever an engine raises becomes a sentence with its own words."""
    try:
        yield
    except (EngineError, UnusableAttendancesError):
        raise
    except Exception as error:  # noqa: BLE001 -- each engine has exceptions of its own; all are told the same way
        raise EngineError(f"{engine.in_words} could not compute the measure: {_first_words(error)}") from None


def _first_words(error: BaseException) -> str:
    """What an engine says, without its stack."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    words = lines[0] if lines else type(error).__name__
    return f"{words[:_SHORT].rstrip('. ')}."


def _table(backend: Any, engine: Engine, sources: Sequence[str]) -> tuple[Expression, bool]:
    """The table, and whether it is written as text (CSV)."""
    table, written = _read(backend, engine, sources)
    names = tuple(table.columns)
    layout, _ = Layout.of(sources[0], names)
    if not layout.decided:
        raise UnusableAttendancesError(
            f"{sources[0]}: an engine needs the columns month and confirmed; "
            "`innercircle hours FILE --attendances OUT.parquet` decides both and writes such a file."
        )
    return table, written


def _read(backend: Any, engine: Engine, sources: Sequence[str]) -> tuple[Expression, bool]:
    files = [source for source in sources if "/" in source or source.casefold().endswith((".parquet", ".csv"))]
    if engine is Engine.POSTGRES or not files:
        if len(sources) != 1 or files:
            raise EngineError(f"{engine.in_words} reads one table: name it, like attendances or schema.attendances.")
        return _named_table(backend, engine, sources[0]), False
    if len(files) != len(sources):
        raise EngineError("Files and tables cannot be read together; name files, or one table.")
    if all(name.casefold().endswith(".csv") for name in files):
        words = {"all_varchar": True} if engine is Engine.DUCKDB else {"inferSchema": False}
        return backend.read_csv(files, header=True, **words), True
    return backend.read_parquet(files[0] if len(files) == 1 else list(files)), False


def _named_table(backend: Any, engine: Engine, name: str) -> Expression:
    schema, _, table = name.rpartition(".")
    try:
        return backend.table(table, database=schema or None)
    except Exception as error:  # noqa: BLE001 -- as above
        raise EngineError(f"{engine.in_words} has no table {name} ({_first_words(error)})") from None


@contextmanager
def _opened(engine: Engine, url: str) -> Iterator[Any]:
    backend, close = _OPENERS[engine](url)
    try:
        yield backend
    finally:
        with suppress(Exception):
            close()


def _duckdb(url: str) -> tuple[Any, Callable[[], object]]:
    try:
        backend = ibis.duckdb.connect(url, read_only=True) if url else ibis.duckdb.connect()
    except Exception as error:  # noqa: BLE001 -- DuckDB is imported by Ibis, only here
        raise EngineError(f"DuckDB cannot open {url or 'a database in memory'}: {_first_words(error)}") from None
    return backend, backend.disconnect


def _postgres(url: str) -> tuple[Any, Callable[[], object]]:
    if not url.startswith(("postgres://", "postgresql://")):
        raise EngineError(
            "PostgreSQL needs --engine-url postgres://user@host:port/database; the password may stand in ~/.pgpass."
        )
    joined = f"{url}{'&' if '?' in url else '?'}connect_timeout={_PATIENCE:.0f}"
    try:
        backend = ibis.connect(joined)
    except ImportError:
        raise EngineError(_missing(Engine.POSTGRES)) from None
    except Exception as error:  # noqa: BLE001 -- psycopg is imported by Ibis, only here
        raise EngineError(f"PostgreSQL cannot be reached: {_first_words(error)}") from None
    return backend, backend.disconnect


def _spark(url: str) -> tuple[Any, Callable[[], object]]:
    try:
        sql = import_module("pyspark.sql")
    except ImportError:
        raise EngineError(_missing(Engine.SPARK)) from None
    is_submitted = not url and _SUBMITTED in os.environ  # by spark-submit, which has said where it runs
    master = url or ("the cluster of spark-submit" if is_submitted else _ON_THIS_MACHINE)
    if not is_submitted and not master.startswith(_MASTERS):
        raise EngineError("Spark needs --engine-url spark://host:7077, sc://host:15002, k8s://…, yarn or local[*].")
    _refuse_silence(master)
    builder = sql.SparkSession.builder.appName("innercircle hours")
    is_connect = master.startswith("sc://")  # then the session is the server's, with the server's settings
    if not is_submitted:
        builder = builder.remote(master) if is_connect else builder.master(master)
    for name, value in ({} if is_connect else _QUIET | (_HERE if master.startswith("local") else {})).items():
        builder = builder.config(name, value)
    session = _started(builder, master)
    if not is_connect:
        session.sparkContext.setLogLevel("ERROR")
    return ibis.pyspark.connect(session=session), session.stop


def _started(builder: Any, master: str) -> Any:
    """The session; raises `EngineError` where there is none."""
    try:
        if master.startswith("sc://"):
            _refuse_muteness(master)
        return builder.getOrCreate()
    except EngineError:
        raise
    except Exception as error:  # noqa: BLE001 -- Spark's exceptions differ between its two ways to connect
        raise EngineError(f"Spark cannot be reached at {master}: {_why(error)}") from None


def _why(error: BaseException) -> str:
    said = str(error)
    if any(sign in said for sign in _NO_JAVA):
        return "it needs Java 17 or newer on this machine (Debian, Ubuntu: apt-get install openjdk-17-jre-headless)."
    if "PACKAGE_NOT_INSTALLED" in said:
        return "Spark Connect needs further packages: pip install 'pyspark[connect]'."
    if details := _GRPC.search(said):
        return f"{details[1][:_SHORT].rstrip('. ')}."
    if "JavaSparkContext" in said:
        return "somebody took the connection, but no Spark master of this version answered. See its log and its port."
    return _first_words(error)


def _refuse_silence(master: str) -> None:
    """Spark itself waits for minutes for a cluster that is not there."""
    parts = urlsplit(master.partition(",")[0])
    if parts.scheme not in _PORTS:
        return
    try:
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        socket.create_connection((host, port), timeout=_PATIENCE).close()
    except (OSError, ValueError) as error:
        raise EngineError(
            f"Spark cannot be reached at {master}: {getattr(error, 'strerror', None) or error}. "
            "Is the cluster running, and the port open from this machine?"
        ) from None


def _refuse_muteness(master: str) -> None:
    """Spark's client asks a server again for minutes that takes the connection and says nothing."""
    channel = import_module("pyspark.sql.connect.client").DefaultChannelBuilder(master).toChannel()
    grpc = import_module("grpc")
    try:
        grpc.channel_ready_future(channel).result(timeout=_PATIENCE)
    except grpc.FutureTimeoutError:
        raise EngineError(
            f"Spark cannot be reached at {master}: somebody took the connection, but no Spark Connect server answered "
            f"within {_PATIENCE:.0f} seconds. See its log and its port, and whether it wants TLS (;use_ssl=true)."
        ) from None
    finally:
        channel.close()


def _missing(engine: Engine) -> str:
    return f"{engine.in_words} needs further packages: pip install 'innercircle[{engine.extra}]'."


_OPENERS = {Engine.DUCKDB: _duckdb, Engine.POSTGRES: _postgres, Engine.SPARK: _spark}

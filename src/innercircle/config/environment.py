"""What an installation may set from outside, read once; each name is documented in docs/install.md."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_KEY_LENGTH = 50
_KEPT_OPEN = 60  # seconds that a connection is used again: opening one costs a page an eighth of its time


def switch(name: str, *, default: bool = False) -> bool:
    """A yes/no setting; raise ImproperlyConfigured on any other word."""
    word = os.environ.get(name, "").strip().lower()
    if word in {"", "1", "true", "yes", "on", "0", "false", "no", "off"}:
        return default if word == "" else word in {"1", "true", "yes", "on"}
    raise ImproperlyConfigured(f"{name} is “{word}”; write yes or no.")


def words(name: str, default: str = "") -> list[str]:
    """A list written with commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def home() -> Path:
    """The folder that holds everything this installation stores (INNERCIRCLE_HOME, else ./var), made private."""
    folder = Path(os.environ.get("INNERCIRCLE_HOME") or "var").absolute()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise ImproperlyConfigured(
            f"The folder {folder} cannot be made ({problem.strerror}); INNERCIRCLE_HOME names another."
        ) from problem
    return folder


def secret_key(folder: Path) -> str:
    """INNERCIRCLE_SECRET_KEY, else the key kept in the home folder: made at first start, readable by its owner only."""
    given = os.environ.get("INNERCIRCLE_SECRET_KEY", "")
    if given:
        return given
    place = folder / "secret-key"
    if not place.exists():
        handle = os.open(place, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(_KEY_LENGTH))
    return place.read_text().strip()


def database(folder: Path) -> dict[str, object]:
    """DATABASE_URL as Django wants it: postgres://user:password@host:port/name, or SQLite in the home folder."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return _sqlite(folder / "innercircle.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path)))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL begins with “{parts.scheme}:”; it must be postgres://user:password@host:port/name."
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": _KEPT_OPEN,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(place: Path) -> dict[str, object]:
    pragmas = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
    return {
        "ENGINE": "innercircle.config.sqlite",
        "NAME": str(place),
        "CONN_MAX_AGE": _KEPT_OPEN,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": ";".join(f"PRAGMA {pragma}" for pragma in pragmas),
        },
    }

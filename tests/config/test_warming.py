"""A process that answers pages has done beforehand what its first reader would wait for."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template import engines
from django.utils import translation

from innercircle.config import environment, warming


@pytest.fixture
def _as_before() -> Iterator[None]:
    turn = sys.getswitchinterval()
    yield
    sys.setswitchinterval(turn)
    gc.unfreeze()


@pytest.mark.usefixtures("_as_before")
def test_every_page_of_ours_is_compiled_and_kept_from_the_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled, spoken = list[str](), list[str | None]()
    monkeypatch.setattr(warming, "get_template", compiled.append)
    monkeypatch.setattr(warming, "reverse", lambda name: spoken.append(translation.get_language()))
    warming.warm_up()
    assert {"shell/notices.html", "400.html"} <= set(compiled)
    assert spoken == [code for code, _name in settings.LANGUAGES]
    assert gc.get_freeze_count() > 100_000
    assert sys.getswitchinterval() == pytest.approx(0.001)


def test_only_ours_are_named_and_all_of_them() -> None:
    lies = {file.name for file in settings.PACKAGE.rglob("*.html") if "templates" in file.parts}
    assert {Path(name).name for name in warming.templates()} == lies
    assert not any(name.startswith("admin/") for name in warming.templates())


def test_another_engine_has_nothing_to_warm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "engines", {"django": SimpleNamespace()})
    assert warming.templates() == []
    assert engines["django"]


@pytest.mark.parametrize("url", ["", "postgres://someone@here/innercircle"], ids=["SQLite", "PostgreSQL"])
def test_connections_are_used_again(url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert environment.database(tmp_path)["CONN_MAX_AGE"] == 60

"""What is vendored is what its VENDOR.json says, is under a permissive licence, and asks nothing of other hosts."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

import innercircle.web

STATIC = Path(innercircle.web.__file__).parent / "static"
FOLDERS = sorted(path for path in (STATIC / "vendor").iterdir() if path.is_dir())
PERMISSIVE = {"MIT", "0BSD", "OFL-1.1", "Apache-2.0"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_every_file_has_its_checksum(folder: Path) -> None:
    about = json.loads((folder / "VENDOR.json").read_text())
    stored = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != "VENDOR.json"
    }
    assert stored == about["files"]
    assert about["name"]
    assert about["version"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_licence_is_permissive_and_enclosed(folder: Path) -> None:
    assert json.loads((folder / "VENDOR.json").read_text())["licence"] in PERMISSIVE
    assert (folder / "LICENSE").stat().st_size > 200


@pytest.mark.parametrize("sheet", sorted(STATIC.rglob("*.css")), ids=lambda path: path.name)
def test_style_sheets_fetch_nothing_from_elsewhere(sheet: Path) -> None:
    addresses = re.findall(r"url\(\s*['\"]?([^)'\"]{0,40})", sheet.read_text())
    assert not [address for address in addresses if re.match(r"(https?:)?//", address)]
    assert "@import" not in sheet.read_text()


def test_every_icon_that_pages_name_is_in_the_sprite() -> None:
    sprite = (STATIC / "vendor" / "icons" / "icons.svg").read_text()
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    source = STATIC.parent
    named = set()
    for template in (source / "templates").rglob("*.html"):
        text = template.read_text()
        named |= set(re.findall(r'{%\s*icon "([^"]+)"', text)) | set(re.findall(r'<c-empty icon="([^"{]+)"', text))
    assert named
    assert named <= known, named - known


def test_places_name_icons_of_the_sprite() -> None:
    from innercircle.web.navigation import PLACES

    sprite = (STATIC / "vendor" / "icons" / "icons.svg").read_text()
    assert all(f'id="{place.icon}"' in sprite for section in PLACES.values() for place in section)


@pytest.mark.parametrize("template", sorted((STATIC.parent / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_no_template_holds_what_the_content_security_policy_refuses(template: Path) -> None:
    text = template.read_text()
    assert not re.search(r'\sstyle="', text)
    assert not re.search(r"\son[a-z]+=", text)
    assert not re.search(r"hx-on|js:", text)
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script, script

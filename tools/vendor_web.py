"""Copy the front-end packages that the pages use into the tree, each beside a VENDOR.json that says what it is.

Run with a folder that holds the unpacked npm packages (`npm pack NAME@VERSION`, then `tar xf`), one folder each named
`tabler-core`, `tabler-icons`, `htmx`, `inter`:

    python tools/vendor_web.py FOLDER

The result is committed; nothing is fetched when the product runs. `tests/web/test_vendor.py` compares the checksums.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src" / "innercircle" / "web" / "static" / "vendor"
ICONS = tuple((Path(__file__).parent / "icons.txt").read_text().split())
SOURCE_MAP = re.compile(rb"\n?(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")
TABLER_LICENCE = "Copyright 2018-2026 The Tabler Authors\nCopyright 2018-2026 codecalm.net Paweł Kuna\n"


@dataclass(frozen=True, slots=True)
class Package:
    """One npm package: its folder, where it goes, which files are taken under which name, what was changed."""

    folder: str
    target: str
    files: dict[str, str]
    changed: str = "nothing"


PACKAGES = (
    Package(
        "tabler-core",
        "tabler",
        {"dist/css/tabler.min.css": "tabler.min.css", "dist/js/tabler.min.js": "tabler.min.js"},
        "references to source maps, which are not stored, are out; the licence is written from the file's head",
    ),
    Package("htmx", "htmx", {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "LICENSE"}),
    Package(
        "inter",
        "inter",
        {
            "files/inter-latin-wght-normal.woff2": "inter-latin.woff2",
            "files/inter-latin-ext-wght-normal.woff2": "inter-latin-ext.woff2",
            "LICENSE": "LICENSE",
        },
    ),
    Package(
        "tabler-icons", "icons", {"LICENSE": "LICENSE"}, "the icons of tools/icons.txt are gathered into one sprite"
    ),
)


def sprite(folder: Path) -> bytes:
    """All icons named in icons.txt as symbols of one file, so that a page names an icon instead of repeating it."""
    symbols = []
    for name in ICONS:
        text = (folder / "icons" / "outline" / f"{name}.svg").read_text()
        drawn = [
            line.strip()
            for line in text.splitlines()
            if line.strip().startswith("<path") and 'stroke="none"' not in line
        ]
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(drawn)}</symbol>')
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'.encode()


def take(package: Package, folder: Path) -> dict[str, bytes]:
    """The files to store, without the reference to a source map that is not stored."""
    files = {new: SOURCE_MAP.sub(b"\n", (folder / old).read_bytes()) for old, new in package.files.items()}
    if package.folder == "tabler-icons":
        files["icons.svg"] = sprite(folder)
    if package.folder == "tabler-core":
        mit = (folder.parent / "tabler-icons" / "LICENSE").read_text()
        files["LICENSE"] = re.sub(r"Copyright \(c\).*\n", TABLER_LICENCE, mit).encode()
    return files


def store(package: Package, source: Path) -> None:
    """Write one package's files and its VENDOR.json."""
    folder, target = source / package.folder, TARGET / package.target
    about = json.loads((folder / "package.json").read_text())
    target.mkdir(parents=True, exist_ok=True)
    files = take(package, folder)
    for name, content in files.items():
        (target / name).write_bytes(content)
    vendor = {
        "name": about["name"],
        "version": about["version"],
        "licence": about["license"],
        "changed": package.changed,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())},
    }
    (target / "VENDOR.json").write_text(json.dumps(vendor, indent=2) + "\n")


def main() -> None:
    """Store every package from the folder given on the command line."""
    for package in PACKAGES:
        store(package, Path(sys.argv[1]))


if __name__ == "__main__":
    main()

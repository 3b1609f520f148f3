"""Files, folders, archives and standard input: what is a calendar comes out by name, what is a trick is refused."""

from __future__ import annotations

import io
import os
import stat
import threading
import zipfile
from pathlib import Path

import pytest

from innercircle.calendars.rules import Remark
from innercircle.calendars.sources import CalendarFile, SourceError, SourceLimits, calendar_files

ICS = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def nothing_left_out(remark: Remark) -> None:
    pytest.fail(remark.message)


def names(*arguments: str | Path, **more: object) -> tuple[list[str], list[Remark]]:
    remarks: list[Remark] = []
    found = [file.name for file in calendar_files(arguments, notice=remarks.append, **more)]  # type: ignore[arg-type] # tests pass any
    return found, remarks


def content(file: CalendarFile) -> bytes:
    return file.source if isinstance(file.source, bytes) else file.source.read_bytes()


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_file_is_known_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "anna.ics"
    path.write_bytes(ICS)
    (file,) = calendar_files([path], notice=nothing_left_out)
    assert (file.name, file.size, file.head(), file.source) == ("anna.ics", len(ICS), ICS, path)


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "anna.ics").write_bytes(ICS)
    found, _ = names(tmp_path / "a" / "anna.ics", tmp_path / "b" / "anna.ics")
    assert found == [str(tmp_path / "a" / "anna.ics"), str(tmp_path / "b" / "anna.ics")]


def test_a_folder_gives_its_calendars_in_order(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.ICS", "a.ics", "deep/c.ical", "notes.txt"):
        (tmp_path / name).write_bytes(ICS)
    packed(tmp_path / "old.zip", {"d.ics": ICS})
    assert names(tmp_path) == (["a.ics", "b.ICS", "deep/c.ical", "old.zip/d.ics"], [])


def test_a_folder_without_calendars_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no calendar"):
        names(tmp_path)


def test_links_in_a_folder_are_left_out(tmp_path: Path) -> None:
    outside = tmp_path / "outside.ics"
    outside.write_bytes(ICS)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "link.ics").symlink_to(outside)
    found, remarks = names(folder)
    assert found == []
    assert [(remark.file, remark.skipped) for remark in remarks] == [("link.ics", True)]


def test_a_damaged_archive_in_a_folder_costs_only_itself(tmp_path: Path) -> None:
    (tmp_path / "a.ics").write_bytes(ICS)
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 and nothing more")
    found, remarks = names(tmp_path)
    assert found == ["a.ics"]
    assert "damaged" in remarks[0].message


def test_what_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gone\.ics: cannot be read \(No such file"):
        names(tmp_path / "gone.ics")


def test_an_archive_as_google_takeout_gives_it(tmp_path: Path) -> None:
    path = packed(
        tmp_path / "takeout.zip", {"Takeout/Calendar/anna.ics": ICS, "Takeout/archive_browser.html": b"<html>"}
    )
    (file,) = calendar_files([path], notice=nothing_left_out)
    assert (file.name, content(file)) == ("takeout.zip/Takeout/Calendar/anna.ics", ICS)


def test_a_large_member_lies_in_a_file_that_goes_away(tmp_path: Path) -> None:
    data = os.urandom(100_000)
    path = packed(tmp_path / "x.zip", {"a.ics": data, "b.ics": data})
    kept = []
    for file in calendar_files([path], notice=nothing_left_out, limits=SourceLimits(in_memory=1000)):
        assert isinstance(file.source, Path)
        assert content(file) == data
        assert file.head() == data[:65_536]
        kept.append(file.source)
    assert [place.exists() for place in kept] == [False, False]


@pytest.mark.parametrize(
    "name", ["../up.ics", "/etc/absolute.ics", "..\\windows.ics", "C:/drive.ics", "a/../../up.ics"]
)
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    found, remarks = names(packed(tmp_path / "x.zip", {name: ICS, "good.ics": ICS}))
    assert found == ["x.zip/good.ics"]
    assert "leads out" in remarks[0].message


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.ics")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    found, remarks = names(tmp_path / "x.zip")
    assert (found, remarks[0].message) == ([], "It is a link.")


@pytest.mark.parametrize("name", ["inner.zip", "disguised.ics"])
def test_an_archive_in_an_archive_is_not_opened(tmp_path: Path, name: str) -> None:
    inner = packed(tmp_path / "inner.zip", {"a.ics": ICS}).read_bytes()
    found, remarks = names(packed(tmp_path / "x.zip", {name: inner, "b.ics": ICS}))
    assert found == ["x.zip/b.ics"]
    assert "inside an archive" in remarks[0].message


def test_a_bomb_is_noticed_while_it_unpacks(tmp_path: Path) -> None:
    found, remarks = names(packed(tmp_path / "bomb.zip", {"bomb.ics": b"\0" * 50_000_000, "good.ics": ICS}))
    assert found == ["bomb.zip/good.ics"]
    assert "200 times its size" in remarks[0].message


def test_sizes_an_archive_tells_are_not_believed(tmp_path: Path) -> None:
    path = packed(tmp_path / "liar.zip", {"a.ics": os.urandom(500_000)})
    data = path.read_bytes().replace((500_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(data)
    found, remarks = names(path)
    assert found == [] or remarks  # unpacked short and found damaged, or refused: never trusted


def test_the_whole_of_an_archive_is_limited(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", {f"{number}.ics": os.urandom(2 * 1024 * 1024) for number in range(4)})
    found, remarks = names(path, limits=SourceLimits(total_bytes=5 * 1024 * 1024))
    assert len(found) == 2
    assert "larger than" in remarks[0].message


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", {f"{number}.ics": ICS for number in range(20)})
    with pytest.raises(SourceError, match="20 files; 10 are the limit"):
        names(path, limits=SourceLimits(members=10))


def test_an_encrypted_member_is_named(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", {"secret.ics": ICS})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    data[6] |= 1
    path.write_bytes(bytes(data))
    found, remarks = names(path)
    assert found == []
    assert "encrypted" in remarks[0].message


def test_an_archive_without_calendars_says_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no calendar"):
        names(packed(tmp_path / "x.zip", {"readme.txt": b"x"}))


def test_a_damaged_archive_says_so(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04" + b"\0" * 100)
    with pytest.raises(SourceError, match="damaged"):
        names(tmp_path / "x.zip")


def test_standard_input() -> None:
    (file,) = calendar_files(["-"], notice=nothing_left_out, stdin=io.BytesIO(ICS))
    assert (file.name, content(file)) == ("standard input", ICS)


@pytest.mark.parametrize("in_memory", [100, 1_000_000])
def test_standard_input_may_be_an_archive(tmp_path: Path, in_memory: int) -> None:
    data = packed(tmp_path / "x.zip", {"a.ics": os.urandom(500)}).read_bytes()
    limits = SourceLimits(in_memory=in_memory)
    (file,) = calendar_files(["-"], notice=nothing_left_out, stdin=io.BytesIO(data), limits=limits)
    assert file.name == "standard input/a.ics"


def test_standard_input_is_read_once_and_not_for_ever() -> None:
    with pytest.raises(SourceError, match="only once"):
        names("-", "-", stdin=io.BytesIO(ICS))
    with pytest.raises(SourceError, match="more than 1 MiB"):
        names("-", stdin=io.BytesIO(b"x" * 3_000_000), limits=SourceLimits(file_bytes=1024 * 1024))
    with pytest.raises(SourceError, match="not available"):
        names("-")


def test_a_pipe_by_name_is_read_as_a_stream(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(ICS,))
    writer.start()
    (file,) = calendar_files([pipe], notice=nothing_left_out)
    writer.join()
    assert content(file) == ICS


def test_a_file_that_opens_and_cannot_be_read_is_said() -> None:
    with pytest.raises(SourceError, match=r"^mem: cannot be read \(.+\)\.$"):
        names("/proc/self/mem")

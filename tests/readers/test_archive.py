"""Archives: every member a document, names in any encoding, and what bombs and broken ones come to."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import warnings
import zipfile
import zlib

import pytest

from gongkai.exceptions import ReadError, UnsupportedFormatError
from gongkai.readers import expand, read_bytes
from gongkai.readers.archive import members
from tests.support.word import word_file

REPORT = "云渚县水务局2019年政府信息公开工作年度报告\n一、概述\n全年公开86条。\n"
PAGE = f"{REPORT}全年收到政府信息公开申请3件,均已按时答复,未发生行政复议和行政诉讼,未收取任何费用。\n"


def zipped(*entries, level=zipfile.ZIP_DEFLATED):
    """A zip file; names as bytes are written as they are, without a word on their encoding."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", level) as archive:
        warnings.simplefilter("ignore", UserWarning)  # names that come twice
        for name, content in entries:
            archive.writestr(_Raw(name) if isinstance(name, bytes) else name, content)
    return buffer.getvalue()


class _Raw(zipfile.ZipInfo):
    def __init__(self, raw):
        super().__init__("x")
        self.filename, self._raw = raw.decode("latin-1"), raw
        self.compress_type = zipfile.ZIP_DEFLATED

    def _encodeFilenameFlags(self):
        return self._raw, self.flag_bits


def rar(*entries, flags=0, packed_as=0x30):
    """A RAR archive of version 4 whose members are stored; names are written as GBK."""

    def block(kind, block_flags, body):
        head = struct.pack("<BHH", kind, block_flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head

    data = b"Rar!\x1a\x07\x00" + block(0x73, 0, bytes(6))
    for name, content in entries:
        raw = name.encode("gbk")
        body = struct.pack(
            "<IIBIIBBHI", len(content), len(content), 2, zlib.crc32(content), 0x4E210000, 29, packed_as, len(raw), 0x20
        )
        data += block(0x74, 0x8000 | flags, body + raw) + content
    return data + b"\xc4\x3d\x7b\x00\x40\x07\x00"


def seven_zip(*entries, password=None):
    import py7zr

    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", password=password) as archive:
        for name, content in entries:
            archive.writestr(content, name)
    return buffer.getvalue()


def tar(*entries, kind=tarfile.REGTYPE, encoding="utf-8"):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT, encoding=encoding) as archive:
        for name, content in entries:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/hostname" if kind == tarfile.SYMTYPE else ""
            info.size = len(content) if kind == tarfile.REGTYPE else 0
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def paths(data, name="a.zip"):
    return [member.path for member in members(data, name)]


def reason(call):
    with pytest.raises(ReadError) as caught:
        call()
    return caught.value.reason


def test_every_member_is_a_document(tmp_path):
    file = tmp_path / "2019.zip"
    file.write_bytes(zipped(("水务局/报告.txt", REPORT.encode("gbk")), ("报告.docx", word_file(REPORT.splitlines()))))
    found = list(expand(file, "云渚县/2019.zip"))
    assert [member.path for member in found] == ["云渚县/2019.zip!/水务局/报告.txt", "云渚县/2019.zip!/报告.docx"]
    documents = [member.read() for member in found]
    assert [document.text for document in documents] == [REPORT, REPORT]
    assert [document.path for document in documents] == [member.path for member in found]
    assert len({document.sha256 for document in documents}) == 2


def test_a_file_that_is_no_archive_is_itself(tmp_path):
    file = tmp_path / "报告.txt"
    file.write_text(REPORT, encoding="utf-8")
    (member,) = expand(file, "报告.txt")
    assert (member.path, member.read().text) == ("报告.txt", REPORT)
    assert reason(lambda: list(expand(tmp_path / "gone.zip"))) == "missing"
    assert reason(lambda: next(expand(tmp_path / "gone.txt")).read()) == "missing"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        pytest.param("公开.txt".encode("gbk"), "公开.txt", id="gbk"),
        pytest.param("公开.txt".encode(), "公开.txt", id="utf-8-not-said"),
        pytest.param("公开.txt", "公开.txt", id="utf-8-said"),
        pytest.param(b"..\\..\\C\\report.txt", "C/report.txt", id="backslashes-and-steps-upwards"),
        pytest.param("D:/年报/一\n二.txt", "年报/一_二.txt", id="drive-and-newline"),
        pytest.param("../..", "unnamed", id="upwards-and-nowhere-else"),
        pytest.param("C:", "unnamed", id="drive-alone"),
    ],
)
def test_names(raw, name):
    assert paths(zipped((raw, "x"))) == [f"a.zip!/{name}"]


def test_the_name_in_the_extra_field_counts():
    data = zipfile.ZipInfo("______.txt")
    name = "年报.txt".encode()
    field = b"\x01" + struct.pack("<I", zlib.crc32(b"______.txt")) + name
    data.extra = struct.pack("<HH", 0x7075, len(field)) + field
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(data, "x")
    assert paths(buffer.getvalue()) == ["a.zip!/年报.txt"]


def test_leftovers_are_no_members_and_equal_names_are_told_apart():
    names = ["__MACOSX/._a.txt", ".DS_Store", "b/Thumbs.db", "~$r.docx", "空/", "r.txt", "r.txt"]
    assert paths(zipped(*((name, "x") for name in names))) == ["a.zip!/r.txt", "a.zip!/r (2).txt"]


def test_archives_within_archives():
    inner = zipped(("r.txt", REPORT))
    data = zipped(("镇.zip", inner), ("破.zip", inner[:40]), ("县.rar", rar(("办.txt", REPORT.encode()))))
    found = list(members(data, "a.zip"))
    assert [member.path for member in found] == ["a.zip!/镇.zip!/r.txt", "a.zip!/破.zip", "a.zip!/县.rar!/办.txt"]
    assert found[0].read().text == REPORT
    assert reason(found[1].read) == "damaged"
    assert found[2].read().text == REPORT
    for _ in range(4):
        data = zipped(("深.zip", data))
    assert [reason(member.read) for member in members(data, "a.zip")] == ["bomb"]


def test_rar_members_and_their_faults():
    found = list(members(rar(("局/报告.txt", REPORT.encode("gbk"))), "a.rar"))
    assert [(member.path, member.read().text) for member in found] == [("a.rar!/局/报告.txt", REPORT)]
    (secret,) = members(rar(("r.txt", b"x"), flags=0x04), "a.rar")
    assert reason(secret.read) == "encrypted"
    assert reason(lambda: paths(b"Rar!\x1a\x07\x00" + b"\xff" * 30, "a.rar")) in {"damaged", "empty"}
    broken = rar(("r.txt", REPORT.encode())).replace(REPORT.encode()[:6], b"xxxxxx")
    assert reason(next(iter(members(broken, "a.rar"))).read) == "damaged"


def test_rar_without_a_tool_says_what_to_install(monkeypatch):
    import rarfile

    def none(**_):
        raise rarfile.RarCannotExec("no tool")

    monkeypatch.setattr(rarfile, "tool_setup", none)
    (packed,) = members(rar(("r.txt", b"x" * 40), packed_as=0x33), "a.rar")
    with pytest.raises(ReadError, match=r"install one .* unar") as caught:
        packed.read()
    assert caught.value.reason == "converter_missing"


def test_an_encrypted_member_is_one_fault():
    data = bytearray(zipped(("a.txt", REPORT), ("b.txt", REPORT)))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1  # in the directory
    first, second = members(bytes(data), "a.zip")
    assert reason(first.read) == "encrypted"
    assert second.read().text == REPORT


def test_bombs(monkeypatch):
    assert reason(lambda: paths(zipped(("r.txt", bytes(30 * 2**20))))) == "bomb"
    monkeypatch.setattr("gongkai.readers.office.package.MAX_MEMBERS", 3)
    assert reason(lambda: paths(zipped(*((f"{at}.txt", "x") for at in range(4))))) == "bomb"
    monkeypatch.undo()
    monkeypatch.setattr("gongkai.readers.archive.MAX_UNPACKED", 100)
    assert reason(lambda: paths(zipped(("r.txt", REPORT * 3)))) == "bomb"
    nested = zipped(("r.txt", "x" * 60), ("b.zip", zipped(("s.txt", "y" * 60), level=zipfile.ZIP_STORED)))
    monkeypatch.setattr("gongkai.readers.archive.MAX_UNPACKED", 60 + 200)
    *_, last = members(nested, "a.zip")
    assert (last.path, reason(last.read)) == ("a.zip!/b.zip", "bomb")


def test_a_member_that_says_it_is_smaller_than_it_is():
    data = zipped(("r.txt", REPORT * 40))
    size = struct.pack("<I", len((REPORT * 40).encode()))
    (member,) = members(data.replace(size, struct.pack("<I", 10)), "a.zip")
    assert reason(member.read) == "damaged"


def test_a_member_beyond_the_limit_is_one_fault(monkeypatch):
    monkeypatch.setattr("gongkai.readers.MAX_BYTES", 2000)
    large, small = members(zipped(("a.txt", "x" * 3000), ("b.txt", REPORT)), "a.zip")
    assert reason(large.read) == "too_large"
    assert small.read().text == REPORT


def test_cut_off_and_empty():
    data = zipped(("r.txt", REPORT))
    assert reason(lambda: paths(data[:-30])) == "damaged"
    assert reason(lambda: paths(zipped())) == "empty"


def test_read_bytes_takes_an_archive_of_one():
    assert read_bytes(zipped(("r.txt", REPORT)), "a.zip").path == "a.zip!/r.txt"
    assert reason(lambda: read_bytes(zipped(("r.txt", REPORT), ("s.txt", REPORT)), "a.zip")) == "several_reports"
    assert read_bytes(word_file(REPORT.splitlines()), "a.zip").text == REPORT
    with pytest.raises(UnsupportedFormatError):
        read_bytes(zipped(("[Content_Types].xml", "<Types/>"), ("3D/a.model", "<a/>")), "a.zip")


BOTH = (("局/报告.txt", REPORT.encode("gbk")), ("二.txt", REPORT.encode()))


@pytest.mark.parametrize(
    ("data", "name"),
    [
        pytest.param(seven_zip(*BOTH), "a.7z", id="7z"),
        pytest.param(tar(*BOTH), "a.tar", id="tar"),
        pytest.param(tar(*BOTH, encoding="gbk"), "a.tar", id="tar-names-in-gbk"),
        pytest.param(gzip.compress(tar(*BOTH)), "a.tar.gz", id="tar-gz"),
        pytest.param(gzip.compress(tar(*BOTH)), "a.tgz", id="tgz"),
        pytest.param(bz2.compress(tar(*BOTH)), "a.tar.bz2", id="tar-bz2"),
        pytest.param(lzma.compress(tar(*BOTH)), "a.tar.xz", id="tar-xz"),
        pytest.param(seven_zip(*BOTH), "a.zip", id="7z-called-zip"),
        pytest.param(zipped(*BOTH), "a.7z", id="zip-called-7z"),
    ],
)
def test_other_archives(data, name, tmp_path):
    (tmp_path / name).write_bytes(data)
    found = list(expand(tmp_path / name, name))
    assert [member.path for member in found] == [f"{name}!/局/报告.txt", f"{name}!/二.txt"]
    assert [member.read().text for member in found] == [REPORT, REPORT]
    assert [member.read().text for member in members(data, name)] == [REPORT, REPORT]


def test_a_file_packed_by_itself():
    (member,) = members(gzip.compress(REPORT.encode()), "县/报告.txt.gz")
    assert (member.path, member.read().text) == ("县/报告.txt.gz!/报告.txt", REPORT)
    (inner,) = members(gzip.compress(zipped(("r.txt", REPORT))), "a.zip.gz")
    assert inner.path == "a.zip.gz!/a.zip!/r.txt"


def test_equal_names_in_a_7z_archive_are_told_apart():
    data = seven_zip(("r.txt", b"1"), ("r.txt", b"22"), ("s.txt", b"333"))
    assert [(member.path, member.unpack()) for member in members(data, "a.7z")] == [
        ("a.7z!/r.txt", b"1"),
        ("a.7z!/r (2).txt", b"22"),
        ("a.7z!/s.txt", b"333"),
    ]


def test_a_7z_archive_too_large_to_be_unpacked_at_once(monkeypatch):
    monkeypatch.setattr("gongkai.readers.archive_packed._AT_ONCE", 3)
    first, second = members(seven_zip(("r.txt", b"1"), ("s.txt", b"333")), "a.7z")
    assert (second.unpack(), first.unpack()) == (b"333", b"1")


@pytest.mark.parametrize("cut", [5, 31, 40, 100, -40, -2])
def test_a_7z_archive_that_is_cut_off(cut):
    assert reason(lambda: [member.unpack() for member in members(seven_zip(*BOTH)[:cut], "a.7z")]) == "damaged"


def test_a_7z_archive_under_a_password():
    assert {reason(member.unpack) for member in members(seven_zip(*BOTH, password="secret"), "a.7z")} == {"encrypted"}


def test_links_in_a_tar_archive_are_no_members():
    assert reason(lambda: paths(tar(("hosts.txt", b""), kind=tarfile.SYMTYPE), "a.tar")) == "empty"
    assert paths(tar(("../../etc/up.txt", b"x"), ("/abs.txt", b"x")), "a.tar") == [
        "a.tar!/etc/up.txt",
        "a.tar!/abs.txt",
    ]


def test_a_tar_archive_that_is_broken_in_the_middle_says_so():
    data = bytearray(tar(*BOTH))
    second = data.index(BOTH[1][0].encode())
    data[second : second + 40] = b"\xff" * 40
    first, rest = members(bytes(data), "a.tar")
    assert first.read().text == REPORT
    assert (rest.path, reason(rest.unpack)) == ("a.tar", "damaged")
    cut, rest = members(bytes(tar(BOTH[0])[:530]), "a.tar")
    assert (reason(cut.unpack), rest.path, reason(rest.unpack)) == ("damaged", "a.tar", "damaged")
    assert reason(lambda: paths(b"no tar archive at all", "a.tar")) == "damaged"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress], ids=["gz", "bz2", "xz"])
def test_packed_files_that_are_cut_off_or_bombs(pack):
    assert reason(lambda: paths(pack(REPORT.encode())[:-6], "r.txt.gz")) == "damaged"
    assert reason(lambda: paths(pack(bytes(40 << 20)), "r.txt.gz")) == "bomb"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        pytest.param(b"<html><body><p>" + PAGE.encode() + b"</p></body></html>", "a.zip", id="page-as-zip"),
        pytest.param(b"<!DOCTYPE html><p>" + PAGE.encode() + b"</p>", "a.rar", id="page-as-rar"),
    ],
)
def test_a_page_saved_as_an_archive_is_read(data, name, tmp_path):
    (tmp_path / name).write_bytes(data)
    (member,) = expand(tmp_path / name, name)
    assert member.path == name
    assert "全年公开86条" in member.read().text


def test_an_empty_archive_file_is_empty(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"")
    (member,) = expand(tmp_path / "a.zip", "a.zip")
    assert reason(member.read) == "empty"

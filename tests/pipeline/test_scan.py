import os
import time

import pytest

from assets.store import scan
from assets.store.scan import look, walk

OLD = time.time_ns() - 3600 * 10**9


def age(*paths):
    """Let files be an hour old, as far as their times can be set; their change time cannot."""
    for path in paths:
        os.utime(path, ns=(OLD, OLD))


@pytest.fixture
def patient(monkeypatch):
    """A clock an hour ahead, so that a file just written counts as settled."""
    real = time.time_ns
    monkeypatch.setattr(scan.time, "time_ns", lambda: real() + 3600 * 10**9)


def test_files_come_in_order_without_hidden_ones(tmp_path):
    for name in ("b.txt", "a/z.txt", "a/é.txt", ".hidden", ".git/config", "a/.DS_Store"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    os.mkfifo(tmp_path / "pipe")
    assert [path for path, _ in walk(tmp_path)] == ["a/z.txt", "a/é.txt", "b.txt"]


def test_links_are_followed_within_the_folder_and_never_in_a_circle(tmp_path):
    root, other = tmp_path / "raw", tmp_path / "other"
    root.mkdir()
    other.mkdir()
    (other / "a.txt").write_text("x")
    (root / "linked").symlink_to(other)
    (other / "back").symlink_to(root)
    (root / "nowhere.txt").symlink_to(root / "gone")
    (root / "inside").mkdir()
    (root / "inside" / "b.txt").write_text("x")
    (root / "inside" / "up").symlink_to(root)
    (root / "twin").symlink_to(root / "inside")
    assert [path for path, _ in walk(root)] == ["inside/b.txt", "linked", "nowhere.txt"]


def test_scripts_and_styles_of_a_page_saved_whole_are_left_out(tmp_path):
    names = (
        "2019.html", "2019_files/t.png", "2019_files/a.js", "2019_files/frame.html", "2019_files/deep/b.css",
        "年报.htm", "年报.files/1.jpg", "2020_files/own.png", "2020.txt",
    )  # fmt: skip
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert {path for path, _ in walk(tmp_path)} == {
        "2019.html", "2019_files/t.png", "2019_files/frame.html", "年报.htm", "年报.files/1.jpg", "2020.txt",
        "2020_files/own.png",
    }  # fmt: skip


def test_a_folder_that_is_not_there_is_no_empty_folder(tmp_path):
    with pytest.raises(FileNotFoundError, match="set GONGKAI_HOME"):
        list(walk(tmp_path / "raw"))


def test_a_folder_that_cannot_be_read_stops_the_look(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    real = os.scandir

    def scandir(path):
        if str(path).endswith("a"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(PermissionError):
        list(walk(tmp_path))


def test_a_file_that_is_as_it_was_is_not_hashed_again(tmp_path, patient, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("one")
    known = {seen.path: seen for seen in look(tmp_path, {})}
    monkeypatch.setattr(scan, "_hash", None)  # would fail if it were called
    assert list(look(tmp_path, known)) == list(known.values())


@pytest.mark.parametrize("keep_times", [False, True], ids=["times-differ", "same-size-and-mtime"])
def test_a_changed_file_is_hashed_again(tmp_path, patient, keep_times):
    path = tmp_path / "a.txt"
    path.write_text("one")
    before = path.stat()
    known = {seen.path: seen for seen in look(tmp_path, {})}
    path.write_text("two")
    if keep_times:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    (seen,) = look(tmp_path, known)
    assert seen.sha256 != known["a.txt"].sha256


def test_a_file_hashed_in_the_moment_it_changed_is_hashed_again(tmp_path):
    (tmp_path / "a.txt").write_text("one")
    known = {seen.path: seen for seen in look(tmp_path, {})}
    (again,) = look(tmp_path, known)
    assert again is not known["a.txt"]
    assert again.sha256 == known["a.txt"].sha256


def test_a_file_whose_bytes_cannot_be_had_is_seen_without_a_hash(tmp_path):
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone")
    (seen,) = look(tmp_path, {})
    assert seen.sha256 is None

"""An S3-compatible server on this machine, and reports to put into it."""

from __future__ import annotations

import shutil

import pytest

from gongkai import object_store
from tests.support.objects import REPORT


@pytest.fixture(scope="session")
def server():
    """The server's address."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(server, monkeypatch):
    """A bucket of its own for each test, on a server that the environment names."""
    import boto3
    import requests

    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_S3", "AWS_DEFAULT_REGION"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "AWS_ACCESS_KEY_ID": "reader",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_ENDPOINT_URL": server,
        "AWS_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    requests.post(f"{server}/moto-api/reset", timeout=10)
    boto3.client("s3").create_bucket(Bucket="reports")
    connection = object_store._file_system
    connection.cache_clear()
    monkeypatch.setattr(object_store, "WAITS", (0.01, 0.01))
    yield "s3://reports"
    connection.cache_clear()


@pytest.fixture
def folder(tmp_path):
    """Reports in folders, a page saved whole, an archive, and files that cannot be read."""
    root = tmp_path / "raw"
    (root / "水务").mkdir(parents=True)
    for number in range(7):
        text = REPORT.format(organ="青禾县水务局", year=2010 + number, count=40 + number, requests=number)
        (root / "水务" / f"{2010 + number} 年.txt").write_text(text, encoding="utf-8")
    page = "".join(
        f"<p>{line}</p>" for line in REPORT.format(organ="青禾县档案局", year=2012, count=5, requests=2).split()
    )
    (root / "page.html").write_text(f"<html><body>{page}<img src='page_files/t.png'></body></html>", encoding="utf-8")
    (root / "page_files").mkdir()
    (root / "page_files" / "t.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (root / "page_files" / "style.css").write_text("p {}")
    (root / "beside.txt").write_text(
        REPORT.format(organ="青禾县财政局", year=2013, count=5, requests=2) + "\n[table.png]\n", encoding="utf-8"
    )
    (root / "table.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (root / ".hidden").write_text("x")
    (root / "empty.txt").write_bytes(b"")
    (root / "data.bin").write_bytes(b"\x00\x01")
    shutil.make_archive(str(root / "all"), "zip", root / "水务")
    return root

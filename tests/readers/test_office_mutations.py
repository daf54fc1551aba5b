"""Files of Office and archives with bytes changed, cut or put in: one reading or one reject, and nothing else."""

import functools
import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.exceptions import ReadError
from gongkai.readers import read_bytes
from tests.support.drawn import drawn
from tests.support.sheets import csv_file, xls_file, xlsx_file
from tests.support.word import package, word_file

VALUES = (b"", b"-1", b"99999999999", b"abc", b"0", b"true", b"12", b"A1:XFD1048576", b"s", b"inlineStr", "中".encode())


@functools.cache
def sound(suffix):
    blocks = drawn("yunzhu-county/2023-yunzhu-county.txt").blocks
    if suffix == ".zip":
        return package({"r.docx": word_file(blocks)})
    return {".docx": word_file, ".xlsx": xlsx_file, ".xls": xls_file, ".csv": csv_file}[suffix](blocks)


def read_or_reject(data, name):
    try:
        document = read_bytes(data, name)
    except ReadError as error:
        assert error.reason.isidentifier()
        assert "\n" not in error.hint
        return
    assert all(block.span.end <= len(document.text) for block in document.blocks)


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".xls", ".csv", ".zip"])
@settings(max_examples=40)
@given(data=st.data())
def test_changed_bytes(suffix, data):
    content = bytearray(sound(suffix))
    start = data.draw(st.integers(0, len(content) - 1))
    stop = start + data.draw(st.integers(0, 600))
    content[start:stop] = data.draw(st.binary(max_size=60))
    read_or_reject(bytes(content), f"r{suffix}")


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
@settings(max_examples=60)
@given(data=st.data())
def test_changed_attributes(suffix, data):
    parts = {}
    with zipfile.ZipFile(io.BytesIO(sound(suffix))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(name for name in parts if name.endswith((".xml", ".rels")))))
    found = list(re.finditer(rb'"[^"]*"', parts[name]))
    match = data.draw(st.sampled_from(found))
    value = data.draw(st.sampled_from(VALUES))
    parts[name] = parts[name][: match.start()] + b'"' + value + b'"' + parts[name][match.end() :]
    read_or_reject(package(parts), f"r{suffix}")

import csv
import fcntl
import io
import json
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time

import duckdb
import pytest
from click.testing import CliRunner

from assets.store.exports import export_tables
from gongkai.cli import cli

TABLES = """
create table dim_organ as select * from (values
    ('a1', '云渚县人民政府', 12.0000::decimal(20, 4), true),
    ('b2', '露亭镇人民政府', 3.5::decimal(20, 4), null)) as t(organ_id, organ_name, value, flag);
create table many as select i from range(500) as n(i);
"""


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "gongkai.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(TABLES)
    return path


def ask(database, *arguments, **more):
    return CliRunner().invoke(cli, ["sql", "--path", str(database), *arguments], **more)


def test_a_table_lines_up_chinese(database):
    output = ask(database, "select organ_name, value, flag from dim_organ order by all").output
    lines = output.splitlines()
    assert [line.rstrip() for line in lines] == [
        "organ_name      value  flag",
        "云渚县人民政府     12  true",
        "露亭镇人民政府    3.5  NULL",
        "2 rows",
    ]


def test_a_long_table_is_cut_and_says_so(database):
    lines = ask(database, "select * from many").output.splitlines()
    assert lines[-1] == "… 300 more rows; --format csv or json prints them all"
    assert len(lines) == 202


def test_csv_has_all_rows_and_opens_in_a_spreadsheet(database):
    output = ask(database, "--format", "csv", "select * from many").output
    assert output.startswith("\ufeff")
    assert len(output.splitlines()) == 501
    output = ask(database, "--format", "csv", "select '=1+1' as a, '公开,\"x\"' as b, null as c, 12.50 as d").output
    assert list(csv.reader(io.StringIO(output.removeprefix("\ufeff")))) == [
        ["a", "b", "c", "d"],
        ["'=1+1", '公开,"x"', "", "12.5"],
    ]


def test_json_is_one_array_of_objects(database):
    output = ask(database, "--format", "json", "select * from dim_organ order by all").output
    assert json.loads(output) == [
        {"organ_id": "a1", "organ_name": "云渚县人民政府", "value": 12, "flag": True},
        {"organ_id": "b2", "organ_name": "露亭镇人民政府", "value": 3.5, "flag": None},
    ]
    assert json.loads(ask(database, "--format", "json", "select 1 where false").output) == []
    assert json.loads(ask(database, "--format", "json", "select date '2020-03-01' as d").output) == [
        {"d": "2020-03-01"}
    ]


def test_control_characters_do_not_reach_the_terminal(database):
    assert "\x1b" not in ask(database, "select chr(27) || '[2J' as a, '[red]x[/red]' as b").output


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("select nothing", "nothing"),
        ("delete from many", "read-only"),
        ("select * from no_such", "no_such"),
        ("select cast(i as varchar)::date from many", "Conversion|could not parse|invalid date"),
    ],
)
def test_a_query_that_fails_says_why_and_exits_with_1(database, query, words):
    result = ask(database, query)
    assert result.exit_code == 1
    assert result.stderr.startswith("gongkai: ")
    assert re.search(words, result.stderr)


@pytest.mark.parametrize(
    "query",
    [
        "copy dim_organ to '{folder}/out.csv'",
        "copy (select 2 as organ_id) to '{table}' (format parquet, use_tmp_file false)",
        "explain analyze /**/CoPy(select 2 as organ_id) to '{table}' (format parquet, use_tmp_file false)",
        "export database '{folder}/out'",
        "attach '{folder}/out.duckdb'",
        "select * from read_csv('{folder}/secret.csv')",
        "select * from '{folder}/secret.csv'",
        "select content from read_text('{folder}/secret.csv')",
        "select * from glob('{folder}/*')",
        "install httpfs",
        "load '{folder}/any.duckdb_extension'",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "select * from read_parquet('https://example.invalid/a.parquet')",
    ],
)
@pytest.mark.parametrize("kind", ["file", "exports"])
def test_a_query_reaches_nothing_but_the_tables(database, tmp_path, kind, query):
    (tmp_path / "secret.csv").write_text("word\nhidden\n")
    exports = tmp_path / "exports"
    export_tables(database, exports)
    table = next(path for path in exports.rglob("*.parquet") if "dim_organ" in str(path))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    place = database if kind == "file" else exports
    result = ask(place, query.format(folder=tmp_path, table=table))
    assert result.exit_code == 1
    assert "hidden" not in result.output
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert ask(place, "select count(*) as n from dim_organ").exit_code == 0


def test_nothing_to_open_says_what_to_do(tmp_path):
    result = ask(tmp_path, "select 1")
    assert result.exit_code == 1
    assert "nothing is published there" in result.stderr


def test_statements_from_a_pipe(database):
    script = ".tables\n.schema dim_organ\n.describe many\n\nselect\n  ';' as a,\n  1 as b;\nselect 2 as last"
    result = ask(database, input=script)
    assert result.exit_code == 0
    lines = [line.rstrip() for line in result.output.splitlines()]
    assert "dim_organ  公开主体表     2" in lines
    assert "    organ_name VARCHAR," in lines
    assert lines[-3:] == ["last", "   2", "1 row"]
    assert lines[lines.index("a  b") : lines.index("a  b") + 2] == ["a  b", ";  1"]


def test_a_pipe_goes_on_after_a_fault_and_exits_with_1(database):
    result = ask(database, input="select x;\n.nonsense\n.schema none\nselect 7 as seven;\n.quit\nselect 8 as eight;\n")
    assert result.exit_code == 1
    assert "seven" in result.output
    assert "eight" not in result.output
    assert ".nonsense: no such command; .help lists them" in result.stderr
    assert "no table none" in result.stderr


def talk(database, tmp_path, keys, *arguments, path=""):
    """Type keys at a terminal, one after the prompt that follows the one before. Returns what was on it.

    ``<wait>`` in keys is a second in which nothing is typed.
    """
    control, terminal = pty.openpty()
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "TERM": "dumb"}
    environment["PATH"] = path or "/usr/bin:/bin"
    process = subprocess.Popen(
        [sys.executable, "-c", "from gongkai.cli import main; main()", "sql", "--path", str(database), *arguments],
        stdin=terminal, stdout=terminal, stderr=terminal, env=environment, start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509  so that Ctrl-C is a signal to it
    )  # fmt: skip
    os.close(terminal)
    seen = b""
    pending = list(keys)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        ready, _, _ = select.select([control], [], [], 0.1)
        if ready:
            try:
                part = os.read(control, 4096)
            except OSError:  # the other end is closed
                break
            seen += part
        if pending and seen.endswith((b"gongkai> ", b"...> ")):
            for number, key in enumerate(pending.pop(0).split(b"<wait>")):
                time.sleep(number)
                os.write(control, key)
            seen += b"|"
    try:
        assert process.wait(timeout=30) == 0, seen
    finally:
        process.kill()
        os.close(control)
    return seen.decode("utf-8").replace("\r\n", "\n")


def test_the_prompt_takes_several_lines_and_remembers_them(database, tmp_path):
    keys = [b"select organ_name\n", b"from dim_organ;\n", b"select 'x\n", b"\x03", b"nonsense;\n", b".quit\n"]
    seen = talk(database, tmp_path, keys, "--prompt")
    assert "read-only; .help says" in seen
    assert "云渚县人民政府" in seen
    assert "syntax error" in seen
    history = next(tmp_path.rglob("sql_history")).read_text(encoding="utf-8")
    assert "from dim_organ;" in history


def test_a_query_can_be_broken_off(database, tmp_path):
    endless = b"select count(*) from range(3000000) a(x), range(3000000) b(y) where x * y % 7 = 3;\n<wait>\x03"
    started = time.monotonic()
    seen = talk(database, tmp_path, [endless, b"select 42 as answer;\n", b".quit\n"], "--prompt")
    assert "broken off" in seen
    assert "answer\n    42\n" in seen
    assert time.monotonic() - started < 100  # it would take days


def test_the_client_of_duckdb_is_used_where_it_is_there(database, tmp_path):
    client = tmp_path / "bin" / "duckdb"
    client.parent.mkdir()
    client.write_text('#!/bin/sh\necho "client $@"\n')
    client.chmod(0o755)
    seen = talk(database, tmp_path, [], path=f"{client.parent}:/usr/bin:/bin")
    assert seen.strip() == f"client -readonly {database}"

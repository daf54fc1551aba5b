"""The command: what it prints where, and its exit status."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

import gongkai
from gongkai.cli import cli
from gongkai.records import Report

ROOT = Path(__file__).parent.parent

PROSE = """青禾县2012年政府信息公开工作年度报告

一、主动公开政府信息情况
2012年,全县主动公开政府信息1284条。
二、依申请公开政府信息情况
2012年,我县共收到政府信息公开申请17件。
三、行政复议和行政诉讼情况
2012年,未发生因政府信息公开引起的行政复议、行政诉讼。
"""

DOMAIN = {"gongkai.extract", "gongkai.records", "opencc", "cn2an", "rjieba", "rich"}
WAREHOUSE = {"dagster", "duckdb", "dbt", "pandas", "pyarrow", "numpy", "jieba"}


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "qinghe_2012.txt"
    path.write_text(PROSE, encoding="utf-8")
    return str(path)


def run(*args):
    return CliRunner().invoke(cli, args)


def records(result):
    return [json.loads(line) for line in result.stdout.split("\n")[:-1]]


def command(*args, **more):
    """The installed command's entry point in a process of its own."""
    script = "from gongkai.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", script, *args], check=False, capture_output=True, cwd=ROOT, timeout=60, **more
    )


def test_extract_prints_one_observation_a_line(report):
    result = run("extract", report)
    assert (result.exit_code, result.stderr) == (0, "")
    figures = records(result)
    assert {figure["document"] for figure in figures} == {report}
    assert {figure["year"] for figure in figures} == {2012}
    found = {
        (figure["measure"], figure.get("proceeding"), figure["value"], figure["status"]): figure for figure in figures
    }
    assert {
        ("disclosed", None, 1284, "reported"),
        ("requests_received", None, 17, "reported"),
        ("appeals", "review", 0, "none_stated"),
        ("appeals", "litigation", 0, "none_stated"),
    } <= set(found)
    for figure in figures:
        start, end = figure["span"]
        assert PROSE[start:end] == figure["evidence"]


def test_csv_has_the_same_observations(report):
    rows = list(csv.DictReader(io.StringIO(run("extract", report, "--format", "csv").stdout.removeprefix("\ufeff"))))
    figures = records(run("extract", report))
    assert [(row["measure"], row["evidence"]) for row in rows] == [(f["measure"], f["evidence"]) for f in figures]


def test_table_names_the_report_and_its_figures(report):
    result = run("extract", report, "--format", "table")
    assert result.stdout.splitlines()[0].startswith(f"{report}: ")
    assert "requests_received" in result.stdout


def test_output_goes_to_the_file(report, tmp_path):
    target = tmp_path / "figures.jsonl"
    result = run("extract", report, "--output", str(target))
    assert (result.exit_code, result.stdout) == (0, "")
    assert target.read_text(encoding="utf-8") == run("extract", report).stdout


def test_output_never_overwrites_a_report(report):
    result = run("extract", report, "--output", report)
    assert result.exit_code == 2
    assert "is one of the reports" in result.stderr
    assert Path(report).read_text(encoding="utf-8") == PROSE


def test_output_that_cannot_be_written_is_told(report, tmp_path):
    result = run("extract", report, "--output", str(tmp_path / "absent" / "x.jsonl"))
    assert result.exit_code == 2
    assert "cannot write" in result.stderr


def test_a_folder_is_searched_in_order_of_name(tmp_path):
    for name in ("b/2.txt", "a.md", "b/1.TXT", ".hidden.txt", ".git/x.txt", "film.mp4", "Makefile"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(PROSE, encoding="utf-8")
    result = run("extract", str(tmp_path))
    assert result.exit_code == 0
    documents = list(dict.fromkeys(figure["document"] for figure in records(result)))
    assert documents == [str(tmp_path / name) for name in ("a.md", "b/1.TXT", "b/2.txt")]
    assert result.stderr == f"gongkai: {tmp_path}: left out files of other kinds (1 .mp4, 1 no suffix)\n"


def test_scripts_and_styles_of_a_page_saved_whole_are_left_out(tmp_path):
    lines = "".join(f"<p>{line}</p>" for line in PROSE.splitlines())
    (tmp_path / "2012_files").mkdir()
    (tmp_path / "2012.html").write_text(
        f"<title>{PROSE.split(chr(10), maxsplit=1)[0]}</title>{lines}", encoding="utf-8"
    )
    (tmp_path / "2012_files" / "a.js").write_bytes(b"x")
    result = run("extract", str(tmp_path))
    assert (result.exit_code, result.stderr) == (0, "")
    assert {figure["document"] for figure in records(result)} == {str(tmp_path / "2012.html")}


def test_the_path_is_printed_as_given(report, monkeypatch):
    monkeypatch.chdir(Path(report).parent)
    for path in ("./qinghe_2012.txt", "../" + Path(report).parent.name + "/qinghe_2012.txt"):
        assert {figure["document"] for figure in records(run("extract", path))} == {path}
    assert {figure["document"] for figure in records(run("extract", "."))} == {"./qinghe_2012.txt"}


def test_a_file_named_twice_is_read_once(report):
    folder = str(Path(report).parent)
    assert run("extract", report, folder, report).stdout == run("extract", report).stdout


def test_a_picture_that_a_report_names_is_no_report_of_its_own(report, tmp_path):
    Path(report).write_text(f"{PROSE}\n表.png\n", encoding="utf-8")
    (tmp_path / "表.png").write_bytes(b"no picture")
    result = run("extract", str(tmp_path))
    assert (result.exit_code, result.stderr) == (0, "")
    (tmp_path / "other.png").write_bytes(b"no picture")
    result = run("extract", str(tmp_path))
    assert result.exit_code == 1
    assert "other.png: " in result.stderr


def test_a_folder_without_reports_is_told(tmp_path):
    result = run("extract", str(tmp_path))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"gongkai: {tmp_path}: no report in this folder")


def test_what_cannot_be_read_does_not_stop_the_rest(report, tmp_path):
    missing, binary, empty = (str(tmp_path / name) for name in ("missing.txt", "binary.txt", "empty.txt"))
    Path(binary).write_bytes(bytes(range(256)) * 20)
    Path(empty).write_bytes(b"")
    result = run("extract", missing, binary, report, empty)
    assert result.exit_code == 1
    assert result.stdout == run("extract", report).stdout
    lines = result.stderr.splitlines()
    assert [line.split(": ")[1] for line in lines] == [missing, binary, empty]


def test_a_fault_of_the_program_does_not_stop_the_rest(report, tmp_path, monkeypatch):
    from gongkai import extract

    other = tmp_path / "other.txt"
    other.write_text(PROSE, encoding="utf-8")
    read = extract.extract_file

    def fail_once(path: str) -> Report:
        if path == report:
            raise ZeroDivisionError("division\nby zero")
        return read(path)

    monkeypatch.setattr(extract, "extract_file", fail_once)
    result = run("extract", report, str(other))
    assert result.exit_code == 1
    assert {figure["document"] for figure in records(result)} == {str(other)}
    assert result.stderr.splitlines() == [
        f"gongkai: {report}: gongkai failed on it (ZeroDivisionError: division by zero); the file may be sound, "
        "please report the fault with the file"
    ]


def test_inspect_tells_what_the_report_is(report):
    result = run("inspect", report, "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    record = json.loads(result.stdout)
    assert (record["document"], record["year"], record["form"]) == (report, 2012, "prose_2008")
    assert record["title"] == "青禾县2012年政府信息公开工作年度报告"
    assert [section["topic"] for section in record["sections"]] == ["proactive", "requests", "appeals"]
    assert set(record["tables"]) == {"disclosure", "requests", "appeals", "annex"}
    assert record["observations"] == len(records(run("extract", report)))


def test_inspect_as_text_shows_sections_and_findings(report):
    lines = run("inspect", report).stdout.splitlines()
    assert lines[0] == f"document   {report}"
    assert "sections (3)" in lines
    assert any(line.startswith("findings (") for line in lines)


def test_inspect_of_what_cannot_be_read(tmp_path):
    for path in (tmp_path / "missing.txt", tmp_path):
        result = run("inspect", str(path))
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.count("\n") == 1
        assert str(path) in result.stderr


@pytest.mark.parametrize(
    "args",
    [
        pytest.param(["extract"], id="no-path"),
        pytest.param(["extract", "a.txt", "--format", "xml"], id="format"),
        pytest.param(["inspect", "a.txt", "b.txt"], id="two-reports"),
        pytest.param(["read"], id="command"),
    ],
)
def test_what_is_not_understood_has_status_2(args):
    assert run(*args).exit_code == 2


def test_version():
    assert command("--version").stdout == f"gongkai {gongkai.__version__}\n".encode()


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"}, id="gbk"),
        pytest.param({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, id="c"),
    ],
)
def test_output_is_utf8_in_every_locale(report, settings):
    result = command("extract", report, env={**os.environ, **settings})
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.decode("utf-8") == run("extract", report).stdout


def test_a_file_name_that_is_no_text_is_printed_as_an_escape(report):
    name = os.fsencode(Path(report).parent) + b"/\xc7\xe0.txt"
    Path(os.fsdecode(name)).write_text(PROSE, encoding="utf-8")
    result = command("extract", name)
    assert (result.returncode, result.stderr) == (0, b"")
    first = json.loads(result.stdout.decode("utf-8").split("\n")[0])
    assert os.fsencode(first["document"]) == name


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="this system has no SIGPIPE")
def test_ends_quietly_when_nobody_reads_on(report):
    script = "from gongkai.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", script, "extract", report], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == -signal.SIGPIPE


@pytest.mark.parametrize(
    ("args", "unwanted"),
    [
        pytest.param(["--help"], DOMAIN | WAREHOUSE, id="help"),
        pytest.param(["extract", "--help"], DOMAIN | WAREHOUSE, id="extract-help"),
        pytest.param(["extract", "REPORT"], WAREHOUSE | {"rich"}, id="extract"),
        pytest.param(["extract", "REPORT", "--format", "csv"], WAREHOUSE | {"rich"}, id="csv"),
        pytest.param(["extract", "REPORT", "--format", "table"], WAREHOUSE, id="table"),
        pytest.param(["inspect", "REPORT", "--format", "json"], WAREHOUSE | {"rich"}, id="inspect"),
        pytest.param(["explain", "REPORT"], WAREHOUSE, id="explain"),
    ],
)
def test_loads_only_what_it_needs(report, args, unwanted):
    script = (
        "import sys\nfrom gongkai.cli import main\ntry:\n    main()\nfinally:\n"
        "    print(*sys.modules, sep='\\n', file=sys.stderr)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script, *(report if arg == "REPORT" else arg for arg in args)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        timeout=60,
        check=True,
    )
    loaded = set(result.stderr.splitlines())
    assert "click" in loaded
    assert loaded & unwanted == set()


def test_importing_the_package_loads_nothing_of_it():
    script = "import sys, gongkai; print(*sys.modules, sep='\\n')"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert [name for name in result.stdout.splitlines() if name.startswith("gongkai")] == ["gongkai"]


def test_the_package_offers_text_and_files(report):
    assert dir(gongkai) == sorted(dir(gongkai))
    assert {"extract_file", "extract_text", "__version__"} <= set(dir(gongkai))
    from_file, from_text = gongkai.extract_file(report), gongkai.extract_text(PROSE, path=report)
    assert from_file.observations == from_text.observations != ()
    with pytest.raises(AttributeError, match="no attribute 'extract_folder'"):
        gongkai.extract_folder  # noqa: B018


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "年报.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("局/2012.txt", PROSE)
        made.writestr("2013.txt", PROSE.replace("2012", "2013").replace("17件", "18件"))
        made.writestr("照片.bin", "x")
    return str(path)


def test_every_report_of_an_archive_is_extracted(archive):
    result = run("extract", archive)
    assert result.exit_code == 1
    assert {figure["document"] for figure in records(result)} == {f"{archive}!/局/2012.txt", f"{archive}!/2013.txt"}
    assert result.stderr.startswith(f"gongkai: {archive}!/照片.bin: no reader for .bin; ")


@pytest.mark.parametrize("mark", ["!", "!/"])
def test_one_report_of_an_archive_is_read_by_its_name(archive, mark):
    result = run("extract", f"{archive}{mark}2013.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    assert {(figure["document"], figure["year"]) for figure in records(result)} == {(f"{archive}!/2013.txt", 2013)}
    assert "year       2013" in run("inspect", f"{archive}{mark}2013.txt").stdout
    assert "2013" in run("explain", f"{archive}{mark}2013.txt", "--facts-only").stdout


def test_an_archive_is_listed(archive):
    result = run("inspect", archive)
    assert result.stdout.splitlines() == [
        f"{archive}!/局/2012.txt",
        "  青禾县, 2012, prose_2008; 4 observations, 1 findings",
        f"{archive}!/2013.txt",
        "  青禾县, 2013, prose_2008; 4 observations, 1 findings",
    ]
    assert "照片.bin" in result.stderr


def test_a_member_that_is_not_there_is_told_with_those_that_are(archive):
    result = run("inspect", f"{archive}!2014.txt")
    assert result.exit_code == 1
    assert "no such member; it holds" in result.stderr
    assert "2013.txt" in result.stderr

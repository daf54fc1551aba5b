"""What holds over the whole project so that hostile input, or a hostile package, has nothing to work with."""

import ast
import html
import importlib.metadata
import importlib.util
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from markdown_it import MarkdownIt

from assets.store.queries import markdown_table
from tests.pipeline.conftest import write_report
from tests.pipeline.graph import environment, published, run
from tests.test_docs import ROOT, TRACKED, source

SOURCES = [name for name in TRACKED if name.endswith(".py") and name.startswith(("gongkai/", "assets/", "pipelines/"))]
TOOLS = [name for name in TRACKED if name.startswith("tools/") and name.endswith(".py")]
UNSAFE_MODULES = {"pickle", "cPickle", "dill", "marshal", "shelve", "joblib", "cloudpickle", "jsonpickle"}
UNSAFE_CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load", "yaml.unsafe_load",
                "yaml.full_load", "pandas.read_pickle", "pd.read_pickle", "numpy.load"}  # fmt: skip


def unsafe(tree):
    """Calls and imports that would let data be run as code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] in UNSAFE_MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in UNSAFE_MODULES:
            yield node.module
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in UNSAFE_CALLS:
                yield name
            yield from (
                f"{name}(shell=…)"
                for keyword in node.keywords
                if keyword.arg == "shell" and ast.unparse(keyword.value) != "False"
            )


@pytest.mark.parametrize(
    "code",
    ["import pickle", "from pickle import loads", "eval(words)", "subprocess.run(a, shell=True)", "yaml.load(text)"],
)
def test_what_runs_data_as_code_is_found(code):
    assert list(unsafe(ast.parse(code)))


@pytest.mark.parametrize("name", [*SOURCES, *TOOLS])
def test_no_source_runs_data_as_code(name):
    assert list(unsafe(ast.parse(source(name)))) == []


SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10,}"
    r"|\bsk-[A-Za-z0-9]{32,}\b|\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\."
    r"|(?i:(?:password|passwd|secret|api_?key|access_?key|token)[\"']?\s*[:=]\s*[\"'][A-Za-z0-9+/_=-]{16,}[\"'])"
    r"|(?i:[a-z][a-z0-9+]{1,9}://[^\s/:@{}$<]+:[^\s/:@{}$<]+@)"
)


@pytest.mark.parametrize(
    "words", ["pass" + "word = 'hunter2hunter2hunter2'", "AKIA" + "ABCDEFGHIJKLMNOP", "s3" + "://key:word@store/b"]
)
def test_a_secret_is_found(words):
    assert SECRETS.search(words)


def test_no_secret_is_in_the_tree():
    found = {
        name: match[0][:40] for name in TRACKED if (ROOT / name).is_file() and (match := SECRETS.search(source(name)))
    }
    assert found == {}


def licences(package):
    """What a package says its licence is, wherever it says so."""
    about = importlib.metadata.metadata(package)
    classifiers = [line for line in about.get_all("Classifier") or () if line.startswith("License")]
    return [about.get("License-Expression") or "", (about.get("License") or "")[:300], *classifiers]


def test_no_locked_package_is_under_the_agpl():
    locked = {
        match
        for name in ("run", "dev")
        for match in re.findall(r"^([a-z0-9.-]+)==", source(f"requirements/{name}.txt"), re.M)
    }
    installed = {one.metadata["Name"].lower().replace("_", "-") for one in importlib.metadata.distributions()}
    known = {name: licences(name) for name in locked & installed}
    assert len(known) > 150
    assert [name for name, words in known.items() if re.search("AGPL|Affero", " ".join(words), re.I)] == []


def answers(*outputs, stderr="", returncode=0):
    """What stands in for pip-audit: an answer for each time it is asked."""
    said = iter([*outputs, ""])
    return lambda command: SimpleNamespace(stdout=next(said), stderr=stderr, returncode=returncode)


def audit():
    namespace = importlib.util.spec_from_file_location("audit", ROOT / "tools" / "audit.py")
    module = importlib.util.module_from_spec(namespace)
    namespace.loader.exec_module(module)
    return module


def known(name, *faults):
    vulns = [{"id": fault, "fix_versions": ["2.0"]} for fault in faults]
    return json.dumps({"dependencies": [{"name": name, "version": "1.0", "vulns": vulns}]})


CONTROL = known("jinja2", "CVE-2019-10906")
SKIPPED = json.dumps({"dependencies": [{"name": "jinja2", "skip_reason": "not found"}]})


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (answers(CONTROL, known("a")), 0, "1 locked packages, no known vulnerability"),
        (answers(CONTROL, known("a", "CVE-2020-1"), returncode=1), 1, "a 1.0: CVE-2020-1, mended in 2.0"),
        (
            answers("", "", stderr="ConnectionError: Could not connect to the service"),
            0,
            "NOTE: no vulnerability service",
        ),
        (answers(known("jinja2"), SKIPPED), 0, "NOTE: no vulnerability service"),
        (answers(stderr="error: invalid requirements input", returncode=2), 1, "not for want of an answer"),
    ],
    ids=["none-known", "one-known", "no-answer", "knows-nothing", "broken"],
)
def test_the_audit_fails_on_a_known_vulnerability_alone(answer, status, words, capsys):
    assert audit().main(answer) == status
    assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![a](http://192.0.2.1/a.png)",
        "[a](javascript:alert(1))",
        "`x` | <b>y</b>",
        "\\[a](http://192.0.2.1)",
        "&lt;i&gt;",
        "a\n\n<h1>b",
    ],
)
def test_words_in_the_web_interface_are_text(words):
    table = markdown_table(["evidence"], [[words]])
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(table)
    assert set(re.findall(r"<(\w+)", page)) == {"table", "thead", "tbody", "tr", "th", "td"}
    assert html.unescape(re.search("<td>(.*?)</td>", page)[1]) == " ".join(words.split())


# Runs in every Python process of a run, workers and dbt included; the attempt is written down, in case it is caught.
NO_NETWORK = """
import sys
def _watch(event, args):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = args[1]
        if not isinstance(address, tuple) or str(address[0]) in ("127.0.0.1", "::1", "localhost"):
            return
    elif event == "socket.getaddrinfo":
        address = args[0]
        if address in (None, "", "localhost", "127.0.0.1", "::1", b"localhost"):
            return
    else:
        return
    with open({log!r}, "a") as log:
        log.write(f"{{event}} {{address}} {{sys.argv[:2]}}\\n")
    raise OSError(f"no network: {{event}} {{address}}")
sys.addaudithook(_watch)
"""


@pytest.fixture
def no_network(tmp_path):
    """Variables that shut the network to every Python process, and the file that says who tried."""
    folder, log = tmp_path / "shut", tmp_path / "attempts"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(NO_NETWORK.format(log=str(log)))
    log.touch()
    return {"PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}, log


def test_the_block_of_the_network_holds(no_network):
    variables, log = no_network
    code = "import socket; socket.create_connection(('192.0.2.1', 80), 1)"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    assert "no network" in done.stderr
    assert "192.0.2.1" in log.read_text()


def test_reading_a_report_asks_the_network_nothing(no_network, tmp_path):
    variables, log = no_network
    page = (
        "<html><head><link rel=stylesheet href='http://192.0.2.1/a.css'><script src='//192.0.2.1/a.js'></script></head>"
        "<body><h1>云渚县2019年政府信息公开工作年度报告</h1><p>一、概述</p><p>公开信息12条。"
        "<img src='http://192.0.2.1/a.png'></p></body></html>"
    )
    (tmp_path / "a.html").write_text(page, "utf-8")
    (tmp_path / "b.xhtml").write_text(f"<!DOCTYPE html SYSTEM 'http://192.0.2.1/a.dtd'>{page}", "utf-8")
    code = "from gongkai.cli import main; main()"
    command = [sys.executable, "-c", code, "extract", str(tmp_path / "a.html"), str(tmp_path / "b.xhtml")]
    done = subprocess.run(
        command, env={**os.environ, **variables}, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert '"value": 12' in done.stdout, done.stderr
    assert log.read_text() == ""


@pytest.mark.slow
def test_a_run_of_the_graph_asks_the_network_nothing(no_network, tmp_path):
    variables, log = no_network
    for year in (2012, 2013):
        write_report(tmp_path, f"{year}.txt", year)
    assert set(variables) == {"PYTHONPATH"}
    run(tmp_path, **variables)
    assert published(tmp_path)
    assert log.read_text() == ""
    assert environment(tmp_path)["DAGSTER_HOME"]


def named_tests():
    return re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", source("docs/security.md"))


def test_the_threats_name_their_tests():
    assert len(named_tests()) > 25


def test_every_attempt_has_its_test():
    rows = re.findall(r"^\| (?!attempt|---)(.*?) \| .* \| (.*) \|$", source("docs/security.md"), re.M)
    assert len(rows) > 30
    assert [attempt for attempt, tests in rows if not re.fullmatch(r"(?:`tests/[\w/]+\.py::\w+`(?:, )?)+", tests)] == []


@pytest.mark.parametrize("threat", [
    "path", "SQL", "HTML, script", "formulas", "pickles", "entities", "hangs or eats the memory", "bombs",
    "escape sequences", "password", "regular expression", "correction file", "vulnerability", "secrets", "network",
])  # fmt: skip
def test_the_page_speaks_of_each_threat(threat):
    assert threat in source("docs/security.md")


@pytest.mark.parametrize(("file", "name"), named_tests(), ids=lambda part: Path(part).stem)
def test_a_named_test_exists(file, name):
    assert re.search(rf"^def {name}\(", source(file), re.M)

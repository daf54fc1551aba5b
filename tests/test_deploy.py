"""The units and the container file: what they name is there, and systemd has nothing to say against them."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
INSTALLED = "/opt/gongkai"
BIN = Path(sys.executable).parent


def here(path):
    """Where a path of an installation is in this clone and its environment."""
    path = path.replace(f"{INSTALLED}/.venv/bin", str(BIN))
    return path.replace(INSTALLED, str(ROOT))


def unit(path):
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str
    parser.read(path, encoding="utf-8")
    return parser


def commands():
    """Every command line that the units and the compose file run."""
    for path in UNITS:
        if path.suffix == ".service":
            yield pytest.param(unit(path)["Service"]["ExecStart"].split(), id=path.name)
    for name, service in yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"].items():
        yield pytest.param(service["command"], id=f"compose-{name}")
        if "healthcheck" in service:
            yield pytest.param(service["healthcheck"]["test"][1:], id=f"compose-{name}-health")
    (command,) = re.findall(r"^CMD \[(.*)\]$", (DEPLOY / "Containerfile").read_text(encoding="utf-8"), re.M)
    yield pytest.param([word.strip().strip('"') for word in command.split(",")], id="container")


@pytest.mark.parametrize("command", list(commands()))
def test_every_command_is_there_and_takes_its_options(command):
    program = here(command[0])
    assert Path(program).exists()
    for word in command[1:]:
        if word.startswith(INSTALLED):
            assert Path(here(word)).exists()
    options = [word for word in command[1:] if word.startswith("--")]
    words = [word for word in command[1:] if re.fullmatch(r"[a-z]+", word)]
    if options:
        names = words[:1]  # of a sub-command
        result = subprocess.run([program, *names, "--help"], capture_output=True, text=True, check=True, cwd=ROOT)
        assert all(option in result.stdout for option in options)


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_names_units_and_folders_that_there_are(path):
    text = path.read_text(encoding="utf-8")
    for line in re.findall(r"^OnFailure=(.*)$", text, re.M):
        assert (path.parent / line.replace("%n", "")).exists()
    for line in re.findall(r"^Documentation=file://(.*)$", text, re.M):
        assert Path(here(line)).exists()
    if path.suffix == ".timer":
        assert path.with_suffix(".service").exists()
    elif "ReadWritePaths" in text:
        assert f"{INSTALLED}/.dagster" in text
        assert "GONGKAI_HOME=/var/lib/gongkai" in text


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_accepts_the_units(tmp_path):
    for path in UNITS:
        text = here(path.read_text(encoding="utf-8"))
        text = re.sub(r"^(User|Group)=.*\n", "", text, flags=re.M)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    (tmp_path / "gongkai-alert@.service").rename(tmp_path / "gongkai-alert@x.service")
    files = [str(path) for path in sorted(tmp_path.iterdir())]
    result = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert [line for line in result.stderr.splitlines() if "gongkai-" in line] == []


@pytest.mark.parametrize(
    "path", sorted(path.relative_to(ROOT).as_posix() for path in DEPLOY.rglob("*") if path.is_file())
)
def test_every_file_is_in_the_operations_page(path):
    assert Path(path).name in (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_the_alert_hands_the_words_to_the_command(tmp_path):
    told = tmp_path / "told"
    environment = {"PATH": "/usr/bin:/bin", "GONGKAI_ALERT_COMMAND": f"cat > {told}"}
    subprocess.run(["/bin/sh", str(DEPLOY / "alert.sh"), "gongkai-daemon.service"], env=environment, check=True)
    assert told.read_text(encoding="utf-8").startswith("gongkai-daemon.service failed on ")


def test_the_container_keeps_what_it_is_built_from():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    assert "COPY . ." in text
    for needed in ("requirements", "pipelines", "assets", "gongkai", "sql", "Makefile", "pyproject.toml", "README.md"):
        assert (ROOT / needed).exists()
        assert needed not in ignored
    assert "make .venv/run.stamp" in text

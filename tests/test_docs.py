"""The documentation keeps up with the code, and nothing in the repository names one machine or a registry."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import click
import duckdb
import pytest
import yaml

from gongkai.cli import cli

ROOT = Path(__file__).parent.parent
SETTINGS = ROOT / "docs" / "settings.md"
READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
COMMAND_LINE = ROOT / "docs" / "command-line.md"

TRACKED = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
    "\0"
)[:-1]


def source(name):
    return (ROOT / name).read_text(encoding="utf-8", errors="replace")


def commands(text):
    """The shell commands in fenced blocks, without their comments."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S)
    lines = "".join(blocks).splitlines()
    return [line.split(" #")[0].strip() for line in lines]


def options():
    """Every option of every command: its command's heading, and the option's longest name."""
    yield from (("gongkai", name) for parameter in cli.params for name in parameter.opts)
    for name, command in cli.commands.items():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                choices = parameter.type.choices if isinstance(parameter.type, click.Choice) else [parameter.metavar]
                words = [f"{max(parameter.opts, key=len)} {choice or ''}".strip() for choice in choices]
                yield from ((f"gongkai {name}", word) for word in words)


def settings():
    """Every environment variable of ours that the sources name."""
    names = (name for name in TRACKED if Path(name).suffix in {".py", ".yaml", ".yml", ".sql"} or name == "Makefile")
    found = {word for name in names for word in re.findall(r"GONGKAI_[A-Z_]+", source(name)) if "tests/" not in name}
    return sorted(found)


@pytest.mark.parametrize(("heading", "option"), list(options()))
def test_every_option_is_documented(heading, option):
    text = COMMAND_LINE.read_text(encoding="utf-8")
    section = text if heading == "gongkai" else text.split(f"## {heading} ")[1].split("\n## ")[0]
    assert f"`{option}`" in section or f"{option}`" in section


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_every_command_is_in_the_readme(readme):
    text = readme.read_text(encoding="utf-8")
    for name in cli.commands:
        assert f"gongkai {name} " in text


@pytest.mark.parametrize("setting", settings())
def test_every_setting_is_documented(setting):
    rows = [
        line for line in SETTINGS.read_text(encoding="utf-8").splitlines() if f"`{setting}`" in line.split(" | ")[0]
    ]
    assert len(rows) == 1
    assert all(cell.strip() for cell in rows[0].strip("| ").split(" | "))
    assert rows[0].count(" | ") == 3


def reasons():
    """Every code of a reject that the sources name."""
    for name in TRACKED:
        if not name.startswith("gongkai/") or not name.endswith(".py"):
            continue
        for node in ast.walk(ast.parse(source(name))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"ReadError", "UnsupportedFormatError"}:
                yield from (code.value for code in node.args[1:2] if isinstance(code, ast.Constant))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_reject":
                yield from (code.value for code in node.args[1:2] if isinstance(code, ast.Constant))
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and name == "gongkai/intake.py":
                yield from (code.value for code in node.value.elts[:1] if isinstance(code, ast.Constant))


def test_every_reason_of_a_reject_is_documented():
    section = source("docs/operations.md").split("## Reasons")[1].split("\n## ")[0]
    documented = {
        word for row in re.findall(r"^\| (`[^|]*`) \|", section, re.M) for word in re.findall(r"`(\w+)`", row)
    }
    found = set(reasons())
    assert {"damaged", "out_of_time", "worker_died", "changed", "internal_error"} <= found
    assert documented == found


def test_every_published_table_is_in_the_readme():
    published = re.compile(r"sql/(?:models/(?:core|rollups)/(\w+)\.sql|seeds/(\w+)\.csv)")
    tables = {match[1] or match[2] for name in TRACKED if (match := published.fullmatch(name))}
    assert tables <= set(re.findall(r"`(\w+)`", READMES[0].read_text(encoding="utf-8")))


def test_the_query_in_the_readme_fits_the_tables():
    (query,) = re.findall(r"```sql\n(.*?)```", READMES[0].read_text(encoding="utf-8"), re.S)
    with duckdb.connect() as connection:
        for name in re.findall(r"(?:from|join) (\w+)", query):
            (model,) = yaml.safe_load(source(f"sql/models/core/{name}.yml"))["models"]
            columns = ", ".join(f"{column['name']} {column['data_type']}" for column in model["columns"])
            connection.execute(f"create table {name} ({columns})")
        assert connection.execute(query).fetchall() == []


def test_both_readmes_name_the_same_commands():
    english, chinese = (commands(readme.read_text(encoding="utf-8")) for readme in READMES)
    assert english == chinese
    assert english[:2] == ["make run", "make test"]


def test_both_readmes_name_the_same_things():
    """Code spans, queries and links: tables, columns, settings, folders."""

    def code(readme):
        text = readme.read_text(encoding="utf-8")
        return set(re.findall(r"`([^`\n]+)`", text)), set(re.findall(r"```sql\n(.*?)```", text, re.S))

    assert code(READMES[0]) == code(READMES[1])


def test_make_targets_in_the_documents_exist():
    targets = set(re.findall(r"^([a-z]+):", source("Makefile"), re.M))
    for name in TRACKED:
        if name.endswith(".md"):
            assert set(re.findall(r"\bmake ([a-z]+)`", source(name))) <= targets, name


@pytest.mark.parametrize(
    "name", [name for name in TRACKED if name.endswith(".md") and not name.startswith("data/raw/")]
)
def test_links_lead_somewhere(name):
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", source(name))
    assert [target for target in targets if not ((ROOT / name).parent / target).exists()] == []


def test_every_table_of_the_catalogue_is_described():
    tables = {Path(name).name for name in TRACKED if re.fullmatch(r"gongkai/catalogue/\w+\.csv", name)}
    assert tables == set(re.findall(r"`(\w+\.csv)`", source("docs/extraction.md")))


def test_the_folder_map_is_that_of_the_project():
    rows = re.findall(r"^\| (`[^|]*/`) \|", READMES[0].read_text(encoding="utf-8"), re.M)
    folders = {folder.split("/")[0] for row in rows for folder in re.findall(r"`([^`]+)`", row)}
    assert folders == {name.split("/")[0] for name in TRACKED if "/" in name and not name.startswith(".")}


def test_the_readme_is_short():
    for readme in READMES:
        assert len(readme.read_text(encoding="utf-8").splitlines()) <= 140


def test_the_version_in_the_changelog():
    version = re.search(r'__version__ = "(.+)"', source("gongkai/__init__.py"))[1]
    headings = re.findall(r"^## \[(.+?)\]", source("CHANGELOG.md"), re.M)
    assert headings[0] in {"Unreleased", version}


def test_no_file_names_a_registry_or_a_machine():
    hosts = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "debian" + ".org/debian", "tuna." + "tsinghua"]
    places = [r"/ho" + r"me/\w", r"/ro" + r"ot/\w", r"/Us" + r"ers/\w", re.escape(str(ROOT.resolve()) + "/")]
    pattern = re.compile("|".join([*map(re.escape, hosts), *(rf"(?<![\w.]){place}" for place in places)]))
    found = {name: match[0] for name in TRACKED if (ROOT / name).is_file() and (match := pattern.search(source(name)))}
    assert found == {}


def test_locks_have_hashes_and_no_addresses():
    for name in ("build", "run", "ocr", "dev"):
        text = source(f"requirements/{name}.txt")
        assert "://" not in text
        assert "--index-url" not in text
        requirements = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, re.M | re.S)
        assert len(requirements) > 4
        assert [entry.split()[0] for entry in requirements if "--hash=sha256:" not in entry] == []


def test_locks_hold_what_the_project_asks_for():
    """What pyproject.toml names is locked, in one version everywhere."""
    project = tomllib.loads(source("pyproject.toml"))
    groups = project["dependency-groups"]
    asked = {
        "build": groups["build"],
        "run": project["project"]["dependencies"] + project["project"]["optional-dependencies"]["pipeline"],
        "ocr": project["project"]["dependencies"] + project["project"]["optional-dependencies"]["ocr"],
        "dev": groups["dev"],
    }
    locked = {
        name: set(re.findall(r"^([a-z0-9-]+)==([\w.]+)", source(f"requirements/{name}.txt"), re.M)) for name in asked
    }
    for name, requirements in asked.items():
        names = {re.split(r"[<>=\[; ]", requirement)[0].lower() for requirement in requirements}
        assert names <= {package for package, _ in locked[name]}, name
    assert locked["build"] | locked["run"] | locked["ocr"] <= locked["dev"]

"""Every published table and column has a name and a definition in Chinese, beside the description of its model."""

import re
from pathlib import Path

import pytest
import yaml

from gongkai.catalogue import read_rows
from gongkai.dictionary import chinese_entry

SQL = Path(__file__).parent.parent / "sql"
HAN = re.compile(r"[\u4e00-\u9fff]")


def published():
    """Table → its columns, of all that is exported."""
    tables = {}
    for path in [*(SQL / "models" / "core").glob("*.yml"), *(SQL / "models" / "rollups").glob("*.yml")]:
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            tables[model["name"]] = [column["name"] for column in model["columns"]]
    for path in (SQL / "seeds").glob("*.yml"):
        for seed in yaml.safe_load(path.read_text(encoding="utf-8")).get("seeds", []):
            tables[seed["name"]] = [column["name"] for column in seed["columns"]]
    return tables


TABLES = published()


@pytest.mark.parametrize("table", sorted(TABLES))
def test_table_and_columns_are_named_and_defined_in_chinese(table):
    entries = {name: chinese_entry(table, name) for name in ["", *TABLES[table]]}
    assert [name for name, entry in entries.items() if not (entry.name and entry.definition)] == []
    assert all(HAN.search(entry.definition) for entry in entries.values())


def test_every_line_is_of_something_that_is_published():
    columns = {("", column) for names in TABLES.values() for column in names}
    known = columns | {(table, column) for table, names in TABLES.items() for column in ["", *names]}
    assert {(row["table"], row["column"]) for row in read_rows("dictionary.csv")} <= known

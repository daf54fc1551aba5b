"""Asset checks on the working tables: they block publication, and show the rows that fail.

A query in ``assets/sql`` gives the rows that break a rule; one check per table, made from the declared schema,
sees to its columns, types, keys and codes. A query that cannot run is an error, not a failed check.
"""

import importlib.resources
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import duckdb

import gongkai
from assets.common import POOL
from assets.store.folders import Store
from assets.store.queries import count, preview
from assets.store.working import read_working
from gongkai.schema import LEDGERS, TABLES, Column, TableSchema

__all__ = ["CHECKS", "Check", "checks", "run_check", "schema_queries"]

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Check:
    """A rule about an asset.

    Attributes:
        asset: the table.
        name: of the rule.
        description: what it says.
        queries: each gives rows that break it; the first that gives any is shown, and those after it are not run.
        blocking: whether it stops publication; else it warns of what a report may bring about that is unusual.
    """

    asset: str
    name: str
    description: str
    queries: tuple[str, ...]
    blocking: bool = True


def schema_queries(schema: TableSchema) -> tuple[str, str]:
    """Rows that say what is wrong with a table: first its columns and types, then keys, nulls and codes."""
    declared = ", ".join(f"('{column.name}', '{column.type}')" for column in schema.columns)
    columns = f"""select 'column' as fault, coalesce(d.name, f.column_name) as what,
            concat('declared ', d.type, ', found ', f.data_type) as found
        from (values {declared}) d(name, type)
        full join (select * from duckdb_columns() where table_name = '{schema.name}' and schema_name = 'main') f
            on d.name = f.column_name
        where d.type is distinct from f.data_type"""
    key = ", ".join(schema.key)
    rows = [
        f"""select 'key' as fault, concat_ws(' ', {key}) as what, concat(count(*), ' rows') as found
        from {schema.name} group by {key} having count(*) > 1"""
    ]
    rows.extend(_column_query(schema, column, key) for column in schema.columns if not column.nullable or column.codes)
    return columns, " union all ".join(rows)


def _column_query(schema: TableSchema, column: Column, key: str) -> str:
    codes = ", ".join(f"'{code}'" for code in column.codes)
    wrong = [f"{column.name} is null"] if not column.nullable else []
    wrong += [f"{column.name} not in ({codes})"] if codes else []
    return f"""select '{column.name}' as fault, concat_ws(' ', {key}) as what,
        coalesce(cast({column.name} as varchar), 'null') as found
        from {schema.name} where {" or ".join(wrong)}"""


def _from_file(asset: str, name: str, description: str, *, blocking: bool = True) -> Check:
    file = importlib.resources.files("assets") / "sql" / f"{asset}_{name}.sql"
    return Check(asset, name, description, (file.read_text(encoding="utf-8"),), blocking)


CHECKS = (
    *(
        Check(
            name,
            "schema",
            "Columns, types, nulls, keys and codes are as gongkai/schema.py declares.",
            schema_queries(s),
        )
        for name, s in (TABLES | LEDGERS).items()
    ),
    _from_file("observations", "evidence", "The evidence is the source text between the offsets, and not empty."),
    _from_file("sections", "titles", "The title is the source text between its offsets, inside the section."),
    _from_file("quantities", "clauses", "The figure stands inside its clause, and the clause in the source text."),
    _from_file("documents", "rejects", "A file is either a document or a reject, and every file is one of them."),
    _from_file("blocks", "places", "Reports are there, spans stand in their text, and a box has four edges."),
    _from_file("cells", "grids", "Reports are there, spans stand in their text, and a cell has a row and a column."),
    _from_file("sections", "references", "Reports and parent sections are there."),
    _from_file("section_words", "references", "Every section has its words, and words their section."),
    _from_file("observations", "references", "Reports and sections are there."),
    _from_file("quantities", "references", "Reports and sections are there."),
    _from_file("findings", "references", "Reports and the observations of both sides are there, in the same report."),
    _from_file("observations", "codes", "Measures, units, dimensions and their codes are those of the catalogue."),
    _from_file("observations", "values", "A value is there exactly where the status says so, and 0 for a stated none."),
    _from_file("sections", "nesting", "A section lies inside its parent.", blocking=False),
    _from_file("observations", "placement", "The evidence lies inside its section.", blocking=False),
    _from_file("rejects", "faults", "No file was rejected for a fault of the code.", blocking=False),
)


@dg.multi_asset_check(
    name="checks",
    specs=[dg.AssetCheckSpec(c.name, asset=c.asset, description=c.description, blocking=c.blocking) for c in CHECKS],
    pool=POOL,
    can_subset=True,
)
def checks(context: dg.AssetCheckExecutionContext, store: dg.ResourceParam[Store]) -> Iterator[dg.AssetCheckResult]:
    """Run the checks over the whole working database."""
    selected = {(key.asset_key.to_user_string(), key.name) for key in context.selected_asset_check_keys}
    chosen = [check for check in CHECKS if (check.asset, check.name) in selected]
    failed = 0
    with read_working(store) as connection:
        for check in chosen:
            failing, rows = run_check(connection, check)
            failed += failing > 0
            yield dg.AssetCheckResult(
                passed=failing == 0,
                asset_key=check.asset,
                check_name=check.name,
                severity=dg.AssetCheckSeverity.ERROR if check.blocking else dg.AssetCheckSeverity.WARN,
                metadata={"failing_rows": failing, **({"rows": dg.MetadataValue.md(rows)} if failing else {})},
            )
    store.reporter.step("checks", f"{len(chosen) - failed} of {len(chosen)} hold")


def run_check(connection: duckdb.DuckDBPyConnection, check: Check) -> tuple[int, str]:
    """How many rows break a rule, and the first of them as a Markdown table."""
    _load_catalogue(connection)
    for query in check.queries:
        failing = count(connection, f"({query})")
        if failing:
            return failing, preview(connection, f"select * from ({query}) limit {_SHOWN}")
    return 0, ""


def _load_catalogue(connection: duckdb.DuckDBPyConnection) -> None:
    """The tables of gongkai/catalogue that the checks compare with."""
    folder = Path(gongkai.__file__).parent / "catalogue"
    for name in ("measures", "dimensions"):
        connection.execute(
            f"create temp table if not exists catalogue_{name} as from read_csv(?, header = true, all_varchar = true)",
            [str(folder / f"{name}.csv")],
        )

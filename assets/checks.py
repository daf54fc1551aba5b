"""Asset checks on the working tables: they block publication, and show the rows that fail.

A query in ``assets/sql`` gives the rows that break a rule; one check per table, made from the declared schema,
sees to its columns, types, keys and codes. A query that cannot run is an error, not a failed check.

What concerns one report alone is checked once for each reading of it, and not again in the nights after.
"""

import functools
import hashlib
import importlib.resources
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import duckdb

import gongkai
from assets.common import POOL
from assets.store.checked import only_unchecked, record_checked, unchecked
from assets.store.folders import Store
from assets.store.queries import count, preview
from assets.store.working import read_working
from gongkai.schema import LEDGERS, TABLES, Column, TableSchema

__all__ = ["CHECKS", "Check", "checks", "checks_version", "run_check", "schema_queries"]

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
        whole: whether it is run over everything each time: it compares reports with files, or its warning stays.
    """

    asset: str
    name: str
    description: str
    queries: tuple[str, ...]
    blocking: bool = True
    whole: bool = False


def schema_queries(schema: TableSchema) -> tuple[str, str]:
    """Rows that say what is wrong with a table: first its columns and types, then keys, nulls and codes."""
    declared = ", ".join(f"('{column.name}', '{column.type}')" for column in schema.columns)
    columns = f"""select 'column' as fault, coalesce(d.name, f.column_name) as what,
            concat('declared ', d.type, ', found ', f.data_type) as found
        from (values {declared}) d(name, type)
        full join (
            from duckdb_columns()
            where table_name = '{schema.name}' and schema_name = 'main' and database_name = current_database()) f
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


def _from_file(asset: str, name: str, description: str, *, blocking: bool = True, whole: bool = False) -> Check:
    file = importlib.resources.files("assets") / "sql" / f"{asset}_{name}.sql"
    return Check(asset, name, description, (file.read_text(encoding="utf-8"),), blocking, whole)


CHECKS = (
    *(
        Check(
            name,
            "schema",
            "Columns, types, nulls, keys and codes are as gongkai/schema.py declares.",
            schema_queries(s),
            whole=name in LEDGERS,
        )
        for name, s in (TABLES | LEDGERS).items()
    ),
    _from_file("observations", "evidence", "The evidence is the source text between the offsets, and not empty."),
    _from_file("sections", "titles", "The title is the source text between its offsets, inside the section."),
    _from_file("quantities", "clauses", "The figure stands inside its clause, and the clause in the source text."),
    _from_file("documents", "rejects", "A file is a document or a reject, and every file is one of them.", whole=True),
    _from_file("blocks", "places", "Reports are there, spans stand in their text, and a box has four edges."),
    _from_file("cells", "grids", "Reports are there, spans stand in their text, and a cell has a row and a column."),
    _from_file("sections", "references", "Reports and parent sections are there."),
    _from_file("section_words", "references", "Every section has its words, and words their section."),
    _from_file("observations", "references", "Reports and sections are there."),
    _from_file("quantities", "references", "Reports and sections are there."),
    _from_file("findings", "references", "Reports and the observations of both sides are there, in the same report."),
    _from_file("observations", "codes", "Measures, units, dimensions and their codes are those of the catalogue."),
    _from_file("observations", "values", "A value is there exactly where the status says so, and 0 for a stated none."),
    _from_file("sections", "nesting", "A section lies inside its parent.", blocking=False, whole=True),
    _from_file("observations", "placement", "The evidence lies inside its section.", blocking=False, whole=True),
    _from_file("rejects", "spread", "The code itself rejected no tenth of the files, five or more.", whole=True),
    _from_file("rejects", "faults", "No file was rejected for a fault of the code.", blocking=False, whole=True),
)


@dg.multi_asset_check(
    name="checks",
    specs=[dg.AssetCheckSpec(c.name, asset=c.asset, description=c.description, blocking=c.blocking) for c in CHECKS],
    pool=POOL,
    can_subset=True,
)
def checks(context: dg.AssetCheckExecutionContext, store: dg.ResourceParam[Store]) -> Iterator[dg.AssetCheckResult]:
    """Check the working database: every report that was read since it last passed, and what concerns them all."""
    selected = {(key.asset_key.to_user_string(), key.name) for key in context.selected_asset_check_keys}
    chosen = [check for check in CHECKS if (check.asset, check.name) in selected]
    version = checks_version(CHECKS)
    failed = blocked = 0
    with read_working(store) as connection, only_unchecked(connection, version) as narrow:
        new = unchecked(connection, version)
        for check in chosen:
            failing, rows = (
                (0, "") if not (check.whole or new) else run_check(connection if check.whole else narrow, check)
            )
            failed += failing > 0
            blocked += failing > 0 and check.blocking
            yield dg.AssetCheckResult(
                passed=failing == 0,
                asset_key=check.asset,
                check_name=check.name,
                severity=dg.AssetCheckSeverity.ERROR if check.blocking else dg.AssetCheckSeverity.WARN,
                metadata={
                    "failing_rows": failing,
                    **({} if check.whole else {"reports_checked": new}),
                    **({"rows": dg.MetadataValue.md(rows)} if failing else {}),
                },
            )
    if new and not blocked and len(chosen) == len(CHECKS):
        record_checked(store, version)
    store.reporter.step("checks", f"{len(chosen) - failed} of {len(chosen)} hold")


def checks_version(chosen: Sequence[Check]) -> str:
    """Hash of what the checks say, and of the catalogue that they compare with."""
    digest = hashlib.sha256("\0".join(query for check in chosen for query in check.queries).encode())
    for file in _catalogue_files():
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


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
    for file in _catalogue_files():
        connection.execute(
            f"create temp table if not exists catalogue_{file.stem} as "
            "from read_csv(?, header = true, all_varchar = true)",
            [str(file)],
        )


@functools.cache
def _catalogue_files() -> tuple[Path, ...]:
    folder = Path(gongkai.__file__).parent / "catalogue"
    return tuple(folder / f"{name}.csv" for name in ("measures", "dimensions"))

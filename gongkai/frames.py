"""The published warehouse, or an export of it, as data frames: read-only, for notebooks, scripts and the prompt.

The one module of this package that knows DuckDB and pandas, and it loads them when a warehouse is opened: what
reads reports does not import it (the import contracts in pyproject.toml see to that).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.dictionary import chinese_entry
from gongkai.exceptions import GongkaiError

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

__all__ = ["QueryError", "Warehouse", "WarehouseError", "find_warehouse", "warehouse"]

_DATABASE = "gongkai.duckdb"
_PACKAGE = "datapackage.json"
_LETTERS = re.compile(rb"[A-Za-z]+")
_WRITING = frozenset({b"attach", b"copy", b"export"})
_CHECKOUT = Path(__file__).parent.parent / "data"  # of a clone; of an installed package there is none


class WarehouseError(GongkaiError):
    """There is no warehouse to open, or nothing to open it with."""


class QueryError(GongkaiError, ValueError):
    """A query that cannot be answered: no such table, a fault in the SQL."""


def warehouse(path: str | os.PathLike[str] | None = None) -> Warehouse:
    """Open the published warehouse, or an export of it, read-only.

    Args:
        path: a published file (``gongkai.duckdb``), a folder of exports (with ``datapackage.json``), or a folder
            that holds either: ``data``, ``data/warehouse``. By default the data folder of ``GONGKAI_HOME``, else
            ``data`` in the current folder, else that of the clone this package is in.

    Raises:
        WarehouseError: nothing is published there, or the extra ``query`` is not installed.
    """
    return Warehouse(find_warehouse(path))


def find_warehouse(path: str | os.PathLike[str] | None = None) -> Path:
    """The published file, or the folder of exports, that :func:`warehouse` opens for ``path``.

    Raises:
        WarehouseError: there is neither.
    """
    places = [Path(path).expanduser()] if path is not None else _homes()
    for place in places:
        for candidate in (place, place / "warehouse"):
            if candidate.is_file() and candidate.name != _PACKAGE:
                return candidate
            if (candidate / _DATABASE).is_file():
                return candidate / _DATABASE
            if (candidate / _PACKAGE).is_file():
                return candidate
    looked = " or ".join(map(str, places))
    raise WarehouseError(
        f"{looked}: nothing is published there; publish with `make run`, or name a published file, a folder of "
        "exports, or a data folder that has either"
    )


def _homes() -> list[Path]:
    home = os.environ.get("GONGKAI_HOME")
    return [Path(home).expanduser()] if home else [Path("data"), _CHECKOUT]


class Warehouse:
    """An open warehouse. It keeps its version while the next one is published; open another for that one.

    Usable with ``with``; :meth:`close` lets it go.
    """

    def __init__(self, path: Path) -> None:
        """Open a published file or a folder of exports.

        Raises:
            WarehouseError: it is neither, or DuckDB is not installed.
        """
        self.path = path
        self._duckdb = _load_duckdb()
        self._files: list[Path] = []  # of the tables of an export
        self._kept_in = False
        try:
            self._connection = self._of_exports() if path.is_dir() else self._of_file()
        except self._duckdb.Error as error:
            raise WarehouseError(f"{path}: {_first_line(error)}; is it a published warehouse?") from error

    def __repr__(self) -> str:
        return f"warehouse({str(self.path)!r})"

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    def keep_to_tables(self) -> None:
        """From now on let no query reach another file, an extension, a setting or the network.

        For queries that others wrote. DuckDB has one instance for a file: other connections of this process to the same
        published file are kept to its tables, too.
        """
        files = ", ".join(_text(str(file)) for file in self._files)
        self._connection.execute(f"set allowed_paths = [{files}]; set enable_external_access = false")
        self._connection.execute("set lock_configuration = true")
        self._kept_in = True

    def interrupt(self) -> None:
        """Break off the query that another thread is running."""
        self._connection.interrupt()

    def tables(self) -> pd.DataFrame:
        """The tables: ``table``, ``name_zh``, ``rows``, ``description``."""
        rows = [
            (name, chinese_entry(name).name, self._count(name), _one_line(description))
            for name, description in self._names().items()
        ]
        return _frame(rows, {"table": "string", "name_zh": "string", "rows": "int64", "description": "string"})

    def describe(self, table: str) -> pd.DataFrame:
        """The columns of a table: ``column``, ``type``, ``name_zh``, ``description``, ``definition_zh``.

        Raises:
            QueryError: there is no such table.
        """
        self._known(table)
        found = self._connection.execute(
            """select column_name, data_type, coalesce(comment, '') from duckdb_columns()
            where schema_name = 'main' and not internal and table_name = ? order by column_index""",
            [table],
        ).fetchall()
        rows = [
            (name, kind, chinese_entry(table, name).name, _one_line(comment), chinese_entry(table, name).definition)
            for name, kind, comment in found
        ]
        columns = ("column", "type", "name_zh", "description", "definition_zh")
        return _frame(rows, dict.fromkeys(columns, "string"))

    def table(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """A whole table, its columns of Arrow types: whole numbers and decimals stay exact, null stays null.

        Args:
            name: such as ``fct_requests``; :meth:`tables` lists them.
            columns: only these, in this order; :meth:`describe` lists them.

        Raises:
            QueryError: there is no such table, or no such column in it.
        """
        self._known(name)
        wanted = "*" if columns is None else ", ".join(map(_quote, columns))
        return self.sql(f"select {wanted} from {_quote(name)}")

    def sql(self, query: str, parameters: Sequence[object] | Mapping[str, object] | None = None) -> pd.DataFrame:
        """What a query gives, its columns of Arrow types.

        Args:
            query: one statement in DuckDB's SQL.
            parameters: for ``?`` or ``$name`` in it.

        Raises:
            QueryError: the database says what is wrong with it.
        """
        pandas = _load_pandas()
        self._require_reading(query)
        try:
            relation = self._connection.sql(query, params=parameters)
            arrow = None if relation is None else relation.to_arrow_table()
        except self._duckdb.Error as error:
            raise QueryError(str(error)) from error
        if arrow is None:
            return pandas.DataFrame()
        return arrow.to_pandas(types_mapper=pandas.ArrowDtype)

    def rows(self, query: str) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        """The names of the columns that a query gives, and its rows as Python values, fetched as they are asked for.

        Raises:
            QueryError: the database says what is wrong with it; while rows are fetched too.
        """
        self._require_reading(query)
        try:
            result = self._connection.execute(query)
        except self._duckdb.Error as error:
            raise QueryError(str(error)) from error
        return [str(column[0]) for column in result.description or ()], self._fetched(result)

    def is_complete(self, text: str) -> bool:
        """Whether text ends with the ``;`` of a statement: not one within quotes or a comment."""
        try:
            self._connection.extract_statements(text)
        except self._duckdb.Error as error:
            if "unterminated" in str(error):
                return False
        tokens = self._duckdb.tokenize(text)
        return bool(tokens) and text.encode()[tokens[-1][0] :].startswith(b";")

    def schema(self, table: str | None = None) -> str:
        """``create table`` statements, of one table or of all.

        Raises:
            QueryError: there is no such table.
        """
        if table is not None:
            self._known(table)
        lines = []
        for name in [table] if table else self._names():
            columns = self.describe(name)
            width = max(map(len, columns["column"]))
            listed = [f"    {row.column:{width}} {row.type}" for row in columns.itertuples()]
            lines.append(f"create table {name} (\n" + ",\n".join(listed) + "\n);")
        return "\n".join(lines)

    def _fetched(self, result: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
        try:
            while batch := result.fetchmany(1000):
                yield from batch
        except self._duckdb.Error as error:
            raise QueryError(str(error)) from error

    def _require_reading(self, query: str) -> None:
        """Queries kept to an export must reach its files, and DuckDB knows no right that is to read alone."""
        if not self._kept_in or not self._files:
            return
        data, keyword = query.encode("utf-8", "replace"), self._duckdb.token_type.keyword
        for at, kind in self._duckdb.tokenize(query):
            word = _LETTERS.match(data, at)
            if kind == keyword and word and word[0].lower() in _WRITING:
                raise QueryError(f"{self.path}: {word[0].decode()} is not to be had, exports are opened read-only")

    def _of_file(self) -> duckdb.DuckDBPyConnection:
        # By the resolved path: the link may lead to another version the next moment, and DuckDB tells files by path.
        connection: duckdb.DuckDBPyConnection = self._duckdb.connect(str(self.path.resolve()), read_only=True)
        return connection

    def _of_exports(self) -> duckdb.DuckDBPyConnection:
        folder = self.path.resolve()
        try:
            package = json.loads((folder / _PACKAGE).read_text(encoding="utf-8"))
            resources = package["resources"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WarehouseError(f"{self.path / _PACKAGE}: no data package ({error}); export anew") from error
        connection: duckdb.DuckDBPyConnection = self._duckdb.connect()
        self._files = [file for resource in resources for file in _view(connection, resource, folder)]
        return connection

    def _names(self) -> dict[str, str]:
        found = self._connection.execute(
            """select table_name, coalesce(comment, '') from duckdb_tables() where schema_name = 'main'
            union all
            select view_name, coalesce(comment, '') from duckdb_views() where schema_name = 'main' and not internal
            order by all"""
        ).fetchall()
        return dict(found)

    def _known(self, table: str) -> None:
        names = self._names()
        if table not in names:
            raise QueryError(f"{self.path}: there is no table {table}; there are {', '.join(names)}")

    def _count(self, table: str) -> int:
        ((rows,),) = self._connection.execute(f"select count(*) from {_quote(table)}").fetchall()
        return int(rows)


def _view(connection: duckdb.DuckDBPyConnection, resource: Mapping[str, Any], folder: Path) -> list[Path]:
    """A view over the files of one resource of a data package, described as the table was; the files."""
    paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
    files = [folder / path for path in paths]
    outside = [str(file) for file in files if not file.resolve().is_relative_to(folder)]
    missing = [str(file) for file in files if not file.is_file()]
    if outside or missing:
        raise WarehouseError(f"{(outside or missing)[0]}: not a file of the export {folder}; export anew")
    name, listed = _quote(resource["name"]), ", ".join(_text(str(file)) for file in files)
    statements = [
        f"create view {name} as select * from read_parquet([{listed}], hive_partitioning = false)",
        f"comment on view {name} is {_text(resource.get('description', ''))}",
        *(
            f"comment on column {name}.{_quote(field['name'])} is {_text(field.get('description', ''))}"
            for field in resource["schema"]["fields"]
        ),
    ]
    connection.execute(";".join(statements))
    return files


def _load_duckdb() -> Any:  # noqa: ANN401  a module
    try:
        import duckdb  # noqa: PLC0415
    except ImportError as error:
        raise _not_installed("duckdb") from error
    return duckdb


def _load_pandas() -> Any:  # noqa: ANN401  a module
    try:
        import pandas  # noqa: PLC0415
    except ImportError as error:
        raise _not_installed("pandas") from error
    return pandas


def _not_installed(package: str) -> WarehouseError:
    return WarehouseError(
        f"{package} is not installed; the warehouse is opened with the extra `query`: pip install 'gongkai[query]'"
    )


def _frame(rows: Sequence[tuple[object, ...]], types: Mapping[str, str]) -> pd.DataFrame:
    pandas = _load_pandas()
    return pandas.DataFrame(rows, columns=list(types)).astype(
        {name: f"{kind}[pyarrow]" for name, kind in types.items()}
    )


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__

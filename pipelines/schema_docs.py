"""``make docs``: the models with their descriptions, columns and lineage as one page, made by dbt.

The page stands by itself: it can be mailed, or opened from the disk. It is of the published warehouse, which stays
untouched: dbt looks at a copy, since it opens what it looks at for writing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

from assets.models import dbt_executable
from assets.store.folders import Store
from pipelines.manifest import SQL
from pipelines.settings import Settings, SettingsError

__all__ = ["SchemaDocsError", "main", "write_schema_docs"]

_PAGE = "schema.html"


class SchemaDocsError(RuntimeError):
    """The page cannot be made."""


def write_schema_docs(store: Store, project: Path = SQL) -> Path:
    """Write the page beside the published warehouse. Returns its path.

    Raises:
        SchemaDocsError: nothing is published, or dbt fails, with what it says.
    """
    if not store.published.exists():
        raise SchemaDocsError(f"{store.published}: nothing is published there; run `make run` first")
    with tempfile.TemporaryDirectory(prefix="gongkai-docs-") as name:
        folder = Path(name)
        shutil.copyfile(store.published, folder / store.published.name)
        duckdb.connect(folder / "working.duckdb").close()  # that of the pipeline may be written to at the moment
        command = [dbt_executable(), "--quiet", "docs", "generate", "--static"]
        result = subprocess.run(
            [*command, "--project-dir", str(project), "--profiles-dir", str(project), "--target-path", name],
            env={
                **os.environ,
                "GONGKAI_BUILD_DB": str(folder / store.published.name),
                "GONGKAI_WORKING_DB": str(folder / "working.duckdb"),
                "DBT_LOG_PATH": name,
                "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            },
            cwd=project,
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode:
            raise SchemaDocsError(f"dbt cannot document {project}:\n{(result.stdout + result.stderr).strip()}")
        page = store.warehouse / _PAGE
        draft = page.with_name(f".new-{_PAGE}")
        shutil.copyfile(folder / "static_index.html", draft)
        draft.replace(page)
    return page


def main() -> None:
    """Make the page and say where it is."""
    try:
        page = write_schema_docs(Settings.from_environment().store())
    except (SchemaDocsError, SettingsError) as error:
        sys.exit(f"make docs: {error}")
    sys.stdout.write(f"{page}\n")


if __name__ == "__main__":
    main()

"""What is in the wheel."""

import subprocess
import sys
import zipfile
from pathlib import Path

import gongkai

ROOT = Path(__file__).parent.parent


def test_the_wheel_is_the_domain_package_with_its_catalogue_and_command(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    assert wheel.name == f"gongkai-{gongkai.__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        info = f"gongkai-{gongkai.__version__}.dist-info"
        entry_points = archive.read(f"{info}/entry_points.txt").decode()
    assert {name.split("/")[0] for name in names} == {"gongkai", info}
    assert {name for name in names if name.endswith(".csv")} == {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "gongkai" / "catalogue").glob("*.csv")
    }
    assert {"gongkai/cli.py", "gongkai/py.typed", f"{info}/licenses/LICENSE"} <= names
    assert "gongkai = gongkai.cli:main" in entry_points

import re

import pytest

from gongkai.limits import SETTINGS
from pipelines import settings as module
from pipelines.settings import PROJECT, Settings, SettingsError


def test_defaults_hold_in_a_fresh_clone():
    settings = Settings.from_environment({})
    assert settings.home == PROJECT / "data"
    assert (settings.chunk_size, settings.keep_publications, settings.limits.seconds, settings.ui_port) == (
        50,
        3,
        120,
        3000,
    )
    assert settings.workers >= 1


def test_the_home_moves_everything(tmp_path, monkeypatch):
    (tmp_path / "reports" / "raw").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    store = Settings.from_environment({"GONGKAI_HOME": "reports", "GONGKAI_WORKERS": "7"}).store()
    home = tmp_path / "reports"
    assert (store.raw, store.working) == (home / "raw", home / "warehouse" / "working.duckdb")
    assert (store.published, store.exports) == (home / "warehouse" / "gongkai.duckdb", home / "warehouse" / "exports")
    assert store.workers == 7


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", "10001"])
def test_a_setting_out_of_range_is_named_with_its_range(value):
    with pytest.raises(SettingsError, match=f"GONGKAI_CHUNK_SIZE is '{re.escape(value)}'.*from 1 to 10000"):
        Settings.from_environment({"GONGKAI_CHUNK_SIZE": value})


def test_a_home_without_reports_is_named(tmp_path):
    with pytest.raises(SettingsError, match=f"GONGKAI_HOME is {re.escape(str(tmp_path))}.*no folder raw"):
        Settings.from_environment({"GONGKAI_HOME": str(tmp_path)}).store()


def test_every_variable_stands_in_the_module_table():
    source = (PROJECT / "pipelines" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'"(GONGKAI_[A-Z_]+)"', source))
    assert read | set(SETTINGS) == set(re.findall(r"^(GONGKAI_[A-Z_]+)", module.__doc__, re.M))
